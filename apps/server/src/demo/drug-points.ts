/**
 * Points of a drug unit from its price: up to 15 yen one point, above it one point per 10 yen, a
 * remainder of 5 yen or less falling away.
 * @param sen price × amount in hundredths of a yen
 */
export function drugPoints(sen: number): number {
  return Math.max(1, Math.ceil(sen / 1000 - 0.5));
}
