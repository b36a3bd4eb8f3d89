import type { Session } from '../../../kernel/auth/session.ts';
import type { Database, Queryable } from '../../../kernel/db/database.ts';

/** Refusals that were met, with the number of people whom they concern. */
export type Counts = Readonly<Record<string, number>>;

/** Who asked, as the door needs to know it when the work is done later. */
export type Asking = Pick<
  Session,
  'sessionId' | 'account' | 'displayName' | 'roles' | 'organisation' | 'scopes'
>;

export interface ExportJob {
  readonly jobId: string;
  readonly organisationId: string;
  readonly insurerNumber: string;
  readonly asking: Asking;
  readonly requestId: string;
  readonly requestUrl: string;
  readonly types: readonly string[];
  readonly since: Date | null;
  readonly requestedAt: Date;
  readonly state: 'waiting' | 'complete' | 'failed' | 'deleted';
  readonly lastPersonId: string | null;
  readonly persons: number;
  readonly excluded: Counts;
  readonly partial: Counts;
  readonly tries: number;
  readonly expiresAt: Date | null;
}

export interface ExportPart {
  readonly name: string;
  readonly resourceType: string;
  /** Whether it tells what is missing, and holds no data. */
  readonly error: boolean;
  readonly sha256: string;
  readonly resources: number;
}

interface JobRow {
  readonly job_id: string;
  readonly organisation_id: string;
  readonly insurer_number: string;
  readonly session: string;
  readonly request_id: string;
  readonly request_url: string;
  readonly types: string[];
  readonly since: Date | null;
  readonly requested_at: Date;
  readonly state: ExportJob['state'];
  readonly last_person_id: string | null;
  readonly persons: number;
  readonly excluded: string;
  readonly partial: string;
  readonly tries: number;
  readonly expires_at: Date | null;
}

const toJob = (row: JobRow): ExportJob => ({
  jobId: row.job_id,
  organisationId: row.organisation_id,
  insurerNumber: row.insurer_number,
  asking: parseAsking(row.session),
  requestId: row.request_id,
  requestUrl: row.request_url,
  types: row.types,
  since: row.since,
  requestedAt: row.requested_at,
  state: row.state,
  lastPersonId: row.last_person_id,
  persons: row.persons,
  excluded: parseCounts(row.excluded),
  partial: parseCounts(row.partial),
  tries: row.tries,
  expiresAt: row.expires_at,
});

/** Written by ourselves, in this shape. */
const parseAsking = (text: string): Asking => JSON.parse(text) as Asking;
const parseCounts = (text: string): Counts => JSON.parse(text) as Counts;

export type NewJob = Pick<
  ExportJob,
  | 'organisationId'
  | 'insurerNumber'
  | 'asking'
  | 'requestId'
  | 'requestUrl'
  | 'types'
  | 'since'
  | 'requestedAt'
>;

/** Null where so many are under way. */
export async function insertJob(db: Database, job: NewJob, mostUnderWay: number): Promise<string | null> {
  return db.transaction(async (tx) => {
    // Two requests at the same moment would both find room.
    await tx.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`export of ${job.organisationId}`]);
    const [row] = await tx.query<{ job_id: string }>(
      `INSERT INTO records.export_job (organisation_id, insurer_number, session, request_id, request_url, types, since, requested_at)
       SELECT $1, $2, $3, $4, $5, $6, $7, $8
       WHERE (SELECT count(*) FROM records.export_job WHERE organisation_id = $1 AND state = 'waiting') < $9
       RETURNING job_id`,
      [
        job.organisationId,
        job.insurerNumber,
        JSON.stringify(job.asking),
        job.requestId,
        job.requestUrl,
        job.types,
        job.since,
        job.requestedAt,
        mostUnderWay,
      ],
    );
    return row?.job_id ?? null;
  });
}

export async function readJob(db: Queryable, jobId: string): Promise<ExportJob | null> {
  const [row] = await db.query<JobRow>('SELECT * FROM records.export_job WHERE job_id = $1', [jobId]);
  return row === undefined ? null : toJob(row);
}

export async function waitingJobs(db: Queryable): Promise<string[]> {
  const rows = await db.query<{ job_id: string }>(
    `SELECT job_id FROM records.export_job WHERE state = 'waiting' ORDER BY requested_at, job_id`,
  );
  return rows.map(({ job_id }) => job_id);
}

export async function outdatedJobs(db: Queryable, now: Date): Promise<string[]> {
  const rows = await db.query<{ job_id: string }>(
    `SELECT job_id FROM records.export_job WHERE state IN ('complete', 'failed') AND expires_at <= $1`,
    [now],
  );
  return rows.map(({ job_id }) => job_id);
}

export async function readParts(db: Queryable, jobId: string): Promise<ExportPart[]> {
  return db.query<ExportPart>(
    `SELECT name, resource_type AS "resourceType", error, sha256, resources FROM records.export_part
     WHERE job_id = $1 ORDER BY resource_type, name`,
    [jobId],
  );
}

export async function insertParts(db: Queryable, jobId: string, parts: readonly ExportPart[]): Promise<void> {
  for (const { name, resourceType, error, sha256, resources } of parts)
    await db.query(
      `INSERT INTO records.export_part (job_id, name, resource_type, error, sha256, resources)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [jobId, name, resourceType, error, sha256, resources],
    );
}

export interface Progress {
  readonly lastPersonId: string;
  readonly persons: number;
  readonly excluded: Counts;
  readonly partial: Counts;
}

/** Moves the checkpoint; false when another process has moved it, or the export was deleted meanwhile. */
export async function advance(db: Queryable, job: ExportJob, to: Progress): Promise<boolean> {
  const rows = await db.query(
    `UPDATE records.export_job
     SET last_person_id = $3, persons = $4, excluded = $5, partial = $6, tries = 0
     WHERE job_id = $1 AND state = 'waiting' AND last_person_id IS NOT DISTINCT FROM $2 RETURNING job_id`,
    [
      job.jobId,
      job.lastPersonId,
      to.lastPersonId,
      to.persons,
      JSON.stringify(to.excluded),
      JSON.stringify(to.partial),
    ],
  );
  return rows.length > 0;
}

/** False when it is finished or deleted already, or another process has gone on with it. */
export async function finish(
  db: Queryable,
  { jobId, lastPersonId }: ExportJob,
  { state, at, expiresAt }: { state: 'complete' | 'failed'; at: Date; expiresAt: Date },
): Promise<boolean> {
  const rows = await db.query(
    `UPDATE records.export_job SET state = $3, finished_at = $4, expires_at = $5
     WHERE job_id = $1 AND state = 'waiting' AND last_person_id IS NOT DISTINCT FROM $2 RETURNING job_id`,
    [jobId, lastPersonId, state, at, expiresAt],
  );
  return rows.length > 0;
}

export async function noteTry(db: Queryable, jobId: string): Promise<void> {
  await db.query('UPDATE records.export_job SET tries = tries + 1 WHERE job_id = $1', [jobId]);
}

/** Takes the files out of the job and says which bytes nobody needs any more. */
export async function deleteJob(tx: Queryable, jobId: string): Promise<string[]> {
  await tx.query(`UPDATE records.export_job SET state = 'deleted' WHERE job_id = $1`, [jobId]);
  const removed = await tx.query<{ sha256: string }>(
    'DELETE FROM records.export_part WHERE job_id = $1 RETURNING sha256',
    [jobId],
  );
  const all = removed.map(({ sha256 }) => sha256);
  const used = await tx.query<{ sha256: string }>(
    'SELECT DISTINCT sha256 FROM records.export_part WHERE sha256 = ANY ($1)',
    [all],
  );
  return all.filter((sha256) => !used.some((one) => one.sha256 === sha256));
}

/** Between writing bytes and naming them nobody may remove the same bytes: equal files are kept once. */
export const lockFiles = async (tx: Queryable): Promise<void> => {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtext('files of exports'))`);
};
