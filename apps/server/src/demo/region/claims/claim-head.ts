import { byteString } from '../../byte-string.ts';
import { CHILD_SUBSIDY_NUMBER, insurerNumberField } from '../../people/insurers.ts';
import { ageOn, dayIn, isPreschool } from '../dates.ts';
import type { Person } from '../population.ts';
import type { Payer } from './drafts.ts';

interface ClaimTypeInput {
  /** First digit of RE2: 1 医科, 4 調剤. */
  readonly table: '1' | '4';
  readonly person: Person;
  readonly payer: Payer;
  readonly month: string;
  readonly inpatient: boolean;
}

/** Fourth digit of RE2 for outpatients; inpatients have the odd one below it. */
function personDigit({ person, payer, month }: ClaimTypeInput): number {
  const { coverage } = payer;
  if (coverage.insurer.kind === 'elderly') return 8;
  const first = dayIn(month, 1);
  if (isPreschool(person.birthDate, first)) return 4;
  if (ageOn(person.birthDate, first) >= 70) return 8;
  return coverage.relation === 'insured' ? 2 : 6;
}

/** レセプト種別. @spec claims.md §6.1 */
export function claimType(input: ClaimTypeInput): string {
  const system = input.payer.coverage.insurer.kind === 'elderly' ? '3' : '1';
  const payers = input.payer.beneficiary === null ? '1' : '2';
  const digit = personDigit(input) - (input.inpatient ? 1 : 0);
  return `${input.table}${system}${payers}${digit}`;
}

/** 負担区分 of all lines: insurer alone, or insurer and first public payer. @spec claims.md §6.3 */
export const burdenOf = (payer: Payer): string => (payer.beneficiary === null ? '1' : '2');

export interface PayerTotals {
  /** 診療実日数 or 処方箋受付回数. */
  readonly days: number;
  readonly points: number;
  /** 食事回数 and 食事金額 in yen; 0 for outpatients. */
  readonly meals: number;
  readonly mealYen: number;
}

const orBlank = (value: number): string => (value === 0 ? '' : String(value));

/** HO and, where the child subsidy pays, KO. The widths differ between 医科 (15, 12) and 調剤 (14, 10). */
export function payerRecords(table: '1' | '4', payer: Payer, totals: PayerTotals): string[] {
  const { coverage, beneficiary } = payer;
  const { days, points, meals, mealYen } = totals;
  const who = `${insurerNumberField(coverage.insurer.number)},${byteString(coverage.symbol)},${coverage.number}`;
  const medical = table === '1';
  const rest = medical ? `,,${orBlank(meals)},${orBlank(mealYen)},,,,,,` : ','.repeat(8);
  const records = [`HO,${who},${days},${points}${rest}`];
  if (beneficiary !== null) {
    const tail = medical ? ','.repeat(6) : ','.repeat(4);
    records.push(`KO,${CHILD_SUBSIDY_NUMBER},${beneficiary},,${days},${points}${tail}`);
  }
  return records;
}

/** SN of the insurer and one JD per payer. @spec claims.md §4.1, §6.4 */
export function confirmationRecords(payer: Payer, days: readonly number[]): string[] {
  const columns = dayColumns(new Map(days.map((day) => [day, 1])));
  const records = [`SN,1,01,,,,${payer.coverage.branch},,`, `JD,1,${columns}`];
  if (payer.beneficiary !== null) records.push(`JD,2,${columns}`);
  return records;
}

const COMMAS = Array.from({ length: 32 }, (_, count) => ','.repeat(count));

/** The 31 day columns, blank where nothing happened. `counts` must be in ascending order of days. */
export function dayColumns(counts: ReadonlyMap<number, number>): string {
  let text = '';
  let last = 1;
  for (const [day, count] of counts) {
    text += `${COMMAS[day - last]}${count}`;
    last = day;
  }
  return text + COMMAS[31 - last];
}
