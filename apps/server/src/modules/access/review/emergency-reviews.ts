import { AppError } from '../../../kernel/errors/app-error.ts';
import { accountNames } from '../../identity/index.ts';
import { NOBODY, type PersonId, personNames } from '../../registry/index.ts';
import type { AtTheDesk } from '../consent/consent.ts';
import { type DiscloseDeps, disclose } from '../disclose/disclose.ts';
import { facilityOf } from '../model/actor.ts';

export type ReviewOutcome = 'appropriate' | 'inappropriate' | 'unclear';

export interface EmergencyAccess {
  readonly id: string;
  readonly mode: 'emergency' | 'disaster';
  readonly at: Date;
  readonly account: string;
  readonly displayName: string;
  readonly personName: string;
  readonly reason: string;
  readonly lifeThreatening: boolean | null;
  readonly ableToConsent: boolean;
  readonly validUntil: Date;
  /** How often the record was looked at under it. */
  readonly views: number;
  readonly review: {
    readonly at: Date;
    readonly by: string;
    readonly outcome: ReviewOutcome;
    readonly note: string;
  } | null;
}

type AtTheOffice = Omit<AtTheDesk, 'personId'>;

interface ViewRow {
  readonly opened_id: string;
  readonly person_id: PersonId;
  readonly mode: 'emergency' | 'disaster';
  readonly account: string;
  readonly opened_at: Date;
  readonly valid_until: Date;
  readonly life_threatening: boolean | null;
  readonly able_to_consent: boolean;
  readonly reason: string;
  readonly reviewed_at: Date | null;
  readonly reviewed_by: string | null;
  readonly review_outcome: ReviewOutcome | null;
  readonly review_note: string | null;
  readonly views: number;
}

const MOST = 500;

/** The emergency and disaster views of the manager's institution, those without a review first. */
export function listEmergencyAccesses(
  deps: DiscloseDeps,
  office: AtTheOffice & { readonly state: 'open' | 'reviewed' },
): Promise<EmergencyAccess[]> {
  const { actor, requestId, state } = office;
  const input = { actor, requestId, personId: NOBODY, purpose: 'review', categories: [] } as const;
  return disclose(deps, input, async () => {
    const rows = await deps.db.query<ViewRow>(
      `SELECT v.*, (SELECT count(*)::int FROM audit.entry e WHERE e.person_id = v.person_id AND e.at >= v.opened_at
           AND e.at < v.valid_until AND e.facility_code = v.facility_code AND e.ground = v.mode AND e.purpose = 'care'
           AND (v.mode = 'disaster' OR e.account = v.account)) AS views
       FROM access.opened_view v
       WHERE v.facility_code = $1 AND (v.reviewed_at IS NOT NULL) = $2 ORDER BY v.opened_at DESC LIMIT ${MOST}`,
      [facilityOf(actor), state === 'reviewed'],
    );
    const people = await personNames(
      deps.db,
      rows.map((row) => row.person_id),
    );
    const accounts = rows.flatMap((row) => [row.account, row.reviewed_by ?? row.account]);
    const names = await accountNames(deps.db, accounts);
    const answer = () =>
      rows.map((row) =>
        toAccess(row, people.get(row.person_id) ?? '', (account) => names.get(account) ?? account),
      );
    return { answer, itemCount: rows.length };
  });
}

/** What the manager thinks of a view. Nobody reviews their own. Throws EMERGENCY_ACCESS_UNKNOWN, REVIEW_OWN_VIEW. */
export async function reviewEmergencyAccess(
  deps: DiscloseDeps,
  office: AtTheOffice & { readonly id: string; readonly outcome: ReviewOutcome; readonly note: string },
): Promise<void> {
  const { actor, requestId, id, outcome, note } = office;
  const [view] = await deps.db.query<{ person_id: PersonId; account: string }>(
    `SELECT person_id, account FROM access.opened_view
     WHERE opened_id = $1 AND facility_code = $2 AND reviewed_at IS NULL`,
    [id, facilityOf(actor)],
  );
  const entry = { event: 'emergency-reviewed', detail: { outcome } } as const;
  const personId = view?.person_id ?? NOBODY;
  await disclose(
    deps,
    { actor, requestId, personId, purpose: 'review', categories: [], ...entry },
    async () => {
      if (view === undefined) throw new AppError('EMERGENCY_ACCESS_UNKNOWN');
      if (view.account === actor.account) throw new AppError('REVIEW_OWN_VIEW');
      const reviewed = await deps.db.query(
        `UPDATE access.opened_view SET reviewed_at = $3, reviewed_by = $4, review_outcome = $5, review_note = $6
       WHERE person_id = $1 AND opened_id = $2 AND reviewed_at IS NULL RETURNING opened_id`,
        [personId, id, deps.clock(), actor.account, outcome, note],
      );
      // Somebody else was faster.
      if (reviewed.length === 0) throw new AppError('EMERGENCY_ACCESS_UNKNOWN');
      return { answer: () => null, itemCount: 1 };
    },
  );
}

function toAccess(row: ViewRow, personName: string, nameOf: (account: string) => string): EmergencyAccess {
  const review =
    row.reviewed_at === null || row.review_outcome === null
      ? null
      : {
          at: row.reviewed_at,
          by: nameOf(row.reviewed_by ?? ''),
          outcome: row.review_outcome,
          note: row.review_note ?? '',
        };
  return {
    id: row.opened_id,
    mode: row.mode,
    at: row.opened_at,
    account: row.account,
    displayName: nameOf(row.account),
    personName,
    reason: row.reason,
    lifeThreatening: row.life_threatening,
    ableToConsent: row.able_to_consent,
    validUntil: row.valid_until,
    views: row.views,
    review,
  };
}
