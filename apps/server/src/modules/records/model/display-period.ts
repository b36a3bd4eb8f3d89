import { addMonths, type YearMonth } from '@tsunagu/ids';
import type { RecordPeriod } from '../../../kernel/records/record-source.ts';
import rules from './display-period.json' with { type: 'json' };

export interface DisplayPeriodRule {
  readonly id: string;
  /** First day on which the rule holds, `YYYY-MM-DD`; it ends where the next one begins. */
  readonly validFrom: string;
  readonly months: number;
  readonly citation: string;
  readonly status: 'confirmed' | 'unverified';
}

const RULES = (rules as readonly DisplayPeriodRule[]).toSorted((a, b) =>
  a.validFrom < b.validFrom ? -1 : 1,
);

/** The rule of a day, `YYYY-MM-DD`; before the first rule the first one is used. */
export function displayPeriodRule(today: string): DisplayPeriodRule {
  const rule = RULES.findLast(({ validFrom }) => validFrom <= today) ?? RULES[0];
  if (rule === undefined) throw new Error('display-period.json holds no rule');
  return rule;
}

/** From so many months ago up to this month, both inclusive. @spec claims.md §13 (default request) */
export const displayPeriod = (today: string, rule: DisplayPeriodRule): RecordPeriod => {
  const to = today.slice(0, 7);
  return { from: addMonths(to as YearMonth, -rule.months), to };
};
