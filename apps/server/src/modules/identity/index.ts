export {
  createAccount,
  createOrganisation,
  type DemoAccount,
  listDemoAccounts,
  type NewAccount,
  type NewOrganisation,
} from './accounts.ts';
export { identityRoutes } from './routes.ts';
export { readSession, type SessionDeps } from './session.ts';
export { SignInThrottle } from './sign-in/throttle.ts';
