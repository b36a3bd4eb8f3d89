export { accountNames } from './account-names.ts';
export {
  createAccount,
  createOrganisation,
  type DemoAccount,
  listDemoAccounts,
  type NewAccount,
  type NewOrganisation,
} from './accounts.ts';
export { appRoutes } from './apps/routes.ts';
export { type DemoCard, listDemoCards, saveDemoCards } from './card/demo-cards.ts';
export type { CardDeps, CardRequest } from './card/deps.ts';
export {
  type IdentifiedCard,
  type IdentifyByCardInput,
  identifyByCard,
} from './card/identify-by-card.ts';
export { linkCard } from './card/link.ts';
export { cardRoutes } from './card/routes.ts';
export { createStaff, type NewStaff } from './create-staff/create-staff.ts';
export type { IdentityDeps } from './deps.ts';
export { identityRoutes } from './routes.ts';
export { openSecretBox, type SecretBox } from './secret-box.ts';
export { type Opening, openSession, readSession, type SessionDeps } from './session.ts';
export { registerClient } from './systems/manage-clients.ts';
export { readSystemSession } from './systems/read-system-session.ts';
export { systemRoutes } from './systems/routes.ts';
export { setTotpSecret, totpCodeAt } from './totp.ts';
