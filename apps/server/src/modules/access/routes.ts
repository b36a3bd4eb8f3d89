import type { App } from '../../kernel/http/app.ts';
import { deskRoutes } from './desk-routes.ts';
import type { DiscloseDeps } from './disclose/disclose.ts';
import { officeRoutes } from './office-routes.ts';
import { patientRoutes } from './patient-routes.ts';

export function accessRoutes(app: App, deps: DiscloseDeps): void {
  deskRoutes(app, deps);
  patientRoutes(app, deps);
  officeRoutes(app, deps);
}
