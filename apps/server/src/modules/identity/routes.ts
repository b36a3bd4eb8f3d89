import type { App } from '../../kernel/http/app.ts';
import { acceptInvitationRoutes } from './accept-invitation/routes.ts';
import { confirmRoutes } from './confirm/routes.ts';
import { manageMembersRoutes } from './manage-members/routes.ts';
import { mySecurityRoutes } from './my-security/routes.ts';
import { operateRoutes } from './operate/routes.ts';
import { type SignInRouteDeps, signInRoutes } from './sign-in/routes.ts';
import { listClients } from './systems/manage-clients.ts';

export interface IdentityRouteDeps extends SignInRouteDeps {}

/** Staff: signing in, one's own factors and sessions, organisations and their members. */
export function identityRoutes(app: App, deps: IdentityRouteDeps): void {
  signInRoutes(app, deps);
  confirmRoutes(app, deps);
  mySecurityRoutes(app, deps);
  acceptInvitationRoutes(app, deps);
  manageMembersRoutes(app, { ...deps, listClients: (id) => listClients(deps.db, id) });
  operateRoutes(app, deps);
}
