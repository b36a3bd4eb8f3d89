import { insuredKey } from '@tsunagu/ids';
import type { Database } from '../../kernel/db/database.ts';
import { findByNumbers, findPerson, type PersonId, parsePersonId, readPerson } from '../registry/index.ts';
import { type JsonObject, objectAt, textOf } from './model/json.ts';
import { cluesOf, memberIdIn, parseMemberId } from './model/person-clues.ts';
import { MEMBER_ID } from './model/systems.ts';

export type FoundPerson =
  | { readonly personId: PersonId }
  /** `numberKey`: by which the person may become known later; '' when there is none. */
  | { readonly personId: null; readonly reason: UnresolvedReason; readonly numberKey: string };

export type UnresolvedReason = 'person-unresolved' | 'person-ambiguous' | 'person-contradicted';

const unresolved = (reason: UnresolvedReason, numberKey = ''): FoundPerson => ({
  personId: null,
  reason,
  numberKey,
});

/** By insured number and birth date; a sex that contradicts the register finds nobody. @spec fhir-jp-core.md §4; eligibility.md §2.2 */
export async function findByPatient(db: Database, patient: JsonObject): Promise<FoundPerson> {
  const { numbers, birthDate, sex } = cluesOf(patient);
  if (numbers === null || birthDate === null) return unresolved('person-unresolved');
  const numberKey = insuredKey(numbers) ?? '';
  const found = await findPerson(db, { ...numbers, birthDate });
  if (found.result === 'ambiguous') return unresolved('person-ambiguous', numberKey);
  if (found.result === 'not-found') return unresolved('person-unresolved', numberKey);
  const { person } = found;
  if (sex !== null && person.sex !== 3 && person.sex !== sex)
    return unresolved('person-contradicted', numberKey);
  return { personId: person.personId };
}

const CONDITIONAL = /^Patient\?identifier=(.+)$/;

/**
 * Whom `subject` or `patient` of a single resource means: `Patient/<id>` here, `Patient?identifier=system|value`, or a
 * logical identifier.
 */
export async function findBySubject(db: Database, subject: unknown, baseUrl: string): Promise<FoundPerson> {
  const wrapped = objectAt({ subject }, 'subject');
  const reference = (textOf(wrapped?.reference) ?? '').replace(`${baseUrl}/`, '');
  const direct = /^Patient\/([^/]+)(?:\/_history\/.+)?$/.exec(reference)?.[1];
  if (direct !== undefined) {
    const personId = parsePersonId(direct);
    const person = personId === null ? null : await readPerson(db, personId);
    return person === null ? unresolved('person-unresolved') : { personId: person.personId };
  }
  const numbers = memberNumbersIn(reference) ?? memberIdIn([wrapped?.identifier]);
  if (numbers === null) return unresolved('person-unresolved');
  const found = await findByNumbers(db, numbers);
  if (found.result === 'found') return { personId: found.personId };
  return unresolved(found.result === 'ambiguous' ? 'person-ambiguous' : 'person-unresolved');
}

function memberNumbersIn(reference: string) {
  const [, token] = CONDITIONAL.exec(reference) ?? [];
  if (token === undefined) return null;
  const decoded = new URLSearchParams(`i=${token}`).get('i') ?? '';
  return decoded.startsWith(`${MEMBER_ID}|`) ? parseMemberId(decoded.slice(MEMBER_ID.length + 1)) : null;
}
