import { createHash, generateKeyPairSync, type X509Certificate } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { FastifyBaseLogger } from 'fastify';
import Provider, {
  type Client,
  type Configuration,
  errors,
  type JWK,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import { ASSERTION_ALGORITHMS } from './client-keys.ts';
import { THUMBPRINTS } from './read-client.ts';
import { SCOPES } from './scopes.ts';
import { openTokenStore, type TokenStoreDeps } from './token-store.ts';

export interface AuthorizationServerDeps extends TokenStoreDeps {
  readonly logger: FastifyBaseLogger;
  /** The server's own origin, e.g. `https://tsunagu.example`; assertions must name it. */
  readonly publicOrigin: string;
}

/** Where the endpoints stand. */
export const OAUTH_PATH = '/oauth';
export const ENDPOINTS = { token: '/token', introspection: '/introspect', revocation: '/revoke' } as const;

const TOKEN_SECONDS = 600;
const REFUSAL_ENTRY_MS = 60_000;
/** How far the clock of a program may be off. */
const CLOCK_TOLERANCE_SECONDS = 60;
/** Assertions are made for one request; one that lasts longer is not accepted at all. */
const LONGEST_ASSERTION_SECONDS = 300;
const ASSERTION_TYPES = new Set([undefined, 'JWT', 'jwt', 'client-authentication+jwt']);

export interface AuthorizationServer {
  readonly issuer: string;
  /** What programs may know about it (RFC 8414). */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Answers a request whose body nobody has read yet. `url` is its address below OAUTH_PATH. */
  handle(request: IncomingMessage, response: ServerResponse, url: string): Promise<void>;
}

/** OAuth 2.0 for programs: the client credentials grant, with signed assertions or certificates and nothing else. */
export function openAuthorizationServer(deps: AuthorizationServerDeps): AuthorizationServer {
  const issuer = `${deps.publicOrigin}${OAUTH_PATH}`;
  const provider = new Provider(issuer, configurationOf(deps, issuer));
  // The address that the request claims (Host, forwarded headers) must not decide which audience is right.
  provider.use(async (ctx, next) => {
    ctx.request.originalUrl = `${issuer}${ctx.url}`;
    ctx.mountPath = OAUTH_PATH;
    await next();
  });
  // Events of the framework beneath, which would otherwise write to the console.
  const framework: EventEmitter = provider;
  framework.on('error', (error) => deps.logger.error({ err: error }, 'the authorization server failed'));
  provider.on('server_error', (_ctx, error) =>
    deps.logger.error({ err: error }, 'the authorization server failed'),
  );
  const enterRefusal = refusalEntries(deps);
  provider.on('grant.error', (ctx, error) => {
    const clientId = ctx.oidc.client?.clientId;
    deps.logger.info({ clientId, error: error.error, detail: error.error_detail }, 'a token was refused');
    if (clientId !== undefined && error instanceof errors.InvalidClientAuth) enterRefusal(clientId);
  });
  const answer = provider.callback();
  return {
    issuer,
    metadata: metadataOf(issuer),
    async handle(request, response, url) {
      request.url = url;
      await answer(request, response);
    },
  };
}

/** Enters that somebody tried to be a program, once a minute for each: whoever knows its id could fill the log. */
function refusalEntries({ audit, clock, logger }: AuthorizationServerDeps): (clientId: string) => void {
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

function configurationOf(deps: AuthorizationServerDeps, issuer: string): Configuration {
  const off = { enabled: false };
  return {
    adapter: openTokenStore(deps),
    // The provider insists on a key for identity tokens. None are issued: tokens are random, so nothing is ever signed.
    jwks: { keys: [idleKey()] },
    clientDefaults: { id_token_signed_response_alg: 'EdDSA' },
    responseTypes: [],
    scopes: [...SCOPES],
    clientAuthMethods: ['private_key_jwt', 'tls_client_auth'],
    enabledJWA: { clientAuthSigningAlgValues: [...ASSERTION_ALGORITHMS] },
    extraClientMetadata: { properties: [THUMBPRINTS] },
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    ttl: { ClientCredentials: TOKEN_SECONDS },
    routes: ENDPOINTS,
    features: {
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: ownToken },
      revocation: { enabled: true, allowedPolicy: ownToken },
      mTLS: {
        enabled: true,
        certificateBoundAccessTokens: true,
        tlsClientAuth: true,
        getCertificate: registeredCertificate,
        certificateAuthorized: (ctx) => certificateOf(ctx) !== undefined,
        certificateSubjectMatches: (ctx) => registeredCertificate(ctx) !== undefined,
      },
      devInteractions: off,
      dPoP: off,
      pushedAuthorizationRequests: off,
      resourceIndicators: off,
      rpInitiatedLogout: off,
      userinfo: off,
    },
    assertJwtClientAuthClaimsAndHeader: (_ctx, claims, header) => checkAssertion(claims, header, issuer),
    extraTokenClaims: (_ctx, token) => {
      if (token.kind === 'ClientCredentials') checkScope(token.scope, token.client);
      return undefined;
    },
    renderError: (ctx, out) => {
      ctx.type = 'json';
      ctx.body = out;
    },
  };
}

const idleKey = (): JWK => ({
  ...(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as JWK),
  use: 'sig',
});

const ownToken = (
  _ctx: KoaContextWithOIDC,
  client: Client,
  token: { readonly clientId?: string | undefined },
) => token.clientId === client.clientId;

type Claims = Readonly<Record<string, unknown>>;

/** What the provider leaves open: exactly one audience, which is this server, and a short life. RFC 7523 §3 */
function checkAssertion(claims: Claims, header: Claims, issuer: string): void {
  const audiences = [claims.aud].flat();
  const own = [issuer, `${issuer}${ENDPOINTS.token}`];
  if (audiences.length !== 1 || !own.includes(String(audiences[0])))
    throw new errors.InvalidClientAuth(
      'audience (aud) must be the issuer or the token endpoint, and nothing else',
    );
  const now = Date.now() / 1000;
  if (Number(claims.exp) > now + LONGEST_ASSERTION_SECONDS + CLOCK_TOLERANCE_SECONDS)
    throw new errors.InvalidClientAuth('the assertion lasts too long');
  if (claims.iat !== undefined && Number(claims.iat) > now + CLOCK_TOLERANCE_SECONDS)
    throw new errors.InvalidClientAuth('the assertion was made in the future');
  if (!ASSERTION_TYPES.has(header.typ as string | undefined))
    throw new errors.InvalidClientAuth('the assertion is of another type');
}

/** The provider lets unknown scopes pass and does without any; here a token says what it is for. */
function checkScope(scope: string | undefined, client: Client | undefined): void {
  const allowed = client?.scope?.split(' ') ?? [];
  const asked = scope?.split(' ') ?? [];
  if (asked.length === 0) throw new errors.InvalidScope('a scope must be requested', '');
  const excessive = asked.find((one) => !allowed.includes(one));
  if (excessive !== undefined) throw new errors.InvalidScope('requested scope is not allowed', excessive);
}

/** The certificate of the connection, where the server trusts its issuer. */
function certificateOf({ req: { socket } }: KoaContextWithOIDC): X509Certificate | undefined {
  return socket instanceof TLSSocket && socket.authorized ? socket.getPeerX509Certificate() : undefined;
}

export const thumbprintOf = (der: Buffer): string => createHash('sha256').update(der).digest('base64url');

/** The certificate of the connection, where it is one that the program was registered with. */
function registeredCertificate(ctx: KoaContextWithOIDC): X509Certificate | undefined {
  const certificate = certificateOf(ctx);
  const registered = ctx.oidc.client?.[THUMBPRINTS];
  if (certificate === undefined || !Array.isArray(registered)) return undefined;
  return registered.includes(thumbprintOf(certificate.raw)) ? certificate : undefined;
}

const metadataOf = (issuer: string) => ({
  issuer,
  token_endpoint: `${issuer}${ENDPOINTS.token}`,
  introspection_endpoint: `${issuer}${ENDPOINTS.introspection}`,
  revocation_endpoint: `${issuer}${ENDPOINTS.revocation}`,
  grant_types_supported: ['client_credentials'],
  response_types_supported: [],
  scopes_supported: SCOPES,
  token_endpoint_auth_methods_supported: ['private_key_jwt', 'tls_client_auth'],
  token_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
  tls_client_certificate_bound_access_tokens: true,
});
