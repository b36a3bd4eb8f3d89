import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../../kernel/clock.ts';
import type { Database } from '../../../kernel/db/database.ts';
import type { App } from '../../../kernel/http/app.ts';
import { FHIR_PATH, OAUTH_PATH } from './authorization-server.ts';
import { allowOrigin } from './smart-routes.ts';

const KNOWN_FOR_MS = 5_000;
/** What pages of apps call. The authorization endpoint is opened, never called. */
const OPEN = [
  `${FHIR_PATH}/`,
  `${OAUTH_PATH}/token`,
  `${OAUTH_PATH}/revoke`,
  `${OAUTH_PATH}/jwks`,
  '/.well-known/',
];

/**
 * Lets pages of registered apps read the answers of the FHIR interface and of the token endpoint, and no other page.
 * Nothing there believes a cookie of another site, and none is let through (no `Access-Control-Allow-Credentials`).
 */
export function openToApps(app: App, deps: { readonly db: Database; readonly clock: Clock }): void {
  const origins = knownOrigins(deps);
  const allow = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { origin } = request.headers;
    if (origin === undefined || !isOpen(request.url)) return;
    if ((await origins()).has(origin)) allowOrigin(request, reply, origin);
  };
  // Refusals at the entrance come before the first of these, and answers of the authorization server never meet the second.
  app.addHook('onRequest', allow);
  app.addHook('onSend', allow);
  const config = { permission: 'public', audience: 'systems', apps: true } as const;
  for (const address of [`${FHIR_PATH}/*`, `${OAUTH_PATH}/*`, '/.well-known/*'])
    app.options(address, { config }, (_request, reply) => reply.status(204).send());
}

const isOpen = (url: string): boolean =>
  OPEN.some((start) => url.startsWith(start)) || url.startsWith(`${OAUTH_PATH}/.well-known/`);

/** Of the addresses to which registered apps return. Registering and disabling is noticed a little later. */
function knownOrigins({ db }: { readonly db: Database }): () => Promise<ReadonlySet<string>> {
  let known: { readonly at: number; readonly origins: Promise<ReadonlySet<string>> } | null = null;
  return () => {
    const now = Date.now();
    if (known === null || now - known.at > KNOWN_FOR_MS) {
      const origins = db
        .query<{ uri: string }>(
          'SELECT DISTINCT unnest(redirect_uris) AS uri FROM identity.app WHERE disabled_at IS NULL',
        )
        .then((rows) => new Set(rows.map(({ uri }) => new URL(uri).origin)));
      known = { at: now, origins };
      origins.catch(() => {
        known = null;
      });
    }
    return known.origins;
  };
}
