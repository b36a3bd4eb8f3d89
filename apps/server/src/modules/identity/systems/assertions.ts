import { type Client, errors, type KoaContextWithOIDC } from 'oidc-provider';
import { covers, GENERAL_SCOPES, opensData } from '../model/smart-scope.ts';
import { REGISTERED_SCOPES } from './read-app.ts';
import { SCOPES } from './scopes.ts';

/** How far the clock of a program may be off. */
export const CLOCK_TOLERANCE_SECONDS = 60;
/** Assertions are made for one request; one that lasts longer is not accepted at all. */
const LONGEST_ASSERTION_SECONDS = 300;
const ASSERTION_TYPES = new Set([undefined, 'JWT', 'jwt', 'client-authentication+jwt']);

type Claims = Readonly<Record<string, unknown>>;

/**
 * What the provider leaves open: exactly one audience, which is this server, and a short life. RFC 7523 §3
 * @param audiences the issuer and the token endpoint
 */
export function checkAssertion(claims: Claims, header: Claims, audiences: readonly string[]): void {
  const named = [claims.aud].flat();
  if (named.length !== 1 || !audiences.includes(String(named[0])))
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

const registeredScopes = (client: Client | undefined): readonly string[] => {
  const registered = client?.[REGISTERED_SCOPES];
  return Array.isArray(registered) ? registered : [];
};

/** Whether the scope means anything here. */
export const isKnownScope = (scope: string): boolean =>
  opensData(scope) || GENERAL_SCOPES.includes(scope) || SCOPES.includes(scope);

/** The provider lets unknown scopes pass and does without any; here a token says what it is for. */
export function checkScope(scope: string | undefined, client: Client | undefined): void {
  const asked = scope?.split(' ').filter(Boolean) ?? [];
  if (asked.length === 0) throw new errors.InvalidScope('a scope must be requested', '');
  const registered = registeredScopes(client);
  const excessive = asked.find((one) => !covers(registered, one));
  if (excessive !== undefined) throw new errors.InvalidScope('requested scope is not allowed', excessive);
}

/**
 * The scopes that a request is about. Those of a code or a refresh token stand in it: the request itself may name none,
 * or fewer. What nobody knows is left out.
 */
export function scopesOfRequest({ oidc }: KoaContextWithOIDC): string {
  const { AuthorizationCode, RefreshToken, RotatedRefreshToken } = oidc.entities;
  const source = AuthorizationCode ?? RefreshToken ?? RotatedRefreshToken;
  const scopes = source?.scope ?? String(oidc.params?.scope ?? '');
  return scopes.split(' ').filter(isKnownScope).join(' ');
}
