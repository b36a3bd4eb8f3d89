export {
  type AtTheDesk,
  type ConsentMethod,
  type ConsentState,
  listConsents,
  recordConsent,
  withdrawConsent,
} from './consent/consent.ts';
export { type DiscloseDeps, disclose } from './disclose/disclose.ts';
export { type DisclosureLog, openDisclosureLog } from './disclose/disclosure-log.ts';
export { identifyPerson, showPerson } from './identify-person/identify-person.ts';
export { type DisclosurePage, listDisclosures } from './list-disclosures/list-disclosures.ts';
export { actorOf, ownPersonId, requirePersonId } from './model/actor-of.ts';
export {
  type Actor,
  CATEGORIES,
  type Category,
  type CategoryDecision,
  CLINICAL_ROLES,
  type Purpose,
  type StaffRole,
} from './model/decide.ts';
export { type PersonBanner, personBanner } from './model/person-banner.ts';
export { accessRoutes } from './routes.ts';
