import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { type App, sessionOf } from '../../../kernel/http/app.ts';
import {
  type AuthorizationServer,
  type AuthorizationServerDeps,
  OAUTH_PATH,
  openAuthorizationServer,
} from './authorization-server.ts';
import { openToApps } from './cors.ts';
import {
  addCredentials,
  type ManageClientsDeps,
  registerClient,
  removeCredential,
  revokeClient,
} from './manage-clients.ts';
import { AUTHORIZATION, ENDPOINTS } from './provider-configuration.ts';
import { discoveryRoutes } from './smart-routes.ts';

export interface SystemRouteDeps extends ManageClientsDeps, AuthorizationServerDeps {}

const CREDENTIALS = {
  jwks: Type.Optional(
    Type.Object({
      keys: Type.Array(Type.Record(Type.String(), Type.Unknown()), { minItems: 1, maxItems: 10 }),
    }),
  ),
  certificateThumbprint: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' })),
};

const NEW_CLIENT = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 200 }),
  scopes: Type.Array(Type.String({ maxLength: 100 }), { minItems: 1, maxItems: 20 }),
  ...CREDENTIALS,
});
const CLIENT = Type.Object({ clientId: Type.String({ maxLength: 100 }) });
const CREDENTIAL = Type.Object({
  clientId: Type.String({ maxLength: 100 }),
  name: Type.String({ maxLength: 100 }),
});

/**
 * Programs: their registration by the manager of an organisation; and the endpoints that give tokens to them and to
 * apps. Returns the authorization server, whose requests of apps people decide.
 */
export function systemRoutes(app: App, deps: SystemRouteDeps): AuthorizationServer {
  const server = openAuthorizationServer(deps);
  openToApps(app, deps);
  registrationRoutes(app, deps);
  discoveryRoutes(app, deps);
  tokenRoutes(app, server);
  return server;
}

function registrationRoutes(app: App, deps: SystemRouteDeps): void {
  const config = { permission: ['manager'], audience: 'portal', stepUp: true } as const;
  app.post('/api/organisation/clients', { config, schema: { body: NEW_CLIENT } }, (request) =>
    registerClient(deps, { session: sessionOf(request), requestId: request.id }, request.body),
  );
  app.delete(
    '/api/organisation/clients/:clientId',
    { config, schema: { params: CLIENT } },
    async (request, reply) => {
      const asking = { session: sessionOf(request), requestId: request.id };
      await revokeClient(deps, asking, request.params.clientId);
      return reply.status(204).send();
    },
  );
  app.post(
    '/api/organisation/clients/:clientId/credentials',
    { config, schema: { params: CLIENT, body: Type.Object(CREDENTIALS) } },
    async (request, reply) => {
      const asking = { session: sessionOf(request), requestId: request.id };
      await addCredentials(deps, asking, request.params.clientId, request.body);
      return reply.status(204).send();
    },
  );
  app.delete(
    '/api/organisation/clients/:clientId/credentials/:name',
    { config, schema: { params: CREDENTIAL } },
    async (request, reply) => {
      const asking = { session: sessionOf(request), requestId: request.id };
      await removeCredential(deps, asking, request.params.clientId, request.params.name);
      return reply.status(204).send();
    },
  );
}

function tokenRoutes(app: App, server: AuthorizationServer): void {
  const config = { permission: 'public', audience: 'systems', apps: true } as const;
  app.register(async (scope) => {
    // The provider reads the body itself, with a limit of 56 KiB.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      reply.hijack();
      for (const [name, value] of Object.entries(reply.getHeaders()))
        if (value !== undefined) reply.raw.setHeader(name, value);
      await server.handle(request.raw, reply.raw, request.url.slice(OAUTH_PATH.length));
    };
    for (const endpoint of Object.values(ENDPOINTS))
      scope.post(`${OAUTH_PATH}${endpoint}`, { config }, answer);
    scope.get(`${OAUTH_PATH}${AUTHORIZATION}`, { config }, answer);
    // Where the browser goes on after the decision.
    scope.get(`${OAUTH_PATH}${AUTHORIZATION}/:request`, { config }, answer);
  });
}
