import { type LocalDate, parseInsurerNumber } from '@tsunagu/ids';
import {
  type BulkConfirmUnit,
  padInsurerNumber,
  type QualificationResult,
  type SearchEcho,
} from '@tsunagu/oqs';
import type { Category } from '../../access/index.ts';
import { type Certificate, PUBLIC_ASSISTANCE } from './coverage.ts';
import type { CoverageView } from './coverage-view.ts';

type Defined<T> = { readonly [K in keyof T]: Exclude<T[K], null | undefined> };

/** Leaves out what is null or undefined: absent elements are not written. */
function present<T extends object>(fields: T): Partial<Defined<T>> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined && value !== ''),
  ) as Partial<Defined<T>>;
}

const day = (date: string | null): LocalDate | null => date as LocalDate | null;

const SEX_CODES = { male: '1', female: '2', unknown: '3' } as const;
const RELATION_CODES = { insured: '1', family: '2' } as const;

/** Consents given at the reader, as the answer repeats them. @spec eligibility.md §4.1, §7.3 */
export interface AnswerConsents {
  readonly limit: boolean;
  readonly specificDisease: boolean;
  /** Of drugs, treatment, surgery and check-ups. */
  readonly views: Readonly<Partial<Record<'pharmacists' | 'diagnosis' | 'operation' | 'checkups', boolean>>>;
  readonly at: Date;
  /** End of the time for fetching: read so, unverified. Null = until revoked, which has no place in the message. */
  readonly until: Date | null;
}

/** The consents of a person who came with the card, or lets the institution look after them elsewhere. */
export function consentsTo(categories: readonly Category[], at: Date, until: Date | null): AnswerConsents {
  const given = (category: Category) => categories.includes(category);
  return {
    // With the card it needs no consent. @spec eligibility.md §4.1
    limit: true,
    specificDisease: given('specific-disease'),
    views: {
      pharmacists: given('medication'),
      diagnosis: given('treatment'),
      operation: given('surgery'),
      checkups: given('checkup'),
    },
    at,
    until,
  };
}

/** One eligibility as the messages carry it. @spec eligibility.md §7.3 */
function toQualificationResult(view: CoverageView, consents: AnswerConsents | null): QualificationResult {
  return {
    ...numbersOf(view),
    ...present({
      insuredCardClassification: view.cardClass,
      personalFamilyClassification: RELATION_CODES[view.relation],
      insuredName: view.insuredName,
      name: view.name,
      nameKana: view.kana,
      sex1: SEX_CODES[view.sex],
      birthdate: day(view.birthDate),
      address: view.address,
      postNumber: view.postNumber,
      qualificationDate: day(view.validFrom),
      disqualificationDate: day(view.validTo),
      insuredCertificateIssuanceDate: day(view.cardIssuedOn),
      insuredCardValidDate: day(view.cardValidFrom),
      insuredCardExpirationDate: day(view.cardValidTo),
      insuredPartialContributionRatio: view.ratioPercent,
      preschoolClassification: view.preschool ? '1' : null,
      reasonOfLoss: view.reasonOfLoss,
    }),
    ...certificatesOf(view),
    ...(consents === null ? {} : consentsOf(view, consents)),
    ...(view.publicExpense.length === 0 ? {} : { medicalTickets: view.publicExpense }),
  };
}

/** For 医療扶助 the numbers stand in other elements. */
function numbersOf(view: CoverageView): Partial<QualificationResult> {
  if (view.cardClass === PUBLIC_ASSISTANCE)
    return present({
      publicExpenseNumber: view.insurerNumber,
      beneficiaryNumber: view.number,
      welfareOfficeName: view.insurerName,
    });
  const parsed = parseInsurerNumber(view.insurerNumber);
  return present({
    insurerNumber: parsed === null ? view.insurerNumber : padInsurerNumber(parsed),
    insuredCardSymbol: view.symbol,
    insuredIdentificationNumber: view.number,
    insuredBranchNumber: view.branch,
    insurerName: view.insurerName,
  });
}

const dates = ({ issuedOn, validFrom, validTo }: Certificate) => ({
  issuedOn: day(issuedOn),
  validFrom: day(validFrom),
  validTo: day(validTo),
});

function certificatesOf({
  elderly,
  limitCertificate,
  specificDiseases,
}: CoverageView): Partial<QualificationResult> {
  const elder = elderly === null ? null : dates(elderly);
  const limit = limitCertificate === null ? null : dates(limitCertificate);
  return {
    ...(elderly === null || elder === null
      ? {}
      : {
          elderlyRecipientCertificateInfo: present({
            elderlyRecipientCertificateDate: elder.issuedOn,
            elderlyRecipientValidStartDate: elder.validFrom,
            elderlyRecipientValidEndDate: elder.validTo,
            elderlyRecipientContributionRatio: elderly.ratioPercent,
          }),
        }),
    ...(limitCertificate === null || limit === null
      ? {}
      : {
          limitApplicationCertificateRelatedInfo: present({
            limitApplicationCertificateClassification: limitCertificate.classification,
            limitApplicationCertificateClassificationFlag: limitCertificate.flag,
            limitApplicationCertificateDate: limit.issuedOn,
            limitApplicationCertificateValidStartDate: limit.validFrom,
            limitApplicationCertificateValidEndDate: limit.validTo,
            limitApplicationCertificateLongTermDate: day(limitCertificate.longTermDate),
          }),
        }),
    ...(specificDiseases.length === 0
      ? {}
      : {
          specificDiseasesCertificates: specificDiseases.map((one) =>
            present({
              specificDiseasesDiseaseCategory: one.disease,
              specificDiseasesCertificateDate: day(one.issuedOn),
              specificDiseasesValidStartDate: day(one.validFrom),
              specificDiseasesValidEndDate: day(one.validTo),
              specificDiseasesSelfPay: one.selfPayYen,
            }),
          ),
        }),
  };
}

const flag = (given: boolean | undefined): string => (given === true ? '1' : '0');

function consentsOf(_view: CoverageView, consents: AnswerConsents): Partial<QualificationResult> {
  const { limit, specificDisease, views, at, until } = consents;
  const given = (one: boolean | undefined) => (one === true ? at : null);
  const open = (one: boolean | undefined) => (one === true ? until : null);
  return present({
    limitApplicationCertificateRelatedConsFlg: flag(limit),
    limitApplicationCertificateRelatedConsTime: given(limit),
    specificDiseasesCertificateRelatedConsFlg: flag(specificDisease),
    specificDiseasesCertificateRelatedConsTime: given(specificDisease),
    specificHealthCheckupsInfoConsFlg: flag(views.checkups),
    specificHealthCheckupsInfoConsTime: given(views.checkups),
    specificHealthCheckupsInfoAvailableTime: open(views.checkups),
    pharmacistsInfoConsFlg: flag(views.pharmacists),
    pharmacistsInfoConsTime: given(views.pharmacists),
    pharmacistsInfoAvailableTime: open(views.pharmacists),
    diagnosisInfoConsFlg: flag(views.diagnosis),
    diagnosisInfoConsTime: given(views.diagnosis),
    diagnosisInfoAvailableTime: open(views.diagnosis),
    operationInfoConsFlg: flag(views.operation),
    operationInfoConsTime: given(views.operation),
    operationInfoAvailableTime: open(views.operation),
  });
}

/** What a look-up found. */
export interface Looked {
  readonly code: string;
  readonly results: readonly CoverageView[];
  readonly messages: readonly { readonly code: string; readonly text: string }[];
}

export interface AnswerExtras {
  readonly search?: SearchEcho;
  readonly referenceNumber?: string | null;
  readonly prescription?: 'electronic' | 'paper' | null;
  readonly consents?: AnswerConsents | null;
}

const PRESCRIPTION_CODES = { electronic: '1', paper: '2' } as const;

/** The body of an answer about one person. @spec eligibility.md §7.2 */
export function answerBody({ code, results, messages }: Looked, extras: AnswerExtras): BulkConfirmUnit {
  const [message] = messages;
  const { prescription = null } = extras;
  return {
    processingResultStatus: '1',
    ...present({
      processingResultCode: message?.code,
      processingResultMessage: messages.map(({ text }) => text).join(' ') || null,
      qualificationValidity: code,
      referenceNumber: extras.referenceNumber,
      prescriptionIssueSelect: prescription === null ? null : PRESCRIPTION_CODES[prescription],
      search: extras.search,
    }),
    results: results.map((one) => toQualificationResult(one, extras.consents ?? null)),
  };
}

/** An answer about a person who could not be asked about. */
export const errorBody = (code: string, message: string, search: SearchEcho): BulkConfirmUnit => ({
  processingResultStatus: '2',
  processingResultCode: code,
  processingResultMessage: message,
  search,
  results: [],
});
