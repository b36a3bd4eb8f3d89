import type { AuditLog } from '../../../kernel/audit/index.ts';
import type { Session } from '../../../kernel/auth/session.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { Database } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';

export interface ModeDeps {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

export interface DisasterMode {
  readonly id: string;
  readonly name: string;
  /** Codes of prefectures. */
  readonly areas: readonly string[];
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
  readonly openedBy: string;
  readonly reference: string;
  readonly closedAt: Date | null;
  /** People who were looked up under it so far. */
  readonly uses: number;
}

/** All disaster modes, newest first. They concern no person. */
export const listDisasterModes = ({ db }: Pick<ModeDeps, 'db'>): Promise<DisasterMode[]> =>
  db.query<DisasterMode>(
    `SELECT mode_id AS id, name, areas, opens_at AS "from", closes_at AS "to", opened_by AS "openedBy", reference,
       closed_at AS "closedAt",
       (SELECT count(*)::int FROM access.opened_view v WHERE v.disaster_mode_id = m.mode_id) AS uses
     FROM access.disaster_mode m ORDER BY opens_at DESC LIMIT 200`,
  );

const PREFECTURES = 47;

export interface NewDisasterMode {
  readonly name: string;
  readonly areas: readonly string[];
  readonly from: Date;
  readonly to: Date;
  /** The notice that opens it. */
  readonly reference: string;
}

/** Opens the mode for areas and a period. Throws INPUT_INVALID. @spec eligibility.md §11.1, §11.2 */
export async function openDisasterMode(
  { db, audit, clock }: ModeDeps,
  session: Session,
  requestId: string,
  { name, areas, from, to, reference }: NewDisasterMode,
): Promise<string> {
  const unknown = areas.find(
    (area) => !/^\d\d$/.test(area) || Number(area) < 1 || Number(area) > PREFECTURES,
  );
  if (unknown !== undefined) throw new AppError('INPUT_INVALID', { '/areas': unknown });
  if (!(from < to)) throw new AppError('INPUT_INVALID', { '/to': 'not after from' });
  const [row] = await db.query<{ mode_id: string }>(
    `INSERT INTO access.disaster_mode (name, areas, opens_at, closes_at, opened_by, reference, recorded_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING mode_id`,
    [name, [...new Set(areas)].sort(), from, to, session.account, reference, clock()],
  );
  const modeId = row?.mode_id ?? '';
  await audit.append({ ...entryOf(session, requestId, modeId), event: 'disaster-mode-opened' });
  return modeId;
}

/** Ends a mode before its time, at once. Throws MODE_UNKNOWN. */
export async function closeDisasterMode(
  { db, audit, clock }: ModeDeps,
  session: Session,
  requestId: string,
  modeId: string,
): Promise<void> {
  const rows = await db.query(
    `UPDATE access.disaster_mode SET closed_at = $2, closed_by = $3
     WHERE mode_id = $1 AND closed_at IS NULL RETURNING mode_id`,
    [modeId, clock(), session.account],
  );
  if (rows.length === 0) throw new AppError('MODE_UNKNOWN');
  await audit.append({ ...entryOf(session, requestId, modeId), event: 'disaster-mode-closed' });
}

const entryOf = (session: Session, requestId: string, modeId: string) =>
  ({
    personId: null,
    account: session.account,
    actorRole: session.roles.join(','),
    facilityName: session.organisation?.name ?? null,
    outcome: 'done',
    requestId,
    detail: { modeId },
  }) as const;
