import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, Queryable, Transaction } from '../../kernel/db/database.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import RULES from './model/throttle.json' with { type: 'json' };

/** What is guessed. */
export type Guessed = 'password' | 'factor' | 'invitation';

type BucketKind = Exclude<keyof typeof RULES, 'comment'>;

export interface AttemptInput {
  readonly guessed: Guessed;
  /** As it was typed; '' where no account is named. */
  readonly account: string;
  /** Whether there is such an account. */
  readonly exists: boolean;
  /** Network address of the caller. */
  readonly address: string;
}

/** An attempt that was let through; it counts as failed until it is known to be right. */
export interface Attempt {
  succeeded(): Promise<void>;
}

export interface ThrottleDeps {
  readonly db: Database;
  readonly clock: Clock;
}

interface Bucket {
  readonly kind: BucketKind;
  readonly key: Buffer;
  /** Whose failures these are; null where there is no such account, or where they are an address's. */
  readonly account: string | null;
}

/**
 * Lets one attempt through or throws SIGN_IN_THROTTLED. It is counted before anything is compared: a hundred
 * simultaneous guesses are a hundred. Three leaky buckets in the database: account and address together, the address
 * alone, the account alone. The last two do not touch an account at an address where it signed in before, so that
 * nobody elsewhere can lock it out. @spec security.md §9.1
 */
export async function reserveAttempt(deps: ThrottleDeps, input: AttemptInput): Promise<Attempt> {
  const now = deps.clock();
  const place = placeOf(input.address);
  const reserved = await deps.db.transaction(async (tx) => {
    const known = await isKnownAddress(tx, input.account, place);
    const buckets = bucketsOf(input, place, known);
    const taken = [];
    for (const bucket of buckets) taken.push(await take(tx, bucket, now));
    return taken;
  });
  return { succeeded: () => giveBack(deps, reserved) };
}

/** IPv6 networks hand every customer a /64: one place. */
export function placeOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').filter(Boolean).length;
  const all = [...groups, ...Array<string>(Math.max(0, missing)).fill('0'), ...(tail ?? '').split(':')];
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group || '0', 16).toString(16))
    .join(':')}::/64`;
}

async function isKnownAddress(db: Queryable, account: string, place: string): Promise<boolean> {
  const rows = await db.query('SELECT FROM identity.known_address WHERE account = $1 AND address = $2', [
    account,
    place,
  ]);
  return rows.length > 0;
}

/** In one order everywhere, so that two attempts never wait for each other. */
function bucketsOf({ guessed, account, exists }: AttemptInput, place: string, known: boolean): Bucket[] {
  const bucket = (kind: BucketKind, ...what: string[]): Bucket => ({
    kind,
    account: exists && !kind.endsWith('-address') ? account : null,
    key: createHash('sha256')
      .update(JSON.stringify([kind, ...what]))
      .digest(),
  });
  if (guessed === 'invitation') return [bucket('invitation-address', place)];
  const pair = bucket(`${guessed}-pair`, account, place);
  if (known) return [pair];
  const wide = bucket(`${guessed}-account`, account);
  return guessed === 'factor' ? [pair, wide] : [pair, wide, bucket('password-address', place)];
}

/** Not `now`: a clock that is set back must not shut anybody out. */
const NEVER_BLOCKED = new Date(0);

interface Taken extends Bucket {
  readonly blockedUntil: Date;
}

async function take(tx: Transaction, bucket: Bucket, now: Date): Promise<Taken> {
  const rule = RULES[bucket.kind];
  const [row] = await tx.query<{ failures: number }>(
    `INSERT INTO identity.attempt AS a (bucket, kind, account, failures, counted_at, blocked_until)
     VALUES ($1, $2, $3, 1, $4, 'epoch')
     ON CONFLICT (bucket) DO UPDATE SET counted_at = $4,
       failures = 1 + GREATEST(0, a.failures - GREATEST(0, floor(extract(epoch FROM $4::timestamptz - a.counted_at) / $5))::integer)
     WHERE a.blocked_until <= $4
     RETURNING failures`,
    [bucket.key, bucket.kind, bucket.account, now, rule.forgetOneAfterSeconds],
  );
  if (row === undefined) throw await throttled(tx, bucket, now);
  const over = row.failures - rule.free;
  const seconds = over <= 0 ? 0 : Math.min(rule.longestWaitSeconds, 2 ** Math.min(over, 20));
  const blockedUntil = seconds === 0 ? NEVER_BLOCKED : new Date(now.getTime() + seconds * 1000);
  await tx.query('UPDATE identity.attempt SET blocked_until = $2 WHERE bucket = $1', [
    bucket.key,
    blockedUntil,
  ]);
  return { ...bucket, blockedUntil };
}

async function throttled(db: Queryable, { key }: Bucket, now: Date): Promise<AppError> {
  const [row] = await db.query<{ blocked_until: Date }>(
    'SELECT blocked_until FROM identity.attempt WHERE bucket = $1',
    [key],
  );
  const waitSeconds = Math.ceil(((row?.blocked_until.getTime() ?? 0) - now.getTime()) / 1000);
  return new AppError('SIGN_IN_THROTTLED', { waitSeconds: Math.max(1, waitSeconds) });
}

/** The pair begins anew; the others lose this one attempt only, or one good account would pay for many guesses. */
async function giveBack({ db }: ThrottleDeps, taken: readonly Taken[]): Promise<void> {
  for (const { kind, key, blockedUntil } of taken) {
    if (kind.endsWith('-pair')) await db.query('DELETE FROM identity.attempt WHERE bucket = $1', [key]);
    else
      await db.query(
        `UPDATE identity.attempt SET failures = GREATEST(0, failures - 1),
           blocked_until = CASE WHEN blocked_until = $2 THEN 'epoch' ELSE blocked_until END
         WHERE bucket = $1`,
        [key, blockedUntil],
      );
  }
}

const KNOWN_FOR = '90 days';

/** Notes where a sign-in was completed, and forgets what is too old to matter. */
export async function noteAddress(
  { db, clock }: ThrottleDeps,
  account: string,
  address: string,
): Promise<void> {
  const now = clock();
  await db.query(
    `INSERT INTO identity.known_address (account, address, last_at) VALUES ($1, $2, $3)
     ON CONFLICT (account, address) DO UPDATE SET last_at = excluded.last_at`,
    [account, placeOf(address), now],
  );
  await db.query(
    `DELETE FROM identity.known_address WHERE account = $1 AND last_at < $2::timestamptz - $3::interval`,
    [account, now, KNOWN_FOR],
  );
  await db.query(
    `DELETE FROM identity.attempt WHERE counted_at < $1::timestamptz - interval '2 days' AND blocked_until < $1`,
    [now],
  );
}

/** Until when an account has to wait somewhere; null when nowhere. */
export const LOCKED_UNTIL = `(SELECT max(blocked_until) FROM identity.attempt t
  WHERE t.account = a.account AND t.blocked_until > $1)`;

/** Forgets the failures of an account: a second person vouches for it. */
export async function forgetFailures(db: Queryable, account: string): Promise<void> {
  await db.query('DELETE FROM identity.attempt WHERE account = $1', [account]);
}
