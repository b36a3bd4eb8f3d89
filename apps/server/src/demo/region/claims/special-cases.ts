import { drugUnit } from '../care/care.ts';
import type { Person } from '../population.ts';
import type { Draft, MedicalDraft, PharmacyDraft, RenderedClaim, SpecialCase } from './drafts.ts';

/** In no master: shows what happens to a drug that cannot be resolved. */
export const UNKNOWN_DRUG_CODE = '699999991';
/** 番号 that no insurer knows: the claim waits in the work list. */
const UNKNOWN_NUMBER = '99999999';

const editFirst = (
  records: readonly string[],
  matches: (record: string, before: string) => boolean,
  edit: (cells: string[]) => void,
): string[] => {
  const target = records.findIndex((record, index) => matches(record, records[index - 1] ?? ''));
  return records.map((record, index) => {
    if (index !== target) return record;
    const cells = record.split(',');
    edit(cells);
    return cells.join(',');
  });
};

/** An act line that is a unit of its own, so that nothing else is wrong when its 回数 is. */
const isSingleUnit = (record: string, before: string): boolean => {
  const closes = (line: string): boolean => line.split(',')[5] !== '';
  return record.startsWith('SI,') && closes(record) && (!/^(SI|IY|TO),/.test(before) || closes(before));
};

/** Changes the printed records of a claim that is meant to deviate. */
export function deviate(claim: RenderedClaim, special: SpecialCase): RenderedClaim {
  switch (special) {
    case 'day-sum':
      return {
        ...claim,
        records: editFirst(claim.records, isSingleUnit, (cells) => {
          cells[6] = String(Number(cells[6]) + 1);
        }),
      };
    case 'unknown-drug':
      return {
        ...claim,
        records: editFirst(
          claim.records,
          (record) => record.startsWith('IY,'),
          (cells) => {
            cells[2] = UNKNOWN_DRUG_CODE;
          },
        ),
      };
    case 'resubmitted':
    case 'unknown-person':
      return claim;
  }
}

export interface PlacedDraft {
  readonly draft: Draft;
  /** Months between the usual billing and the actual one. */
  readonly billedLateBy: number;
}

/** A claim of an earlier month, sent again later with a drip that had been forgotten. */
function resubmission(drafts: readonly Draft[], month: string): PlacedDraft[] {
  const earlier = drafts.find(
    (draft): draft is MedicalDraft => draft.kind === 'medical' && draft.month === month && !draft.inpatient,
  );
  if (earlier === undefined) return [];
  const [first, ...rest] = earlier.days;
  if (first === undefined) return [];
  const units = [...first.units, drugUnit('33', [['saline-500', 1]])];
  const days = [{ ...first, units }, ...rest];
  return [{ draft: { ...earlier, days, special: 'resubmitted' }, billedLateBy: 2 }];
}

function withUnknownNumber(person: Person): Person {
  const coverages = person.coverages.map((coverage) => ({ ...coverage, number: UNKNOWN_NUMBER }));
  return { ...person, id: 'unknown', name: '迷子坂　未詳', kana: 'マイゴザカミショウ', coverages };
}

/** A claim whose 番号 belongs to nobody, modelled on somebody's care. */
function unknownPerson(draft: MedicalDraft): PlacedDraft {
  const person = withUnknownNumber(draft.person);
  const coverage = { ...draft.payer.coverage, number: UNKNOWN_NUMBER };
  return {
    draft: { ...draft, person, payer: { coverage, beneficiary: null }, special: 'unknown-person' },
    billedLateBy: 0,
  };
}

const isOrdinary = (draft: Draft, month: string, facilityKey: string): boolean =>
  draft.month === month && draft.facility.key === facilityKey && draft.special === null;

/**
 * Marks and adds the few claims that make the work lists of the demo interesting. `months` are those
 * of the histories; the deviations stand in the last one, the corrected claim three months earlier.
 */
export function placeSpecialCases(drafts: readonly Draft[], months: readonly string[]): PlacedDraft[] {
  const last = months.at(-1) ?? '';
  const outpatient = drafts.filter(
    (draft): draft is MedicalDraft =>
      draft.kind === 'medical' && !draft.inpatient && draft.payer.beneficiary === null,
  );
  const broken = outpatient.find((draft) => isOrdinary(draft, last, 'ekimae-clinic'));
  if (broken !== undefined) broken.special = 'day-sum';
  const pharmacy = drafts.find(
    (draft): draft is PharmacyDraft => draft.kind === 'pharmacy' && draft.month === last,
  );
  if (pharmacy !== undefined) pharmacy.special = 'unknown-drug';
  const model = outpatient.find((draft) => isOrdinary(draft, last, 'minato-clinic'));
  const placed = drafts.map((draft) => ({ draft, billedLateBy: 0 }));
  return [
    ...placed,
    ...(model === undefined ? [] : [unknownPerson(model)]),
    ...resubmission(outpatient, months.at(-4) ?? ''),
  ];
}
