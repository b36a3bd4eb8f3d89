import type { EligibilityState, ProvisionalReason } from '../../api/eligibility-types.ts';

export type Tone = 'good' | 'warn' | 'danger';

const TONES: Readonly<Record<EligibilityState, Tone>> = {
  valid: 'good',
  'valid-unregistered': 'good',
  lost: 'danger',
  superseded: 'danger',
  'not-found': 'danger',
  ambiguous: 'warn',
  'unknown-code': 'warn',
};

/** How a state looks. A state that this version does not know is no good one. */
export function toneOf(state: EligibilityState): Tone {
  return TONES[state] ?? 'warn';
}

const REASONS: Partial<Record<EligibilityState, ProvisionalReason>> = {
  lost: 'lost',
  superseded: 'lost',
  'not-found': 'not-found',
  ambiguous: 'ambiguous',
  'unknown-code': 'outage',
};

/**
 * Why a visit may be taken in provisionally after this answer; null where the answer is good.
 * A new coverage whose content is not shown is, for the visit, an ended one. @spec eligibility.md §8.3
 */
export function provisionalReason(state: EligibilityState): ProvisionalReason | null {
  return toneOf(state) === 'good' ? null : (REASONS[state] ?? 'outage');
}
