import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { checkpointFromJson, type SignedCheckpoint } from '../checkpoint.ts';
import type { FaultList } from './faults.ts';

/** Checkpoints of the file in the order of their numbers; null when there is no file. Lines that are none are faults. */
export async function openCheckpointLines(
  path: string,
  after: number,
  faults: FaultList,
): Promise<AsyncGenerator<SignedCheckpoint> | null> {
  const found = await stat(path).catch(() => null);
  // What is appended from here on may be newer than what is read from the database.
  return found === null ? null : readLines(path, found.size, { after, faults });
}

async function* readLines(
  path: string,
  bytes: number,
  { after, faults }: { readonly after: number; readonly faults: FaultList },
): AsyncGenerator<SignedCheckpoint> {
  if (bytes === 0) return;
  const input = createReadStream(path, { end: bytes - 1 });
  let line = 0;
  let newest = 0;
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    line++;
    const checkpoint = parse(text);
    if (checkpoint === null || checkpoint.no <= newest) {
      faults.add({ kind: 'file-damaged', line });
      continue;
    }
    newest = checkpoint.no;
    if (checkpoint.no > after) yield checkpoint;
  }
}

function parse(text: string): SignedCheckpoint | null {
  try {
    return checkpointFromJson(JSON.parse(text));
  } catch {
    return null;
  }
}
