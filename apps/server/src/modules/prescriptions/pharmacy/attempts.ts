import { createHash } from 'node:crypto';
import type { Database, Transaction } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import rules from './rules.json' with { type: 'json' };

const { perSubject, perFacility, minutes } = rules.accessCodeAttempts;
const PERIOD_MS = minutes * 60 * 1000;

/** Who tries, about whom, and when. */
export interface Attempt {
  readonly facilityCode: string;
  /** The numbers that were asked for, normalised; only their digest is kept. */
  readonly numbers: string;
  readonly at: Date;
}

interface Counted {
  readonly for_subject: number;
  readonly for_facility: number;
  readonly oldest_of_subject: Date | null;
  readonly oldest: Date | null;
}

/**
 * Looks something up by an access code, so often within a while as the rules allow; what was found ends the count for
 * these numbers. Attempts of one pharmacy at the same numbers go one after the other, so that many at once gain nothing.
 * Null = not found. Throws RX_TOO_MANY_ATTEMPTS with the seconds to wait.
 */
export function attemptLookUp<T>(
  db: Database,
  attempt: Attempt,
  find: (tx: Transaction) => Promise<T | null>,
): Promise<T | null> {
  const { facilityCode, at } = attempt;
  const subject = createHash('sha256').update(attempt.numbers).digest('hex');
  return db.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 11))', [
      `code-attempt ${facilityCode} ${subject}`,
    ]);
    await refuseTooMany(tx, { facilityCode, subject, at });
    const found = await find(tx);
    if (found === null)
      await tx.query(
        'INSERT INTO prescriptions.code_attempt (facility_code, subject, at) VALUES ($1, $2, $3)',
        [facilityCode, subject, at],
      );
    else await forget(tx, { facilityCode, subject, at });
    return found;
  });
}

type Counter = Pick<Attempt, 'facilityCode' | 'at'> & { readonly subject: string };

async function refuseTooMany(tx: Transaction, { facilityCode, subject, at }: Counter): Promise<void> {
  const [counted] = await tx.query<Counted>(
    `SELECT count(*) FILTER (WHERE subject = $2)::int AS for_subject, count(*)::int AS for_facility,
       min(at) FILTER (WHERE subject = $2) AS oldest_of_subject, min(at) AS oldest
     FROM prescriptions.code_attempt WHERE facility_code = $1 AND at > $3`,
    [facilityCode, subject, new Date(at.getTime() - PERIOD_MS)],
  );
  if (counted === undefined) return;
  const ofSubject = counted.for_subject >= perSubject;
  if (!ofSubject && counted.for_facility < perFacility) return;
  const oldest = (ofSubject ? counted.oldest_of_subject : counted.oldest) ?? at;
  const until = oldest.getTime() + PERIOD_MS;
  throw new AppError('RX_TOO_MANY_ATTEMPTS', { seconds: Math.ceil((until - at.getTime()) / 1000) });
}

/** Also what is too old to count. */
async function forget(tx: Transaction, { facilityCode, subject, at }: Counter): Promise<void> {
  await tx.query(
    'DELETE FROM prescriptions.code_attempt WHERE facility_code = $1 AND (subject = $2 OR at <= $3)',
    [facilityCode, subject, new Date(at.getTime() - PERIOD_MS)],
  );
}
