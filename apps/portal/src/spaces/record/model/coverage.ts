import type { DrugLine } from '../../../api/types.ts';
import { toDay } from '../../../lib/dates.ts';

/**
 * Days on which a supply lies. `exact`: stated by the claim (date + days). `assumed`: flat 14 days for external
 * and as-needed drugs, whose days claims do not state. `single`: one day (injections; days not stated).
 * @spec UI.md "The record: one time axis for everything"
 */
export interface Coverage {
  readonly from: number;
  /** First day after the period. */
  readonly to: number;
  readonly kind: 'exact' | 'assumed' | 'single';
}

const ASSUMED_DAYS = 14;

export function coverageOf(line: DrugLine): Coverage {
  const from = toDay(line.date);
  if (line.form === 'external' || line.form === 'as-needed') {
    return { from, to: from + ASSUMED_DAYS, kind: 'assumed' };
  }
  if (line.form === 'injection' || line.days === null || line.days < 1) {
    return { from, to: from + 1, kind: 'single' };
  }
  return { from, to: from + line.days, kind: 'exact' };
}
