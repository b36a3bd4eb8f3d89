import type { Database } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { type Actor, type DiscloseDeps, disclose, facilityOf } from '../../access/index.ts';
import type { PersonId } from '../../registry/index.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** @spec prescriptions.md §5.6 */
export const MOST_DAYS = 90;

interface SuppressInput {
  readonly actor: Actor;
  readonly personId: PersonId;
  /** As the alert named it. */
  readonly pair: string;
  readonly reason: string;
  /** 1 to 90. */
  readonly days: number;
  readonly requestId: string;
}

interface Suppression {
  readonly pair: string;
  readonly until: Date;
}

/**
 * Puts an alert that this prescriber was shown aside for a while. Throws RX_ALERT_UNKNOWN for a pair that was never
 * shown here, RX_SUPPRESSION_REFUSED for a contraindication, which always stops.
 * @spec prescriptions.md §5.6: per person, pair and prescriber, at most 90 days, never tier 1, always audited
 */
export function suppressAlert(deps: DiscloseDeps, input: SuppressInput): Promise<Suppression> {
  const { actor, personId, pair, reason, days, requestId } = input;
  const place = { personId, facilityCode: facilityOf(actor), account: actor.account };
  return disclose(
    deps,
    {
      actor,
      personId,
      purpose: 'drug-check',
      categories: [],
      requestId,
      event: 'alert-suppressed',
      detail: { days, reason },
    },
    async () => {
      const known = await findShown(deps.db, place, pair);
      if (known === null) throw new AppError('RX_ALERT_UNKNOWN');
      if (known.tier === 1) throw new AppError('RX_SUPPRESSION_REFUSED');
      const since = deps.clock();
      const until = new Date(since.getTime() + days * DAY_MS);
      await deps.db.query(
        `INSERT INTO prescriptions.suppression (person_id, pair, facility_code, account, since, until, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (person_id, pair, facility_code, account, since) DO UPDATE SET until = excluded.until, reason = excluded.reason`,
        [personId, known.pair, place.facilityCode, place.account, since, until, reason],
      );
      return { answer: () => ({ pair, until }), itemCount: 1 };
    },
  );
}

interface Place {
  readonly personId: PersonId;
  readonly facilityCode: string;
  readonly account: string;
}

/** The weightiest of this pair; a fact without names is found by its alert alone, since a name could be guessed. */
async function findShown(
  db: Database,
  { personId, facilityCode, account }: Place,
  pair: string,
): Promise<{ readonly pair: string; readonly tier: number } | null> {
  const alertId = /^alert:([0-9a-f-]{36})$/.exec(pair)?.[1] ?? null;
  const [row] = await db.query<{ pair: string; tier: number }>(
    `SELECT pair, min(tier) AS tier FROM prescriptions.alert
     WHERE person_id = $1 AND facility_code = $2 AND account = $3
       AND pair = coalesce((SELECT pair FROM prescriptions.alert WHERE person_id = $1 AND alert_id = $4
         AND facility_code = $2 AND account = $3), $5)
       AND ($4::uuid IS NOT NULL OR shown->'with' <> 'null'::jsonb)
     GROUP BY pair`,
    [personId, facilityCode, account, alertId, pair],
  );
  return row ?? null;
}
