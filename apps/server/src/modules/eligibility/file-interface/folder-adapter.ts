import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerFileName, parseFileName } from '@tsunagu/oqs';
import { answerRequestFile } from './answer-request-file.ts';
import { errorAnswer } from './answers.ts';
import type { AnswerFile, FileInterfaceDeps, RequestFile, Sender } from './deps.ts';
import LIMITS from './folder-limits.json' with { type: 'json' };
import { type PushCursor, type PushDeps, pushResults, readCursor, writeCursor } from './push-results.ts';
import { writeWhole } from './write-whole.ts';

export interface FolderLimits {
  readonly pollMs: number;
  /** A request that waited longer is answered with an error and not looked up: nobody waits for it any more. */
  readonly staleMs: number;
  /** Requests that may wait; what is beyond them is answered with an error. */
  readonly maxPending: number;
  readonly timeoutMs: number;
}

export const FOLDER_LIMITS: FolderLimits = LIMITS.defaults;

export interface FolderAdapterDeps extends FileInterfaceDeps, PushDeps {
  readonly onError: (error: unknown) => void;
}

export interface FolderInput {
  /** Holds `req/`, `res/` and `face/`, which are made where they are missing. */
  readonly directory: string;
  readonly sender: Sender;
  readonly limits: FolderLimits;
  /** Whether what the reader brought while nobody served the folder is pushed when it is served again. Default: true. */
  readonly pushMissed?: boolean;
  readonly signal: AbortSignal;
}

/** Serves an institution's shared folder until the signal says so. @spec eligibility.md §5 */
export async function serveFolder(deps: FolderAdapterDeps, input: FolderInput): Promise<void> {
  const { directory, limits, signal } = input;
  for (const name of ['req', 'res', 'face']) await mkdir(join(directory, name), { recursive: true });
  let pushed = await beginPushing(deps, input);
  while (!signal.aborted) {
    pushed = await pass(deps, input, pushed).catch((error) => {
      deps.onError(error);
      return pushed;
    });
    await sleep(limits.pollMs, undefined, { signal }).catch(() => {});
  }
}

async function beginPushing(
  deps: FolderAdapterDeps,
  { directory, pushMissed = true }: FolderInput,
): Promise<PushCursor> {
  const now = deps.clock();
  const cursor = pushMissed ? await readCursor(directory, now) : { after: now, seen: [] };
  await writeCursor(directory, cursor);
  return cursor;
}

/** One look into the folder; returns up to when results of the reader were pushed. */
export async function pass(
  deps: FolderAdapterDeps,
  input: FolderInput,
  pushed: PushCursor,
): Promise<PushCursor> {
  const { directory, limits } = input;
  const names = (await readdir(join(directory, 'req'))).filter(
    (name) => parseFileName(name)?.direction === 'req',
  );
  for (const [place, name] of names.toSorted().entries()) {
    if (input.signal.aborted) break;
    await answerOne(deps, input, { name, overfull: place >= limits.maxPending }).catch(deps.onError);
  }
  return pushResults(deps, directory, pushed);
}

async function answerOne(
  deps: FolderAdapterDeps,
  { directory, limits, sender }: FolderInput,
  { name, overfull }: { readonly name: string; readonly overfull: boolean },
): Promise<void> {
  const path = join(directory, 'req', name);
  const { mtimeMs } = await stat(path);
  const age = Date.now() - mtimeMs;
  const bytes = await readFile(path);
  const key = createHash('sha256').update(`${name}/${mtimeMs}/`).update(bytes).digest('hex');
  const file = { name, bytes, key };
  const stale = overfull || age > limits.staleMs;
  const answer = stale ? timedOut(deps, file) : await withinTime(deps, file, sender, limits.timeoutMs);
  // The request goes only after its answer stands: a crash in between answers it once more.
  await writeWhole(join(directory, 'res'), answer);
  await rm(path);
}

async function withinTime(
  deps: FolderAdapterDeps,
  file: RequestFile,
  sender: Sender,
  timeoutMs: number,
): Promise<AnswerFile> {
  const late = new AbortController();
  const timeout = sleep(timeoutMs, timedOut(deps, file), { signal: late.signal, ref: false }).catch(() =>
    timedOut(deps, file),
  );
  try {
    return await Promise.race([answerRequestFile(deps, file, sender), timeout]);
  } catch (error) {
    deps.onError(error);
    return failed(deps, file, 'ELG-INTERNAL');
  } finally {
    late.abort();
  }
}

const timedOut = (deps: FolderAdapterDeps, file: RequestFile): AnswerFile =>
  failed(deps, file, 'ELG-TIMEOUT');

function failed(
  deps: FolderAdapterDeps,
  { name }: RequestFile,
  code: 'ELG-TIMEOUT' | 'ELG-INTERNAL',
): AnswerFile {
  const asked = { at: deps.clock(), encoding: 'utf-8', echo: {} } as const;
  return { name: answerFileName(name) ?? name, bytes: errorAnswer(asked, code) };
}
