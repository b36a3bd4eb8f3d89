import type { App } from '../../kernel/http/app.ts';
import { markHistoryStale } from './active-list/mark-stale.ts';
import { checkRoutes } from './check-routes.ts';
import type { LifeDeps, PrescriptionsDeps } from './deps.ts';
import { drugRoutes } from './drugs/routes.ts';
import { institutionRoutes } from './institution-routes.ts';
import { openWebhooks } from './interfaces/webhooks/open-webhooks.ts';
import { xmlRoutes } from './interfaces/xml/routes.ts';
import { notebookRoutes } from './notebook/routes.ts';
import { patientRoutes } from './patient-routes.ts';
import { pharmacyRoutes } from './pharmacy-routes.ts';
import type { SigningDeps } from './signing/deps.ts';
import { openSigning } from './signing/open-signing.ts';
import { signingRoutes } from './signing/routes.ts';

export interface Prescriptions {
  /** Resolves when there is nothing left to do in the background. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

const signingDepsOf = (given: PrescriptionsDeps): SigningDeps => ({
  ...given,
  onTrustProblem: (file, reason) => given.onError(new Error(`trusted authorities: ${file}: ${reason}`)),
});

/** What the use cases of this module need, for who calls them without routes. */
export const openLife = (given: PrescriptionsDeps): LifeDeps => ({
  ...given,
  signing: openSigning(signingDepsOf(given)),
});

/** Electronic prescriptions, what becomes of them, and the checks of drugs; declares their routes. */
export function openPrescriptions(app: App, given: PrescriptionsDeps): Prescriptions {
  signingRoutes(app, signingDepsOf(given));
  notebookRoutes(app, { ...given, changed: markHistoryStale });
  drugRoutes(app, given);
  const deps = openLife(given);
  checkRoutes(app, deps);
  institutionRoutes(app, deps);
  pharmacyRoutes(app, deps);
  patientRoutes(app, given);
  xmlRoutes(app, deps);
  return openWebhooks(app, deps);
}
