import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import type { Clock } from '../../kernel/clock.ts';
import type { Queryable } from '../../kernel/db/database.ts';
import type { SecretBox } from './secret-box.ts';

const PERIOD_MS = 30_000;
const SECRET_BYTES = 20;
const DIGITS = 6;
/** Clocks of telephones may be one interval off. @spec security.md §10 5 */
const WINDOW = 1;

export interface TotpDeps {
  readonly db: Queryable;
  readonly clock: Clock;
  readonly secrets: SecretBox;
}

const context = (account: string): string => `totp:${account}`;
const stepAt = (now: Date): number => Math.floor(now.getTime() / PERIOD_MS);
const generate = (secret: Buffer, step: number): string =>
  TOTP.generate({ secret: asSecret(secret), digits: DIGITS, timestamp: step * PERIOD_MS });
const asSecret = (bytes: Buffer): Secret => new Secret({ buffer: new Uint8Array(bytes).buffer });

/** The interval whose code this is, at most one away from now; null when it is none of them. */
function matchingStep(secret: Buffer, code: string, now: Date): number | null {
  if (!/^[0-9]{6}$/.test(code)) return null;
  const timestamp = now.getTime();
  const delta = TOTP.validate({
    token: code,
    secret: asSecret(secret),
    digits: DIGITS,
    timestamp,
    window: WINDOW,
  });
  return delta === null ? null : stepAt(now) + delta;
}

/** Whether the code is right; each one works once. */
export async function useTotpCode(deps: TotpDeps, account: string, code: string): Promise<boolean> {
  const now = deps.clock();
  const [row] = await deps.db.query<{ secret: string }>(
    'SELECT secret FROM identity.totp WHERE account = $1 AND secret IS NOT NULL',
    [account],
  );
  if (row === undefined) return false;
  const step = matchingStep(deps.secrets.open(row.secret, context(account)), code, now);
  if (step === null) return false;
  // The condition decides between two requests with the same code.
  const used = await deps.db.query(
    `UPDATE identity.totp SET last_step = $2 WHERE account = $1 AND secret = $3 AND (last_step IS NULL OR last_step < $2)
     RETURNING account`,
    [account, step, row.secret],
  );
  return used.length > 0;
}

export interface TotpEnrolment {
  /** Base32. */
  readonly secret: string;
  /** For the QR code: `otpauth://totp/…`. */
  readonly uri: string;
}

/** Prepares a new secret; it replaces the present one when a code of it was confirmed. */
export async function beginTotp(deps: TotpDeps, account: string): Promise<TotpEnrolment> {
  const secret = randomBytes(SECRET_BYTES);
  await deps.db.query(
    `INSERT INTO identity.totp (account, pending_secret) VALUES ($1, $2)
     ON CONFLICT (account) DO UPDATE SET pending_secret = excluded.pending_secret`,
    [account, deps.secrets.seal(secret, context(account))],
  );
  const totp = new TOTP({ issuer: 'Tsunagu', label: account, secret: asSecret(secret), digits: DIGITS });
  return { secret: totp.secret.base32, uri: totp.toString() };
}

/** Makes the prepared secret the valid one. `not-begun` where none was prepared. */
export async function confirmTotp(
  deps: TotpDeps,
  account: string,
  code: string,
): Promise<'confirmed' | 'wrong' | 'not-begun'> {
  const now = deps.clock();
  const [row] = await deps.db.query<{ pending_secret: string }>(
    'SELECT pending_secret FROM identity.totp WHERE account = $1 AND pending_secret IS NOT NULL',
    [account],
  );
  if (row === undefined) return 'not-begun';
  const step = matchingStep(deps.secrets.open(row.pending_secret, context(account)), code, now);
  if (step === null) return 'wrong';
  const taken = await deps.db.query(
    `UPDATE identity.totp SET secret = pending_secret, pending_secret = NULL, last_step = $2, confirmed_at = $3
     WHERE account = $1 AND pending_secret = $4 RETURNING account`,
    [account, step, now, row.pending_secret],
  );
  return taken.length > 0 ? 'confirmed' : 'not-begun';
}

/** Gives an account a secret without asking for a code: for accounts of the demo and of tests. */
export async function setTotpSecret(deps: TotpDeps, account: string, secret: Buffer): Promise<void> {
  await deps.db.query(
    `INSERT INTO identity.totp (account, secret, confirmed_at) VALUES ($1, $2, $3)
     ON CONFLICT (account) DO UPDATE SET secret = excluded.secret, last_step = NULL`,
    [account, deps.secrets.seal(secret, context(account)), deps.clock()],
  );
}

/** A code that would be accepted now: the present one, or the next where the present one was used. */
export function acceptableCode(
  { secrets, clock }: TotpDeps,
  account: string,
  { secret, lastStep }: { readonly secret: string; readonly lastStep: number | null },
): string {
  const present = stepAt(clock());
  const step = Math.min(present + WINDOW, Math.max(present, (lastStep ?? 0) + 1));
  return generate(secrets.open(secret, context(account)), step);
}

/** The code of a secret at an instant, as an authenticator shows it. */
export const totpCodeAt = (secret: Buffer, now: Date): string => generate(secret, stepAt(now));
