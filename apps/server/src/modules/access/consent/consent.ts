import { AppError } from '../../../kernel/errors/app-error.ts';
import { type PersonId, readPerson } from '../../registry/index.ts';
import { type DiscloseDeps, type DiscloseInput, disclose } from '../disclose/disclose.ts';
import { type Actor, facilityOf } from '../model/actor.ts';
import { CATEGORIES, type Category, type ConsentBasis } from '../model/standing.ts';
import { type ConsentMethod, type RecordedConsent, readConsents } from './read-consents.ts';
import { endConsents, storeConsents, VISIT_CONSENT_MS } from './store-consents.ts';

export interface ConsentState {
  readonly category: Category;
  readonly state: 'none' | 'given' | 'expired' | 'withdrawn';
  readonly basis: ConsentBasis | null;
  readonly givenAt: Date | null;
  /** Exclusive; null also for a consent that holds until it is revoked. */
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
  return atTheDesk(deps, desk, {}, async () => {});
}

/** Records that the patient consented just now, for 24 hours, at the actor's institution. */
export function recordConsent(
  deps: DiscloseDeps,
  desk: AtTheDesk & {
    readonly categories: readonly Category[];
    readonly method: Exclude<ConsentMethod, 'portal'>;
  },
): Promise<ConsentState[]> {
  const { personId, categories, method, actor } = desk;
  const entry = { event: 'consent-given', categories, method } as const;
  return atTheDesk(deps, desk, entry, (facilityCode, now) =>
    storeConsents(deps.db, {
      personId,
      facilityCode,
      categories,
      basis: 'visit-24h',
      givenAt: now,
      validUntil: new Date(now.getTime() + VISIT_CONSENT_MS),
      method,
      recordedBy: actor.account,
      givenBy: null,
      chartNote: null,
    }),
  );
}

/** Ends the standing consents of one category at the actor's institution at once. */
export function withdrawConsent(
  deps: DiscloseDeps,
  desk: AtTheDesk & { readonly category: Category },
): Promise<ConsentState[]> {
  const categories = [desk.category];
  return atTheDesk(deps, desk, { event: 'consent-withdrawn', categories }, (facilityCode, now) =>
    endConsents(deps.db, desk.personId, facilityCode, categories, now),
  );
}

function atTheDesk(
  deps: DiscloseDeps,
  { actor, personId, requestId }: AtTheDesk,
  entry: Partial<Pick<DiscloseInput, 'event' | 'categories' | 'method'>>,
  change: (facilityCode: string, now: Date) => Promise<void>,
): Promise<ConsentState[]> {
  const input = { actor, personId, purpose: 'consent', categories: [], requestId, ...entry } as const;
  return disclose(deps, input, async () => {
    if ((await readPerson(deps.db, personId)) === null) throw new AppError('PERSON_UNKNOWN');
    const facilityCode = facilityOf(actor);
    const now = deps.clock();
    await change(facilityCode, now);
    const consents = await readConsents(deps.db, personId, facilityCode, now);
    return { answer: () => CATEGORIES.map((category) => stateOf(category, consents, now)), itemCount: 0 };
  });
}

/** What stands wins over what has ended; among equals the newest. */
function stateOf(category: Category, consents: readonly RecordedConsent[], now: Date): ConsentState {
  const mine = consents.filter((consent) => consent.category === category);
  const shown = mine.find((consent) => consentState(consent, now) === 'given') ?? mine[0];
  if (shown === undefined)
    return { category, state: 'none', basis: null, givenAt: null, validUntil: null, recordedBy: null };
  const { basis, givenAt, validUntil, recordedBy } = shown;
  return { category, state: consentState(shown, now), basis, givenAt, validUntil, recordedBy };
}

export const consentState = (
  { withdrawnAt, validUntil }: RecordedConsent,
  now: Date,
): 'given' | 'expired' | 'withdrawn' =>
  withdrawnAt !== null ? 'withdrawn' : validUntil !== null && validUntil <= now ? 'expired' : 'given';
