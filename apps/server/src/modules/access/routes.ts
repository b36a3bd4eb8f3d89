import type { App } from '../../kernel/http/app.ts';
import { deskRoutes } from './desk-routes.ts';
import { officeRoutes } from './office-routes.ts';
import { operatorRoutes } from './operator-routes.ts';
import { patientRoutes } from './patient-routes.ts';
import type { ProofDeps } from './prove-disclosure/prove-disclosure.ts';

export function accessRoutes(app: App, deps: ProofDeps): void {
  deskRoutes(app, deps);
  patientRoutes(app, deps);
  officeRoutes(app, deps);
  operatorRoutes(app, deps);
}
