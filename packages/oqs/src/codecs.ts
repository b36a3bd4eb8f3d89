import { type BulkCodec, bulkCodec } from './bulk.ts';
import {
  type Codec,
  type CodecOptions,
  codec,
  type ReadOptions,
  type ReadResult,
  type WriteOptions,
  type WriteResult,
  writeMessage,
} from './codec.ts';
import { type Findings, finding } from './findings.ts';
import table from './message-kinds.json' with { type: 'json' };
import {
  BULK_REGISTRATION_REQUEST,
  BULK_REQUEST,
  type BulkRegistrationRequest,
  type BulkRequest,
  CHECKUP_VIEW_REQUEST,
  type CheckupViewRequest,
  DRUG_VIEW_REQUEST,
  type DrugViewRequest,
  ELIGIBILITY_REQUEST,
  type EligibilityRequest,
  FETCH_REQUEST,
  type FetchRequest,
  LIST_REQUEST,
  type ListRequest,
  REGISTRATION,
  REGISTRATION_REQUEST,
  type ReferenceNumberRegistration,
  type RegistrationRequest,
  SEARCH_INFO,
  type SearchInfo,
} from './request-layouts.ts';
import {
  BULK_RESPONSE,
  BULK_UNIT,
  type BulkConfirmUnit,
  type BulkResponse,
  ELIGIBILITY_RESPONSE,
  type EligibilityResponse,
  STATUS_RESPONSE,
  type StatusResponse,
} from './response-layouts.ts';
import {
  CHECKUP_VIEW_RESPONSE,
  type CheckupViewResponse,
  DRUG_VIEW_RESPONSE,
  type DrugViewResponse,
} from './view-layouts.ts';
import { BULK_LIMITS, SINGLE_LIMITS, VIEW_LIMITS } from './xml.ts';

/** Lists of patients that an institution may ask for. @spec eligibility.md §5.1, §6 */
export type ListKind = keyof typeof table.lists;

const SINGLE_REQUEST = { strict: true, limits: SINGLE_LIMITS };
const MANY = { strict: true, limits: BULK_LIMITS, needsItems: true };
const VIEW = { strict: false, limits: VIEW_LIMITS };

/** `OQSsiquc01req`. @spec eligibility.md §6 */
export const { read: readEligibilityRequest, write: writeEligibilityRequest }: Codec<EligibilityRequest> =
  codec(ELIGIBILITY_REQUEST, SINGLE_REQUEST);
/** `OQSmuquc01req`. @spec eligibility.md §6 */
export const { read: readBulkRequest, write: writeBulkRequest }: BulkCodec<BulkRequest, SearchInfo> =
  bulkCodec({ layout: BULK_REQUEST, list: 'persons', itemShape: SEARCH_INFO }, MANY);
/** `OQSmuquc02req` and the `02req` of the lists. @spec eligibility.md §6 */
export const { read: readFetchRequest, write: writeFetchRequest }: Codec<FetchRequest> = codec(
  FETCH_REQUEST,
  SINGLE_REQUEST,
);
/** `OQSsiimm01req`. @spec eligibility.md §6 */
export const { read: readRegistrationRequest, write: writeRegistrationRequest }: Codec<RegistrationRequest> =
  codec(REGISTRATION_REQUEST, SINGLE_REQUEST);
/** `OQSmuimm01req`. @spec eligibility.md §6 */
export const {
  read: readBulkRegistrationRequest,
  write: writeBulkRegistrationRequest,
}: BulkCodec<BulkRegistrationRequest, ReferenceNumberRegistration> = bulkCodec(
  { layout: BULK_REGISTRATION_REQUEST, list: 'registrations', itemShape: REGISTRATION },
  MANY,
);
/** `YZKsiquc01req`. @spec eligibility.md §9.1 */
export const { read: readDrugViewRequest, write: writeDrugViewRequest }: Codec<DrugViewRequest> = codec(
  DRUG_VIEW_REQUEST,
  {
    ...SINGLE_REQUEST,
    check: ({ body }, findings) => checkOrder(body.startDate, body.endDate, 'MessageBody/EndDate', findings),
  },
);
/** `TKKsiquc01req`. @spec eligibility.md §9.1 */
export const { read: readCheckupViewRequest, write: writeCheckupViewRequest }: Codec<CheckupViewRequest> =
  codec(CHECKUP_VIEW_REQUEST, SINGLE_REQUEST);

const LIST_CODECS: Readonly<Record<ListKind, Codec<ListRequest>>> = {
  'home-visit': listCodec('home-visit'),
  online: listCodec('online'),
  'public-assistance': listCodec('public-assistance'),
};

/** `OQSmuhvq01req`, `OQSmuonq01req` or `OQSmutic01req`; the period must be that of the kind. @spec eligibility.md §6 */
export function readListRequest(
  kind: ListKind,
  bytes: Uint8Array,
  options: ReadOptions = {},
): ReadResult<ListRequest> {
  return LIST_CODECS[kind].read(bytes, options);
}

/** The same for every kind of list. @spec eligibility.md §6 */
export function writeListRequest(message: ListRequest, options: WriteOptions = {}): WriteResult {
  return writeMessage(message, LIST_REQUEST, options);
}

/** `OQSsiquc01res`, also pushed by the reader, and errors. @spec eligibility.md §7 */
export const { read: readEligibilityResponse, write: writeEligibilityResponse }: Codec<EligibilityResponse> =
  codec(ELIGIBILITY_RESPONSE, {
    strict: false,
    limits: SINGLE_LIMITS,
  });
/** Answers with a ReceptionNumber, to registrations, and errors. @spec eligibility.md §7.1, §7.2 */
export const { read: readStatusResponse, write: writeStatusResponse }: Codec<StatusResponse> = codec(
  STATUS_RESPONSE,
  {
    strict: false,
    limits: SINGLE_LIMITS,
  },
);
/** `OQSmuquc02res`, the `02res` of the lists, `OQSmuimm01res`. @spec eligibility.md §7.2 */
export const { read: readBulkResponse, write: writeBulkResponse }: BulkCodec<BulkResponse, BulkConfirmUnit> =
  bulkCodec(
    { layout: BULK_RESPONSE, list: 'units', itemShape: BULK_UNIT },
    { strict: false, limits: BULK_LIMITS, needsItems: false, checkCount },
  );
/** `YZKsiquc01res`. @spec eligibility.md §9.2 */
export const { read: readDrugViewResponse, write: writeDrugViewResponse }: Codec<DrugViewResponse> = codec(
  DRUG_VIEW_RESPONSE,
  VIEW,
);
/** `TKKsiquc01res`. @spec eligibility.md §9.2 */
export const { read: readCheckupViewResponse, write: writeCheckupViewResponse }: Codec<CheckupViewResponse> =
  codec(CHECKUP_VIEW_RESPONSE, VIEW);

function listCodec(kind: ListKind): Codec<ListRequest> {
  const options: CodecOptions<ListRequest> = {
    ...SINGLE_REQUEST,
    check: (message, findings) => checkList(message, kind, findings),
  };
  return codec(LIST_REQUEST, options);
}

const SEARCH_PATH = 'MessageBody/QualificationConfirmSearchInfo';

/** The period must be that of the list, and no other. */
function checkList({ body: { search } }: ListRequest, kind: ListKind, findings: Findings): void {
  const { period, treatmentFlag } = table.lists[kind];
  const given = [
    search.consentDateFrom !== undefined || search.consentDateTo !== undefined ? 'consent' : null,
    search.examinationDateFrom !== undefined || search.examinationDateTo !== undefined ? 'examination' : null,
    search.medicalTreatmentMonth !== undefined ? 'month' : null,
  ].filter((name) => name !== null);
  const hasOtherFlag =
    search.medicalTreatmentFlag !== undefined && search.medicalTreatmentFlag !== treatmentFlag;
  if (given.length !== 1 || given[0] !== period || hasOtherFlag)
    findings.add(finding('list-period', { path: SEARCH_PATH }));
  checkOrder(search.consentDateFrom, search.consentDateTo, `${SEARCH_PATH}/ConsentDateTo`, findings);
  checkOrder(
    search.examinationDateFrom,
    search.examinationDateTo,
    `${SEARCH_PATH}/ExaminationDateTo`,
    findings,
  );
}

/** Dates and months sort as text. */
function checkOrder(
  from: string | undefined,
  to: string | undefined,
  path: string,
  findings: Findings,
): void {
  if (from !== undefined && to !== undefined && to < from)
    findings.add(finding('period-order', { path }, to));
}

/** The header counts persons; those that could not be read count as well. */
function checkCount({ header }: BulkResponse, count: number, findings: Findings): void {
  const stated = header.numberOfProcessingResult;
  const { numberOfNormalProcessing: normal, numberOfError: errors } = header;
  const sum = normal === undefined || errors === undefined ? undefined : normal + errors;
  if ((stated !== undefined && stated !== count) || (sum !== undefined && sum !== (stated ?? count)))
    findings.add(
      finding('counts-mismatch', { path: 'MessageHeader/NumberOfProcessingResult' }, String(stated ?? sum)),
    );
}
