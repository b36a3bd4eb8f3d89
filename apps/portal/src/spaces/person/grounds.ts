import type { Category, CategoryGround, ConsentBasis, ConsentState } from '../../api/types.ts';
import { CATEGORIES } from '../../api/types.ts';
import { minutesLeft } from '../../lib/format.ts';

/** How one category stands at a moment, whatever the answer it was read from. */
export interface Standing {
  readonly category: Category;
  readonly state: 'given' | 'expired' | 'withdrawn' | 'none' | 'refused' | 'self' | 'emergency' | 'disaster';
  /** On what a given consent rests. */
  readonly basis: ConsentBasis | null;
  /** Null where nothing runs out, and of what is not shown. */
  readonly minutesLeft: number | null;
}

const BASIS_OF_GROUND: ReadonlyMap<string, ConsentBasis> = new Map([
  ['consent-24h', 'visit-24h'],
  ['consent-persistent', 'persistent'],
  ['consent-visiting', 'visiting'],
  ['consent-online', 'online'],
  ['consent-oral', 'oral'],
]);

/** Standing by the consents; a consent whose end has passed on this screen is expired before the server is asked again. */
export function standingOfConsents(consents: readonly ConsentState[], nowMs: number): readonly Standing[] {
  return CATEGORIES.map((category) => {
    const consent = consents.find((one) => one.category === category);
    const closed = { category, basis: null, minutesLeft: null };
    if (consent === undefined) return { ...closed, state: 'none' };
    const { state, basis, validUntil } = consent;
    if (state !== 'given') return { ...closed, state };
    if (validUntil === null) return { category, state, basis, minutesLeft: null };
    return Date.parse(validUntil) > nowMs
      ? { category, state, basis, minutesLeft: minutesLeft(validUntil, nowMs) }
      : { ...closed, state: 'expired' };
  });
}

const LIMITS: readonly (string | null)[] = ['SHARING_STOPPED', 'DENIED_BY_PATIENT'];

/** Whether a refusal is the patient's own, which no consent lifts. */
export const isLimit = (refusalCode: string | null): boolean => LIMITS.includes(refusalCode);

/** Standing by the grounds that a record came with. */
export function standingOfRecord(categories: readonly CategoryGround[], nowMs: number): readonly Standing[] {
  return categories.map(({ category, shown, ground, validUntil, refusalCode }): Standing => {
    const closed = { category, basis: null, minutesLeft: null };
    if (!shown) {
      if (isLimit(refusalCode)) return { ...closed, state: 'refused' };
      return { ...closed, state: refusalCode === 'CONSENT_EXPIRED' ? 'expired' : 'none' };
    }
    const left = validUntil === null ? null : minutesLeft(validUntil, nowMs);
    if (ground === 'emergency' || ground === 'disaster')
      return { category, state: ground, basis: null, minutesLeft: left };
    const basis = BASIS_OF_GROUND.get(ground ?? '') ?? null;
    return { category, state: basis === null ? 'self' : 'given', basis, minutesLeft: left };
  });
}

/** What is looked at outside the ordinary, as long as it holds: the red or orange of the banner. */
export function exceptionOf(
  categories: readonly CategoryGround[],
  nowMs: number,
): { readonly mode: 'emergency' | 'disaster'; readonly minutesLeft: number } | null {
  for (const { shown, ground, validUntil } of categories) {
    if (!shown || validUntil === null || Date.parse(validUntil) <= nowMs) continue;
    if (ground === 'emergency' || ground === 'disaster')
      return { mode: ground, minutesLeft: minutesLeft(validUntil, nowMs) };
  }
  return null;
}

/** When the first of what a record shows runs out; null = never. */
export function firstEnd(categories: readonly CategoryGround[]): number | null {
  const ends = categories.flatMap(({ shown, validUntil }) =>
    shown && validUntil !== null ? [Date.parse(validUntil)] : [],
  );
  return ends.length === 0 ? null : Math.min(...ends);
}
