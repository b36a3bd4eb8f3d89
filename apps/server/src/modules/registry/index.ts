export {
  facilityNames,
  type KnownFacility,
  listFacilities,
  noteFacilities,
  readFacility,
} from './facilities/facilities.ts';
export { type FourItems, findByFourItems } from './find-person/find-by-four-items.ts';
export { type FoundByNumbers, findByNumbers } from './find-person/find-by-numbers.ts';
export {
  type FindPersonInput,
  type FindPersonResult,
  findPerson,
  readPerson,
} from './find-person/find-person.ts';
export { personNames } from './find-person/person-names.ts';
export { type PersonStamp, readPersonStamp } from './find-person/person-stamp.ts';
export type { Identity, Newcomer } from './identity.ts';
export { type Match, PersonMatcher } from './match-persons/match-persons.ts';
export type { InsuredNumber, Person, Sex } from './person.ts';
export { NOBODY, type PersonId, parsePersonId, readPersonIdKey } from './person-id.ts';
export { type NumberValidity, noteValidity } from './register-people/note-validity.ts';
export { registerPeople } from './register-people/register-people.ts';
export {
  isDegraded,
  type Registration,
  type RegistrationFinding,
  type RegistrationOutcome,
} from './register-people/registration.ts';
