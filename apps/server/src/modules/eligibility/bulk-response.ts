import type { LocalDate } from '@tsunagu/ids';
import type { BulkConfirmUnit, BulkResponse } from '@tsunagu/oqs';
import { dateInTokyo } from '../../kernel/clock.ts';
import type { Database } from '../../kernel/db/database.ts';
import type { DiscloseDeps } from '../access/index.ts';
import type { StoredJob } from './bulk-job.ts';
import { isRequestedList } from './model/requested-list.ts';

/** The message about a finished list; the counts of the header are those of the job. @spec eligibility.md §7.1, §7.2 */
export async function responseOf(
  { db, clock }: Pick<DiscloseDeps, 'db' | 'clock'>,
  job: StoredJob,
): Promise<BulkResponse> {
  return {
    header: {
      processExecutionTime: clock(),
      qualificationConfirmationDate: (job.date ?? dateInTokyo(job.receivedAt)) as LocalDate,
      medicalInstitutionCode: job.facilityCode,
      ...(job.arbitraryIdentifier === null ? {} : { arbitraryFileIdentifier: job.arbitraryIdentifier }),
      // Requested lists carry people, not numbers. @spec eligibility.md §3.1 (unverified)
      referenceClassification: isRequestedList(job.kind) ? '1' : '2',
      segmentOfResult: '1',
      receptionNumber: job.receptionNumber,
      numberOfProcessingResult: job.total,
      numberOfNormalProcessing: job.normal,
      numberOfError: job.errors,
    },
    units: await selectUnits(db, job),
  };
}

async function selectUnits(
  db: Database,
  { facilityCode, receptionNumber }: StoredJob,
): Promise<BulkConfirmUnit[]> {
  const rows = await db.query<{ unit: string }>(
    'SELECT unit FROM eligibility.bulk_result WHERE facility_code = $1 AND reception_number = $2 ORDER BY ordinal',
    [facilityCode, receptionNumber],
  );
  return rows.map(({ unit }) => JSON.parse(unit, reviveInstant) as BulkConfirmUnit);
}

/** Instants of a unit are the elements named …Time; stored they are text. */
const reviveInstant = (key: string, value: unknown): unknown =>
  key.endsWith('Time') && typeof value === 'string' ? new Date(value) : value;
