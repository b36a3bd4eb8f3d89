import { byteString } from '../../byte-string.ts';
import { catalogue, mustGet } from '../../masters/catalogue.ts';
import type { CareDay, Diagnosis, Donor, Line, Unit } from '../care/care.ts';
import { compact } from '../dates.ts';
import { burdenOf, claimType, confirmationRecords, dayColumns, payerRecords } from './claim-head.ts';
import type { MedicalDraft, RenderedClaim } from './drafts.ts';

/** A unit with all the days of the month on which it was billed. */
interface MonthUnit {
  readonly unit: Unit;
  readonly counts: Map<number, number>;
  readonly order: number;
}

const MEALS = '97';
/** Categories whose units may share one group; every other unit opens its own. */
const SHARED_GROUPS = new Set(['60', '70', '80']);
/** Well below the 98 lines that may follow each other with a blank 診療識別. */
const MAX_BLANK_RUN = 60;
const BLANK_COMMENTS = ','.repeat(6);

const dayOf = (date: string): number => Number(date.slice(8));

/** Equal units of several days become one line with several day columns. */
function unitsOf(days: readonly Pick<CareDay, 'date' | 'units'>[]): MonthUnit[] {
  const merged = new Map<string, MonthUnit>();
  for (const { date, units } of days) {
    const day = dayOf(date);
    for (const unit of units) {
      const known = merged.get(unit.signature);
      if (known === undefined) {
        merged.set(unit.signature, { unit, counts: new Map([[day, unit.times]]), order: merged.size });
      } else {
        known.counts.set(day, (known.counts.get(day) ?? 0) + unit.times);
      }
    }
  }
  return [...merged.values()].sort(
    (a, b) => Number(a.unit.category) - Number(b.unit.category) || a.order - b.order,
  );
}

const timesOf = ({ counts }: MonthUnit): number => {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
};

function lineRecord(line: Line, category: string, burden: string, closing: string, days: string): string {
  const head = `${line.type},${category},${burden},${line.code},${line.quantity},${closing}`;
  if (line.type !== 'TO') return `${head}${BLANK_COMMENTS},${days}`;
  return `${head},,${line.unitPrice},,${BLANK_COMMENTS},${days}`;
}

/** Prints units so that points stand on the last line of each. @spec claims.md §5.1 */
function unitRecords(units: readonly MonthUnit[], burden: string): string[] {
  const records: string[] = [];
  let previous = '';
  let blanks = 0;
  for (const monthUnit of units) {
    const { category, lines, points, comment } = monthUnit.unit;
    const times = timesOf(monthUnit);
    const days = dayColumns(monthUnit.counts);
    const joins =
      comment === null && category === previous && SHARED_GROUPS.has(category) && blanks < MAX_BLANK_RUN;
    let ident = joins ? '' : category;
    if (comment !== null) {
      records.push(`CO,${ident},${burden},${comment.code},${byteString(comment.text)}`);
      ident = '';
    }
    blanks = joins ? blanks + lines.length : 0;
    lines.forEach((line, index) => {
      const last = index === lines.length - 1;
      records.push(lineRecord(line, ident, burden, `${last ? points : ''},${times}`, days));
      ident = '';
    });
    previous = category;
  }
  return records;
}

function diseaseRecords(days: readonly CareDay[]): string[] {
  const known = new Map<string, Diagnosis>();
  for (const { diagnoses } of days) {
    for (const diagnosis of diagnoses) {
      const key = `${diagnosis.key}/${diagnosis.startDate}`;
      if (!known.has(key)) known.set(key, diagnosis);
    }
  }
  return [...known.values()].map((diagnosis, index) => diseaseRecord(diagnosis, index === 0));
}

function diseaseRecord({ key, startDate }: Diagnosis, main: boolean): string {
  const { code } = mustGet(catalogue().diseases, key);
  return `SY,${code},${compact(startDate)},1,,,${main ? '01' : ''},`;
}

const pointsOf = (units: readonly MonthUnit[]): number =>
  units.reduce((sum, unit) => sum + unit.unit.points * timesOf(unit), 0);

/** TI to the last line of a living donor in the same institution. @spec claims.md §4.3 */
function donorRecords(donor: Donor, date: string, admission: string | null, burden: string): string[] {
  const units = unitsOf([{ date, units: [...donor.units] }]);
  const type = admission === null ? '1992' : '1991';
  const stay = admission === null ? '' : compact(admission);
  return [
    `TI,1,1${','.repeat(7)}`,
    `TR,1,${type},${compact(date).slice(0, 6)},,${donor.sex},${compact(donor.birthDate)},,${stay}${','.repeat(9)}`,
    `TS,1,${pointsOf(units)},,`,
    diseaseRecord(donor.diagnosis, true),
    ...unitRecords(units, burden),
  ];
}

function claimRecord(draft: MedicalDraft, claimNo: number, admission: string | null): string {
  const { person, payer, month, inpatient } = draft;
  const type = claimType({ table: '1', person, payer, month, inpatient });
  const stay = admission === null ? '' : compact(admission);
  const search = draft.special === 'resubmitted' ? SEARCH_NUMBER : '';
  const who = `${byteString(person.name)},${person.sex},${compact(person.birthDate)}`;
  const head = `RE,${claimNo},${type},${compact(month)},${who},,${stay}`;
  return `${head}${','.repeat(10)}${search}${','.repeat(18)}${byteString(person.kana)},`;
}

/** 検索番号 of a resubmitted claim, given by the payer: here visibly made up. */
const SEARCH_NUMBER = '99990000000000001';

/**
 * Prints one 医科 claim: RE HO KO SN JD SY lines donor.
 * @spec claims.md §2.3, §4, §5
 */
export function renderMedicalClaim(draft: MedicalDraft, claimNo: number): RenderedClaim {
  const { payer, days } = draft;
  const burden = burdenOf(payer);
  const units = unitsOf(days);
  const care = units.filter(({ unit }) => unit.category !== MEALS);
  const meals = units.filter(({ unit }) => unit.category === MEALS);
  const points = pointsOf(care);
  const dates = [...new Set(days.map((day) => dayOf(day.date)))].sort((a, b) => a - b);
  const totals = {
    days: dates.length,
    points,
    meals: meals.reduce((sum, unit) => sum + timesOf(unit), 0),
    mealYen: pointsOf(meals),
  };
  const admission = days[0]?.admission ?? null;
  const records = [
    claimRecord(draft, claimNo, admission),
    ...payerRecords('1', payer, totals),
    ...confirmationRecords(payer, dates),
    ...diseaseRecords(days),
    ...unitRecords(units, burden),
  ];
  for (const { donor, date } of days) {
    if (donor !== null) records.push(...donorRecords(donor, date, admission, burden));
  }
  return { records, payers: payer.beneficiary === null ? 1 : 2, points };
}
