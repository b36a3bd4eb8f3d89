import { AppError } from '../../../kernel/errors/app-error.ts';
import { type Actor, type DiscloseDeps, disclose, facilityOf } from '../../access/index.ts';
import { type PersonId, personNames } from '../../registry/index.ts';
import type { AlertKind } from '../model/alert.ts';

interface AlertsInput {
  readonly actor: Actor;
  /** Days in Japan, both inclusive. */
  readonly from: string;
  readonly to: string;
  readonly requestId: string;
}

interface PastAlert {
  readonly alertId: string;
  readonly personId: string;
  readonly personName: string;
  readonly shownAt: Date;
  readonly tier: number;
  readonly kind: AlertKind;
  readonly pair: string;
  readonly prescriptionId: string | null;
  readonly decision: 'accepted' | 'overridden' | null;
  readonly reason: string | null;
  readonly comment: string | null;
}

interface AlertOverview {
  readonly alerts: readonly PastAlert[];
  readonly counts: readonly TierCount[];
}

interface TierCount {
  readonly tier: number;
  readonly shown: number;
  readonly accepted: number;
  readonly overridden: number;
}

interface AlertRow extends Omit<PastAlert, 'personName' | 'personId'> {
  readonly personId: PersonId;
  /** Only the fact was told. */
  readonly bare: boolean;
}

/** The newest ones; the counts are of all. */
const MOST_ALERTS = 100;

/** What the own institution was shown, and what became of it. @spec prescriptions.md §5.6 */
export async function listAlerts(deps: DiscloseDeps, input: AlertsInput): Promise<AlertOverview> {
  const { actor, from, to, requestId } = input;
  const facilityCode = facilityOf(actor);
  if (facilityCode === '') throw new AppError('INSTITUTION_REQUIRED');
  const [rows, counts] = await Promise.all([
    deps.db.query<AlertRow>(
      `SELECT alert_id AS "alertId", person_id AS "personId", shown_at AS "shownAt", tier, kind, pair,
         prescription_id AS "prescriptionId", decision, reason, comment, shown->'with' = 'null'::jsonb AS bare
       FROM prescriptions.alert WHERE facility_code = $1 AND ${DAYS}
       ORDER BY shown_at DESC, alert_id LIMIT $4`,
      [facilityCode, from, to, MOST_ALERTS],
    ),
    deps.db.query<TierCount>(
      `SELECT tier, count(*)::int AS shown, count(*) FILTER (WHERE decision = 'accepted')::int AS accepted,
         count(*) FILTER (WHERE decision = 'overridden')::int AS overridden
       FROM prescriptions.alert WHERE facility_code = $1 AND ${DAYS} GROUP BY tier ORDER BY tier`,
      [facilityCode, from, to],
    ),
  ]);
  const ofPersons = Map.groupBy(rows, ({ personId }) => personId);
  const shown = await Promise.all(
    [...ofPersons].map(([personId, own]) =>
      disclose(deps, { actor, personId, purpose: 'drug-check', categories: [], requestId }, async () => {
        const name = (await personNames(deps.db, [personId])).get(personId) ?? '';
        return { answer: () => own.map((row) => toPast(row, name)), itemCount: own.length };
      }),
    ),
  );
  return {
    alerts: shown.flat().sort((a, b) => b.shownAt.getTime() - a.shownAt.getTime()),
    counts,
  };
}

const DAYS = `shown_at >= ($2::date)::timestamp AT TIME ZONE 'Asia/Tokyo'
  AND shown_at < ($3::date + 1)::timestamp AT TIME ZONE 'Asia/Tokyo'`;

const toPast = ({ bare, ...row }: AlertRow, personName: string): PastAlert => ({
  ...row,
  personName,
  pair: bare ? `alert:${row.alertId}` : row.pair,
});
