import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../../../kernel/clock.ts';
import type { Database } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import type { CardPurpose } from '../../../kernel/pki/card-message.ts';
import { placeOf } from '../throttle.ts';
import LIMITS from './limits.json' with { type: 'json' };

export interface ChallengeDeps {
  readonly db: Database;
  readonly clock: Clock;
}

export interface CardChallenge {
  readonly challengeId: string;
  /** What the card signs, as part of a message. */
  readonly nonce: string;
  readonly expiresAt: Date;
}

const ID_BYTES = 24;

const digest = (what: 'stored' | 'nonce', challengeId: string): Buffer =>
  createHash('sha256').update(`tsunagu card challenge ${what}\n${challengeId}`).digest();

/** Known to whoever knows the id, which the database does not hold. */
const nonceOf = (challengeId: string): string => digest('nonce', challengeId).toString('base64url');

/** Sets a challenge for one purpose and one use. Throws CARD_THROTTLED. */
export async function setChallenge(
  { db, clock }: ChallengeDeps,
  { purpose, address }: { readonly purpose: CardPurpose; readonly address: string },
): Promise<CardChallenge> {
  const now = clock();
  const place = placeOf(address);
  await db.query('DELETE FROM identity.card_challenge WHERE expires_at < $1', [
    secondsAfter(now, -LIMITS.rememberedSeconds),
  ]);
  await throttle(db, place, now);
  const challengeId = randomBytes(ID_BYTES).toString('base64url');
  const expiresAt = secondsAfter(now, LIMITS.challengeSeconds);
  await db.query(
    'INSERT INTO identity.card_challenge (challenge_hash, purpose, address, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)',
    [digest('stored', challengeId), purpose, place, now, expiresAt],
  );
  return { challengeId, nonce: nonceOf(challengeId), expiresAt };
}

/**
 * Uses a challenge up, whatever comes of it, and hands its nonce to `run`; when that throws, the attempt counts as
 * failed for the address that had asked for the challenge.
 * Throws CARD_CHALLENGE_UNKNOWN, CARD_CHALLENGE_USED, CARD_CHALLENGE_PURPOSE, CARD_CHALLENGE_EXPIRED.
 */
export async function withChallenge<T>(
  deps: ChallengeDeps,
  { challengeId, purpose }: { readonly challengeId: string; readonly purpose: CardPurpose },
  run: (nonce: string) => Promise<T>,
): Promise<T> {
  const { db, clock } = deps;
  const hash = digest('stored', challengeId);
  const now = clock();
  const [challenge] = await db.query<{ purpose: string; expires_at: Date }>(
    'UPDATE identity.card_challenge SET used_at = $2 WHERE challenge_hash = $1 AND used_at IS NULL RETURNING purpose, expires_at',
    [hash, now],
  );
  if (challenge === undefined) {
    const known = await db.query('SELECT FROM identity.card_challenge WHERE challenge_hash = $1', [hash]);
    throw new AppError(known.length > 0 ? 'CARD_CHALLENGE_USED' : 'CARD_CHALLENGE_UNKNOWN');
  }
  try {
    if (challenge.purpose !== purpose) throw new AppError('CARD_CHALLENGE_PURPOSE');
    if (now >= challenge.expires_at) throw new AppError('CARD_CHALLENGE_EXPIRED');
    return await run(nonceOf(challengeId));
  } catch (error) {
    if (error instanceof AppError)
      await db.query('UPDATE identity.card_challenge SET failed = true WHERE challenge_hash = $1', [hash]);
    throw error;
  }
}

interface Counted {
  readonly set: number;
  readonly first_set: Date | null;
  readonly failed: number;
  readonly first_failed: Date | null;
}

/** Guessing is hopeless; this keeps one address from filling the table and the processor. */
async function throttle(db: Database, place: string, now: Date): Promise<void> {
  const [counted] = await db.query<Counted>(
    `SELECT count(*) FILTER (WHERE created_at > $2)::int AS set, min(created_at) FILTER (WHERE created_at > $2) AS first_set,
       count(*) FILTER (WHERE failed AND used_at > $3)::int AS failed,
       min(used_at) FILTER (WHERE failed AND used_at > $3) AS first_failed
     FROM identity.card_challenge WHERE address = $1`,
    [place, secondsAfter(now, -LIMITS.setWindowSeconds), secondsAfter(now, -LIMITS.failedWindowSeconds)],
  );
  if (counted === undefined) return;
  const waits = [
    counted.set >= LIMITS.mostSet ? waitFor(counted.first_set, LIMITS.setWindowSeconds, now) : 0,
    counted.failed >= LIMITS.mostFailed ? waitFor(counted.first_failed, LIMITS.failedWindowSeconds, now) : 0,
  ];
  const waitSeconds = Math.max(...waits);
  if (waitSeconds > 0) throw new AppError('CARD_THROTTLED', { waitSeconds });
}

const waitFor = (first: Date | null, windowSeconds: number, now: Date): number =>
  Math.max(1, Math.ceil(((first?.getTime() ?? 0) - now.getTime()) / 1000) + windowSeconds);

const secondsAfter = (instant: Date, seconds: number): Date => new Date(instant.getTime() + seconds * 1000);
