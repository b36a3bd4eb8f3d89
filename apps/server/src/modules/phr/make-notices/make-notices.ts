import type { Clock } from '../../../kernel/clock.ts';
import type { Database, Transaction } from '../../../kernel/db/database.ts';
import { insertRows } from '../../../kernel/db/insert-rows.ts';
import { mailFor } from '../model/mail-text.ts';

export interface NoticeDeps {
  readonly db: Database;
  readonly clock: Clock;
}

export type NoticeKind = 'first-view' | 'emergency-view' | 'disaster-view';

const MOST_AT_ONCE = 2_000;
/** Any number that no other worker of this database locks. */
const LOCK = 7_405_119_301;

interface ViewRow {
  readonly seq: string;
  readonly person_id: string;
  readonly at: Date;
  readonly entry_id: string;
  readonly facility_code: string;
  readonly facility_name: string;
  readonly categories: string[];
  readonly ground: string;
}

/**
 * Reads on in the audit log and tells patients of the first view by an institution and of every emergency or disaster
 * view. One process at a time; a crash repeats a part without telling anybody twice. Resolves to the notices made.
 * @spec eligibility.md §11.3; phr.md §3 A8, A13
 */
export async function makeNotices(deps: NoticeDeps): Promise<number> {
  let made = 0;
  for (const writerId of await writersToRead(deps.db)) {
    for (let more = true; more; ) {
      const step = await deps.db.transaction((tx) => readOn(tx, deps.clock(), writerId));
      made += step.made;
      more = step.read === MOST_AT_ONCE;
    }
  }
  return made;
}

/** Writers that may have gone on since they were read. */
async function writersToRead(db: Database): Promise<string[]> {
  const rows = await db.query<{ writer_id: string }>(
    `SELECT w.writer_id FROM audit.writer w LEFT JOIN phr.notice_cursor c USING (writer_id)
     WHERE EXISTS (SELECT FROM audit.entry e WHERE e.writer_id = w.writer_id AND e.seq > COALESCE(c.seq, 0))`,
  );
  return rows.map((row) => row.writer_id);
}

async function readOn(
  tx: Transaction,
  now: Date,
  writerId: string,
): Promise<{ readonly read: number; readonly made: number }> {
  const [lock] = await tx.query<{ held: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS held', [LOCK]);
  if (lock?.held !== true) return { read: 0, made: 0 };
  const [window] = await tx.query<{ first: string; last: string | null; count: number }>(
    `SELECT min(seq)::text AS first, max(seq)::text AS last, count(*)::int AS count FROM (
       SELECT seq FROM audit.entry
       WHERE writer_id = $1 AND seq > COALESCE((SELECT seq FROM phr.notice_cursor WHERE writer_id = $1), 0)
       ORDER BY seq LIMIT ${MOST_AT_ONCE}) AS next`,
    [writerId],
  );
  if (window === undefined || window.last === null) return { read: 0, made: 0 };
  const views = await tx.query<ViewRow>(
    `SELECT seq, person_id, at, entry_id, facility_code, COALESCE(facility_name, facility_code) AS facility_name,
       categories, ground
     FROM audit.entry
     WHERE writer_id = $1 AND seq BETWEEN $2 AND $3 AND event = 'disclosure' AND purpose = 'care'
       AND outcome = 'shown' AND facility_code IS NOT NULL ORDER BY seq`,
    [writerId, window.first, window.last],
  );
  const made = await tellOf(tx, now, views);
  await tx.query(
    `INSERT INTO phr.notice_cursor (writer_id, seq) VALUES ($1, $2)
     ON CONFLICT (writer_id) DO UPDATE SET seq = excluded.seq`,
    [writerId, window.last],
  );
  return { read: window.count, made };
}

async function tellOf(tx: Transaction, now: Date, views: readonly ViewRow[]): Promise<number> {
  let made = 0;
  for (const view of views) {
    const newcomer = await tx.query(
      `INSERT INTO phr.known_viewer (person_id, facility_code, since) VALUES ($1, $2, $3)
       ON CONFLICT DO NOTHING RETURNING person_id`,
      [view.person_id, view.facility_code, view.at],
    );
    const kind = kindOf(view.ground, newcomer.length > 0);
    if (kind !== null && (await storeNotice(tx, now, view, kind))) made += 1;
  }
  return made;
}

function kindOf(ground: string, firstView: boolean): NoticeKind | null {
  if (ground === 'emergency') return 'emergency-view';
  if (ground === 'disaster') return 'disaster-view';
  return firstView ? 'first-view' : null;
}

async function storeNotice(tx: Transaction, now: Date, view: ViewRow, kind: NoticeKind): Promise<boolean> {
  const [notice] = await tx.query<{ notice_id: string }>(
    `INSERT INTO phr.notice (person_id, at, kind, facility_code, facility_name, categories, entry_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING notice_id`,
    [view.person_id, view.at, kind, view.facility_code, view.facility_name, view.categories, view.entry_id],
  );
  if (notice === undefined) return false;
  const [setting] = await tx.query<{ mail: string | null }>(
    'SELECT mail FROM phr.notice_setting WHERE person_id = $1',
    [view.person_id],
  );
  if (setting?.mail != null) {
    const { subject, body } = mailFor(kind, view.facility_name, view.at);
    await insertRows(tx, {
      into: 'phr.outgoing_mail (person_id, notice_id, recipient, subject, body, created_at, next_try_at)',
      rows: [[view.person_id, notice.notice_id, setting.mail, subject, body, now, now]],
    });
  }
  return true;
}
