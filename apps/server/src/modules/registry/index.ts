export { facilityNames, noteFacilities } from './facilities/facilities.ts';
export { findPerson, type FindPersonInput, type FindPersonResult, readPerson } from './find-person/find-person.ts';
export { type Identity, type Match, type Newcomer, PersonMatcher } from './match-persons/match-persons.ts';
export { NOBODY, parsePersonId, type PersonId, readPersonIdKey } from './person-id.ts';
export type { InsuredNumber, Person, Sex } from './person.ts';
