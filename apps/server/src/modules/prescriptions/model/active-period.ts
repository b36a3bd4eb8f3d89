import { addDays, parseLocalDate } from '@tsunagu/ids';
import rules from './active-period.json' with { type: 'json' };

const BY_QUANTITY: ReadonlySet<string> = new Set(rules.daysByQuantity);
const FLAT: Readonly<Record<string, number | undefined>> = rules.flatDaysByForm;

export interface ActivePeriod {
  /** First and last day, both inclusive. */
  readonly from: string;
  readonly to: string;
}

/**
 * The days on which a drug is taken that was given on `from` (`YYYY-MM-DD`): by its quantity where that counts days,
 * else a flat number. A day that is none makes a period of nothing but itself.
 * @spec prescriptions.md §5.1
 */
export function activePeriod(from: string, form: string | null, quantity: number | null): ActivePeriod {
  const day = parseLocalDate(from);
  if (day === null) return { from, to: from };
  const days = Math.min(daysOf(form, quantity), rules.mostDays);
  return { from, to: addDays(day, days - (rules.lastDayCounts ? 1 : 0)) };
}

function daysOf(form: string | null, quantity: number | null): number {
  const counted = form !== null && BY_QUANTITY.has(form) && quantity !== null && quantity >= 1;
  return counted ? Math.ceil(quantity) : (FLAT[form ?? ''] ?? rules.flatDays);
}
