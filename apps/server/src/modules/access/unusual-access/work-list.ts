import type { AuditLog } from '../../../kernel/audit/index.ts';
import type { Session } from '../../../kernel/auth/session.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import type { FinderDeps } from './find-unusual-access.ts';

export interface UnusualAccess {
  readonly id: string;
  readonly kind: string;
  readonly facilityCode: string;
  readonly facilityName: string;
  readonly account: string | null;
  /** `YYYY-MM-DD`, a day in Japan. */
  readonly day: string;
  readonly count: number;
  readonly expected: number;
  readonly state: 'open' | 'closed';
  readonly note: string | null;
}

/** Names no patients, so it needs no entry of its own. */
export const listUnusualAccess = (
  { db }: Pick<FinderDeps, 'db'>,
  state: 'open' | 'closed',
): Promise<UnusualAccess[]> =>
  db.query<UnusualAccess>(
    `SELECT finding_id AS id, kind, facility_code AS "facilityCode", facility_name AS "facilityName", account,
       day::text, count, expected, CASE WHEN closed_at IS NULL THEN 'open' ELSE 'closed' END AS state, note
     FROM access.unusual_access WHERE (closed_at IS NULL) = $1 ORDER BY day DESC, count DESC LIMIT 500`,
    [state === 'open'],
  );

/** Somebody looked into it. Throws FINDING_UNKNOWN. */
export async function closeUnusualAccess(
  { db, audit, clock }: FinderDeps & { readonly audit: AuditLog },
  session: Session,
  requestId: string,
  { id, note }: { readonly id: string; readonly note: string },
): Promise<void> {
  const rows = await db.query(
    `UPDATE access.unusual_access SET closed_at = $2, closed_by = $3, note = $4
     WHERE finding_id = $1 AND closed_at IS NULL RETURNING finding_id`,
    [id, clock(), session.account, note],
  );
  if (rows.length === 0) throw new AppError('FINDING_UNKNOWN');
  await audit.append({
    event: 'unusual-access-closed',
    personId: null,
    account: session.account,
    actorRole: session.roles.join(','),
    outcome: 'done',
    requestId,
    detail: { findingId: id },
  });
}
