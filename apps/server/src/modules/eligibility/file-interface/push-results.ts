import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { faceFileName, parseFileName } from '@tsunagu/oqs';
import type { AnswerFile } from './deps.ts';
import { writeWhole } from './write-whole.ts';

/** A result of the card reader. */
export interface ReaderResult extends AnswerFile {
  /** Names the check-in. */
  readonly id: string;
  readonly completedAt: Date;
}

export interface PushDeps {
  /** Results of the card reader since an instant, oldest first; as many as it likes at a time. */
  readonly pushedAfter: (after: Date) => Promise<readonly ReaderResult[]>;
}

/** Up to where results were pushed. */
export interface PushCursor {
  readonly after: Date;
  /** Check-ins shortly before it that were pushed already. */
  readonly seen: readonly string[];
}

/** Stands beside the folders, so that whoever serves them next goes on. */
const CURSOR_FILE = '.tsunagu-pushed.json';
/** Check-ins that were completed at once become visible in any order; so the last moments are looked at again. */
const OVERLAP_MS = 10_000;
/** What is older has run out: information may be fetched for 24 hours after consent. @spec eligibility.md §4.1 */
const MOST_MISSED_MS = 24 * 60 * 60 * 1000;

/** Where an earlier process stopped, at most a day ago; `now` when there was none. */
export async function readCursor(directory: string, now: Date): Promise<PushCursor> {
  const text = await readFile(join(directory, CURSOR_FILE), 'utf8').catch((error: { code?: string }) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  const stored = text === null ? null : parseCursor(text);
  if (stored === null) return { after: now, seen: [] };
  const earliest = new Date(now.getTime() - MOST_MISSED_MS);
  return { ...stored, after: stored.after < earliest ? earliest : stored.after };
}

/** Null for a file that nobody can read any more: then it is begun anew. */
function parseCursor(text: string): PushCursor | null {
  try {
    const { after, seen } = JSON.parse(text) as { readonly after?: unknown; readonly seen?: unknown };
    const instant = new Date(String(after));
    return Number.isNaN(instant.getTime())
      ? null
      : { after: instant, seen: Array.isArray(seen) ? seen.map(String) : [] };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Notes where whoever comes next goes on. */
export const writeCursor = (directory: string, cursor: PushCursor): Promise<void> =>
  writeWhole(directory, { name: CURSOR_FILE, bytes: Buffer.from(JSON.stringify(cursor)) });

/**
 * Writes what the reader brought into `face/` and returns up to where. The cursor is noted behind the files: a crash in
 * between pushes some of them once more, and loses none.
 */
export async function pushResults(
  { pushedAfter }: PushDeps,
  directory: string,
  cursor: PushCursor,
): Promise<PushCursor> {
  let last = cursor;
  for (;;) {
    const seen = new Set(last.seen);
    const found = await pushedAfter(new Date(last.after.getTime() - OVERLAP_MS));
    const fresh = found.filter(({ id }) => !seen.has(id));
    if (fresh.length === 0) return last;
    for (const file of fresh) await writeWhole(join(directory, 'face'), await named(directory, file));
    const newest = Math.max(last.after.getTime(), ...fresh.map((one) => one.completedAt.getTime()));
    const recent = found.filter(({ completedAt }) => completedAt.getTime() > newest - OVERLAP_MS);
    last = { after: new Date(newest), seen: recent.map(({ id }) => id) };
    await writeCursor(directory, last);
  }
}

/** Names tell seconds: of two patients within one, the second gets the next that is free. */
async function named(directory: string, file: AnswerFile): Promise<AnswerFile> {
  const face = parseFileName(file.name)?.face ?? null;
  if (face === null) return file;
  for (let later = 0; ; later++) {
    const name = faceFileName(face.facility, new Date(face.time.getTime() + later * 1000));
    const there = await readFile(join(directory, 'face', name)).catch(() => null);
    if (there === null || there.equals(file.bytes)) return { ...file, name };
  }
}
