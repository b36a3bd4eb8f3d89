/** What is known of a code in one edition. Dates `YYYY-MM-DD`, both ends inclusive; null = open or not stated. */
export interface Dated<T> {
  readonly edition: string | null;
  readonly validFrom: string | null;
  readonly validUntil: string | null;
  readonly value: T;
}

/**
 * What held on a day: what the newest edition says whose content had begun by then, ended meanwhile or not, since an
 * older edition did not know of the end; else the edition nearest to the day. `line`: newest edition first.
 * @spec claims.md §10.1; prescriptions.md §4 (abolished drugs)
 */
export function heldOn<T>(line: readonly Dated<T>[], on: string): T | null {
  const begun = line.find(({ validFrom }) => validFrom === null || validFrom <= on);
  if (begun !== undefined) return begun.value;
  const before = line.find(({ edition }) => edition !== null && edition <= on);
  return (before ?? line[line.length - 1])?.value ?? null;
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
