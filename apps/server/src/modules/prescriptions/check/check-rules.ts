import table from './rules.json' with { type: 'json' };

/** What is left open about the national check, as settings. @spec prescriptions.md §5.1, §5.6 */
export interface CheckRules {
  /** Days before run-out from which the same drug again is a renewal. */
  readonly renewalDays: number;
  readonly ownInstitution: 'expected' | 'excluded';
  readonly componentOverlap: boolean;
  readonly allergyTier: 1 | 2;
}

export const checkRules: CheckRules = {
  renewalDays: table.renewalDays,
  ownInstitution: table.ownInstitution === 'excluded' ? 'excluded' : 'expected',
  componentOverlap: table.componentOverlap,
  allergyTier: table.allergyTier === 2 ? 2 : 1,
};

/** Drugs that are compared at once. */
export const MOST_TARGETS: number = table.mostTargets;

/** Why an overlap is expected. @spec prescriptions.md §5.6 */
export type Expected = keyof typeof table.expected;
export const expectedWords = table.expected;
export const routeWords = table.routes;
