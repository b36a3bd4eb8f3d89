import type { Database } from '../../../kernel/db/database.ts';
import { insertRows } from '../../../kernel/db/insert-rows.ts';
import type { AskedPerson } from '../ask-person.ts';
import { type StoredJob, selectJobs } from '../bulk-job.ts';
import type { BulkDeps } from '../bulk-receive.ts';
import { isRequestedList } from '../model/requested-list.ts';
import { openGivenList } from './given-list.ts';
import { openRequestedList } from './requested-list.ts';
import type { OpenedWorklist } from './worklist.ts';

/** People per checkpoint; those in one share the commits of their entries. */
const PEOPLE_PER_STEP = 100;

/** Works off what was received and not finished, in the order of arrival; goes on behind the last checkpoint. */
export async function workOffBulk(
  deps: BulkDeps & { readonly onError: (error: unknown) => void },
  signal: AbortSignal,
): Promise<void> {
  for (const job of await selectJobs(deps.db, `state IN ('waiting', 'working') ORDER BY job_no`, [])) {
    if (signal.aborted) return;
    await workOff(deps, job, signal).catch(deps.onError);
  }
}

async function workOff(deps: BulkDeps, job: StoredJob, signal: AbortSignal): Promise<void> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of deps.files.read(job.sha256)) chunks.push(chunk);
  const list = await open(deps, job, Buffer.concat(chunks));
  if (list.refusal !== null) return refuse(deps, job, list.refusal);
  await deps.db.query(
    `UPDATE eligibility.bulk_job SET state = 'working', total = $3, date = $4, arbitrary_identifier = $5
     WHERE facility_code = $1 AND reception_number = $2`,
    [job.facilityCode, job.receptionNumber, list.total, list.date, list.arbitraryIdentifier],
  );
  for (let done = job.done; done < list.total && !signal.aborted; done += PEOPLE_PER_STEP) {
    const asked = await list.ask(done, PEOPLE_PER_STEP);
    if (!(await store(deps.db, job, done, asked))) return;
  }
  await deps.db.query(
    `UPDATE eligibility.bulk_job SET state = 'done', finished_at = $3
     WHERE facility_code = $1 AND reception_number = $2 AND done = total`,
    [job.facilityCode, job.receptionNumber, deps.clock()],
  );
}

function open(deps: BulkDeps, job: StoredJob, bytes: Uint8Array): Promise<OpenedWorklist> {
  const { kind } = job;
  return isRequestedList(kind)
    ? openRequestedList(deps, { ...job, kind }, bytes)
    : openGivenList(deps, job, bytes);
}

async function refuse(deps: BulkDeps, job: StoredJob, refusal: string): Promise<void> {
  await deps.db.query(
    `UPDATE eligibility.bulk_job SET state = 'refused', refusal = $3, finished_at = $4
     WHERE facility_code = $1 AND reception_number = $2`,
    [job.facilityCode, job.receptionNumber, refusal, deps.clock()],
  );
}

/** False when another process has been here: it goes on, and this one leaves. */
function store(db: Database, job: StoredJob, done: number, asked: readonly AskedPerson[]): Promise<boolean> {
  const key = [job.facilityCode, job.receptionNumber];
  const errors = asked.filter(({ answer }) => answer === null).length;
  return db.transaction(async (tx) => {
    const moved = await tx.query(
      `UPDATE eligibility.bulk_job SET done = done + $4, errors = errors + $5, normal = normal + $4 - $5
       WHERE facility_code = $1 AND reception_number = $2 AND done = $3 RETURNING done`,
      [...key, done, asked.length, errors],
    );
    if (moved.length === 0) return false;
    await insertRows(tx, {
      into: `eligibility.bulk_result (facility_code, reception_number, ordinal, identifier, name, state, code, message,
               ratio_percent, unit)`,
      rows: asked.map(({ answer, unit }, at) => [
        ...key,
        done + at + 1,
        // Of a requested list there is nothing else by which the institution knows its patient.
        unit.search?.arbitraryIdentifier ?? (unit.search === undefined ? unit.referenceNumber : null) ?? null,
        answer?.person?.name ?? null,
        answer?.state ?? null,
        answer?.code ?? unit.processingResultCode ?? '',
        unit.processingResultMessage ?? null,
        answer?.results[0]?.ratioPercent ?? null,
        JSON.stringify(unit),
      ]),
    });
    return true;
  });
}
