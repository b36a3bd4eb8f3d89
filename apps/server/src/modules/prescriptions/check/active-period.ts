import { type CheckRules, checkRules } from './check-rules.ts';

const DAY_MS = 86_400_000;

/** `days` after a day; both `YYYY-MM-DD`. */
export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** Whole days from one day to another, negative when it lies before. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);

/**
 * First and last day, both inclusive, on which a drug counts as taken. `startedOn`: day of dispensing, else of the
 * prescription; `form` and `quantity`: 剤形区分 and 調剤数量 of a prescription. @spec prescriptions.md §5.1
 */
export function activePeriod(
  {
    startedOn,
    form,
    quantity,
  }: {
    readonly startedOn: string;
    readonly form: string | null;
    readonly quantity: number | null;
  },
  rules: CheckRules = checkRules,
): { readonly from: string; readonly to: string } {
  const byQuantity =
    form !== null && rules.daysByQuantity.includes(form) && quantity !== null && quantity > 0;
  const days = byQuantity ? quantity : (rules.flatDays[form ?? 'other'] ?? rules.flatDays.other);
  return { from: startedOn, to: dayAfter(startedOn, rules.lastDayInclusive ? days - 1 : days) };
}
