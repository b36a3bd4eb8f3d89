import { insuredKey, normaliseBranch } from '@tsunagu/ids';
import type { Queryable } from '../../../kernel/db/database.ts';
import type { InsuredNumber } from '../person.ts';
import type { PersonId } from '../person-id.ts';

export type FoundByNumbers =
  | { readonly result: 'found'; readonly personId: PersonId }
  | { readonly result: 'not-found' | 'ambiguous' };

/**
 * The person behind insured numbers where no birth date is known: the numbers of a viewing request name one person
 * only together with the branch, or where the household is one person. @spec eligibility.md §9.1
 */
export async function findByNumbers(db: Queryable, numbers: InsuredNumber): Promise<FoundByNumbers> {
  const rows = await db.query<{ person_id: PersonId }>(
    `SELECT DISTINCT person_id FROM registry.insured_number
     WHERE number_key = $1 AND ($2 = '' OR branch = '' OR branch = $2) LIMIT 2`,
    [insuredKey(numbers), normaliseBranch(numbers.branch)],
  );
  const [first, second] = rows;
  if (first === undefined) return { result: 'not-found' };
  return second === undefined ? { result: 'found', personId: first.person_id } : { result: 'ambiguous' };
}
