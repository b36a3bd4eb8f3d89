import { ageOn, type LocalDate } from '@tsunagu/ids';
import AGE_CLASSES from './age-classes.json' with { type: 'json' };
import RECHECK from './recheck.json' with { type: 'json' };

export type AgeClass = 'preschool' | 'general' | 'seventy' | 'seventy-five';

/**
 * The age class of a day of service. An age is completed on the eve of the birthday, so whoever is born on the first of a
 * month enters the class of 70 with that month, and whoever is born on 1 April is of school age a year earlier.
 */
export function ageClassOn(birthDate: string, date: string): AgeClass {
  const birth = birthDate as LocalDate;
  const day = date as LocalDate;
  if (ageOn(birth, day) >= 75) return 'seventy-five';
  const monthStart = `${date.slice(0, 7)}-01` as LocalDate;
  // 70 was completed on the eve of the birthday, in an earlier month than that of the service.
  if (ageOn(birth, monthStart) >= 70) return 'seventy';
  const schoolYearStart = (
    date.slice(5) >= '04-01' ? `${date.slice(0, 4)}-04-01` : `${Number(date.slice(0, 4)) - 1}-04-01`
  ) as LocalDate;
  return ageOn(birth, schoolYearStart) >= 6 ? 'general' : 'preschool';
}

interface AgeRule {
  readonly class: string;
  readonly ratioPercent: number;
  /** First day, and the first day on which it no longer holds. */
  readonly from: string;
  readonly to: string | null;
}
const RULES: readonly AgeRule[] = AGE_CLASSES.rules;

/** The share of somebody of that age on that day, in percent; of an ordinary income. */
export function ratioByAge(birthDate: string, date: string): number {
  const ageClass = ageClassOn(birthDate, date);
  const rule = RULES.find(
    ({ class: one, from, to }) => one === ageClass && from <= date && (to === null || date < to),
  );
  if (rule === undefined) throw new RangeError('no share is known for that day');
  return rule.ratioPercent;
}

/** When to ask again after the n-th check (0 = none yet); null when staff have to see to it. @spec eligibility.md §8.3 */
export function nextCheck(createdAt: Date, checks: number, afterDays: readonly number[]): Date | null {
  const days = afterDays[checks];
  return days === undefined ? null : new Date(createdAt.getTime() + days * 86_400_000);
}

export const DEFAULT_RECHECK_DAYS: readonly number[] = RECHECK.afterDays;
export const RECHECK_SETTING = RECHECK.setting;

/** Days as the setting holds them, `1,3,7`; null when it holds anything else. */
export function parseRecheckDays(text: string): readonly number[] | null {
  const days = text.split(',').map((one) => Number(one.trim()));
  const rising = days.every((day, at) => Number.isInteger(day) && day > (days[at - 1] ?? 0));
  return rising && days.length > 0 ? days : null;
}

/**
 * What the patient pays more (positive) or gets back (negative) when the right share differs, in yen. Shares are rounded to
 * ten yen, halves up. @spec 健康保険法 §75
 */
export const differenceYen = (totalYen: number, charged: number, right: number): number =>
  shareYen(totalYen, right) - shareYen(totalYen, charged);

const shareYen = (totalYen: number, ratioPercent: number): number =>
  Math.floor((totalYen * ratioPercent + 500) / 1000) * 10;
