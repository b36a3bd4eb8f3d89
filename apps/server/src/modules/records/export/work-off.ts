import { printJson } from '@tsunagu/fhir';
import type { Session } from '../../../kernel/auth/session.ts';
import { startWorker, type Worker } from '../../../kernel/background/worker.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import type { FhirResource, PersonReader } from '../../../kernel/fhir/ports.ts';
import type { ExportDeps } from './deps.ts';
import {
  advance,
  type Counts,
  deleteJob,
  type ExportJob,
  type ExportPart,
  finish,
  insertParts,
  lockFiles,
  noteTry,
  outdatedJobs,
  readJob,
  waitingJobs,
} from './jobs.ts';
import limits from './limits.json' with { type: 'json' };

const EVERY_MS = 30_000;
const HOUR_MS = 60 * 60 * 1000;
const NEWLINE = '\n';

export interface ExportWorkerDeps extends ExportDeps {
  readonly onError: (error: unknown) => void;
}

/** Makes the files of exports that were asked for, one export at a time, and takes away those that are out of date. */
export function startExportWorker(deps: ExportWorkerDeps): Worker {
  const worker = startWorker({
    everyMs: EVERY_MS,
    onError: deps.onError,
    run: async (stopping) => {
      for (const jobId of await outdatedJobs(deps.db, deps.clock())) await removeExport(deps, jobId);
      for (const jobId of await waitingJobs(deps.db))
        if (!stopping.aborted) await workOff(deps, jobId, stopping).catch(deps.onError);
    },
  });
  worker.poke();
  return worker;
}

/** An export's files are gone for everybody afterwards; the row that it was asked for stays. */
export async function removeExport(
  { db, files }: Pick<ExportDeps, 'db' | 'files'>,
  jobId: string,
): Promise<void> {
  await db.transaction(async (tx) => {
    await lockFiles(tx);
    for (const sha256 of await deleteJob(tx, jobId)) await files.remove(sha256);
  });
}

async function workOff(deps: ExportDeps, jobId: string, stopping: AbortSignal): Promise<void> {
  await noteTry(deps.db, jobId);
  for (;;) {
    const job = await readJob(deps.db, jobId);
    if (job === null || job.state !== 'waiting' || stopping.aborted) return;
    if (job.tries > limits.mostTries) {
      await end(deps, job, 'failed');
      return;
    }
    if (!(await step(deps, job))) return;
  }
}

/** The next people; false when there is nothing more to do, or another process does it. */
async function step(deps: ExportDeps, job: ExportJob): Promise<boolean> {
  const people = await deps.insured({
    insurerNumber: job.insurerNumber,
    at: job.requestedAt,
    after: job.lastPersonId,
    limit: limits.personsPerStep,
  });
  const last = people.at(-1);
  if (last === undefined) {
    await end(deps, job, 'complete');
    return false;
  }
  const found = await readPeople(deps, job, people);
  return deps.db.transaction(async (tx) => {
    await lockFiles(tx);
    const moved = await advance(tx, job, {
      lastPersonId: last,
      persons: job.persons + people.length,
      excluded: plus(job.excluded, found.excluded),
      partial: plus(job.partial, found.partial),
    });
    if (!moved) return false;
    const ordinal = Math.floor(job.persons / limits.personsPerStep) + 1;
    await insertParts(tx, job.jobId, await writeParts(deps, found.lines, ordinal));
    return true;
  });
}

interface Found {
  /** By type, each a resource. */
  readonly lines: Map<string, string[]>;
  readonly excluded: Counts;
  readonly partial: Counts;
}

async function readPeople(deps: ExportDeps, job: ExportJob, people: readonly string[]): Promise<Found> {
  const lines = new Map<string, string[]>();
  const excluded: Record<string, number> = {};
  const partial: Record<string, number> = {};
  for (let at = 0; at < people.length; at += limits.personsAtOnce) {
    const some = people.slice(at, at + limits.personsAtOnce);
    for (const { resources, refusal, refused } of await Promise.all(
      some.map((personId) => readPerson(deps, job, personId)),
    )) {
      if (refusal !== null) excluded[refusal] = (excluded[refusal] ?? 0) + 1;
      for (const code of new Set(refused)) partial[code] = (partial[code] ?? 0) + 1;
      for (const resource of resources) {
        const ofType = lines.get(resource.resourceType) ?? [];
        ofType.push(printJson(resource));
        lines.set(resource.resourceType, ofType);
      }
    }
  }
  return { lines, excluded, partial };
}

interface OfPerson {
  readonly resources: readonly FhirResource[];
  /** Why the person is not in the files at all. */
  readonly refusal: string | null;
  /** Why kinds of data are not. */
  readonly refused: readonly string[];
}

async function readPerson(deps: ExportDeps, job: ExportJob, personId: string): Promise<OfPerson> {
  const resources: FhirResource[] = [];
  const refused: string[] = [];
  try {
    for (const reader of deps.persons) {
      const types = job.types.filter((type) => reader.types.includes(type));
      if (types.length > 0) {
        const found = await readFrom(reader, job, personId, types);
        resources.push(...found.resources);
        refused.push(...found.refused);
      }
    }
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { resources: [], refusal: error.code, refused: [] };
  }
  return { resources, refusal: null, refused };
}

/** About the person; anything else is trouble, and the step is tried again. */
const isRefusal = (error: unknown): error is AppError =>
  error instanceof AppError && (error.kind === 'forbidden' || error.kind === 'not-found');

const readFrom = (
  reader: PersonReader,
  { asking, requestId, since }: ExportJob,
  personId: string,
  types: readonly string[],
): Promise<{ resources: readonly FhirResource[]; refused: readonly string[] }> =>
  reader.read(
    {
      caller: { session: sessionOf(asking), requestId },
      personId,
      types,
      interaction: '$export',
      purpose: 'export',
    },
    (found) => {
      const wanted = new Set(types);
      const resources = found.resources.filter((one) => wanted.has(one.resourceType) && isAfter(one, since));
      return {
        answer: { resources, refused: found.refused.map(({ code }) => code) },
        itemCount: resources.length,
      };
    },
  );

/** What does not say when it was changed may have been changed since. */
const isAfter = ({ meta }: FhirResource, since: Date | null): boolean =>
  since === null || meta?.lastUpdated === undefined || new Date(meta.lastUpdated) > since;

/** A program in the background: it shows no factor, and nobody waits for it. */
const sessionOf = (asking: ExportJob['asking']): Session => ({
  ...asking,
  kind: 'system',
  personId: null,
  emergencyDesignated: false,
  stage: 'complete',
  app: null,
  confirmedAt: null,
  expiresAt: new Date(8.64e15),
});

async function writeParts(
  deps: ExportDeps,
  lines: ReadonlyMap<string, readonly string[]>,
  ordinal: number,
): Promise<ExportPart[]> {
  const parts: ExportPart[] = [];
  for (const [resourceType, resources] of lines)
    parts.push(await writePart(deps, { resourceType, ordinal, error: false }, resources));
  return parts;
}

async function writePart(
  { files }: ExportDeps,
  { resourceType, ordinal, error }: { resourceType: string; ordinal: number; error: boolean },
  lines: readonly string[],
): Promise<ExportPart> {
  const chunks = (function* () {
    for (const line of lines) yield Buffer.from(`${line}${NEWLINE}`);
  })();
  const { sha256 } = await files.put(asyncly(chunks));
  return { name: `${resourceType}-${ordinal}.ndjson`, resourceType, error, sha256, resources: lines.length };
}

async function* asyncly(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

/** Ends a job together with the file that says how many are missing, and why; never who. */
async function end(deps: ExportDeps, job: ExportJob, state: 'complete' | 'failed'): Promise<void> {
  const at = deps.clock();
  const outcomes = [
    ...Object.entries(job.excluded).map(([code, count]) => outcome(code, count, 'are not in the files')),
    ...Object.entries(job.partial).map(([code, count]) => outcome(code, count, 'are in the files in part')),
  ];
  await deps.db.transaction(async (tx) => {
    await lockFiles(tx);
    const expiresAt = new Date(at.getTime() + limits.hoursKept * HOUR_MS);
    if (!(await finish(tx, job, { state, at, expiresAt })) || outcomes.length === 0) return;
    const place = { resourceType: 'OperationOutcome', ordinal: 1, error: true };
    await insertParts(tx, job.jobId, [await writePart(deps, place, outcomes)]);
  });
}

const outcome = (code: string, count: number, what: string): string =>
  JSON.stringify({
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: 'information',
        code: 'suppressed',
        details: { coding: [{ code }] },
        diagnostics: `${count} of the insured ${what}: ${code}.`,
      },
    ],
  });

function plus(a: Counts, b: Counts): Counts {
  const sum: Record<string, number> = { ...a };
  for (const [code, count] of Object.entries(b)) sum[code] = (sum[code] ?? 0) + count;
  return sum;
}
