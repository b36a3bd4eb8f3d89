import {
  answerFileName,
  facilityKey,
  isPrescriptionOperation,
  type PrescriptionOperation,
  type PrescriptionResponse,
  parseFileName,
  type ReadResult,
  readPrescriptionRequest,
  writePrescriptionResponse,
} from '@tsunagu/oqs';
import { AppError } from '../../../../kernel/errors/app-error.ts';
import type { LifeDeps } from '../../deps.ts';
import type { Caller } from '../../door.ts';
import type { Asked, Operation } from './ask.ts';
import { check } from './check.ts';
import * as institution from './institution.ts';
import * as pharmacy from './pharmacy.ts';
import { type Refusal, refusalOf } from './refusals.ts';

const OPERATIONS: Readonly<Record<PrescriptionOperation, Operation>> = {
  'rx-register': institution.register,
  'rx-copy': institution.copy,
  'rx-check': check,
  'rx-cancel': institution.cancelPrescription,
  'rx-change': institution.changePrescription,
  'rx-undo-cancel': institution.undoCancelOf,
  'rx-undo-change': institution.undoChangeOf,
  'rx-results': institution.results,
  'rx-status': institution.status,
  'rx-search-ids': institution.searchIds,
  'rx-receive': pharmacy.receiveOne,
  'rx-release': pharmacy.releaseOne,
  'rx-refuse': pharmacy.refuseOne,
  'rx-undo-refuse': pharmacy.undoRefuseOne,
  'rx-result-register': pharmacy.resultRegister,
  'rx-result-cancel': pharmacy.resultCancel,
  'rx-result-change': pharmacy.resultChange,
  'rx-result-fetch': pharmacy.resultFetch,
  'rx-result-search': pharmacy.resultSearch,
  'rx-store': pharmacy.store,
  'rx-fetch-stored': pharmacy.fetchStored,
  'rx-in-house-register': institution.inHouseRegister,
  'rx-in-house-cancel': institution.inHouseCancel,
  'rx-in-house-change': institution.inHouseChange,
  'rx-in-house-search': institution.inHouseSearch,
};

interface PrescriptionFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Idempotency-Key; null: carried out once by its content. */
  readonly key: string | null;
}

/**
 * Answers one file of electronic prescriptions: the one way in for HTTP and folders. What is wrong with a request is said
 * in the answer, in its encoding, under its name with res for req. Throws OQS_NAME_UNKNOWN for a name that is no
 * request's, and missing rights. @spec prescriptions.md §9, eligibility.md §5
 */
export async function answerPrescriptionFile(
  deps: LifeDeps,
  { name, bytes, key }: PrescriptionFile,
  caller: Caller,
): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
  const parsed = parseFileName(name);
  const answerName = answerFileName(name);
  if (parsed === null || answerName === null || parsed.extension !== 'xml')
    throw new AppError('OQS_NAME_UNKNOWN');
  const { kind } = parsed;
  if (!isPrescriptionOperation(kind)) throw new AppError('OQS_NAME_UNKNOWN');
  const at = deps.clock();
  const read = readPrescriptionRequest(kind, bytes);
  const asked: Asked = { at, encoding: read.encoding ?? 'utf-8', echo: echoOf(read) };
  try {
    if (read.message === null) throw new AppError('INPUT_INVALID', { finding: read.error.code });
    const { header, body } = read.message;
    if (facilityKey(header.medicalInstitutionCode) !== caller.facilityCode)
      throw new AppError('RX_INSTITUTION_WRONG');
    const done = await OPERATIONS[kind](deps, { caller, body, key });
    return { name: answerName, bytes: write(asked, { processingResultStatus: '1', ...done }) };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    return { name: answerName, bytes: writeRefusal(asked, refusal) };
  }
}

function echoOf(read: ReadResult<{ readonly header: Asked['echo'] }>): Asked['echo'] {
  const { medicalInstitutionCode, arbitraryFileIdentifier } =
    read.message === null ? read.echo : read.message.header;
  return {
    ...(medicalInstitutionCode === undefined ? {} : { medicalInstitutionCode }),
    ...(arbitraryFileIdentifier === undefined ? {} : { arbitraryFileIdentifier }),
  };
}

const write = ({ at, echo, encoding }: Asked, body: NonNullable<PrescriptionResponse['body']>): Uint8Array =>
  writePrescriptionResponse(
    { header: { processExecutionTime: at, ...echo, segmentOfResult: '1' }, body },
    { encoding },
  ).bytes;

function writeRefusal(asked: Asked, { abnormal, code, message, body }: Refusal): Uint8Array {
  if (!abnormal) return write(asked, body);
  const { at, echo, encoding } = asked;
  const error = { segmentOfResult: '9', errorCode: code, errorMessage: message };
  return writePrescriptionResponse({ header: { processExecutionTime: at, ...echo, ...error } }, { encoding })
    .bytes;
}
