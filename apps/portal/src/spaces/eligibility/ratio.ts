import type { Language } from '../../lib/format.ts';

/** A share in percent as people say it at the desk: `3割`, and `30%` in English; shares off the tenths stay percent. */
export function formatRatio(percent: number, language: Language): string {
  return language === 'ja' && percent % 10 === 0 ? `${percent / 10}割` : `${percent}%`;
}
