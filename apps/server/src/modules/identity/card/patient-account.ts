import { randomBytes } from 'node:crypto';
import type { Queryable } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import type { Person, PersonId } from '../../registry/index.ts';
import type { Asking } from '../deps.ts';
import { noteEvent } from '../security-log.ts';
import { openSession } from '../session.ts';
import type { CardDeps } from './deps.ts';

/** The account with which a person sees their own data; null when there is none. Throws CARD_ACCOUNT_DISABLED. */
export async function findPatientAccount(db: Queryable, personId: PersonId): Promise<string | null> {
  const [row] = await db.query<{ account: string; disabled_at: Date | null }>(
    `SELECT account, disabled_at FROM identity.account WHERE person_id = $1
     ORDER BY disabled_at IS NOT NULL, created_at, account LIMIT 1`,
    [personId],
  );
  if (row === undefined) return null;
  if (row.disabled_at !== null) throw new AppError('CARD_ACCOUNT_DISABLED');
  return row.account;
}

/** Makes an account whose name tells nothing about the person and which no password opens. */
export async function createPatientAccount(
  tx: Queryable,
  { personId, name }: Pick<Person, 'personId' | 'name'>,
): Promise<string> {
  const account = `patient-${randomBytes(10).toString('hex')}`;
  await tx.query(
    `INSERT INTO identity.account (account, display_name, roles, person_id) VALUES ($1, $2, '{patient}', $3)`,
    [account, name.replace('　', ' '), personId],
  );
  return account;
}

/** Opens the session of a patient whose card was verified just now; the card and its PIN are two factors. */
export async function openPatientSession(
  deps: CardDeps,
  asking: Asking,
  { account, personId }: { readonly account: string; readonly personId: PersonId },
): Promise<string> {
  const token = await openSession(deps, account, { stage: 'complete', confirmed: true, origin: asking });
  await noteEvent(
    deps,
    asking,
    { account, personId, roles: ['patient'], organisation: null },
    { event: 'sign-in', method: 'card' },
  );
  return token;
}
