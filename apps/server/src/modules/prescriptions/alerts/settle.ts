import type { Transaction } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';

/** @spec prescriptions.md §5.6 */
export const OVERRIDE_REASONS = [
  'dose-change',
  'planned-switch',
  'bridging',
  'lost',
  'intended-combination',
  'other',
] as const;

export interface AlertDecision {
  readonly alertId: string;
  readonly decision: 'overridden';
  readonly reason: (typeof OVERRIDE_REASONS)[number];
  /** Needed for tier 1, and with the reason `other`. */
  readonly comment?: string;
}

interface Settled {
  readonly personId: string;
  readonly facilityCode: string;
  readonly account: string;
  readonly prescriptionId: string;
  /** What the check of the registered drugs shows. */
  readonly alerts: readonly { readonly alertId: string; readonly tier: number }[];
  readonly decisions: readonly AlertDecision[];
  readonly now: Date;
}

/** What was overridden, for the entry in the log. */
export interface Overridden {
  readonly alertId: string;
  readonly tier: number;
  readonly reason: string;
}

/**
 * Refuses what leaves a contraindication undecided: RX_CONTRAINDICATED names the alerts, RX_DECISION_INCOMPLETE one whose
 * reason lacks its comment. @spec prescriptions.md §5.6 (tier 1: stop; continue only with reason code and comment)
 */
export function requireDecisions(
  alerts: readonly { readonly alertId: string; readonly tier: number }[],
  decisions: readonly AlertDecision[],
): void {
  const decided = new Map(decisions.map((one) => [one.alertId, one]));
  const undecided = alerts.filter(({ alertId, tier }) => tier === 1 && !decided.has(alertId));
  if (undecided.length > 0)
    throw new AppError('RX_CONTRAINDICATED', { alertIds: undecided.map(({ alertId }) => alertId).join(' ') });
  for (const { alertId, tier } of alerts) {
    const decision = decided.get(alertId);
    if (decision === undefined || (decision.comment ?? '').trim() !== '') continue;
    if (tier === 1 || decision.reason === 'other') throw new AppError('RX_DECISION_INCOMPLETE', { alertId });
  }
}

/**
 * Notes, in the transaction that registers, what became of the alerts of the day: overridden with a reason where the
 * prescriber said so, accepted where the drugs that were registered no longer raise it.
 */
export async function settleAlerts(tx: Transaction, settled: Settled): Promise<readonly Overridden[]> {
  const { personId, facilityCode, account, prescriptionId, alerts, decisions, now } = settled;
  const standing = new Map(alerts.map((one) => [one.alertId, one]));
  const overridden = decisions.filter(({ alertId }) => standing.has(alertId));
  await tx.query(
    `WITH decided AS (
       SELECT * FROM unnest($6::uuid[], $7::text[], $8::text[]) AS one (alert_id, reason, comment))
     UPDATE prescriptions.alert known SET decided_at = $4, prescription_id = $5,
       decision = CASE WHEN decided.alert_id IS NULL THEN 'accepted' ELSE 'overridden' END,
       reason = decided.reason, comment = decided.comment
     FROM prescriptions.alert also LEFT JOIN decided ON decided.alert_id = also.alert_id
     WHERE also.person_id = $1 AND also.facility_code = $2 AND also.account = $3 AND also.decided_at IS NULL
       AND also.shown_on = ($4::timestamptz AT TIME ZONE 'Asia/Tokyo')::date
       AND (decided.alert_id IS NOT NULL OR NOT (also.alert_id = ANY ($9::uuid[])))
       AND known.person_id = also.person_id AND known.alert_id = also.alert_id`,
    [
      personId,
      facilityCode,
      account,
      now,
      prescriptionId,
      overridden.map(({ alertId }) => alertId),
      overridden.map(({ reason }) => reason),
      overridden.map(({ comment }) => comment ?? null),
      [...standing.keys()],
    ],
  );
  return overridden.map(({ alertId, reason }) => ({
    alertId,
    tier: standing.get(alertId)?.tier ?? 0,
    reason,
  }));
}
