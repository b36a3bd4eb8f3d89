/** What is known of a code in one edition. Dates `YYYY-MM-DD`, both ends inclusive; null = open or not stated. */
export interface Dated<T> {
  readonly edition: string | null;
  readonly validFrom: string | null;
  readonly validUntil: string | null;
  readonly value: T;
}

/**
 * What held on a day: of the newest edition in force, else of the edition nearest to the day. `line`: newest edition
 * first. @spec claims.md §10.1
 */
export function heldOn<T>(line: readonly Dated<T>[], on: string): T | null {
  const [only] = line;
  if (only === undefined) return null;
  if (line.length === 1) return only.value;
  const inForce = line.find(
    ({ validFrom, validUntil }) =>
      (validFrom === null || validFrom <= on) && (validUntil === null || on <= validUntil),
  );
  if (inForce !== undefined) return inForce.value;
  const before = line.find(({ edition }) => edition !== null && edition <= on);
  return (before ?? line[line.length - 1] ?? only).value;
}

/** The edition to use for a day: the newest that is not later, else the oldest. `editions`: newest first. */
export function editionFor<T extends { readonly edition: string | null }>(
  editions: readonly T[],
  on: string,
): T | null {
  return (
    editions.find(({ edition }) => edition === null || edition <= on) ?? editions[editions.length - 1] ?? null
  );
}

/** Newest first; what names no date is older than all. */
export const newestFirst = <T extends { readonly edition: string | null }>(
  parts: readonly T[],
): readonly T[] => [...parts].sort((a, b) => (b.edition ?? '').localeCompare(a.edition ?? ''));
