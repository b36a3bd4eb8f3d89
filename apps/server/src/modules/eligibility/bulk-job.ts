import type { Queryable } from '../../kernel/db/database.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import type { LookUpState } from './model/look-up.ts';
import type { ListKind } from './model/read-list.ts';
import type { RequestedList } from './model/requested-list.ts';

/** A list that an institution hands in, or asks for. */
export interface BulkJob {
  readonly receptionNumber: string;
  readonly name: string;
  readonly kind: ListKind | RequestedList;
  readonly state: 'waiting' | 'working' | 'done' | 'refused';
  readonly total: number;
  readonly done: number;
  readonly normal: number;
  readonly errors: number;
  readonly receivedAt: Date;
  readonly finishedAt: Date | null;
  readonly refusal: string | null;
}

export interface StoredJob extends BulkJob {
  readonly facilityCode: string;
  readonly facilityName: string;
  readonly sha256: string;
  readonly date: string | null;
  readonly arbitraryIdentifier: string | null;
  readonly receivedBy: string;
}

export const selectJobs = (
  db: Queryable,
  condition: string,
  values: readonly unknown[],
): Promise<StoredJob[]> =>
  db.query<StoredJob>(
    `SELECT facility_code AS "facilityCode", facility_name AS "facilityName", reception_number AS "receptionNumber", name,
       kind, sha256, date::text, arbitrary_identifier AS "arbitraryIdentifier", state, received_at AS "receivedAt",
       received_by AS "receivedBy", finished_at AS "finishedAt", refusal, total, done, normal, errors
     FROM eligibility.bulk_job WHERE ${condition}`,
    values,
  );

/** Throws BULK_UNKNOWN. */
export async function findJob(
  db: Queryable,
  facilityCode: string,
  receptionNumber: string,
): Promise<StoredJob> {
  const [job] = await selectJobs(db, 'facility_code = $1 AND reception_number = $2', [
    facilityCode,
    receptionNumber,
  ]);
  if (job === undefined) throw new AppError('BULK_UNKNOWN');
  return job;
}

/** As the institution sees it. */
export function toJob(stored: StoredJob): BulkJob {
  const { receptionNumber, name, kind, state, total, done, normal, errors, receivedAt, finishedAt, refusal } =
    stored;
  return { receptionNumber, name, kind, state, total, done, normal, errors, receivedAt, finishedAt, refusal };
}

export interface BulkResult {
  readonly ordinal: number;
  readonly identifier: string | null;
  readonly name: string | null;
  readonly state: LookUpState | null;
  readonly code: string;
  readonly message: string | null;
  readonly ratioPercent: number | null;
}
