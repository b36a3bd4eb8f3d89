import { AppError } from '../../../kernel/errors/app-error.ts';
import { facilityNames } from '../../registry/index.ts';
import { consentState } from '../consent/consent.ts';
import { type RecordedConsent, readConsents } from '../consent/read-consents.ts';
import { endConsents, storeConsents } from '../consent/store-consents.ts';
import { type DiscloseDeps, type DiscloseInput, disclose } from '../disclose/disclose.ts';
import periods from '../model/consent-periods.json' with { type: 'json' };
import { endOfDay } from '../model/days.ts';
import type { AtHome } from '../model/patient.ts';
import { CATEGORIES, type Category, type ConsentBasis } from '../model/standing.ts';

export interface OwnConsent {
  readonly facilityCode: string;
  readonly facilityName: string;
  readonly category: Category;
  readonly basis: ConsentBasis;
  readonly state: 'given' | 'expired' | 'withdrawn';
  readonly givenAt: Date;
  readonly validUntil: Date | null;
  readonly method: string;
  /** Who gave it: staff wrote down what was said at the desk, or the patient or a proxy did it at home. */
  readonly givenBy: 'desk' | 'self' | 'proxy';
}

const DAY_MS = 24 * 60 * 60 * 1000;

export interface GiveConsent extends AtHome {
  readonly facilityCode: string;
  readonly categories: readonly Category[];
  readonly basis: Extract<ConsentBasis, 'persistent' | 'visiting' | 'online'>;
  /** For `persistent`: the last day, `YYYY-MM-DD` in Japan; default and limit by consent-periods.json. */
  readonly until?: string | undefined;
}

/** Every consent that a person has given anywhere, newest first. */
export const listOwnConsents = (deps: DiscloseDeps, home: AtHome): Promise<OwnConsent[]> =>
  asPatient(deps, home, { purpose: 'self' }, async () => {});

/**
 * Consent given by the patient, without a visit. Throws INSTITUTION_UNKNOWN, and CONSENT_PERIOD for an end that has
 * passed or lies too far ahead.
 * @spec eligibility.md §4.1 (visiting and online care until revoked); phr.md §3 (persistent always with an end)
 */
export function giveConsent(deps: DiscloseDeps, input: GiveConsent): Promise<OwnConsent[]> {
  const { facilityCode, categories, basis, personId, actor } = input;
  const entry = {
    purpose: 'self-consent',
    event: 'consent-given',
    categories,
    method: 'portal',
    detail: { facilityCode, basis },
  } as const;
  return asPatient(deps, input, entry, async (now) => {
    if (!(await facilityNames(deps.db, [facilityCode])).has(facilityCode))
      throw new AppError('INSTITUTION_UNKNOWN');
    await storeConsents(deps.db, {
      personId,
      facilityCode,
      categories,
      basis,
      givenAt: now,
      validUntil: basis === 'persistent' ? endOf(input.until, now) : null,
      method: 'portal',
      recordedBy: actor.account,
      givenBy: actor.kind === 'patient' ? actor.personId : personId,
      chartNote: null,
    });
  });
}

/** Ends consents at one institution at once, on whatever basis they stand. */
export function withdrawOwnConsents(
  deps: DiscloseDeps,
  input: AtHome & { readonly facilityCode: string; readonly categories?: readonly Category[] | undefined },
): Promise<OwnConsent[]> {
  const { facilityCode, categories = CATEGORIES, personId } = input;
  const entry = {
    purpose: 'self-consent',
    event: 'consent-withdrawn',
    categories,
    method: 'portal',
    detail: { facilityCode },
  } as const;
  return asPatient(deps, input, entry, (now) =>
    endConsents(deps.db, personId, facilityCode, categories, now),
  );
}

function endOf(until: string | undefined, now: Date): Date {
  const furthest = new Date(now.getTime() + periods.persistentMostDays * DAY_MS);
  if (until === undefined) return new Date(now.getTime() + periods.persistentDefaultDays * DAY_MS);
  const end = endOfDay(until);
  if (Number.isNaN(end.getTime()) || end <= now || end > furthest)
    throw new AppError('CONSENT_PERIOD', { mostDays: periods.persistentMostDays });
  return end;
}

type Entry = Pick<DiscloseInput, 'purpose'> &
  Partial<Pick<DiscloseInput, 'event' | 'categories' | 'method' | 'detail'>>;

function asPatient(
  deps: DiscloseDeps,
  { actor, personId, requestId }: AtHome,
  entry: Entry,
  change: (now: Date) => Promise<void>,
): Promise<OwnConsent[]> {
  return disclose(deps, { actor, personId, requestId, categories: [], ...entry }, async () => {
    const now = deps.clock();
    await change(now);
    const consents = await readConsents(deps.db, personId, null, now);
    const names = await facilityNames(deps.db, [...new Set(consents.map((one) => one.facilityCode))]);
    const answer = () => consents.map((one) => toOwn(one, names, personId, now));
    return { answer, itemCount: consents.length };
  });
}

const toOwn = (
  consent: RecordedConsent,
  names: ReadonlyMap<string, string>,
  personId: string,
  now: Date,
): OwnConsent => ({
  facilityCode: consent.facilityCode,
  facilityName: names.get(consent.facilityCode) ?? consent.facilityCode,
  category: consent.category,
  basis: consent.basis,
  state: consentState(consent, now),
  givenAt: consent.givenAt,
  validUntil: consent.validUntil,
  method: consent.method,
  givenBy: consent.givenBy === null ? 'desk' : consent.givenBy === personId ? 'self' : 'proxy',
});
