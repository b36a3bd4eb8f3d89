import type { PersonsChanged } from '../../../kernel/records/record-source.ts';

/**
 * Says that the other sources know something new of these people. To be called inside the transaction that changes
 * them. Who never had a list gets none: it is made when it is first needed.
 */
export const markHistoryStale: PersonsChanged = async (tx, personIds) => {
  if (personIds.length === 0) return;
  // In one order, so that no two of these wait for each other.
  await tx.query(
    `WITH known AS (
       SELECT person_id FROM prescriptions.active_list WHERE person_id = ANY ($1::uuid[]) ORDER BY person_id FOR UPDATE)
     UPDATE prescriptions.active_list list SET stale = true, marks = marks + 1
     FROM known WHERE list.person_id = known.person_id`,
    [personIds],
  );
};
