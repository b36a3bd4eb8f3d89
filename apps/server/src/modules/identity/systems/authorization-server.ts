import { createHash, timingSafeEqual } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger } from 'fastify';
import Provider, { errors, type KoaContextWithOIDC } from 'oidc-provider';
import type { Keys } from '../../../kernel/keys/index.ts';
import { modernScopes } from '../model/smart-scope.ts';
import { type AppRequests, openAppRequests } from './app-requests.ts';
import { isKnownScope } from './assertions.ts';
import { launchContextOf } from './launch-context.ts';
import { AUTHORIZATION, configurationOf } from './provider-configuration.ts';
import type { TokenStoreDeps } from './store-deps.ts';

export interface AuthorizationServerDeps extends TokenStoreDeps {
  readonly logger: FastifyBaseLogger;
  /** The server's own origin, e.g. `https://tsunagu.example`; assertions must name it. */
  readonly publicOrigin: string;
  /** Identity tokens are signed with the key of the purpose `oauth`. */
  readonly keys: Pick<Keys, 'signingKey' | 'list'>;
}

/** Where the endpoints stand. */
export const OAUTH_PATH = '/oauth';
/** Where the FHIR interface stands. */
export const FHIR_PATH = '/fhir/R4';

const REFUSAL_ENTRY_MS = 60_000;
/** A rotated key is noticed that late at the most. */
const KEY_CHECK_MS = 60_000;

export interface AuthorizationServer {
  readonly issuer: string;
  /** Requests of apps that wait for somebody's decision. */
  readonly requests: AppRequests;
  /** Answers a request whose body nobody has read yet. `url` is its address below OAUTH_PATH. */
  handle(request: IncomingMessage, response: ServerResponse, url: string): Promise<void>;
}

/**
 * OAuth 2.0: for programs the client credentials grant, with signed assertions or certificates; for apps that people
 * let act for them SMART App Launch with authorization codes.
 */
export function openAuthorizationServer(given: AuthorizationServerDeps): AuthorizationServer {
  const deps = { ...given, fhirBase: `${given.publicOrigin}${FHIR_PATH}` };
  const issuer = `${deps.publicOrigin}${OAUTH_PATH}`;
  const current = providers(deps, issuer);
  return {
    issuer,
    requests: openAppRequests(async () => (await current()).provider),
    async handle(request, response, url) {
      const { answer } = await current();
      request.url = url.startsWith(AUTHORIZATION) ? prepared(url) : url;
      // Which pages may read an answer is decided in one place, before this.
      delete request.headers.origin;
      // The cookies of requests are for TLS alone where people reach the portal by it, whoever speaks it.
      request.headers['x-forwarded-proto'] = new URL(deps.publicOrigin).protocol.slice(0, -1);
      await answer(request, response);
    },
  };
}

type Deps = AuthorizationServerDeps & { readonly fhirBase: string };

interface Built {
  readonly provider: Provider;
  readonly answer: ReturnType<Provider['callback']>;
}

/** The provider takes its key when it is made, so a rotated key makes a new one; all that lasts is in the database. */
function providers(deps: Deps, issuer: string): () => Promise<Built> {
  const enterRefusal = refusalEntries(deps);
  let built: { readonly keyId: string; readonly one: Built } | null = null;
  let checkedAt = 0;
  return async () => {
    if (built !== null && Date.now() - checkedAt < KEY_CHECK_MS) return built.one;
    const key = await deps.keys.signingKey('oauth');
    if (built?.keyId !== key.keyId) {
      const provider = new Provider(issuer, configurationOf(deps, issuer, key));
      built = {
        keyId: key.keyId,
        one: { provider: furnish(provider, deps, enterRefusal), answer: provider.callback() },
      };
    }
    checkedAt = Date.now();
    return built.one;
  };
}

function furnish(provider: Provider, deps: Deps, enterRefusal: (clientId: string) => void): Provider {
  provider.proxy = true;
  // The address that the request claims (Host, forwarded headers) must not decide which audience is right.
  provider.use(async (ctx, next) => {
    ctx.request.originalUrl = `${provider.issuer}${ctx.url}`;
    ctx.mountPath = OAUTH_PATH;
    await next();
    const { oidc } = ctx as unknown as Partial<KoaContextWithOIDC>;
    if (oidc?.route === 'token' && ctx.status === 200)
      Object.assign(ctx.body, await launchContextOf(deps, oidc));
  });
  provider.Client.prototype.compareClientSecret = function compareHash(
    this: { clientSecret?: string },
    actual,
  ) {
    const stored = Buffer.from(this.clientSecret ?? '', 'hex');
    const shown = createHash('sha256').update(actual).digest();
    return stored.length === shown.length && timingSafeEqual(stored, shown);
  };
  // Events of the framework beneath, which would otherwise write to the console.
  const framework: EventEmitter = provider;
  framework.on('error', (error) => deps.logger.error({ err: error }, 'the authorization server failed'));
  provider.on('server_error', (_ctx, error) =>
    deps.logger.error({ err: error }, 'the authorization server failed'),
  );
  provider.on('grant.error', (ctx, error) => {
    const clientId = ctx.oidc.client?.clientId;
    deps.logger.info({ clientId, error: error.error, detail: error.error_detail }, 'a token was refused');
    if (clientId !== undefined && error instanceof errors.InvalidClientAuth) enterRefusal(clientId);
  });
  return provider;
}

/** Enters that somebody tried to be a program, once a minute for each: whoever knows its id could fill the log. */
function refusalEntries({ audit, clock, logger }: Deps): (clientId: string) => void {
  const enteredAt = new Map<string, number>();
  return (clientId) => {
    const now = clock().getTime();
    if (now - (enteredAt.get(clientId) ?? 0) < REFUSAL_ENTRY_MS) return;
    enteredAt.set(clientId, now);
    audit
      .append({
        event: 'sign-in-failed',
        personId: null,
        account: clientId,
        actorRole: 'system',
        outcome: 'refused',
        refusalCode: 'SIGN_IN_FAILED',
        requestId: null,
        method: 'client-assertion',
      })
      .catch((error: unknown) => logger.error({ err: error }, 'a refused program could not be entered'));
  };
}

/**
 * The request of an app in the words that the provider expects. Scopes of version 1 become those of version 2. Somebody
 * is asked each time, whatever `prompt` says, unless the app wants nobody to be asked, which is refused. `resource` is
 * said by `aud`.
 */
function prepared(url: string): string {
  const [path = '', search = ''] = url.split('?', 2);
  if (search === '' || path !== AUTHORIZATION) return url;
  const params = new URLSearchParams(search);
  params.delete('resource');
  const scopes = params.getAll('scope');
  if (scopes.length === 1)
    params.set(
      'scope',
      modernScopes(scopes[0] ?? '')
        .filter(isKnownScope)
        .join(' '),
    );
  if (params.get('prompt') !== 'none') params.set('prompt', 'consent');
  return `${path}?${params.toString()}`;
}
