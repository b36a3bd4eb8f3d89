import { createHash, randomBytes } from 'node:crypto';
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type { Session } from '../../kernel/auth/session.ts';
import type { Queryable } from '../../kernel/db/database.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import type { IdentityDeps } from './deps.ts';

type PasskeyDeps = Pick<IdentityDeps, 'db' | 'clock'>;

/** What a challenge is for; the answer to one counts for nothing else. */
export type ChallengePurpose = 'sign-in' | 'second-factor' | 'confirm' | 'registration';

/** Where a passkey is valid: the portal's address as the person sees it. */
export interface RelyingParty {
  /** Host name without port. */
  readonly id: string;
  /** Scheme, host and port. */
  readonly origin: string;
}

const CHALLENGE_MS = 5 * 60 * 1000;
const CHALLENGE_BYTES = 32;

const hashOf = (challenge: string): Buffer => createHash('sha256').update(challenge).digest();

async function newChallenge(
  { db, clock }: PasskeyDeps,
  purpose: ChallengePurpose,
  sessionId: string | null,
): Promise<string> {
  const challenge = randomBytes(CHALLENGE_BYTES).toString('base64url');
  const now = clock();
  await db.query('DELETE FROM identity.passkey_challenge WHERE expires_at <= $1', [now]);
  await db.query(
    'INSERT INTO identity.passkey_challenge (challenge_hash, purpose, session_id, expires_at) VALUES ($1, $2, $3, $4)',
    [hashOf(challenge), purpose, sessionId, new Date(now.getTime() + CHALLENGE_MS)],
  );
  return challenge;
}

/** Takes the challenge that an answer names out of the table: right or wrong, it works once. */
async function takeChallenge(
  { db, clock }: PasskeyDeps,
  clientDataJSON: string,
  purpose: ChallengePurpose,
  sessionId: string | null,
): Promise<string> {
  const challenge = challengeOf(clientDataJSON);
  const rows = await db.query(
    `DELETE FROM identity.passkey_challenge
     WHERE challenge_hash = $1 AND purpose = $2 AND session_id IS NOT DISTINCT FROM $3 AND expires_at > $4
     RETURNING challenge_hash`,
    [hashOf(challenge), purpose, sessionId, clock()],
  );
  if (rows.length === 0) throw new AppError('PASSKEY_REFUSED');
  return challenge;
}

function challengeOf(clientDataJSON: string): string {
  try {
    const data: unknown = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8'));
    if (
      typeof data === 'object' &&
      data !== null &&
      'challenge' in data &&
      typeof data.challenge === 'string'
    )
      return data.challenge;
  } catch {
    // Refused below.
  }
  throw new AppError('PASSKEY_REFUSED');
}

interface PasskeyRow {
  readonly credential_id: string;
  readonly account: string;
  readonly public_key: Buffer;
  readonly counter: string;
  readonly transports: string[];
  readonly user_handle: string;
}

const SELECT_PASSKEY = `SELECT credential_id, account, public_key, counter, transports, user_handle
  FROM identity.passkey JOIN identity.account USING (account)`;

const passkeysOf = (db: Queryable, account: string) =>
  db.query<PasskeyRow>(`${SELECT_PASSKEY} WHERE account = $1`, [account]);

export interface AskedPasskey {
  readonly purpose: Exclude<ChallengePurpose, 'registration'>;
  /** Null where nobody is known yet: the passkey itself says who it is. */
  readonly session: Session | null;
}

/** What the browser needs to ask for a passkey. */
export async function passkeyRequest(
  deps: PasskeyDeps,
  party: RelyingParty,
  { purpose, session }: AskedPasskey,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  // Nobody learns from here which accounts exist or have a passkey: without a session there is no list.
  const own = session === null ? [] : await passkeysOf(deps.db, session.account);
  return generateAuthenticationOptions({
    rpID: party.id,
    challenge: Buffer.from(await newChallenge(deps, purpose, session?.sessionId ?? null), 'base64url'),
    userVerification: session === null ? 'required' : 'preferred',
    allowCredentials: own.map(({ credential_id, transports }) => ({ id: credential_id, transports })),
  });
}

export interface PasskeyAnswer extends AskedPasskey {
  readonly response: AuthenticationResponseJSON;
}

/**
 * Checks the answer of an authenticator and returns whose passkey it is. Without a session the person must have been
 * verified by the authenticator: then it is two factors. A signature counter that did not grow tells of a copy.
 * Throws PASSKEY_REFUSED. @spec security.md §9.2
 */
export async function checkPasskey(
  deps: PasskeyDeps,
  party: RelyingParty,
  { purpose, session, response }: PasskeyAnswer,
): Promise<string> {
  const challenge = await takeChallenge(
    deps,
    response.response.clientDataJSON,
    purpose,
    session?.sessionId ?? null,
  );
  const [row] = await deps.db.query<PasskeyRow>(`${SELECT_PASSKEY} WHERE credential_id = $1`, [response.id]);
  const handle = response.response.userHandle;
  const foreign = session !== null && row?.account !== session.account;
  if (row === undefined || foreign || (handle !== undefined && handle !== handleText(row.user_handle)))
    throw new AppError('PASSKEY_REFUSED');
  const counter = await refuseUnless(() =>
    verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: session === null,
      credential: {
        id: row.credential_id,
        publicKey: new Uint8Array(row.public_key),
        counter: Number(row.counter),
      },
    }).then(({ verified, authenticationInfo }) => (verified ? authenticationInfo.newCounter : null)),
  );
  // The condition decides between two answers at the same time.
  const used = await deps.db.query(
    `UPDATE identity.passkey SET counter = $2, last_used_at = $3
     WHERE credential_id = $1 AND (counter < $2 OR (counter = 0 AND $2 = 0)) RETURNING credential_id`,
    [row.credential_id, counter, deps.clock()],
  );
  if (used.length === 0) throw new AppError('PASSKEY_REFUSED');
  return row.account;
}

/** The library throws an Error for each thing that does not fit; which one is nobody's business outside. */
async function refuseUnless<T>(check: () => Promise<T | null>): Promise<T> {
  const result = await check().catch((cause: unknown) => {
    throw new AppError('PASSKEY_REFUSED', {}, { cause });
  });
  if (result === null) throw new AppError('PASSKEY_REFUSED');
  return result;
}

const handleBytes = (userHandle: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.from(userHandle.replaceAll('-', ''), 'hex'));
const handleText = (userHandle: string): string => Buffer.from(handleBytes(userHandle)).toString('base64url');

/** What the browser needs to make a passkey for the signed-in account. */
export async function passkeyCreation(
  deps: PasskeyDeps,
  party: RelyingParty,
  session: Session,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const own = await passkeysOf(deps.db, session.account);
  const [row] = await deps.db.query<{ user_handle: string }>(
    'SELECT user_handle FROM identity.account WHERE account = $1',
    [session.account],
  );
  return generateRegistrationOptions({
    rpName: 'Tsunagu',
    rpID: party.id,
    userName: session.kind === 'patient' ? session.displayName : session.account,
    userDisplayName: session.displayName,
    userID: handleBytes(row?.user_handle ?? ''),
    challenge: Buffer.from(await newChallenge(deps, 'registration', session.sessionId), 'base64url'),
    attestationType: 'none',
    excludeCredentials: own.map(({ credential_id, transports }) => ({ id: credential_id, transports })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: ALGORITHMS,
  });
}

/** EdDSA, ES256, RS256 as COSE numbers them. */
const ALGORITHMS = [-8, -7, -257];

/** Stores the passkey that an authenticator made. Throws PASSKEY_REFUSED, PASSKEY_EXISTS. */
export async function addPasskey(
  deps: PasskeyDeps,
  party: RelyingParty,
  session: Session,
  { name, response }: { readonly name: string; readonly response: RegistrationResponseJSON },
): Promise<void> {
  const challenge = await takeChallenge(
    deps,
    response.response.clientDataJSON,
    'registration',
    session.sessionId,
  );
  const { credential } = await refuseUnless(() =>
    verifyRegistrationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    }).then((result) => (result.verified ? result.registrationInfo : null)),
  );
  const rows = await deps.db.query(
    `INSERT INTO identity.passkey (credential_id, account, name, public_key, counter, transports, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING credential_id`,
    [
      credential.id,
      session.account,
      name,
      Buffer.from(credential.publicKey),
      credential.counter,
      response.response.transports ?? [],
      deps.clock(),
    ],
  );
  if (rows.length === 0) throw new AppError('PASSKEY_EXISTS');
}
