import { dayOf, daysBetween, daysInMonth, type LocalDate, type YearMonth } from '@tsunagu/ids';
import type { ListKind } from '@tsunagu/oqs';
import { type CoverageVersion, coversOn, PUBLIC_ASSISTANCE } from './coverage.ts';
import RULES from './requested-list.json' with { type: 'json' };

/** Lists that an institution asks for without naming anybody. @spec eligibility.md §5.1, §6 */
export type RequestedList = ListKind;

const REQUESTED: readonly string[] = ['home-visit', 'online', 'public-assistance'] satisfies RequestedList[];

export const isRequestedList = (kind: string): kind is RequestedList => REQUESTED.includes(kind);

const DAY_MS = 24 * 60 * 60 * 1000;
const TOKYO_MS = 9 * 60 * 60 * 1000;

/** The instant at which a day begins in Japan. */
export const dayBegins = (date: LocalDate): Date => new Date(Date.parse(date) - TOKYO_MS);

/** The instant at which it is over: the first one that no longer belongs to it. */
export const dayEnds = (date: LocalDate): Date => new Date(Date.parse(date) - TOKYO_MS + DAY_MS);

/**
 * The time within which an institution must have asked about somebody to find them on the list of a month: whoever no
 * longer comes does not go on being reported. `to` is exclusive.
 */
export function seenWithin(month: YearMonth): { readonly from: Date; readonly to: Date } {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const begin = (months: number) => new Date(Date.UTC(year, number - 1 + months) - TOKYO_MS);
  return { from: begin(-RULES.assistanceSeenMonths), to: begin(1) };
}

/**
 * The day of a month for which somebody on public assistance is asked about: of those on which it holds the one closest
 * to today. Null when there is none. `coverages`: the newest versions.
 */
export function assistedDay(
  coverages: readonly CoverageVersion[],
  { month, today }: { readonly month: YearMonth; readonly today: LocalDate },
): LocalDate | null {
  const assistance = coverages.filter(({ facts }) => facts.cardClass === PUBLIC_ASSISTANCE);
  const days = Array.from({ length: daysInMonth(month) }, (_, at) => dayOf(month, at + 1));
  let closest: LocalDate | null = null;
  for (const day of days) {
    if (day === null || !assistance.some((one) => coversOn(one, day))) continue;
    if (closest === null || distance(day, today) < distance(closest, today)) closest = day;
  }
  return closest;
}

const distance = (a: LocalDate, b: LocalDate): number => Math.abs(daysBetween(a, b));
