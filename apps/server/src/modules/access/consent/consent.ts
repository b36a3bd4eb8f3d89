import { insertRows } from '../../../kernel/db/insert-rows.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { type PersonId, readPerson } from '../../registry/index.ts';
import { type DiscloseDeps, disclose } from '../disclose/disclose.ts';
import { type Actor, CATEGORIES, type Category } from '../model/decide.ts';
import { type RecordedConsent, readConsents } from './sql.ts';

/** How long a consent given at a visit lasts. @spec eligibility.md §4.1 */
const VISIT_CONSENT_MS = 24 * 60 * 60 * 1000;

export type ConsentMethod = 'card-reader' | 'written' | 'spoken';

export interface ConsentState {
  readonly category: Category;
  readonly state: 'none' | 'given' | 'expired' | 'withdrawn';
  readonly givenAt: Date | null;
  readonly validUntil: Date | null;
  readonly recordedBy: string | null;
}

export interface AtTheDesk {
  readonly actor: Actor;
  readonly personId: PersonId;
  readonly requestId: string;
}

/** The state of each category at the actor's institution. */
export function listConsents(deps: DiscloseDeps, desk: AtTheDesk): Promise<ConsentState[]> {
  return atTheDesk(deps, desk, async () => {});
}

/** Records that the patient consented just now, for 24 hours, at the actor's institution. */
export function recordConsent(
  deps: DiscloseDeps,
  desk: AtTheDesk & { readonly categories: readonly Category[]; readonly method: ConsentMethod },
): Promise<ConsentState[]> {
  return atTheDesk(deps, desk, async (facilityCode, now) => {
    const until = new Date(now.getTime() + VISIT_CONSENT_MS);
    await insertRows(deps.db, {
      into: 'access.consent (person_id, facility_code, category, given_at, valid_until, method, recorded_by)',
      rows: [...new Set(desk.categories)].map((category) => [
        desk.personId,
        facilityCode,
        category,
        now,
        until,
        desk.method,
        desk.actor.account,
      ]),
      suffix: 'ON CONFLICT DO NOTHING',
    });
  });
}

/** Ends the standing consents of one category at the actor's institution at once. */
export function withdrawConsent(
  deps: DiscloseDeps,
  desk: AtTheDesk & { readonly category: Category },
): Promise<ConsentState[]> {
  return atTheDesk(deps, desk, async (facilityCode, now) => {
    await deps.db.query(
      `UPDATE access.consent SET withdrawn_at = $4
       WHERE person_id = $1 AND facility_code = $2 AND category = $3 AND withdrawn_at IS NULL AND valid_until > $4`,
      [desk.personId, facilityCode, desk.category, now],
    );
  });
}

function atTheDesk(
  deps: DiscloseDeps,
  { actor, personId, requestId }: AtTheDesk,
  change: (facilityCode: string, now: Date) => Promise<void>,
): Promise<ConsentState[]> {
  return disclose(deps, { actor, personId, purpose: 'consent', categories: [], requestId }, async () => {
    if ((await readPerson(deps.db, personId)) === null) throw new AppError('PERSON_UNKNOWN');
    const facilityCode = actor.kind === 'staff' ? (actor.facilityCode ?? '') : '';
    const now = deps.clock();
    await change(facilityCode, now);
    const consents = await readConsents(deps.db, personId, facilityCode);
    return { answer: () => CATEGORIES.map((category) => stateOf(category, consents, now)), itemCount: 0 };
  });
}

function stateOf(category: Category, consents: readonly RecordedConsent[], now: Date): ConsentState {
  const newest = consents.find((consent) => consent.category === category);
  if (newest === undefined)
    return { category, state: 'none', givenAt: null, validUntil: null, recordedBy: null };
  const { givenAt, validUntil, recordedBy } = newest;
  const ended = newest.withdrawnAt !== null ? 'withdrawn' : validUntil <= now ? 'expired' : null;
  return { category, state: ended ?? 'given', givenAt, validUntil, recordedBy };
}
