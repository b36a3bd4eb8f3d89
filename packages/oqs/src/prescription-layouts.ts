import { RESPONSE_HEADER, SHORT_HEADER } from './request-layouts.ts';
import { code, date, group, type Infer, identifier, instant, integer, list, text } from './schema.ts';

/**
 * What requests of the electronic prescription service may hold; which elements an operation needs stands in
 * eps-operations.json. Documents are base64. @spec prescriptions.md §9
 */
export const REQUEST_BODY = {
  prescriptionInfo: text('optional'),
  issueType: code('optional', 'prescription-issue'),
  /** Our own: why drugs that must not be taken together are prescribed all the same. */
  alertDecisions: list('optional', null, 'AlertDecisionList', {
    alertId: text('required'),
    reason: text('required'),
    comment: text('optional'),
  }),
  prescriptionId: text('optional'),
  /** Further ones, where one result answers several. */
  prescriptionIds: list('optional', null, 'PrescriptionIdList', { prescriptionId: text('required') }),
  accessCode: text('optional'),
  insurerNumber: identifier('optional', 'insurer'),
  insuredCardSymbol: text('optional'),
  insuredIdentificationNumber: identifier('optional', 'number'),
  insuredBranchNumber: identifier('optional', 'branch'),
  issueDateFrom: date('optional'),
  issueDateTo: date('optional'),
  dispensingResultListStartDate: date('optional'),
  dispensingResultListEndDate: date('optional'),
  /** Our own: where the answer before stopped. */
  nextKey: text('optional'),
  reason: text('optional'),
  dispensingInfo: text('optional'),
  dispensingResultId: text('optional'),
  /** Our own: 0 where paper is the original and the result is not signed. */
  signatureFlag: text('optional'),
  inHouseInfo: text('optional'),
  inHouseId: text('optional'),
  /** Our own: the note in which an oral consent is written down. */
  chartNoteId: text('optional'),
};

export const PRESCRIPTION_REQUEST = {
  header: group('required', SHORT_HEADER, 'MessageHeader'),
  body: group('required', REQUEST_BODY, 'MessageBody'),
};

const CHECK_RESULT = { resultCode: text('expected'), resultMessage: text('expected') };

const VERIFY_RESULT = {
  status: text('expected'),
  message: text('optional'),
  signId: text('optional'),
  failureReasons: list('optional', null, 'FailureReasons', {
    messageKey: text('expected'),
    messageCode: text('optional'),
    message: text('optional'),
  }),
};

const LISTED_ID = {
  prescriptionId: text('expected'),
  accessCode: text('optional'),
  createDateTime: instant('optional'),
};

const RESULT = {
  dispensingResultId: text('expected'),
  dispensingResultStatus: text('expected'),
  prescriptionIds: list('optional', null, 'PrescriptionIdList', { prescriptionId: text('required') }),
  useNumber: integer('optional'),
  dispensedDate: date('optional'),
  pharmacyCode: text('optional'),
  storedUntil: date('optional'),
  message: text('optional'),
  /** Records of the result. */
  dispensingInfo: text('optional'),
};

const IN_HOUSE = {
  inHouseId: text('expected'),
  inHouseStatus: text('expected'),
  givenDate: date('optional'),
  registrationDateTime: instant('optional'),
};

const ALERT = {
  alertId: text('optional'),
  kind: text('expected'),
  tier: integer('expected'),
  /** Number of the drug in what was sent, from 1. */
  drugNumber: integer('expected'),
  drugName: text('expected'),
  /** Absent where only the fact may be told. */
  otherDrugName: text('optional'),
  otherFrom: date('optional'),
  otherTo: date('optional'),
  message: text('expected'),
};

const NOT_CHECKED = {
  drugNumber: integer('expected'),
  drugName: text('expected'),
  reason: text('expected'),
};

/** What answers may hold; each holds what belongs to its operation. @spec prescriptions.md §9 */
const RESPONSE_BODY = {
  processingResultStatus: code('optional', 'processing-result-status'),
  processingResultCode: text('optional'),
  processingResultMessage: text('optional'),
  prescriptionId: text('optional'),
  accessCode: text('optional'),
  prescriptionStatus: text('optional'),
  issueType: code('optional', 'prescription-issue'),
  expirationDate: date('optional'),
  prescriptionInfo: text('optional'),
  prescriptionReferenceInformationFile: text('optional'),
  dispensingResultId: text('optional'),
  /** 調剤済み電子処方箋, signed and timestamped. */
  dispensingInfo: text('optional'),
  registrationDateTime: instant('optional'),
  inHouseId: text('optional'),
  xmlCheckResults: list('optional', null, 'XmlCheckResultList', CHECK_RESULT),
  csvCheckResults: list('optional', null, 'CsvCheckResultList', CHECK_RESULT),
  verifyResults: list('optional', null, 'VerifyResultList', VERIFY_RESULT),
  generateSignResult: group('optional', {
    generateSignStatus: text('expected'),
    generateSignMessage: text('optional'),
  }),
  prescriptionIds: list('optional', null, 'PrescriptionIdList', LISTED_ID),
  dispensingResults: list('optional', null, 'DispensingResultList', RESULT),
  inHouse: list('optional', null, 'InHouseList', IN_HOUSE),
  consent: text('optional'),
  knowledgeVersion: text('optional'),
  /** What of a check was not compared, or not by real data. */
  warnings: list('optional', null, 'CheckWarningList', CHECK_RESULT),
  alerts: list('optional', null, 'CheckAlertList', ALERT),
  notChecked: list('optional', null, 'NotCheckedList', NOT_CHECKED),
  nextKey: text('optional'),
};

export const PRESCRIPTION_RESPONSE = {
  header: group('required', RESPONSE_HEADER, 'MessageHeader'),
  body: group('optional', RESPONSE_BODY, 'MessageBody'),
};

/** `EPSsi…req`. */
export interface PrescriptionRequest extends Infer<typeof PRESCRIPTION_REQUEST> {}
/** What a request asks for; documents in base64. */
export interface PrescriptionRequestBody extends Infer<typeof REQUEST_BODY> {}
/** `EPSsi…res`; with `segmentOfResult` 9 and no body it is an error response. */
export interface PrescriptionResponse extends Infer<typeof PRESCRIPTION_RESPONSE> {}
/** What an answer says. */
export interface PrescriptionResponseBody extends Infer<typeof RESPONSE_BODY> {}
