import type { Prescription } from '@tsunagu/jahis';
import type { Queryable } from '../../../kernel/db/database.ts';
import { findPerson, type InsuredNumber, type PersonId } from '../../registry/index.ts';

/** The numbers of the insurance, else of the first public expense that stands alone. */
export function numbersOf({ insurance, publicExpenses }: Prescription): InsuredNumber | null {
  if (insurance.insurerNumber !== null)
    return {
      insurerNumber: insurance.insurerNumber,
      symbol: insurance.symbol ?? '',
      number: insurance.number ?? '',
      branch: insurance.branch ?? '',
    };
  const [expense] = publicExpenses;
  if (expense?.beneficiary == null) return null;
  return { insurerNumber: expense.payer, symbol: '', number: expense.beneficiary, branch: '' };
}

/**
 * Whom a document is about: the numbers, the date of birth and the sex must all agree. Null = nobody, or not one person
 * alone. @spec eligibility.md §2.2
 */
export async function personOfDocument(db: Queryable, document: Prescription): Promise<PersonId | null> {
  const numbers = numbersOf(document);
  const { birthDate, sex } = document.patient;
  if (numbers === null || !/^\d{4}-\d\d-\d\d$/.test(birthDate)) return null;
  const found = await findPerson(db, { ...numbers, birthDate });
  if (found.result !== 'found') return null;
  const { person } = found;
  return person.sex === 3 || String(person.sex) === sex ? person.personId : null;
}
