export { type AtTheDesk, type ConsentMethod, type ConsentState, recordConsent } from './consent/consent.ts';
export { type DiscloseDeps, disclose } from './disclose/disclose.ts';
export { type DisclosureLog, openDisclosureLog } from './disclose/disclosure-log.ts';
export { identifyPerson } from './identify-person/identify-person.ts';
export { actorOf, ownPersonId, requirePersonId } from './model/actor-of.ts';
export {
  type Actor,
  CATEGORIES,
  type Category,
  type CategoryDecision,
  type Purpose,
  type StaffRole,
} from './model/decide.ts';
export { type PersonBanner, personBanner } from './model/person-banner.ts';
export { accessRoutes } from './routes.ts';
