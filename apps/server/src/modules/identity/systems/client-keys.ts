import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { AppError } from '../../../kernel/errors/app-error.ts';

/** How a program may sign its assertions: asymmetric only, so that the server holds nothing worth stealing. */
export const ASSERTION_ALGORITHMS = ['ES256', 'ES384', 'RS256', 'RS384', 'PS256', 'EdDSA'] as const;

/** Members that only a private or a symmetric key has. RFC 7518 §6 */
const SECRET_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];
const FEWEST_RSA_BITS = 2048;
const MOST_RSA_BITS = 8192;
const LONGEST_KID = 100;

/** A key type of RFC 7517 with the algorithms that it may be used with. */
const KINDS: Readonly<Record<string, { algorithms: readonly string[]; members: readonly string[] }>> = {
  'EC P-256': { algorithms: ['ES256'], members: ['crv', 'x', 'y'] },
  'EC P-384': { algorithms: ['ES384'], members: ['crv', 'x', 'y'] },
  'OKP Ed25519': { algorithms: ['EdDSA'], members: ['crv', 'x'] },
  RSA: { algorithms: ['RS256', 'RS384', 'PS256'], members: ['n', 'e'] },
};

export interface ClientKey {
  readonly kid: string;
  /** Only the members that are needed. */
  readonly jwk: Readonly<Record<string, string>>;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Checks public keys that a program is registered with. Throws CLIENT_KEY_REFUSED, which names the key by its place and
 * the reason: a private key is refused, because whoever sent it has given it away.
 */
export function checkKeySet(keys: readonly Json[]): ClientKey[] {
  const checked = keys.map((key, index) => {
    const refuse = (reason: string): never => {
      throw new AppError('CLIENT_KEY_REFUSED', { index, reason });
    };
    return checkKey(key, refuse);
  });
  const repeated = checked.findIndex(({ kid }, index) => checked.findIndex((one) => one.kid === kid) < index);
  if (repeated >= 0) throw new AppError('CLIENT_KEY_REFUSED', { index: repeated, reason: 'kid-repeated' });
  return checked;
}

function checkKey(key: Json, refuse: (reason: string) => never): ClientKey {
  const { kid, kty, crv, alg, use } = key;
  if (kty === 'oct') refuse('symmetric');
  if (SECRET_MEMBERS.some((member) => member in key)) refuse('private');
  const kind = KINDS[kty === 'RSA' ? 'RSA' : `${kty} ${crv}`];
  if (kind === undefined) return refuse('type');
  if (typeof kid !== 'string' || kid === '' || kid.length > LONGEST_KID) return refuse('kid-missing');
  if (use !== undefined && use !== 'sig') refuse('use');
  if (alg !== undefined && !(typeof alg === 'string' && kind.algorithms.includes(alg))) refuse('algorithm');
  const jwk: Record<string, string> = { kty: String(kty), kid, use: 'sig' };
  if (typeof alg === 'string') jwk.alg = alg;
  for (const member of kind.members) {
    const value = key[member];
    if (typeof value !== 'string') return refuse('unreadable');
    jwk[member] = value;
  }
  checkStrength(jwk, refuse);
  return { kid, jwk };
}

function checkStrength(jwk: JsonWebKey, refuse: (reason: string) => never): void {
  const key = readKey(jwk) ?? refuse('unreadable');
  if (key.asymmetricKeyType !== 'rsa') return;
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  if (modulusLength < FEWEST_RSA_BITS) refuse('too-short');
  if (modulusLength > MOST_RSA_BITS) refuse('too-long');
  if (publicExponent < 65_537n || publicExponent % 2n === 0n) refuse('exponent');
}

function readKey(jwk: JsonWebKey): KeyObject | null {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    return null;
  }
}
