import { AppError } from '../../../kernel/errors/app-error.ts';
import { type DiscloseDeps, disclose, type Patient } from '../../access/index.ts';

export interface Notice {
  readonly id: string;
  readonly at: Date;
  readonly kind: string;
  readonly facilityName: string;
  readonly categories: readonly string[];
  readonly readAt: Date | null;
  readonly entryId: string;
}

const MOST = 200;

/** What a person was told, newest first. */
export function listNotices(deps: DiscloseDeps, home: Patient): Promise<readonly Notice[]> {
  return disclose(deps, { ...home, purpose: 'self', categories: [] }, async () => {
    const notices = await deps.db.query<Notice>(
      `SELECT notice_id AS id, at, kind, facility_name AS "facilityName", categories, read_at AS "readAt",
         entry_id AS "entryId"
       FROM phr.notice WHERE person_id = $1 ORDER BY at DESC LIMIT ${MOST}`,
      [home.personId],
    );
    return { answer: () => notices, itemCount: notices.length };
  });
}

/** How many notices wait to be read: a number for the rail, asked for all the time, that tells of nothing else. */
export async function countUnread({ db }: Pick<DiscloseDeps, 'db'>, personId: string): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM phr.notice WHERE person_id = $1 AND read_at IS NULL',
    [personId],
  );
  return row?.count ?? 0;
}

/** Notes that a notice was read. Throws NOTICE_UNKNOWN. */
export async function markRead({ db, clock }: DiscloseDeps, personId: string, id: string): Promise<void> {
  const rows = await db.query(
    `UPDATE phr.notice SET read_at = COALESCE(read_at, $3) WHERE person_id = $1 AND notice_id = $2 RETURNING notice_id`,
    [personId, id, clock()],
  );
  if (rows.length === 0) throw new AppError('NOTICE_UNKNOWN');
}

export interface NoticeSettings {
  /** Null: no mail. */
  readonly mail: string | null;
}

export function readSettings(deps: DiscloseDeps, home: Patient): Promise<NoticeSettings> {
  return disclose(deps, { ...home, purpose: 'self', categories: [] }, async () => {
    const [row] = await deps.db.query<NoticeSettings>(
      'SELECT mail FROM phr.notice_setting WHERE person_id = $1',
      [home.personId],
    );
    return { answer: () => ({ mail: row?.mail ?? null }), itemCount: 0 };
  });
}

export function changeSettings(
  deps: DiscloseDeps,
  home: Patient & { readonly settings: NoticeSettings },
): Promise<NoticeSettings> {
  const { settings, ...rest } = home;
  const entry = { purpose: 'self-settings', event: 'restriction-changed', categories: [] } as const;
  const detail = { kind: 'notice-mail', on: settings.mail !== null };
  return disclose(deps, { ...rest, ...entry, detail }, async () => {
    await deps.db.query(
      `INSERT INTO phr.notice_setting (person_id, mail) VALUES ($1, $2)
       ON CONFLICT (person_id) DO UPDATE SET mail = excluded.mail`,
      [rest.personId, settings.mail],
    );
    return { answer: () => settings, itemCount: 0 };
  });
}
