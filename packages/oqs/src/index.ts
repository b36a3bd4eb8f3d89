export type { BulkItem, BulkReadMessage, BulkReadResult } from './bulk.ts';
export {
  CODE_TABLES,
  type CodeStatus,
  type CodeTable,
  type CodeTableName,
  type CodeValue,
  codeValue,
  type ValidityState,
  validityState,
} from './code-tables.ts';
export type {
  Echo,
  ReadMessage,
  ReadOptions,
  ReadResult,
  RefusedMessage,
  WriteOptions,
  WriteResult,
} from './codec.ts';
export * from './codecs.ts';
export type { Encoding } from './decode.ts';
export * from './file-names.ts';
export {
  FINDING_RULES,
  type Finding,
  type FindingCode,
  type FindingRule,
  type FindingSeverity,
} from './findings.ts';
export * from './keys.ts';
export * from './meaning.ts';
export {
  isPrescriptionOperation,
  type PrescriptionOperation,
  readPrescriptionRequest,
  readPrescriptionResponse,
  writePrescriptionRequest,
  writePrescriptionResponse,
} from './prescription-codecs.ts';
export type {
  PrescriptionRequest,
  PrescriptionRequestBody,
  PrescriptionResponse,
  PrescriptionResponseBody,
} from './prescription-layouts.ts';
export type {
  BulkRegistrationRequest,
  BulkRequest,
  CheckupViewRequest,
  DrugViewRequest,
  EligibilityRequest,
  FetchRequest,
  ListRequest,
  ListSearch,
  ReferenceNumberRegistration,
  RegistrationRequest,
  RequestHeader,
  ResponseHeader,
  SearchEcho,
  SearchInfo,
  ShortHeader,
  ViewHeader,
} from './request-layouts.ts';
export type {
  BulkConfirmUnit,
  BulkResponse,
  ElderlyRecipientCertificate,
  EligibilityAnswer,
  EligibilityResponse,
  LimitApplicationCertificate,
  MedicalTicket,
  QualificationResult,
  SpecificDiseasesCertificate,
  StatusResponse,
} from './response-layouts.ts';
export type {
  CheckupItem,
  CheckupViewResponse,
  DrugViewResponse,
  ViewedCheckup,
  ViewedDate,
  ViewedDrug,
  ViewedMonth,
  ViewedTreatment,
  ViewPatient,
  ViewSource,
} from './view-layouts.ts';
export { BULK_LIMITS, PRESCRIPTION_LIMITS, SINGLE_LIMITS, VIEW_LIMITS, type XmlLimits } from './xml.ts';
