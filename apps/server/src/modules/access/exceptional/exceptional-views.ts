import { AppError } from '../../../kernel/errors/app-error.ts';
import {
  type FourItems,
  findByFourItems,
  NOBODY,
  type Person,
  type PersonId,
  readPerson,
} from '../../registry/index.ts';
import { type AtTheDesk, type ConsentState, listConsents } from '../consent/consent.ts';
import { storeConsents, VISIT_CONSENT_MS } from '../consent/store-consents.ts';
import { type DiscloseDeps, disclose } from '../disclose/disclose.ts';
import { facilityOf } from '../model/actor.ts';
import type { Category } from '../model/standing.ts';
import { openModeAt } from '../standing/read-standing.ts';
import durations from './durations.json' with { type: 'json' };

const MINUTE_MS = 60 * 1000;

export interface EmergencyInput extends AtTheDesk {
  readonly lifeThreatening: boolean;
  readonly ableToConsent: boolean;
  readonly reason: string;
}

export interface OpenedEmergency {
  readonly id: string;
  readonly validUntil: Date;
}

/**
 * Opens the emergency view for one member of staff and one patient. Throws the refusal of the door,
 * PERSON_UNKNOWN, and EMERGENCY_NOT_JUSTIFIED where the patient's life is not in danger or the patient could be asked.
 * @spec eligibility.md §11.1, §11.2
 */
export function openEmergency(deps: DiscloseDeps, input: EmergencyInput): Promise<OpenedEmergency> {
  const { actor, personId, requestId, lifeThreatening, ableToConsent, reason } = input;
  const detail = { step: 'opened', lifeThreatening, ableToConsent };
  return disclose(
    deps,
    { actor, personId, requestId, purpose: 'emergency', categories: [], detail },
    async () => {
      if ((await readPerson(deps.db, personId)) === null) throw new AppError('PERSON_UNKNOWN');
      if (!lifeThreatening || ableToConsent) throw new AppError('EMERGENCY_NOT_JUSTIFIED');
      const now = deps.clock();
      const validUntil = new Date(now.getTime() + durations.emergencyMinutes * MINUTE_MS);
      const [row] = await deps.db.query<{ opened_id: string }>(
        `INSERT INTO access.opened_view (person_id, mode, facility_code, account, opened_at, valid_until,
         life_threatening, able_to_consent, reason)
       VALUES ($1, 'emergency', $2, $3, $4, $5, $6, $7, $8) RETURNING opened_id`,
        [personId, facilityOf(actor), actor.account, now, validUntil, lifeThreatening, ableToConsent, reason],
      );
      return { answer: () => ({ id: row?.opened_id ?? '', validUntil }), itemCount: 0 };
    },
  );
}

export interface DisasterSearchInput extends Omit<AtTheDesk, 'personId'> {
  readonly items: FourItems;
  /** `unconscious`: nobody could be asked. */
  readonly consent: 'oral' | 'unconscious';
  readonly chartNote: string;
}

export type DisasterSearchResult =
  | { readonly result: 'found'; readonly person: Person }
  | { readonly result: 'not-found' | 'more-items-needed' };

/**
 * The search by name, birth date, sex, and address or insurer, while a disaster mode is open for the institution's
 * area; whoever it finds may be looked at there for a day. Never lists people.
 * @spec eligibility.md §11.1, §11.2
 */
export async function searchInDisaster(
  deps: DiscloseDeps,
  { actor, requestId, items, consent, chartNote }: DisasterSearchInput,
): Promise<DisasterSearchResult> {
  // Looked for only where the door is open; otherwise the entry stands under nobody.
  const mode = await openModeAt(deps.db, facilityOf(actor), deps.clock());
  const found = mode === null ? [] : await findByFourItems(deps.db, items);
  const person = found.length === 1 ? found[0] : undefined;
  const personId: PersonId = person?.personId ?? NOBODY;
  const detail = { consent, candidates: found.length };
  const entry = { purpose: 'disaster', categories: [], method: 'four-items', detail } as const;
  return disclose(deps, { actor, personId, requestId, ...entry }, async () => {
    if (person !== undefined && mode !== null) {
      const now = deps.clock();
      const dayLater = new Date(now.getTime() + VISIT_CONSENT_MS);
      await deps.db.query(
        `INSERT INTO access.opened_view (person_id, mode, facility_code, account, opened_at, valid_until,
           disaster_mode_id, able_to_consent, reason)
         VALUES ($1, 'disaster', $2, $3, $4, $5, $6, $7, $8)`,
        [
          personId,
          facilityOf(actor),
          actor.account,
          now,
          dayLater,
          mode.modeId,
          consent === 'oral',
          chartNote,
        ],
      );
    }
    const answer: DisasterSearchResult =
      person !== undefined
        ? { result: 'found', person }
        : { result: found.length === 0 ? 'not-found' : 'more-items-needed' };
    return { answer: () => answer, itemCount: person === undefined ? 0 : 1 };
  });
}

/** Consent that was spoken, with a note in the chart; only while a disaster mode is open here. @spec eligibility.md §4.3, §11 */
export async function recordOralConsent(
  deps: DiscloseDeps,
  desk: AtTheDesk & { readonly categories: readonly Category[]; readonly chartNote: string },
): Promise<ConsentState[]> {
  const { actor, personId, requestId, categories, chartNote } = desk;
  await disclose(
    deps,
    { actor, personId, requestId, purpose: 'disaster', categories, event: 'consent-given', method: 'spoken' },
    async () => {
      if ((await readPerson(deps.db, personId)) === null) throw new AppError('PERSON_UNKNOWN');
      const now = deps.clock();
      await storeConsents(deps.db, {
        personId,
        facilityCode: facilityOf(actor),
        categories,
        basis: 'oral',
        givenAt: now,
        validUntil: new Date(now.getTime() + VISIT_CONSENT_MS),
        method: 'spoken',
        recordedBy: actor.account,
        givenBy: null,
        chartNote,
      });
      return { answer: () => null, itemCount: 0 };
    },
  );
  return listConsents(deps, desk);
}
