import { readClaims } from '@tsunagu/uke';
import type { Clock } from '../../../kernel/clock.ts';
import type { Database } from '../../../kernel/db/database.ts';
import type { FileStore } from '../../../kernel/files/file-store.ts';
import type { PersonsChanged } from '../../../kernel/records/record-source.ts';
import type { MasterCatalogue } from '../../masters/index.ts';
import { readPersonIdKey } from '../../registry/index.ts';
import { Batch } from './batch.ts';
import { type ClaimFile, type Progress, selectFiles } from './file-record.ts';
import { finishFile, refuseFile } from './finish-file.ts';
import { writeBatch } from './write-batch.ts';

/** Claims per transaction: enough that the commit costs little, few enough that a killed intake repeats little. */
const CLAIMS_PER_BATCH = 2_000;

export interface TakeInDeps {
  readonly db: Database;
  readonly files: FileStore;
  readonly clock: Clock;
  readonly catalogue: () => Promise<MasterCatalogue>;
  /** Told with each batch whose claims it holds. */
  readonly personsChanged?: PersonsChanged;
}

export interface TakeInOptions {
  readonly onProgress?: (progress: Progress) => void;
  /** Stops after the batch in hand; the file stays to be resumed. */
  readonly signal?: AbortSignal;
}

/**
 * Reads a received file and stores its claims, batch by batch, each in one transaction with its checkpoint: after a
 * crash the next call goes on behind the last batch. A file that is finished is left alone.
 * Claims become visible all at once, when the file is taken. Throws FILE_BUSY when another process does the same.
 */
export async function takeInFile(
  deps: TakeInDeps,
  file: ClaimFile,
  options: TakeInOptions = {},
): Promise<ClaimFile> {
  if (file.state !== 'received') return file;
  const writer = await openWriter(deps, file, options);
  const catalogue = await deps.catalogue();
  const { claims: claimsDone, fileFindings: findingsDone } = file.progress;
  const reader = readClaims(deps.files.read(file.sha256), { fileName: file.name });
  let batch = new Batch(catalogue);
  let findingsSeen = 0;

  for (;;) {
    const step = await reader.next();
    if (step.done) {
      await writer.write(batch);
      const progress = await writer.progress();
      if (!writer.leftOut()) await finishFile(deps, file, progress, step.value);
      break;
    }
    const refusal = step.value.findings.find((finding) => finding.severity === 'file');
    if (refusal !== undefined) {
      await writer.progress();
      await refuseFile(deps, file, refusal);
      break;
    }
    for (const finding of step.value.findings)
      if (++findingsSeen > findingsDone) batch.addFileFinding(finding);
    for (const claim of step.value.claims) if (claim.ordinal > claimsDone) batch.addClaim(claim);
    if (batch.claims.length >= CLAIMS_PER_BATCH) {
      await writer.write(batch);
      batch = new Batch(catalogue);
    }
    if (options.signal?.aborted) {
      await writer.progress();
      break;
    }
  }
  const [now] = await selectFiles(deps.db, 'file_id = $1', [file.fileId]);
  if (now === undefined) throw new Error('a file that was being taken in is missing');
  return now;
}

/** Batches that may wait for the database: enough that reading and writing never wait for each other in turn. */
const MOST_WAITING = 3;

/** Writes batches one after the other while further ones are being read. */
async function openWriter(deps: TakeInDeps, file: ClaimFile, { onProgress, signal }: TakeInOptions) {
  const personIdKey = await readPersonIdKey(deps.db);
  const { db, clock, personsChanged } = deps;
  const writeDeps = { db, clock, personIdKey, ...(personsChanged === undefined ? {} : { personsChanged }) };
  const waiting: Promise<Progress>[] = [];
  let leftOut = false;
  let writing: Promise<Progress> = Promise.resolve(file.progress);
  return {
    /** Resolves when there is room for the next batch; rejects when one before it could not be written. */
    async write(batch: Batch): Promise<void> {
      writing = writing.then((before) => {
        // Once stopped, what still waits is left for the next time.
        leftOut ||= signal?.aborted ?? false;
        return leftOut ? before : writeBatch(writeDeps, { file, batch, before });
      });
      waiting.push(writing);
      // A failure is met when the batch is awaited; until then it must not count as unhandled.
      writing.then(onProgress, () => {});
      if (waiting.length > MOST_WAITING) await waiting.shift();
    },
    progress: (): Promise<Progress> => writing,
    /** True when a batch was not written because the intake was stopped. */
    leftOut: () => leftOut,
  };
}
