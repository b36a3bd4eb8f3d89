import Type from 'typebox';
import { type App, sessionOf } from '../../kernel/http/app.ts';
import { actorOf, type DiscloseDeps, ownPersonId, requirePersonId } from '../access/index.ts';
import { ownPrescriptions } from './patient/own-prescriptions.ts';

const PATIENT = { permission: ['patient'], audience: 'portal' } as const;

/** What patients have of their prescriptions, and proxies in their place. */
export function patientRoutes(app: App, deps: DiscloseDeps): void {
  app.get('/api/me/prescriptions', { config: PATIENT }, async (request) => {
    const session = sessionOf(request);
    const asked = { actor: actorOf(session), personId: ownPersonId(session), requestId: request.id };
    return { prescriptions: await ownPrescriptions(deps, asked) };
  });
  app.get(
    '/api/principals/:ref/prescriptions',
    {
      config: PATIENT,
      schema: { params: Type.Object({ ref: Type.String({ maxLength: 36 }) }) },
    },
    async (request) => {
      const personId = requirePersonId(request.params.ref);
      const asked = { actor: actorOf(sessionOf(request)), personId, requestId: request.id };
      return { prescriptions: await ownPrescriptions(deps, asked) };
    },
  );
}
