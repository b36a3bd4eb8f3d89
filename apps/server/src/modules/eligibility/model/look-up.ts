import type { PersonId } from '../../registry/index.ts';
import { type CoverageVersion, coversOn, PUBLIC_ASSISTANCE } from './coverage.ts';

/** @spec eligibility.md §7.4 (OQSCD006) */
export const VALIDITY_CODES = {
  valid: '1',
  lost: '2',
  superseded: '3',
  'not-found': '4',
  ambiguous: '5',
  'valid-unregistered': '6',
} as const;
export type LookUpState = keyof typeof VALIDITY_CODES;

/** Numbers as typed or read; `branch` '' when unknown. */
export interface NumbersQuestion {
  readonly mode: 'numbers';
  readonly numberKey: string;
  readonly branch: string;
  readonly birthDate: string;
}

export type LookUpQuestion = (NumbersQuestion | { readonly mode: 'card' }) & {
  /** The day for which is asked. */
  readonly date: string;
  /** The institution that asks, for tickets of public assistance. */
  readonly facilityCode: string | null;
};

export type LookUpRemark = 'overlap' | 'not-yet-valid' | 'branch-needed';

export interface LookUpResult {
  readonly state: LookUpState;
  /** The person meant, also where nothing is valid; null when nobody or several. */
  readonly personId: PersonId | null;
  /** What may be shown. */
  readonly results: readonly CoverageVersion[];
  readonly remarks: readonly LookUpRemark[];
}

const newestFirst = (a: CoverageVersion, b: CoverageVersion): number =>
  compare(b.facts.validFrom, a.facts.validFrom) || b.registeredAt.getTime() - a.registeredAt.getTime();

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const isAssistance = ({ facts }: CoverageVersion): boolean => facts.cardClass === PUBLIC_ASSISTANCE;

const answer = (
  state: LookUpState,
  results: readonly CoverageVersion[],
  remarks: readonly LookUpRemark[] = [],
): LookUpResult => ({ state, personId: results[0]?.personId ?? null, results, remarks });

/**
 * The answer to "is this person covered on that day, as far as was known then". `known`: what was known then of everybody
 * whom the question could mean, see `asKnownAt`. Pure. @spec eligibility.md §3.1, §7.4, §8.1
 */
export function lookUp(known: readonly CoverageVersion[], question: LookUpQuestion): LookUpResult {
  return question.mode === 'card' ? byCard(known, question) : byNumbers(known, question);
}

/** The eligibility registered at this moment, whatever the insurer. */
function byCard(known: readonly CoverageVersion[], question: LookUpQuestion): LookUpResult {
  const all = known.toSorted(newestFirst);
  const [newest] = all;
  if (newest === undefined) return answer('not-found', []);
  const covering = all.filter((one) => coversOn(one, question.date));
  const insurances = covering.filter((one) => !isAssistance(one));
  const assistance = covering.filter(isAssistance).slice(0, 1);
  const shown = [...insurances.slice(0, 1), ...assistance];
  if (shown.length > 0) {
    const state = insurances.length === 0 ? stateOfAssistance(assistance, question) : 'valid';
    return answer(state, shown, insurances.length > 1 ? ['overlap'] : []);
  }
  const past = all.filter(({ facts }) => facts.validFrom <= question.date);
  return past.length > 0 ? answer('lost', past.slice(0, 1)) : answer('lost', [newest], ['not-yet-valid']);
}

/** Validity of the numbers asked for, never the person's newest eligibility. */
function byNumbers(
  known: readonly CoverageVersion[],
  question: LookUpQuestion & NumbersQuestion,
): LookUpResult {
  const asked = matching(known, question).toSorted(newestFirst);
  const people = new Set(asked.map(({ personId }) => personId));
  const [personId] = people;
  if (personId === undefined) return answer('not-found', []);
  if (people.size > 1) return { state: 'ambiguous', personId: null, results: [], remarks: ['branch-needed'] };
  const covering = asked.filter((one) => coversOn(one, question.date));
  const others = known.filter(
    (one) => one.personId === personId && !asked.includes(one) && !isAssistance(one),
  );
  const elsewhere = others.filter((one) => coversOn(one, question.date));
  const [valid] = covering;
  if (valid !== undefined) {
    if (isAssistance(valid)) return answer(stateOfAssistance([valid], question), [valid]);
    return answer('valid', [valid], elsewhere.length > 0 ? ['overlap'] : []);
  }
  const past = asked.filter(({ facts }) => facts.validFrom <= question.date);
  const [last] = past;
  if (last === undefined) return answer('lost', asked.slice(0, 1), ['not-yet-valid']);
  const newer = elsewhere.some(({ facts }) => facts.validFrom >= last.facts.validFrom);
  return answer(newer && !isAssistance(last) ? 'superseded' : 'lost', [last]);
}

/** An unknown branch on either side agrees with any; an exact one wins. @spec eligibility.md §2.2 */
function matching(known: readonly CoverageVersion[], question: NumbersQuestion): CoverageVersion[] {
  const same = known.filter(
    ({ numberKey, birthDate }) => numberKey === question.numberKey && birthDate === question.birthDate,
  );
  const exact = same.filter(({ branch }) => branch === question.branch && branch !== '');
  return exact.length > 0 ? exact : same.filter(({ branch }) => branch === '' || question.branch === '');
}

/**
 * Public assistance without a ticket for the month at this institution is valid and not registered.
 * @spec eligibility.md §7.4 (code 6, unverified)
 */
function stateOfAssistance(
  [assistance]: readonly CoverageVersion[],
  { date, facilityCode }: LookUpQuestion,
): LookUpState {
  const month = date.slice(0, 7);
  const ticketed = assistance?.facts.publicExpense.some(
    ({ medicalTreatmentMonth, designatedMedicalInstitutionCode: code }) =>
      medicalTreatmentMonth === month && (code === undefined || code === facilityCode),
  );
  return ticketed === true ? 'valid' : 'valid-unregistered';
}
