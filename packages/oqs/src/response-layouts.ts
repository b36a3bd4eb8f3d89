import { RESPONSE_HEADER, SEARCH_ECHO } from './request-layouts.ts';
import {
  code,
  date,
  group,
  type Infer,
  instant,
  integer,
  list,
  month,
  type Presence,
  text,
} from './schema.ts';

/** 高齢受給者証. @spec eligibility.md §7.3 */
const ELDERLY_CERTIFICATE = {
  elderlyRecipientCertificateDate: date('optional'),
  elderlyRecipientValidStartDate: date('optional'),
  elderlyRecipientValidEndDate: date('optional'),
  /** Percent. */
  elderlyRecipientContributionRatio: integer('optional', 3),
};

/** 限度額適用認定証. @spec eligibility.md §7.3 */
const LIMIT_CERTIFICATE = {
  limitApplicationCertificateClassification: code('optional', 'limit-classification'),
  limitApplicationCertificateClassificationFlag: code('optional', 'limit-classification-flag'),
  limitApplicationCertificateDate: date('optional'),
  limitApplicationCertificateValidStartDate: date('optional'),
  limitApplicationCertificateValidEndDate: date('optional'),
  /** 長期入院該当年月日. */
  limitApplicationCertificateLongTermDate: date('optional'),
};

/** 特定疾病療養受療証. @spec eligibility.md §7.3 */
const SPECIFIC_DISEASE = {
  specificDiseasesDiseaseCategory: code('optional', 'specific-disease'),
  specificDiseasesCertificateDate: date('optional'),
  specificDiseasesValidStartDate: date('optional'),
  specificDiseasesValidEndDate: date('optional'),
  /** Yen a month. */
  specificDiseasesSelfPay: integer('optional'),
};

/** 医療券・調剤券 of public assistance. `statusOfInfecton` is spelled as in the messages. @spec eligibility.md §7.3 */
const MEDICAL_TICKET = {
  ticketType: text('optional'),
  medicalTicketValidDate: date('optional'),
  medicalTicketExpirationDate: date('optional'),
  issueNumber: text('optional'),
  medicalTreatmentMonth: month('optional'),
  designatedMedicalInstitutionCode: text('optional'),
  designatedMedicalInstitutionFlag: text('optional'),
  designatedMedicalInstitutionName: text('optional'),
  prescriptionIssuerMedicalInstitutionCode: text('optional'),
  prescriptionIssuerMedicalInstitutionName: text('optional'),
  injuryName1: text('optional'),
  injuryName2: text('optional'),
  injuryName3: text('optional'),
  medicalTreatmentType: text('optional'),
  /** Yen. */
  selfPayAmount: integer('optional'),
  districtContactName: text('optional'),
  handlingContactName: text('optional'),
  singleOrCombinedUse: text('optional'),
  statusOfSocialInsurance: text('optional'),
  consistencyFlag: text('optional'),
  statusOfInfecton: text('optional'),
  statusOfElderlyMedicalCare: text('optional'),
  statusOfPrefecturalExpenses: text('optional'),
  remarks1: text('optional'),
  remarks2: text('optional'),
  remarks3: text('optional'),
};

/** One eligibility. @spec eligibility.md §7.3 */
export const RESULT = {
  insuredCardClassification: code('expected', 'insured-card-classification'),
  insurerNumber: text('optional'),
  insuredCardSymbol: text('optional'),
  insuredIdentificationNumber: text('optional'),
  insuredBranchNumber: text('optional'),
  publicExpenseNumber: text('optional'),
  beneficiaryNumber: text('optional'),
  welfareOfficeName: text('optional'),
  personalFamilyClassification: code('optional', 'personal-family'),
  insuredName: text('optional'),
  name: text('expected'),
  nameOfOther: text('optional'),
  nameKana: text('optional'),
  nameOfOtherKana: text('optional'),
  sex1: code('expected', 'sex'),
  sex2: code('optional', 'sex'),
  birthdate: date('expected'),
  address: text('optional'),
  postNumber: text('optional'),
  insurerName: text('optional'),
  qualificationDate: date('optional'),
  disqualificationDate: date('optional'),
  insuredCertificateIssuanceDate: date('optional'),
  insuredCardValidDate: date('optional'),
  insuredCardExpirationDate: date('optional'),
  /** Percent. */
  insuredPartialContributionRatio: integer('optional', 3),
  preschoolClassification: code('optional', 'preschool'),
  reasonOfLoss: code('optional', 'reason-of-loss'),
  elderlyRecipientCertificateInfo: group('optional', ELDERLY_CERTIFICATE),
  limitApplicationCertificateRelatedConsFlg: code('optional', 'limit-consent'),
  limitApplicationCertificateRelatedConsTime: instant('optional'),
  limitApplicationCertificateRelatedInfo: group('optional', LIMIT_CERTIFICATE),
  specificDiseasesCertificateRelatedConsFlg: code('optional', 'specific-disease-consent'),
  specificDiseasesCertificateRelatedConsTime: instant('optional'),
  specificDiseasesCertificates: list(
    'optional',
    'SpecificDiseasesCertificateList',
    'SpecificDiseasesCertificateInfo',
    SPECIFIC_DISEASE,
  ),
  specificHealthCheckupsInfoConsFlg: code('optional', 'view-consent'),
  specificHealthCheckupsInfoConsTime: instant('optional'),
  specificHealthCheckupsInfoAvailableTime: instant('optional'),
  pharmacistsInfoConsFlg: code('optional', 'view-consent'),
  pharmacistsInfoConsTime: instant('optional'),
  pharmacistsInfoAvailableTime: instant('optional'),
  diagnosisInfoConsFlg: code('optional', 'view-consent'),
  diagnosisInfoConsTime: instant('optional'),
  diagnosisInfoAvailableTime: instant('optional'),
  operationInfoConsFlg: code('optional', 'view-consent'),
  operationInfoConsTime: instant('optional'),
  operationInfoAvailableTime: instant('optional'),
  medicalTickets: list('optional', 'PublicExpenseResultList', 'MedicalTicketInfo', MEDICAL_TICKET),
};

/** Body of a single answer and content of a BulkConfirmUnit. @spec eligibility.md §7.2 */
function answer<P extends Presence>(status: P) {
  return {
    processingResultStatus: code(status, 'processing-result-status'),
    processingResultCode: text('optional'),
    processingResultMessage: text('optional'),
    qualificationValidity: code('optional', 'qualification-validity'),
    referenceNumber: text('optional'),
    prescriptionIssueSelect: code('optional', 'prescription-issue'),
    search: group('optional', SEARCH_ECHO, 'QualificationConfirmSearchInfo'),
    results: list('required', 'ResultList', 'ResultOfQualificationConfirmation', RESULT),
  };
}

const SINGLE_ANSWER = answer('expected');
export const BULK_UNIT = answer('required');

export const ELIGIBILITY_RESPONSE = {
  header: group('required', RESPONSE_HEADER, 'MessageHeader'),
  body: group('optional', SINGLE_ANSWER, 'MessageBody'),
};

export const BULK_RESPONSE = {
  header: group('required', RESPONSE_HEADER, 'MessageHeader'),
  units: list('required', 'MessageBody', 'BulkConfirmUnit', BULK_UNIT),
};

const STATUS = {
  processingResultStatus: code('optional', 'processing-result-status'),
  processingResultCode: text('optional'),
  processingResultMessage: text('optional'),
  referenceNumber: text('optional'),
};

export const STATUS_RESPONSE = {
  header: group('required', RESPONSE_HEADER, 'MessageHeader'),
  body: group('optional', STATUS, 'MessageBody'),
};

/** One eligibility of a person. */
export interface QualificationResult extends Infer<typeof RESULT> {}
export interface ElderlyRecipientCertificate extends Infer<typeof ELDERLY_CERTIFICATE> {}
export interface LimitApplicationCertificate extends Infer<typeof LIMIT_CERTIFICATE> {}
export interface SpecificDiseasesCertificate extends Infer<typeof SPECIFIC_DISEASE> {}
export interface MedicalTicket extends Infer<typeof MEDICAL_TICKET> {}
export interface EligibilityAnswer extends Infer<typeof SINGLE_ANSWER> {}
/** One person of a bulk or list answer. */
export interface BulkConfirmUnit extends Infer<typeof BULK_UNIT> {}
/** `OQSsiquc01res`, also as pushed by the reader; with `segmentOfResult` 9 and no body it is an error response. */
export interface EligibilityResponse extends Infer<typeof ELIGIBILITY_RESPONSE> {}
/** `OQSmuquc02res`, `OQSmuhvq02res`, `OQSmuonq02res`, `OQSmutic02res`, `OQSmuimm01res`. */
export interface BulkResponse extends Infer<typeof BULK_RESPONSE> {}
/** Answers without eligibilities: `OQSmuquc01res` and the like (`header.receptionNumber`), `OQSsiimm01res`, errors. */
export interface StatusResponse extends Infer<typeof STATUS_RESPONSE> {}
