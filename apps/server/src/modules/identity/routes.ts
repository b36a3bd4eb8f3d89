import type { App } from '../../kernel/http/app.ts';
import { type SignInRouteDeps, signInRoutes } from './sign-in/routes.ts';

export interface IdentityRouteDeps extends SignInRouteDeps {}

export function identityRoutes(app: App, deps: IdentityRouteDeps): void {
  signInRoutes(app, deps);
}
