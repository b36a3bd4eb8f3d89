import type { BulkResult } from '../../api/eligibility-types.ts';
import { toneOf } from './standing.ts';

/** Whether somebody should look at this line before the day of the visit. */
export function needsAttention({ state }: Pick<BulkResult, 'state'>): boolean {
  return state === null || toneOf(state) !== 'good';
}
