import table from './rules.json' with { type: 'json' };

/** What is left open about the national check, as settings. @spec prescriptions.md §5.1, §5.6 */
export interface CheckRules {
  /** 剤形区分 whose 調剤数量 are days. */
  readonly daysByQuantity: readonly string[];
  /** Days by 剤形区分; `other` for those not named. */
  readonly flatDays: Readonly<Record<string, number>> & { readonly other: number };
  readonly lastDayInclusive: boolean;
  /** Days before run-out from which the same drug again is a renewal. */
  readonly renewalDays: number;
  readonly ownInstitution: 'expected' | 'excluded';
  readonly componentOverlap: boolean;
  readonly allergyTier: 1 | 2;
}

export const checkRules: CheckRules = {
  daysByQuantity: table.daysByQuantity,
  flatDays: table.flatDays,
  lastDayInclusive: table.lastDayInclusive,
  renewalDays: table.renewalDays,
  ownInstitution: table.ownInstitution === 'excluded' ? 'excluded' : 'expected',
  componentOverlap: table.componentOverlap,
  allergyTier: table.allergyTier === 2 ? 2 : 1,
};

/** Why an overlap is expected. @spec prescriptions.md §5.6 */
export type Expected = keyof typeof table.expected;
export const expectedWords = table.expected;
export const routeWords = table.routes;
