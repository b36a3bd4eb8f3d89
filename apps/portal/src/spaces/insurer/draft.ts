import { ApiError } from '../../api/client.ts';
import type { Coverage } from '../../api/eligibility-types.ts';
import type { CoverageInput } from '../../api/insurer-types.ts';
import { isDate } from '../../lib/dates.ts';
import { readDate } from '../../lib/read-date.ts';

/** The fields of the form: texts as they were typed; '' = left out. */
export interface CoverageDraft {
  readonly cardClass: string;
  readonly symbol: string;
  readonly number: string;
  readonly branch: string;
  readonly relation: string;
  readonly insuredName: string;
  readonly name: string;
  readonly kana: string;
  readonly sex: string;
  readonly birthDate: string;
  readonly postNumber: string;
  readonly address: string;
  readonly validFrom: string;
  readonly validTo: string;
  readonly reasonOfLoss: string;
  readonly ratioPercent: string;
  readonly elderlyValidFrom: string;
  readonly elderlyValidTo: string;
  readonly elderlyRatioPercent: string;
  readonly limitClassification: string;
  readonly limitFlag: string;
  readonly limitValidFrom: string;
  readonly limitValidTo: string;
  readonly disease: string;
  readonly diseaseValidFrom: string;
  readonly diseaseValidTo: string;
  readonly diseaseSelfPayYen: string;
  readonly previousInsurerNumber: string;
  readonly previousSymbol: string;
  readonly previousNumber: string;
  readonly previousBranch: string;
}

export type DraftField = keyof CoverageDraft;

export const EMPTY_DRAFT: CoverageDraft = {
  cardClass: '01',
  symbol: '',
  number: '',
  branch: '',
  relation: 'insured',
  insuredName: '',
  name: '',
  kana: '',
  sex: '',
  birthDate: '',
  postNumber: '',
  address: '',
  validFrom: '',
  validTo: '',
  reasonOfLoss: '',
  ratioPercent: '30',
  elderlyValidFrom: '',
  elderlyValidTo: '',
  elderlyRatioPercent: '',
  limitClassification: '',
  limitFlag: '',
  limitValidFrom: '',
  limitValidTo: '',
  disease: '',
  diseaseValidFrom: '',
  diseaseValidTo: '',
  diseaseSelfPayYen: '',
  previousInsurerNumber: '',
  previousSymbol: '',
  previousNumber: '',
  previousBranch: '',
};

/** What is registered, as the form for correcting it begins. */
export function draftOf(coverage: Coverage): CoverageDraft {
  const { elderly, limitCertificate: limit } = coverage;
  const [disease] = coverage.specificDiseases;
  const text = (value: number | string | null | undefined) => (value == null ? '' : String(value));
  return {
    ...EMPTY_DRAFT,
    cardClass: coverage.cardClass,
    symbol: coverage.symbol,
    number: coverage.number,
    branch: coverage.branch,
    relation: coverage.relation,
    insuredName: text(coverage.insuredName),
    name: coverage.name,
    kana: coverage.kana,
    sex: coverage.sex,
    birthDate: coverage.birthDate,
    postNumber: text(coverage.postNumber),
    address: text(coverage.address),
    validFrom: coverage.validFrom,
    validTo: text(coverage.validTo),
    reasonOfLoss: text(coverage.reasonOfLoss),
    ratioPercent: text(coverage.ratioPercent),
    elderlyValidFrom: text(elderly?.validFrom),
    elderlyValidTo: text(elderly?.validTo),
    elderlyRatioPercent: text(elderly?.ratioPercent),
    limitClassification: text(limit?.classification),
    limitFlag: text(limit?.flag),
    limitValidFrom: text(limit?.validFrom),
    limitValidTo: text(limit?.validTo),
    disease: text(disease?.disease),
    diseaseValidFrom: text(disease?.validFrom),
    diseaseValidTo: text(disease?.validTo),
    diseaseSelfPayYen: text(disease?.selfPayYen),
  };
}

const DATES: readonly DraftField[] = [
  'validFrom',
  'validTo',
  'elderlyValidFrom',
  'elderlyValidTo',
  'limitValidFrom',
  'limitValidTo',
  'diseaseValidFrom',
  'diseaseValidTo',
];
const AMOUNT = /^[\d\s,円]*$/;
const NEEDED: readonly DraftField[] = ['number', 'name', 'sex', 'birthDate', 'validFrom'];

/** Message keys of what has to be corrected before anything is sent. */
export type DraftFaults = Partial<Record<DraftField, string>>;

/** Dates as the server wants them, and what can be told without the server. */
export function checkDraft(draft: CoverageDraft): {
  readonly draft: CoverageDraft;
  readonly faults: DraftFaults;
} {
  const faults: DraftFaults = {};
  const read: Partial<Record<DraftField, string>> = {};
  for (const field of DATES) {
    const date = readDate(draft[field]);
    if (date === null) faults[field] = 'insurer.fault.date';
    else read[field] = date;
  }
  for (const field of NEEDED) if (draft[field].trim() === '') faults[field] = 'insurer.fault.needed';
  if (draft.birthDate !== '' && !isDate(draft.birthDate)) faults.birthDate = 'insurer.fault.date';
  if (!AMOUNT.test(draft.diseaseSelfPayYen.normalize('NFKC')))
    faults.diseaseSelfPayYen = 'insurer.fault.amount';
  const { validFrom = '', validTo = '' } = read;
  if (validTo !== '' && validFrom !== '' && validTo < validFrom)
    faults.validTo = 'insurer.fault.endBeforeBegin';
  if (validTo !== '' && draft.reasonOfLoss === '') faults.reasonOfLoss = 'insurer.fault.needed';
  return { draft: { ...draft, ...read }, faults };
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());
const digitsOrNull = (text: string): number | null => {
  const digits = text.normalize('NFKC').replace(/[\s,円]/g, '');
  return /^\d{1,9}$/.test(digits) ? Number(digits) : null;
};

/**
 * A checked form as the server takes it. What the form does not show of a coverage that is corrected (`before`) stays
 * as it was; further diseases that are not named stay too.
 */
export function inputOf(draft: CoverageDraft, before: Coverage | null): CoverageInput {
  const [disease] = before?.specificDiseases ?? [];
  return {
    cardClass: draft.cardClass,
    symbol: draft.symbol.trim(),
    number: draft.number.trim(),
    branch: orNull(draft.branch),
    relation: draft.relation,
    insuredName: draft.relation === 'family' ? orNull(draft.insuredName) : null,
    name: draft.name.trim(),
    kana: draft.kana.trim(),
    sex: draft.sex,
    birthDate: draft.birthDate,
    postNumber: orNull(draft.postNumber),
    address: orNull(draft.address),
    validFrom: draft.validFrom,
    validTo: orNull(draft.validTo),
    reasonOfLoss: orNull(draft.reasonOfLoss),
    ratioPercent: digitsOrNull(draft.ratioPercent),
    preschool: before?.preschool ?? false,
    cardIssuedOn: before?.cardIssuedOn ?? null,
    cardValidFrom: before?.cardValidFrom ?? null,
    cardValidTo: before?.cardValidTo ?? null,
    ...certificatesOf(draft, before, disease),
    previous:
      draft.previousNumber.trim() === '' && draft.previousInsurerNumber.trim() === ''
        ? null
        : {
            insurerNumber: orNull(draft.previousInsurerNumber),
            symbol: orNull(draft.previousSymbol),
            number: orNull(draft.previousNumber),
            branch: orNull(draft.previousBranch),
          },
  };
}

function certificatesOf(
  draft: CoverageDraft,
  before: Coverage | null,
  disease: Coverage['specificDiseases'][number] | undefined,
): Pick<CoverageInput, 'elderly' | 'limitCertificate' | 'specificDiseases'> {
  const period = (from: string, to: string, issuedOn: string | null | undefined) => ({
    issuedOn: issuedOn ?? null,
    validFrom: orNull(from),
    validTo: orNull(to),
  });
  return {
    elderly:
      draft.elderlyRatioPercent === ''
        ? null
        : {
            ...period(draft.elderlyValidFrom, draft.elderlyValidTo, before?.elderly?.issuedOn),
            ratioPercent: digitsOrNull(draft.elderlyRatioPercent),
          },
    limitCertificate:
      draft.limitFlag === '' && draft.limitClassification === ''
        ? null
        : {
            ...period(draft.limitValidFrom, draft.limitValidTo, before?.limitCertificate?.issuedOn),
            classification: orNull(draft.limitClassification),
            flag: orNull(draft.limitFlag),
            longTermDate: before?.limitCertificate?.longTermDate ?? null,
          },
    specificDiseases:
      draft.disease === ''
        ? []
        : [
            {
              ...period(draft.diseaseValidFrom, draft.diseaseValidTo, disease?.issuedOn),
              disease: draft.disease,
              selfPayYen: digitsOrNull(draft.diseaseSelfPayYen),
            },
          ],
  };
}

/** Codes of what refuses a coverage, by the fields to which the server gives them. */
export function refusalsOf(error: unknown): Readonly<Record<string, string>> {
  return error instanceof ApiError && error.code === 'COVERAGE_REFUSED' ? error.fields : {};
}
