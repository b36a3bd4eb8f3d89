export {
  createAccount,
  createOrganisation,
  type DemoAccount,
  listDemoAccounts,
  type NewAccount,
  type NewOrganisation,
} from './accounts.ts';
export { identityRoutes } from './routes.ts';
export { endSession, readSession, type SessionDeps } from './session.ts';
export { type SignInDeps, signIn } from './sign-in/sign-in.ts';
export { SignInThrottle } from './sign-in/throttle.ts';
