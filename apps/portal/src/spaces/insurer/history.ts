import type { Coverage } from '../../api/eligibility-types.ts';
import type { CoverageVersion } from '../../api/insurer-types.ts';
import { dayOfInstant, toDay } from '../../lib/dates.ts';

/** Fields whose change is told in the history; certificates are told as a whole. */
const FIELDS = [
  'name',
  'kana',
  'birthDate',
  'sex',
  'symbol',
  'number',
  'branch',
  'relation',
  'insuredName',
  'address',
  'postNumber',
  'cardClass',
  'validFrom',
  'validTo',
  'reasonOfLoss',
  'ratioPercent',
] as const;
export type ToldField = (typeof FIELDS)[number];

export interface FieldChange {
  readonly field: ToldField;
  readonly from: string;
  readonly to: string;
}

const textOf = (value: string | number | null): string => (value === null ? '' : String(value));

/** What one version says differently from the one before. */
export function changesBetween(before: Coverage, after: Coverage): readonly FieldChange[] {
  return FIELDS.filter((field) => before[field] !== after[field]).map((field) => ({
    field,
    from: textOf(before[field]),
    to: textOf(after[field]),
  }));
}

/** Days by which the news came after the day from which it holds; 0 or less: in time. */
export function lateDays({ change, registeredAt, values }: CoverageVersion): number | null {
  if (change === 'corrected') return null;
  const since = change === 'closed' ? values.validTo : values.validFrom;
  return since === null ? null : dayOfInstant(registeredAt) - toDay(since);
}

/** A bar of legal time on a common scale, in percent from the left; `open` has no end. */
export interface Bar {
  readonly left: number;
  readonly width: number;
  readonly open: boolean;
  /** Where on the same scale the insurer told it. */
  readonly told: number;
}

/** One bar per version, on one scale from the first begin to today or the last day named, whichever is later. */
export function barsOf(history: readonly CoverageVersion[], today: number): readonly Bar[] {
  const days = history.flatMap(({ registeredAt, values }) => [
    toDay(values.validFrom),
    dayOfInstant(registeredAt),
    ...(values.validTo === null ? [] : [toDay(values.validTo)]),
  ]);
  const first = Math.min(...days, today);
  const span = Math.max(Math.max(...days, today) - first, 1);
  const at = (day: number) => ((day - first) / span) * 100;
  return history.map(({ registeredAt, values }) => {
    const left = at(toDay(values.validFrom));
    const right = values.validTo === null ? 100 : at(toDay(values.validTo));
    return {
      left,
      width: Math.max(right - left, 0.5),
      open: values.validTo === null,
      told: at(dayOfInstant(registeredAt)),
    };
  });
}
