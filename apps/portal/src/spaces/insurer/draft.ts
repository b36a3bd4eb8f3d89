import type { Coverage } from '../../api/eligibility-types.ts';
import type { CoverageDraft, CoverageFinding } from '../../api/insurer-types.ts';
import { isDate } from '../../lib/dates.ts';
import { readDate } from '../../lib/read-date.ts';

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
  const { validFrom = '', validTo = '' } = read;
  if (validTo !== '' && validFrom !== '' && validTo < validFrom)
    faults.validTo = 'insurer.fault.endBeforeBegin';
  if (validTo !== '' && draft.reasonOfLoss === '') faults.reasonOfLoss = 'insurer.fault.needed';
  return { draft: { ...draft, ...read }, faults };
}

/** Findings that stop a registration, at their fields. */
export function refusedFields(findings: readonly CoverageFinding[]): ReadonlyMap<string, string> {
  return new Map(
    findings.flatMap(({ severity, column, code }) =>
      severity === 'refused' && column !== null ? [[column, code]] : [],
    ),
  );
}
