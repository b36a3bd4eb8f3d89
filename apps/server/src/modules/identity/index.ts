export { accountNames } from './account-names.ts';
export {
  createAccount,
  createOrganisation,
  type DemoAccount,
  listDemoAccounts,
  type NewAccount,
  type NewOrganisation,
} from './accounts.ts';
export type { IdentityDeps } from './deps.ts';
export { identityRoutes } from './routes.ts';
export { openSecretBox, type SecretBox, secretBox } from './secret-box.ts';
export { type Opening, openSession, readSession, type SessionDeps } from './session.ts';
export { setTotpSecret, totpCodeAt } from './totp.ts';
