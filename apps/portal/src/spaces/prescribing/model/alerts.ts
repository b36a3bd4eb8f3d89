import type {
  AlertDecision,
  CheckAnswer,
  OverrideReason,
  ShownAlert,
} from '../../../api/prescription-types.ts';

/** What the prescriber says about a contraindication that is kept. */
export interface Override {
  readonly reason: OverrideReason | null;
  readonly comment: string;
}
/** By `overrideKey`. */
export type Overrides = ReadonlyMap<string, Override>;

/**
 * What outlives a check: the pair of drugs. Where only the fact is told the pair is not, and the drug that is to be
 * given stands for it.
 */
export function overrideKey({ pair, kind, tier, target, with: other }: ShownAlert): string {
  return other === null ? `${kind} ${tier} ${target.code ?? target.name}` : pair;
}

/** A reason alone is not enough to go on: the next reader has to understand it. @spec prescriptions.md §5.6 */
export function isDecided(alert: ShownAlert, overrides: Overrides): boolean {
  const said = overrides.get(overrideKey(alert));
  return said !== undefined && said.reason !== null && said.comment.trim() !== '';
}

export const stops = (answer: CheckAnswer | undefined): readonly ShownAlert[] =>
  answer?.alerts.filter(({ tier }) => tier === 1) ?? [];

/** Stops that wait for a reason, or for the drug to be taken out. */
export function undecided(answer: CheckAnswer | undefined, overrides: Overrides): readonly ShownAlert[] {
  return stops(answer).filter((alert) => !isDecided(alert, overrides));
}

export function decisionsOf(answer: CheckAnswer | undefined, overrides: Overrides): readonly AlertDecision[] {
  return stops(answer).flatMap((alert) => {
    const said = overrides.get(overrideKey(alert));
    if (said === undefined || said.reason === null) return [];
    return [
      { alertId: alert.alertId, decision: 'overridden', reason: said.reason, comment: said.comment.trim() },
    ];
  });
}

/** Shown beside its drug at once: stops always, duplicates elsewhere unless they were put aside. */
export function inlineAlerts(answer: CheckAnswer | undefined, at: number): readonly ShownAlert[] {
  return (
    answer?.alerts.filter(
      (alert) => alert.at === at && (alert.tier === 1 || (alert.tier === 2 && !alert.suppressed)),
    ) ?? []
  );
}

/** One folded line: expected overlaps, cautions, and what was put aside. */
export function foldedAlerts(answer: CheckAnswer | undefined): readonly ShownAlert[] {
  return answer?.alerts.filter(({ tier, suppressed }) => tier >= 3 || (tier === 2 && suppressed)) ?? [];
}
