import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Database } from '../db/database.ts';
import { checkpointToJson } from './checkpoint.ts';
import { lockCheckpoints, readCheckpointsAfter } from './checkpoint-store.ts';

/** Much longer than any line. */
const TAIL_BYTES = 16 * 1024;
const NEWLINE = 0x0a;
const PAGE = 1_000;

/**
 * Brings the file up to date: one JSON line for every checkpoint of the database, those of other servers included, so
 * that what is removed from the database still stands here. Durable when it resolves.
 */
export async function copyCheckpointsToFile(db: Database, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  // Several processes of this host share the file.
  await db.transaction(async (tx) => {
    await lockCheckpoints(tx);
    const file = await open(path, 'a+', 0o600);
    try {
      let last = await lastNumber(file);
      for (;;) {
        const page = await readCheckpointsAfter(tx, last, PAGE);
        const newest = page.at(-1);
        if (newest === undefined) break;
        await file.appendFile(page.map((one) => `${JSON.stringify(checkpointToJson(one))}\n`).join(''));
        last = newest.no;
      }
      await file.sync();
    } finally {
      await file.close();
    }
  });
}

/** Number in the newest whole line; half a line, left by a process that was killed, is cut off. */
async function lastNumber(file: Awaited<ReturnType<typeof open>>): Promise<number> {
  const { size } = await file.stat();
  const start = Math.max(0, size - TAIL_BYTES);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
  const tail = buffer.subarray(0, bytesRead);
  const end = tail.lastIndexOf(NEWLINE) + 1;
  if (start + end < size) await file.truncate(start + end);
  if (end === 0) return 0;
  const line = tail.subarray(tail.lastIndexOf(NEWLINE, end - 2) + 1, end).toString('utf8');
  return numberIn(line);
}

function numberIn(line: string): number {
  try {
    const { no } = JSON.parse(line) as { no?: unknown };
    return typeof no === 'number' ? no : 0;
  } catch {
    // Somebody damaged the file; the whole chain is written once more behind it, and `verify` tells of the damage.
    return 0;
  }
}
