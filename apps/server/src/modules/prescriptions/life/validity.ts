import { addDays, type LocalDate, parseLocalDate } from '@tsunagu/ids';
import { dateInTokyo } from '../../../kernel/clock.ts';
import type { State } from '../model/transitions.ts';
import rules from './rules.json' with { type: 'json' };

/** As much of a prescription as its days depend on; days `YYYY-MM-DD`, in Japan. */
export interface Dated {
  readonly state: State;
  readonly issuedOn: string;
  readonly usableUntil: string;
  readonly currentUse: number;
  readonly dueOn: string | null;
}

/** Both days inclusive. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

const shift = (day: string, days: number): string => {
  const date: LocalDate | null = parseLocalDate(day);
  return date === null ? day : addDays(date, days);
};

/** The last day of the first use: the day of issue counts, unless record 52 gives a day. @spec prescriptions.md §4 */
export const lastDayOf = (issuedOn: string, usableUntil: string | null): string =>
  usableUntil ?? shift(issuedOn, rules.validDays);

/**
 * The days on which a later use may be taken: seven before to seven after the day on which it is due, both included.
 * Null for the first use. @spec prescriptions.md §4
 */
export const refillWindow = ({ currentUse, dueOn }: Pick<Dated, 'currentUse' | 'dueOn'>): Days | null =>
  currentUse <= 1 || dueOn === null
    ? null
    : { from: shift(dueOn, -rules.refill.daysBefore), to: shift(dueOn, rules.refill.daysAfter) };

/** The days of the use that is waited for. */
const daysOf = (row: Dated): Days => refillWindow(row) ?? { from: row.issuedOn, to: row.usableUntil };

export type Usable = 'usable' | 'too-early' | 'expired';

/** Whether its days allow it to be received at that instant, whatever its state. @spec prescriptions.md §3.1, §4 */
export function usableOn(row: Dated, now: Date): Usable {
  const today = dateInTokyo(now);
  const { from, to } = daysOf(row);
  if (today < from) return 'too-early';
  return today > to ? 'expired' : 'usable';
}

/** Not yet received and its days are over: derived whenever it is asked for, stored nowhere. @spec prescriptions.md §3.1 */
export const expired = (row: Dated, now: Date): boolean =>
  row.state === 'open' && usableOn(row, now) === 'expired';
