import type { Database } from '../../../kernel/db/database.ts';
import type { PersonId } from '../../registry/index.ts';

export interface ShownLimits {
  /** Keys of the entries that the patient hides from other institutions. @spec phr.md §3 A4 */
  readonly hidden: ReadonlySet<string>;
  /** Names of institutions and addresses stay suppressed, whatever else is shown. @spec eligibility.md §11.4 */
  readonly withheld: boolean;
}

/** What a record leaves out although its categories are shown. */
export async function readShownLimits(db: Database, personId: PersonId): Promise<ShownLimits> {
  const rows = await db.prepared<{ hide_key: string | null }>(
    'access.read-shown-limits',
    `SELECT hide_key FROM access.hidden_entry WHERE person_id = $1 AND ended_at IS NULL
     UNION ALL
     SELECT NULL FROM access.limitation WHERE person_id = $1 AND kind = 'withheld' AND ended_at IS NULL`,
    [personId],
  );
  return {
    hidden: new Set(rows.flatMap(({ hide_key: key }) => (key === null ? [] : [key]))),
    withheld: rows.some(({ hide_key: key }) => key === null),
  };
}
