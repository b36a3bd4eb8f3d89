import { createHash, type X509Certificate } from 'node:crypto';
import { TLSSocket } from 'node:tls';
import {
  type Client,
  type Configuration,
  errors,
  interactionPolicy,
  type JWK,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import type { SigningKey } from '../../../kernel/keys/index.ts';
import limits from '../model/app-limits.json' with { type: 'json' };
import { GENERAL_SCOPES } from '../model/smart-scope.ts';
import { CLOCK_TOLERANCE_SECONDS, checkAssertion, checkScope, scopesOfRequest } from './assertions.ts';
import { ASSERTION_ALGORITHMS } from './client-keys.ts';
import { findAppUser } from './find-app-user.ts';
import { REGISTERED_SCOPES } from './read-app.ts';
import { THUMBPRINTS } from './read-client.ts';
import { SCOPES } from './scopes.ts';
import type { TokenStoreDeps } from './store-deps.ts';
import { openTokenStore } from './token-store.ts';

export const ENDPOINTS = { token: '/token', introspection: '/introspect', revocation: '/revoke' } as const;
export const AUTHORIZATION = '/authorize';
/** Where the portal asks people what an app may do. */
const CONSENT_PAGE = '/apps/authorize';
/** Binds a request to the browser in which it began: nobody else's answer counts. */
export const REQUEST_COOKIE = 'tsunagu_app_request';
/** The address under which the portal reads and decides a request. */
const requestPath = (requestId: string): string => `/api/app-requests/${requestId}`;

const TOKEN_SECONDS = 600;

export interface ProviderDeps extends TokenStoreDeps {
  readonly publicOrigin: string;
  readonly fhirBase: string;
}

export function configurationOf(deps: ProviderDeps, issuer: string, key: SigningKey): Configuration {
  const off = { enabled: false };
  const audiences = [issuer, `${issuer}${ENDPOINTS.token}`];
  return {
    adapter: openTokenStore(deps),
    jwks: { keys: [signingJwk(key)] },
    clientDefaults: { id_token_signed_response_alg: 'RS256' },
    responseTypes: ['code'],
    scopes: [...SCOPES, ...GENERAL_SCOPES],
    claims: { openid: ['sub'], fhirUser: ['fhirUser'] },
    clientAuthMethods: ['private_key_jwt', 'tls_client_auth', 'client_secret_basic', 'none'],
    enabledJWA: { clientAuthSigningAlgValues: [...ASSERTION_ALGORITHMS] },
    extraClientMetadata: { properties: [THUMBPRINTS, REGISTERED_SCOPES] },
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    ttl: ttlOf(),
    routes: { ...ENDPOINTS, authorization: AUTHORIZATION },
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
      resourceIndicators: { enabled: true, ...fhirResource(deps.fhirBase) },
      devInteractions: off,
      dPoP: off,
      pushedAuthorizationRequests: off,
      rpInitiatedLogout: off,
      userinfo: off,
    },
    ...authorizationOf(deps),
    assertJwtClientAuthClaimsAndHeader: (_ctx, claims, header) => checkAssertion(claims, header, audiences),
    extraTokenClaims: (_ctx, token) => {
      if (token.kind === 'ClientCredentials') checkScope(token.scope, token.client);
      return undefined;
    },
    renderError: (ctx, out) => {
      // People see a page in their language; only the code goes along, nothing that the address said.
      if (ctx.oidc.route === 'authorization' || ctx.oidc.route === 'resume') {
        ctx.status = 303;
        ctx.redirect(`${deps.publicOrigin}${CONSENT_PAGE}?problem=${encodeURIComponent(out.error)}`);
        return;
      }
      ctx.type = 'json';
      ctx.body = out;
    },
  };
}

/** Apps of people: PKCE always, a decision for every request, tokens that are exchanged once. */
const authorizationOf = (deps: ProviderDeps): Partial<Configuration> => ({
  pkce: { required: () => true },
  allowOmittingSingleRegisteredRedirectUri: false,
  // Rules of SMART that the provider does not know. @spec https://hl7.org/fhir/smart-app-launch/STU2.2/app-launch.html
  extraParams: {
    aud: (_ctx, audience) => {
      if (audience?.replace(/\/$/, '') !== deps.fhirBase)
        throw new errors.InvalidRequest('aud must be the base address of the FHIR interface');
    },
    launch: (ctx, launch) => {
      checkScope(String(ctx.oidc.params?.scope ?? ''), ctx.oidc.client);
      const wanted = ctx.oidc.requestParamScopes.has('launch');
      if (wanted !== (launch !== undefined))
        throw new errors.InvalidRequest('launch and the scope of that name belong together');
    },
  },
  interactions: {
    policy: [
      new interactionPolicy.Prompt(
        { name: 'consent', requestable: true },
        new interactionPolicy.Check('undecided', 'nobody decided yet', ({ oidc }) => {
          const decided = oidc.result?.consent !== undefined;
          return decided ? interactionPolicy.Check.NO_NEED_TO_PROMPT : interactionPolicy.Check.REQUEST_PROMPT;
        }),
      ),
    ],
    url: (ctx, { uid }) => {
      ctx.cookies.set(REQUEST_COOKIE, uid, {
        path: requestPath(uid),
        httpOnly: true,
        sameSite: 'strict',
        maxAge: limits.requestSeconds * 1000,
      });
      return `${deps.publicOrigin}${CONSENT_PAGE}?request=${encodeURIComponent(uid)}`;
    },
  },
  loadExistingGrant: async ({ oidc }) => {
    const grantId = oidc.result?.consent?.grantId;
    return grantId === undefined ? undefined : oidc.provider.Grant.find(grantId);
  },
  expiresWithSession: () => false,
  issueRefreshToken: (_ctx, _client, { scopes }) =>
    scopes.has('offline_access') || scopes.has('online_access'),
  rotateRefreshToken: true,
  findAccount: (_ctx, accountId) => findAppUser(deps.db, deps.fhirBase, accountId),
});

const ttlOf = (): Configuration['ttl'] => ({
  ClientCredentials: TOKEN_SECONDS,
  AccessToken: limits.accessTokenSeconds,
  AuthorizationCode: limits.codeSeconds,
  IdToken: limits.accessTokenSeconds,
  Interaction: limits.requestSeconds,
  Session: limits.requestSeconds,
  // As long as what the person allowed.
  RefreshToken: ({ oidc }) => Math.max(1, oidc.entities.Grant?.remainingTTL ?? 1),
});

/** Every token is for the FHIR interface and the addresses beside it; other resources do not exist. RFC 8707 */
const fhirResource = (fhirBase: string) => ({
  defaultResource: () => fhirBase,
  getResourceServerInfo: (ctx: KoaContextWithOIDC, resource: string) => {
    if (resource !== fhirBase) throw new errors.InvalidTarget();
    return { scope: scopesOfRequest(ctx), audience: fhirBase, accessTokenFormat: 'opaque' as const };
  },
});

const signingJwk = ({ keyId, privateKey }: SigningKey): JWK => ({
  ...(privateKey.export({ format: 'jwk' }) as JWK),
  kid: keyId,
  alg: 'RS256',
  use: 'sig',
});

const ownToken = (
  _ctx: KoaContextWithOIDC,
  client: Client,
  token: { readonly clientId?: string | undefined },
) => token.clientId === client.clientId;

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
