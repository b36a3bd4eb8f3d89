import type { Pixels } from './pixels.ts';

/** One code as it is read from pictures; `missing` names the symbols that nobody showed yet, from 1. */
export interface ReadCode {
  readonly bytes: Uint8Array;
  readonly missing: readonly number[];
}

export type ReadPictures = (pictures: readonly Pixels[]) => readonly ReadCode[];

/** Pictures that showed something, kept until a code is whole. */
export interface Collected {
  readonly pictures: readonly Pixels[];
  readonly whole: ReadCode | null;
  /** Of the code that is most complete; empty while nothing was read. */
  readonly missing: readonly number[];
  /** Whether the last pictures showed a code at all. */
  readonly seen: boolean;
}

export const NOTHING_COLLECTED: Collected = { pictures: [], whole: null, missing: [], seen: false };

/** Adds pictures to those before. A picture without a code, or with nothing new, is not kept. */
export function collect(before: Collected, pictures: readonly Pixels[], read: ReadPictures): Collected {
  let now: Collected = { ...before, seen: false };
  for (const picture of pictures) {
    const alone = read([picture]);
    if (alone.length === 0) continue;
    now = { ...now, seen: true };
    const codes = now.pictures.length === 0 ? alone : read([...now.pictures, picture]);
    const whole = codes.find(({ missing }) => missing.length === 0) ?? null;
    const missing = codes.reduce<readonly number[] | null>(
      (least, code) => (least === null || code.missing.length < least.length ? code.missing : least),
      null,
    );
    if (whole !== null) return { pictures: [], whole, missing: [], seen: true };
    const isNew = now.pictures.length === 0 || (missing?.length ?? 0) < now.missing.length;
    if (isNew) now = { ...now, pictures: [...now.pictures, picture], missing: missing ?? [] };
  }
  return now;
}
