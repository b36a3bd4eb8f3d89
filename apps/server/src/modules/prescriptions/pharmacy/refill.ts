import { addDays, parseLocalDate } from '@tsunagu/ids';

/** 剤形区分 whose 調剤数量 counts days. @spec prescriptions.md §6.4 */
const COUNTED_IN_DAYS: ReadonlySet<string> = new Set(['1', '4']);

interface Supplied {
  readonly form: string;
  readonly quantity: number;
}

/**
 * 次回調剤予定日: the day of dispensing plus the days supplied, `YYYY-MM-DD`. Drugs of one refill prescription are
 * supplied for equally long; where they are not, those that last longest count. Null where nothing is counted in days.
 * @spec prescriptions.md §4
 */
export function nextDispensingOn(dispensedOn: string, groups: readonly Supplied[]): string | null {
  const days = groups.filter(({ form }) => COUNTED_IN_DAYS.has(form)).map(({ quantity }) => quantity);
  const day = parseLocalDate(dispensedOn);
  return day === null || days.length === 0 ? null : addDays(day, Math.max(...days));
}

/** What the pharmacist says of the next use of a refill prescription. */
export interface RefillDraft {
  readonly nextOn: string | null;
  /** 調剤終了区分: no further use, although uses may be left. */
  readonly finished: boolean;
}

export interface RefillStand {
  readonly totalUses: number;
  /** The use that this result answers, from 1. */
  readonly use: number;
  readonly dispensedOn: string;
  readonly groups: readonly Supplied[];
}

/** What record 521 says, and so what becomes of the prescription. */
export type RefillOutcome =
  | { readonly kind: 'none' }
  | { readonly kind: 'finished'; readonly use: number }
  | { readonly kind: 'more-to-come'; readonly use: number; readonly nextOn: string }
  /** More uses are left, and nobody can say when: the day has to be given. */
  | { readonly kind: 'day-missing' }
  | { readonly kind: 'day-impossible' };

/** Decides what follows a result. @spec prescriptions.md §3.1, §4 */
export function afterResult(
  { totalUses, use, dispensedOn, groups }: RefillStand,
  draft: RefillDraft | null,
): RefillOutcome {
  if (totalUses < 2) return { kind: 'none' };
  if (use >= totalUses || draft?.finished === true) return { kind: 'finished', use };
  const nextOn = draft?.nextOn ?? nextDispensingOn(dispensedOn, groups);
  if (nextOn === null) return { kind: 'day-missing' };
  return parseLocalDate(nextOn) === null || nextOn <= dispensedOn
    ? { kind: 'day-impossible' }
    : { kind: 'more-to-come', use, nextOn };
}
