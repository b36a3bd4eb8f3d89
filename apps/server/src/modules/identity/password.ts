import { hash, verify } from '@node-rs/argon2';

/** Argon2id with 19 MiB and two passes: about 20 ms. @spec security.md §9.1 */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const PREFIX = `$argon2id$v=19$m=${PARAMETERS.memoryCost},t=${PARAMETERS.timeCost},p=${PARAMETERS.parallelism}$`;

/** The same password however it was typed: full-width letters are letters. */
export const normalisePassword = (password: string): string => password.normalize('NFKC');

export const hashPassword = (password: string): Promise<string> =>
  hash(normalisePassword(password), PARAMETERS);

export const verifyPassword = (passwordHash: string, password: string): Promise<boolean> =>
  verify(passwordHash, normalisePassword(password));

/** Whether a hash was made with other parameters than today's. */
export const isOutdated = (passwordHash: string): boolean => !passwordHash.startsWith(PREFIX);

// Checked where there is no password, so that the answer takes equally long.
let decoy: Promise<string> | undefined;

/** As verifyPassword; where there is no hash it takes as long and is false. */
export async function verifyOrPretend(passwordHash: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword('decoy');
  const correct = await verifyPassword(passwordHash ?? (await decoy), password);
  return correct && passwordHash !== null;
}
