import { type FileHandle, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../kernel/clock.ts';
import type { Config } from '../../kernel/config/config.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import {
  openCardAuthority,
  type TestCardAuthority,
} from '../../kernel/pki/test-authority/open-card-authority.ts';
import {
  CARD_REVOCATION_REASONS,
  type CardRevocationReason,
} from '../../kernel/pki/test-authority/register.ts';

/** What every command of this group says, so that nobody takes its cards for real ones. */
export const STAND_IN =
  'software card of the test authority of this data directory; it stands in for a My Number card and is worth nothing elsewhere';

export const openAuthorityOf = (config: Config): Promise<TestCardAuthority> =>
  openCardAuthority(join(config.dataDirectory, 'card-authority'), systemClock);

/** The bytes of a card file. Throws USAGE when there is none. */
export async function readCardBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new AppError('USAGE', { card: path, reason: 'cannot be read' }, { cause: error });
  }
}

/**
 * Writes what `make` makes into a new file that only its owner may read. Its place is taken first: an existing file is
 * never overwritten, and nothing is issued that could not be written.
 */
export async function writeNewCard<T extends { readonly file: Uint8Array }>(
  path: string,
  make: () => Promise<T>,
): Promise<T> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'wx', 0o600);
  } catch (error) {
    throw new AppError('USAGE', { out: path, reason: 'exists, or cannot be written' }, { cause: error });
  }
  try {
    const made = await make();
    await handle.writeFile(made.file);
    await handle.sync();
    return made;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

/** `--days`, a whole number, or nothing. */
export function daysOption(value: string | undefined): { readonly days?: number } {
  if (value === undefined) return {};
  if (!/^\d{1,5}$/.test(value)) throw new AppError('USAGE', { days: 'a whole number' });
  return { days: Number(value) };
}

/** A serial number as people may copy it from elsewhere: capitals, colons and spaces do no harm. */
export const serialOption = (value: string): string => value.replace(/[:\s]/g, '').toLowerCase();

const SEXES = [1, 2, 3] as const;

/** `--sex`: 1 male, 2 female, 3 not set. */
export function sexOption(value: string): (typeof SEXES)[number] {
  const sex = SEXES.find((one) => String(one) === value);
  if (sex === undefined) throw new AppError('USAGE', { sex: `one of ${SEXES.join(', ')}` });
  return sex;
}

const REASONS = Object.keys(CARD_REVOCATION_REASONS).join(', ');

export function reasonOption(value: string): CardRevocationReason {
  if (!isReason(value)) throw new AppError('USAGE', { reason: `one of ${REASONS}` });
  return value;
}

const isReason = (value: string): value is CardRevocationReason =>
  Object.hasOwn(CARD_REVOCATION_REASONS, value);
