import { randomUUID } from 'node:crypto';
import type { Database } from '../../../kernel/db/database.ts';
import type { Alert } from '../model/alert.ts';

interface Onlooker {
  readonly personId: string;
  readonly facilityCode: string;
  readonly account: string;
  readonly now: Date;
  /** Day in Japan. */
  readonly today: string;
}

interface NotedAlert {
  readonly alertId: string;
  /** Put aside by this prescriber for a while; never of tier 1. */
  readonly suppressed: boolean;
}

export interface ToNote {
  /** With the true pair, whatever the onlooker sees of it. */
  readonly alert: Alert;
  /** As it is shown. */
  readonly shown: Alert;
}

const keyOf = ({ kind, pair }: Pick<Alert, 'kind' | 'pair'>): string => `${kind} ${pair}`;

/**
 * Notes what somebody is shown, and gives each its id: the same one for the same alert of the day, until it is decided.
 * @spec prescriptions.md §5.6: shown, accepted and overridden are counted per tier
 */
export async function noteShown(
  db: Database,
  { personId, facilityCode, account, now, today }: Onlooker,
  alerts: readonly ToNote[],
): Promise<readonly NotedAlert[]> {
  if (alerts.length === 0) return [];
  // In one order, so that two checks at once do not wait for each other.
  const distinct = [...new Map(alerts.map((one) => [keyOf(one.alert), one]))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, one]) => one);
  const [noted, put] = await Promise.all([
    db.prepared<{ alert_id: string; kind: string; pair: string }>(
      'prescriptions.note-alerts',
      `INSERT INTO prescriptions.alert AS known
         (person_id, alert_id, facility_code, account, shown_at, shown_on, tier, kind, pair, shown)
       SELECT $1, id, $2, $3, $4, $5, tier, kind, pair, shown
       FROM unnest($6::uuid[], $7::smallint[], $8::text[], $9::text[], $10::jsonb[]) AS one (id, tier, kind, pair, shown)
       ON CONFLICT (person_id, facility_code, account, shown_on, kind, pair) WHERE decided_at IS NULL
       DO UPDATE SET tier = least(known.tier, excluded.tier), shown = excluded.shown
       RETURNING alert_id, kind, pair`,
      [
        personId,
        facilityCode,
        account,
        now,
        today,
        distinct.map(() => randomUUID()),
        distinct.map(({ alert }) => alert.tier),
        distinct.map(({ alert }) => alert.kind),
        distinct.map(({ alert }) => alert.pair),
        distinct.map(({ shown }) => JSON.stringify(shown)),
      ],
    ),
    db.prepared<{ pair: string }>(
      'prescriptions.read-suppressions',
      `SELECT pair FROM prescriptions.suppression
       WHERE person_id = $1 AND facility_code = $2 AND account = $3 AND until > $4`,
      [personId, facilityCode, account, now],
    ),
  ]);
  const ids = new Map(
    noted.map((row) => [keyOf({ kind: row.kind as Alert['kind'], pair: row.pair }), row.alert_id]),
  );
  const suppressed = new Set(put.map(({ pair }) => pair));
  return alerts.map(({ alert }) => {
    const alertId = ids.get(keyOf(alert));
    if (alertId === undefined) throw new Error('an alert that was noted has no id');
    return { alertId, suppressed: alert.tier !== 1 && suppressed.has(alert.pair) };
  });
}
