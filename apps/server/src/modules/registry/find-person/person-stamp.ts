import type { Database } from '../../../kernel/db/database.ts';
import type { PersonId } from '../person-id.ts';

export interface PersonStamp {
  /** When an insurer registered the person last, or the person was first seen. */
  readonly changedAt: Date;
  /** As the insurer registered it; '' when nobody has. */
  readonly postNumber: string;
}

/** What a record says of a person beside the name; null when unknown. */
export async function readPersonStamp(db: Database, personId: PersonId): Promise<PersonStamp | null> {
  const [row] = await db.prepared<PersonStamp>(
    'registry.read-person-stamp',
    `SELECT GREATEST(created_at, registered_at) AS "changedAt", post_number AS "postNumber"
     FROM registry.person WHERE person_id = $1`,
    [personId],
  );
  return row ?? null;
}
