import {
  code,
  date,
  floatingText,
  group,
  type Infer,
  identifier,
  instant,
  integer,
  list,
  month,
  text,
} from './schema.ts';

/** @spec eligibility.md §6: single and bulk requests. */
export const REQUEST_HEADER = {
  qualificationConfirmationDate: date('required'),
  medicalInstitutionCode: identifier('required', 'facility'),
  arbitraryFileIdentifier: text('optional'),
};

/** @spec eligibility.md §6: lists, registrations and fetching by ReceptionNumber. */
export const SHORT_HEADER = {
  medicalInstitutionCode: identifier('required', 'facility'),
  arbitraryFileIdentifier: text('optional'),
};

/** The person asked for, and the echo of it in an answer. @spec eligibility.md §6, §7.2 */
export const SEARCH_INFO = {
  insurerNumber: identifier('required', 'insurer'),
  insuredCardSymbol: text('optional'),
  insuredIdentificationNumber: identifier('required', 'number'),
  insuredBranchNumber: identifier('optional', 'branch'),
  birthdate: date('required'),
  limitApplicationCertificateRelatedConsFlg: code('required', 'limit-consent'),
  arbitraryIdentifier: text('optional'),
};

/** The same in an answer, where nothing of it is required: a malformed question is echoed as far as it was understood. */
export const SEARCH_ECHO = {
  insurerNumber: text('optional'),
  insuredCardSymbol: text('optional'),
  insuredIdentificationNumber: text('optional'),
  insuredBranchNumber: text('optional'),
  birthdate: date('optional'),
  limitApplicationCertificateRelatedConsFlg: code('optional', 'limit-consent'),
  arbitraryIdentifier: text('optional'),
};

export const ELIGIBILITY_REQUEST = {
  header: group('required', REQUEST_HEADER, 'MessageHeader'),
  body: group(
    'required',
    { search: group('required', SEARCH_INFO, 'QualificationConfirmSearchInfo') },
    'MessageBody',
  ),
};

export const BULK_REQUEST = {
  header: group('required', REQUEST_HEADER, 'MessageHeader'),
  persons: list('required', 'MessageBody', 'QualificationConfirmSearchInfo', SEARCH_INFO),
};

export const FETCH_REQUEST = {
  header: group('required', SHORT_HEADER, 'MessageHeader'),
  body: group('required', { receptionNumber: text('required') }, 'MessageBody'),
};

/** One of the three periods, by kind of list. @spec eligibility.md §6 */
export const LIST_SEARCH = {
  consentDateFrom: date('optional'),
  consentDateTo: date('optional'),
  examinationDateFrom: date('optional'),
  examinationDateTo: date('optional'),
  medicalTreatmentMonth: month('optional'),
  medicalTreatmentFlag: code('optional', 'treatment-flag'),
};

export const LIST_REQUEST = {
  header: group('required', SHORT_HEADER, 'MessageHeader'),
  body: group(
    'required',
    { search: group('required', LIST_SEARCH, 'QualificationConfirmSearchInfo') },
    'MessageBody',
  ),
};

/** The numbers of a person and the institution's own patient id. @spec eligibility.md §6 */
export const REGISTRATION = {
  insurerNumber: identifier('required', 'insurer'),
  insuredCardSymbol: text('optional'),
  insuredIdentificationNumber: identifier('required', 'number'),
  insuredBranchNumber: identifier('optional', 'branch'),
  birthdate: date('optional'),
  arbitraryIdentifier: text('optional'),
  referenceNumber: text('required'),
};

export const REGISTRATION_REQUEST = {
  header: group('required', SHORT_HEADER, 'MessageHeader'),
  body: group(
    'required',
    { registration: group('required', REGISTRATION, 'ReferenceNumberRegistrationInfo') },
    'MessageBody',
  ),
};

export const BULK_REGISTRATION_REQUEST = {
  header: group('required', SHORT_HEADER, 'MessageHeader'),
  registrations: list('required', 'MessageBody', 'ReferenceNumberRegistrationInfo', REGISTRATION),
};

/** The names of the numbers differ from those of §6. @spec eligibility.md §9.1 */
export const VIEW_HEADER = {
  medicalInstitutionCode: identifier('required', 'facility'),
  insurerNumber: identifier('required', 'insurer'),
  insuranceCardSymbol: text('optional'),
  insuredPersonIdentificationNumber: identifier('required', 'number'),
  branchNumber: identifier('optional', 'branch'),
  arbitraryFileIdentifier: text('optional'),
};

export const DRUG_VIEW_REQUEST = {
  header: group('required', VIEW_HEADER, 'MessageHeader'),
  body: group(
    'required',
    {
      startDate: month('optional'),
      endDate: month('optional'),
      fileCategory: code('required', 'drug-file-category'),
      prDiInfClassification: code('optional', 'pr-di-inf-classification'),
      medicalTreatmentFlag: code('optional', 'treatment-flag'),
    },
    'MessageBody',
  ),
};

export const CHECKUP_VIEW_REQUEST = {
  header: group('required', VIEW_HEADER, 'MessageHeader'),
  body: group(
    'required',
    {
      fileCategory: code('required', 'checkup-file-category'),
      prDiInfClassification: code('optional', 'pr-di-inf-classification'),
      medicalTreatmentFlag: code('optional', 'treatment-flag'),
    },
    'MessageBody',
  ),
};

/** @spec eligibility.md §7.1 */
export const RESPONSE_HEADER = {
  processExecutionTime: instant('expected'),
  qualificationConfirmationDate: date('optional'),
  medicalInstitutionCode: text('expected'),
  arbitraryFileIdentifier: text('optional'),
  referenceClassification: code('optional', 'reference-classification'),
  segmentOfResult: code('required', 'segment-of-result'),
  errorCode: text('optional'),
  errorMessage: text('optional'),
  characterCodeIdentifier: code('expected', 'character-code'),
  receptionNumber: floatingText('optional'),
  numberOfProcessingResult: integer('optional'),
  numberOfNormalProcessing: integer('optional'),
  numberOfError: integer('optional'),
};

/** A person asked for by numbers. Texts in the writing of the file; see `insuredKeys`. */
export interface SearchInfo extends Infer<typeof SEARCH_INFO> {}
export interface SearchEcho extends Infer<typeof SEARCH_ECHO> {}
export interface RequestHeader extends Infer<typeof REQUEST_HEADER> {}
export interface ShortHeader extends Infer<typeof SHORT_HEADER> {}
export interface ViewHeader extends Infer<typeof VIEW_HEADER> {}
export interface ResponseHeader extends Infer<typeof RESPONSE_HEADER> {}
export interface ListSearch extends Infer<typeof LIST_SEARCH> {}
export interface ReferenceNumberRegistration extends Infer<typeof REGISTRATION> {}
/** `OQSsiquc01req`. */
export interface EligibilityRequest extends Infer<typeof ELIGIBILITY_REQUEST> {}
/** `OQSmuquc01req`. */
export interface BulkRequest extends Infer<typeof BULK_REQUEST> {}
/** `OQSmuquc02req`, `OQSmuhvq02req`, `OQSmuonq02req`, `OQSmutic02req`. */
export interface FetchRequest extends Infer<typeof FETCH_REQUEST> {}
/** `OQSmuhvq01req`, `OQSmuonq01req`, `OQSmutic01req`. */
export interface ListRequest extends Infer<typeof LIST_REQUEST> {}
/** `OQSsiimm01req`. */
export interface RegistrationRequest extends Infer<typeof REGISTRATION_REQUEST> {}
/** `OQSmuimm01req`. */
export interface BulkRegistrationRequest extends Infer<typeof BULK_REGISTRATION_REQUEST> {}
/** `YZKsiquc01req`. */
export interface DrugViewRequest extends Infer<typeof DRUG_VIEW_REQUEST> {}
/** `TKKsiquc01req`. */
export interface CheckupViewRequest extends Infer<typeof CHECKUP_VIEW_REQUEST> {}
