import type { LocalDate } from '@tsunagu/ids';
import { parseFacilityCode } from '@tsunagu/ids';
import {
  type EligibilityResponse,
  type Encoding,
  faceFileName,
  writeEligibilityResponse,
} from '@tsunagu/oqs';
import type { Database } from '../../../kernel/db/database.ts';
import { answerBody, consentsTo } from '../model/oqs-answer.ts';
import { type StoredCheckIn, selectCompletedAfter } from './check-in.ts';

const CONSENT_MS = 24 * 60 * 60 * 1000;

/** The file that the reader pushes to terminals; null for a check-in without an answer. @spec eligibility.md §3.2, §5.1 */
function faceFile(
  checkIn: StoredCheckIn,
  facilityCode: string,
  encoding: Encoding = 'utf-8',
): { readonly name: string; readonly bytes: Uint8Array } | null {
  const { answer, completedAt, prescription, referenceNumber } = checkIn;
  const facility = parseFacilityCode(facilityCode);
  if (answer === null || completedAt === null || facility === null) return null;
  const until = new Date(completedAt.getTime() + CONSENT_MS);
  const consents = consentsTo(checkIn.consents, completedAt, until);
  const message: EligibilityResponse = {
    header: {
      processExecutionTime: completedAt,
      qualificationConfirmationDate: answer.date as LocalDate,
      medicalInstitutionCode: facilityCode,
      referenceClassification: '1',
      segmentOfResult: '1',
    },
    body: answerBody(answer, { referenceNumber, prescription, consents }),
  };
  return {
    name: faceFileName(facility, completedAt),
    bytes: writeEligibilityResponse(message, { encoding }).bytes,
  };
}

export interface PushedFile {
  /** Names the check-in. */
  readonly id: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly completedAt: Date;
}

/** The files of the check-ins that were completed after an instant at an institution, oldest first. */
export async function faceFilesAfter(
  { db }: { readonly db: Database },
  facilityCode: string,
  after: Date,
  encoding: Encoding = 'utf-8',
): Promise<PushedFile[]> {
  const checkIns = await selectCompletedAfter(db, facilityCode, after);
  return checkIns.flatMap((one) => {
    const file = faceFile(one, facilityCode, encoding);
    return file === null || one.completedAt === null
      ? []
      : [{ id: one.id, ...file, completedAt: one.completedAt }];
  });
}
