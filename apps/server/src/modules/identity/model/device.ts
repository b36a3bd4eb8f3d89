import DATA from './devices.json' with { type: 'json' };

/** A few words for a user agent, such as `Firefox, Windows`; null when it says nothing that we know. */
export function deviceWords(userAgent: string | null): string | null {
  const find = (names: readonly string[][]) => names.find(([sign = '']) => userAgent?.includes(sign))?.[1];
  const words = [find(DATA.browsers), find(DATA.systems)].filter((word) => word !== undefined);
  return words.length === 0 ? null : words.join(', ');
}
