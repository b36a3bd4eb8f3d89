import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { type App, sessionOf } from '../../../kernel/http/app.ts';
import { REQUEST_COOKIE } from '../systems/provider-configuration.ts';
import { decideRequest, readRequest } from './decide-request.ts';
import type { AppsDeps, Asking } from './deps.ts';
import { enableApp, institutionOf, launchApp, listLaunchable } from './launch-app.ts';
import { listOwnApps, revokeOwnApp } from './own-apps.ts';
import { disableApp, listApps, registerApp } from './register-app.ts';

const ADDRESS = Type.String({ minLength: 8, maxLength: 500 });
const NEW_APP = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  publisher: Type.String({ minLength: 1, maxLength: 100 }),
  redirectUris: Type.Array(ADDRESS, { minItems: 1, maxItems: 10 }),
  launchUri: Type.Optional(ADDRESS),
  scopes: Type.Array(Type.String({ maxLength: 300 }), { minItems: 1, maxItems: 50 }),
  authentication: Type.Union([
    Type.Literal('none'),
    Type.Literal('client_secret_basic'),
    Type.Literal('private_key_jwt'),
  ]),
  jwks: Type.Optional(
    Type.Object({
      keys: Type.Array(Type.Record(Type.String(), Type.Unknown()), { minItems: 1, maxItems: 10 }),
    }),
  ),
});
const CLIENT = Type.Object({ clientId: Type.String({ maxLength: 100 }) });
const ONE = Type.Object({ id: Type.String({ maxLength: 100 }) });
const DECISION = Type.Object({
  allow: Type.Boolean(),
  scopes: Type.Array(Type.String({ maxLength: 300 }), { maxItems: 50 }),
});

const askingOf = (request: FastifyRequest): Asking => ({
  session: sessionOf(request),
  requestId: request.id,
});

/** Apps that people let act for them: registration, starting, consent, and what a patient allows. */
export function appRoutes(app: App, deps: AppsDeps): void {
  registrationRoutes(app, deps);
  launchRoutes(app, deps);
  consentRoutes(app, deps);
}

function registrationRoutes(app: App, deps: AppsDeps): void {
  const config = { permission: ['administrator'], audience: 'portal' } as const;
  const dangerous = { ...config, stepUp: true } as const;
  app.get('/api/apps', { config }, async () => ({ apps: await listApps(deps.db) }));
  app.post('/api/apps', { config: dangerous, schema: { body: NEW_APP } }, (request) =>
    registerApp(deps, askingOf(request), request.body),
  );
  app.post(
    '/api/apps/:clientId/state',
    { config: dangerous, schema: { params: CLIENT, body: Type.Object({ disabled: Type.Boolean() }) } },
    async (request, reply) => {
      await disableApp(deps, askingOf(request), { ...request.params, ...request.body });
      return reply.status(204).send();
    },
  );
}

function launchRoutes(app: App, deps: AppsDeps): void {
  const manager = { permission: ['manager'], audience: 'portal' } as const;
  const clinical = { permission: ['physician', 'pharmacist', 'nurse'], audience: 'portal' } as const;
  app.get('/api/organisation/apps', { config: manager }, async (request) => ({
    apps: await listLaunchable(deps.db, institutionOf(askingOf(request))),
  }));
  app.post(
    '/api/organisation/apps/:clientId',
    {
      config: { ...manager, stepUp: true },
      schema: { params: CLIENT, body: Type.Object({ enabled: Type.Boolean() }) },
    },
    async (request, reply) => {
      await enableApp(deps, askingOf(request), { ...request.params, ...request.body });
      return reply.status(204).send();
    },
  );
  app.get('/api/launchable-apps', { config: clinical }, async (request) => ({
    apps: (await listLaunchable(deps.db, institutionOf(askingOf(request)))).filter(({ enabled }) => enabled),
  }));
  app.post(
    '/api/apps/:clientId/launch',
    {
      config: clinical,
      schema: { params: CLIENT, body: Type.Object({ ref: Type.String({ maxLength: 100 }) }) },
    },
    (request) => launchApp(deps, askingOf(request), { ...request.params, ...request.body }),
  );
}

function consentRoutes(app: App, deps: AppsDeps): void {
  const anybody = { permission: 'signed-in', audience: 'portal' } as const;
  const patient = { permission: ['patient'], audience: 'portal' } as const;
  const which = (request: FastifyRequest, requestId: string) => ({
    requestId,
    bound: request.cookies[REQUEST_COOKIE],
  });
  app.get('/api/app-requests/:id', { config: anybody, schema: { params: ONE } }, (request) =>
    readRequest(deps, askingOf(request), which(request, request.params.id)),
  );
  app.post('/api/app-requests/:id', { config: anybody, schema: { params: ONE, body: DECISION } }, (request) =>
    decideRequest(deps, askingOf(request), { ...which(request, request.params.id), ...request.body }),
  );
  app.get('/api/me/apps', { config: patient }, async (request) => ({
    apps: await listOwnApps(deps, askingOf(request)),
  }));
  app.delete('/api/me/apps/:id', { config: patient, schema: { params: ONE } }, async (request, reply) => {
    await revokeOwnApp(deps, askingOf(request), request.params.id);
    return reply.status(204).send();
  });
}
