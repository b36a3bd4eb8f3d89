import { type Encoding, messageFileName, writeBulkResponse } from '@tsunagu/oqs';
import { zipSync } from 'fflate';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { disclose } from '../../access/index.ts';
import { NOBODY } from '../../registry/index.ts';
import { type BulkResult, findJob, selectJobs, toJob } from '../bulk-job.ts';
import type { BulkDeps, Facility } from '../bulk-receive.ts';
import { responseOf } from '../bulk-response.ts';
import { isRequestedList } from '../model/requested-list.ts';

const JOBS_SHOWN = 100;
const PAGE = 200;

/** Answers were entered one by one when they were found; fetching them is one look more. */
const through = <T>(
  deps: BulkDeps,
  { actor, requestId }: Facility,
  read: () => Promise<{ value: T; items: number }>,
) =>
  disclose(
    deps,
    { actor, requestId, personId: NOBODY, purpose: 'eligibility', categories: [], method: 'bulk' },
    async () => {
      const { value, items } = await read();
      return { answer: () => value, itemCount: items };
    },
  );

export const listJobs = (deps: BulkDeps, facility: Facility) =>
  through(deps, facility, async () => {
    const jobs = await selectJobs(deps.db, `facility_code = $1 ORDER BY job_no DESC LIMIT ${JOBS_SHOWN}`, [
      facility.actor.facilityCode,
    ]);
    return { value: { jobs: jobs.map(toJob) }, items: 0 };
  });

/** One page of answers. Throws BULK_UNKNOWN. */
export const showJob = (
  deps: BulkDeps,
  facility: Facility,
  { receptionNumber, cursor }: { readonly receptionNumber: string; readonly cursor: string | null },
) =>
  through(deps, facility, async () => {
    const job = await findJob(deps.db, facility.actor.facilityCode ?? '', receptionNumber);
    const found = await deps.db.query<BulkResult>(
      `SELECT ordinal, identifier, name, state, code, message, ratio_percent AS "ratioPercent" FROM eligibility.bulk_result
       WHERE facility_code = $1 AND reception_number = $2 AND ordinal > $3 ORDER BY ordinal LIMIT ${PAGE + 1}`,
      [job.facilityCode, receptionNumber, /^\d{1,9}$/.test(cursor ?? '') ? Number(cursor) : 0],
    );
    const results = found.slice(0, PAGE);
    const next = found.length > PAGE ? String(results.at(-1)?.ordinal) : null;
    return { value: { job: toJob(job), results, next }, items: results.length };
  });

export interface ResultFormat {
  readonly receptionNumber: string;
  readonly encoding: Encoding;
  readonly format: 'xml' | 'zip';
}

/** The answers as one message under its name. Throws BULK_UNKNOWN, BULK_NOT_DONE. */
export const fetchResult = (
  deps: BulkDeps,
  facility: Facility,
  { receptionNumber, encoding, format }: ResultFormat,
) =>
  through(deps, facility, async () => {
    const job = await findJob(deps.db, facility.actor.facilityCode ?? '', receptionNumber);
    if (job.state !== 'done') throw new AppError('BULK_NOT_DONE', { state: job.state });
    const { bytes } = writeBulkResponse(await responseOf(deps, job), { encoding });
    const { kind } = job;
    const message = isRequestedList(kind) ? (`${kind}-fetch` as const) : 'bulk-fetch';
    const name = messageFileName(message, 'res', receptionNumber) ?? `${receptionNumber}.xml`;
    const value =
      format === 'zip'
        ? { name: name.replace(/xml$/, 'zip'), bytes: zipSync({ [name]: bytes }) }
        : { name, bytes };
    return { value, items: job.total };
  });
