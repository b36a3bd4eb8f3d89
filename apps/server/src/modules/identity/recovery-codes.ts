import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, Queryable } from '../../kernel/db/database.ts';

const CODES = 10;
/** Without letters that look like digits, or like each other. */
const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz'.slice(0, 30);
const GROUPS = 3;
const GROUP_LENGTH = 4;

/** 58 bits: too many to guess, so a plain hash is enough. The account makes equal codes of two people differ. */
const hashOf = (account: string, code: string): Buffer =>
  createHash('sha256')
    .update(JSON.stringify(['recovery', account, code]))
    .digest();

/** Codes are read off paper: case, spaces and dashes do not count. */
const normalise = (code: string): string =>
  code
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^0-9a-z]/g, '');

function randomCode(): string {
  const length = GROUPS * GROUP_LENGTH;
  const letters: string[] = [];
  while (letters.length < length) {
    for (const byte of randomBytes(length)) {
      // Bytes from 240 on would favour the first letters.
      if (byte < 240 && letters.length < length) letters.push(ALPHABET.charAt(byte % ALPHABET.length));
    }
  }
  return letters.join('');
}

/** Replaces an account's recovery codes; the new ones are returned this once, as `abcd-efgh-jkmn`. */
export async function renewRecoveryCodes(db: Database, account: string): Promise<string[]> {
  const codes = Array.from({ length: CODES }, randomCode);
  await db.transaction(async (tx) => {
    await tx.query('DELETE FROM identity.recovery_code WHERE account = $1', [account]);
    await tx.query(
      'INSERT INTO identity.recovery_code (account, code_hash) SELECT $1, * FROM unnest($2::bytea[])',
      [account, codes.map((code) => hashOf(account, code))],
    );
  });
  return codes.map((code) => code.replace(/(.{4})(?=.)/g, '$1-'));
}

/** Whether the code is one of the account's that was never used; it never works again. */
export async function useRecoveryCode(
  { db, clock }: { readonly db: Queryable; readonly clock: Clock },
  account: string,
  code: string,
): Promise<boolean> {
  const used = await db.query(
    `UPDATE identity.recovery_code SET used_at = $3 WHERE account = $1 AND code_hash = $2 AND used_at IS NULL
     RETURNING account`,
    [account, hashOf(account, normalise(code)), clock()],
  );
  return used.length > 0;
}

export async function countRecoveryCodes(db: Queryable, account: string): Promise<number> {
  const [row] = await db.query<{ left: number }>(
    'SELECT count(*)::integer AS left FROM identity.recovery_code WHERE account = $1 AND used_at IS NULL',
    [account],
  );
  return row?.left ?? 0;
}
