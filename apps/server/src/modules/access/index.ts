export { type AtTheDesk, type ConsentState, recordConsent } from './consent/consent.ts';
export { type RecordedConsent, readConsents } from './consent/read-consents.ts';
export { type DiscloseDeps, type Disclosed, type DiscloseInput, disclose } from './disclose/disclose.ts';
export { identifyPerson } from './identify-person/identify-person.ts';
export { readShownLimits, type ShownLimits } from './limits/shown-limits.ts';
export { type DisclosureEntry, entriesOfPerson } from './list-disclosures/entries-of-person.ts';
export { type Actor, facilityOf, type StaffRole } from './model/actor.ts';
export { actorOf, ownPersonId, requirePersonId } from './model/actor-of.ts';
export type { CategoryDecision, Purpose } from './model/decide.ts';
export type { AtHome as Patient } from './model/patient.ts';
export { type PersonBanner, personBanner } from './model/person-banner.ts';
export { CATEGORIES, type Category, RECORD_CATEGORIES } from './model/standing.ts';
export { accessRoutes } from './routes.ts';
export {
  type ConsentingPerson,
  consentsAt,
  standingConsents,
} from './standing-consents/standing-consents.ts';
export { findUnusualAccess } from './unusual-access/find-unusual-access.ts';
