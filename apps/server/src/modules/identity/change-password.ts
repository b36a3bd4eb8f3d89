import { type Clock, dateInTokyo } from '../../kernel/clock.ts';
import type { Queryable, Transaction } from '../../kernel/db/database.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { LAST_PASSWORDS, passwordRuleOn, type Weakness, weaknessOf } from './model/password-rules.ts';
import { hashPassword, normalisePassword, verifyPassword } from './password.ts';

interface Subject {
  readonly displayName: string;
  readonly passwordHash: string | null;
  readonly organisationName: string | null;
  readonly minLength: number | null;
  readonly allClasses: boolean | null;
}

export interface PasswordChange {
  readonly account: string;
  readonly password: string;
  /** False: whoever chose the password is not the one who will use it. */
  readonly own: boolean;
}

/** Sets a password that the rules allow, in a transaction. Throws PASSWORD_TOO_WEAK with the reason, ACCOUNT_UNKNOWN. */
export async function setPassword(
  { db, clock }: { readonly db: Transaction; readonly clock: Clock },
  { account, password, own }: PasswordChange,
): Promise<void> {
  const now = clock();
  const subject = await readSubject(db, account);
  const weakness = await findWeakness(db, now, { ...subject, account, password });
  if (weakness !== null) throw new AppError('PASSWORD_TOO_WEAK', weakness);
  await retirePassword(db, account, now);
  await db.query(
    `UPDATE identity.account SET password_hash = $2, must_change_password = $3, password_changed_at = $4
     WHERE account = $1`,
    [account, await hashPassword(password), !own, now],
  );
}

/** Moves the present password into the history: nobody signs in with it any more, and nobody chooses it again. */
export async function retirePassword(db: Transaction, account: string, now: Date): Promise<void> {
  await db.query(
    `INSERT INTO identity.password_history (account, replaced_at, password_hash)
     SELECT account, $2, password_hash FROM identity.account WHERE account = $1 AND password_hash IS NOT NULL
     ON CONFLICT DO NOTHING`,
    [account, now],
  );
  await db.query(
    `DELETE FROM identity.password_history WHERE account = $1 AND replaced_at NOT IN
       (SELECT replaced_at FROM identity.password_history WHERE account = $1 ORDER BY replaced_at DESC LIMIT $2)`,
    [account, LAST_PASSWORDS],
  );
  await db.query('UPDATE identity.account SET password_hash = NULL WHERE account = $1', [account]);
}

async function readSubject(db: Queryable, account: string): Promise<Subject> {
  const [row] = await db.query<Subject>(
    `SELECT display_name AS "displayName", password_hash AS "passwordHash", o.name AS "organisationName",
       o.password_min_length AS "minLength", o.password_all_classes AS "allClasses"
     FROM identity.account LEFT JOIN identity.organisation o USING (organisation_id) WHERE account = $1`,
    [account],
  );
  if (row === undefined) throw new AppError('ACCOUNT_UNKNOWN');
  return row;
}

interface Candidate extends Subject {
  readonly account: string;
  readonly password: string;
}

async function findWeakness(
  db: Queryable,
  now: Date,
  candidate: Candidate,
): Promise<{ reason: Weakness; minLength: number } | null> {
  const rule = passwordRuleOn(dateInTokyo(now), 'two-factors', {
    minLength: candidate.minLength,
    allClasses: candidate.allClasses ?? false,
  });
  const context = { ...candidate, rule, common: await commonPasswords() };
  const weakness = weaknessOf(normalisePassword(candidate.password), context);
  const reason = weakness ?? ((await isReused(db, candidate)) ? 'reused' : null);
  return reason === null ? null : { reason, minLength: rule.minLength };
}

/** @spec security.md §9.1 */
async function isReused(db: Queryable, { account, passwordHash, password }: Candidate): Promise<boolean> {
  const rows = await db.query<{ password_hash: string }>(
    'SELECT password_hash FROM identity.password_history WHERE account = $1 ORDER BY replaced_at DESC LIMIT $2',
    [account, passwordHash === null ? LAST_PASSWORDS : LAST_PASSWORDS - 1],
  );
  const hashes = [passwordHash, ...rows.map((row) => row.password_hash)];
  for (const hash of hashes) if (hash !== null && (await verifyPassword(hash, password))) return true;
  return false;
}

let common: Promise<ReadonlySet<string>> | undefined;

/** The 49,000 passwords that everybody tries first; read when one is chosen for the first time. */
function commonPasswords(): Promise<ReadonlySet<string>> {
  common ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Set(dictionary['passwords-common'].map((one) => one.toLowerCase())),
  );
  return common;
}
