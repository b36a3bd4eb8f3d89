import { createPublicKey } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../../../kernel/http/app.ts';
import { GENERAL_SCOPES } from '../model/smart-scope.ts';
import { type AuthorizationServerDeps, FHIR_PATH, OAUTH_PATH } from './authorization-server.ts';
import { ASSERTION_ALGORITHMS } from './client-keys.ts';
import { AUTHORIZATION, ENDPOINTS } from './provider-configuration.ts';
import { SCOPES } from './scopes.ts';
import discovery from './smart-discovery.json' with { type: 'json' };

const CONFIG = { permission: 'public', audience: 'systems', apps: true } as const;

/** What programs and apps may know about the authorization server, before they are known themselves. */
export function discoveryRoutes(app: App, deps: AuthorizationServerDeps): void {
  const metadata = metadataOf(`${deps.publicOrigin}${OAUTH_PATH}`);
  for (const address of [
    `${OAUTH_PATH}/.well-known/oauth-authorization-server`,
    // RFC 8414 §3.1 puts the path of the issuer behind the well-known part.
    `/.well-known/oauth-authorization-server${OAUTH_PATH}`,
    `${OAUTH_PATH}/.well-known/openid-configuration`,
  ])
    app.get(address, { config: CONFIG }, () => metadata);
  for (const address of ['/.well-known/smart-configuration', `${FHIR_PATH}/.well-known/smart-configuration`])
    app.get(address, { config: CONFIG }, () => ({ ...metadata, capabilities: discovery.capabilities }));
  app.get(`${OAUTH_PATH}/jwks`, { config: CONFIG }, async () => ({ keys: await publicKeys(deps) }));
}

const metadataOf = (issuer: string) => ({
  issuer,
  jwks_uri: `${issuer}/jwks`,
  authorization_endpoint: `${issuer}${AUTHORIZATION}`,
  token_endpoint: `${issuer}${ENDPOINTS.token}`,
  introspection_endpoint: `${issuer}${ENDPOINTS.introspection}`,
  revocation_endpoint: `${issuer}${ENDPOINTS.revocation}`,
  ...discovery.metadata,
  scopes_supported: [...SCOPES, ...GENERAL_SCOPES, ...discovery.scopeExamples],
  token_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
});

/** Keys that sign identity tokens, and those that did: what they signed is still good. Of all servers. */
async function publicKeys({ keys }: AuthorizationServerDeps) {
  const known = await keys.list();
  return known
    .filter(({ purpose, revokedAt }) => purpose === 'oauth' && revokedAt === null)
    .map(({ keyId, publicKey }) => ({
      ...createPublicKey({ key: Buffer.from(publicKey), type: 'spki', format: 'der' }).export({
        format: 'jwk',
      }),
      kid: keyId,
      alg: 'RS256',
      use: 'sig',
    }));
}

/** Pages of registered apps may call these addresses from a browser; their users' cookies never go along. */
export function allowOrigin(request: FastifyRequest, reply: FastifyReply, origin: string): void {
  reply.headers({ 'access-control-allow-origin': origin, vary: 'Origin' });
  if (request.method !== 'OPTIONS') {
    reply.header(
      'access-control-expose-headers',
      'ETag, Last-Modified, Location, Content-Location, WWW-Authenticate',
    );
    return;
  }
  reply.headers({
    'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
    'access-control-allow-headers':
      'Authorization, Content-Type, Accept, If-Match, If-None-Match, If-None-Exist, Prefer',
    'access-control-max-age': '600',
  });
}
