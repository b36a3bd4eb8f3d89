import type { Category, CategoryGround, ConsentState } from '../../api/types.ts';
import { CATEGORIES } from '../../api/types.ts';
import { minutesLeft } from '../../lib/format.ts';

/** How one category stands at a moment, whatever the answer it was read from. */
export interface Standing {
  readonly category: Category;
  readonly state: 'given' | 'expired' | 'withdrawn' | 'none' | 'self';
  readonly minutesLeft: number | null;
}

/** Standing by the consents; a consent whose end has passed on this screen is expired before the server is asked again. */
export function standingOfConsents(consents: readonly ConsentState[], nowMs: number): readonly Standing[] {
  return CATEGORIES.map((category) => {
    const consent = consents.find((one) => one.category === category);
    if (consent === undefined) return { category, state: 'none', minutesLeft: null };
    if (consent.state !== 'given' || consent.validUntil === null) {
      return { category, state: consent.state, minutesLeft: null };
    }
    const left = Date.parse(consent.validUntil) > nowMs;
    return left
      ? { category, state: 'given', minutesLeft: minutesLeft(consent.validUntil, nowMs) }
      : { category, state: 'expired', minutesLeft: null };
  });
}

/** Standing by the grounds that a record came with. */
export function standingOfRecord(categories: readonly CategoryGround[], nowMs: number): readonly Standing[] {
  return categories.map(({ category, shown, ground, validUntil, refusalCode }) => {
    if (!shown) {
      return { category, state: refusalCode === 'CONSENT_EXPIRED' ? 'expired' : 'none', minutesLeft: null };
    }
    if (ground === 'self' || validUntil === null) return { category, state: 'self', minutesLeft: null };
    return { category, state: 'given', minutesLeft: minutesLeft(validUntil, nowMs) };
  });
}
