import type { ActiveDrug, DrugSource } from '../model/alert.ts';

/** Which source stands for the others where several know the same drug of one institution and day. */
const PRECEDENCE: readonly DrugSource[] = [
  'claim',
  'dispensing',
  'in-house',
  'prescription',
  'submission',
  'notebook',
  'file',
];

/**
 * One line for each drug of an institution and day, of the source that comes first; nothing is left out for which the
 * better source has no line, or one that ends sooner. `identity`: what makes two codes the same drug.
 * @spec eligibility.md §9.3
 */
export function mergeSources<T extends ActiveDrug>(
  drugs: readonly T[],
  identity: (drug: T) => string,
): readonly T[] {
  const meeting = dayShared(drugs);
  if (meeting === null) return drugs;
  const known = new Map<string, { readonly rank: number; readonly to: string }[]>();
  const keysOf = (drug: T): string[] => {
    const shared = placesOf(drug).filter((place) => meeting.has(place));
    if (shared.length === 0) return shared;
    const which = identity(drug);
    return shared.map((place) => `${place} ${which}`);
  };
  const keyed = drugs.map((drug) => ({ drug, rank: rankOf(drug), keys: keysOf(drug) }));
  for (const { drug, rank, keys } of keyed) {
    for (const key of keys) {
      const there = known.get(key);
      if (there === undefined) known.set(key, [{ rank, to: drug.to }]);
      else there.push({ rank, to: drug.to });
    }
  }
  return keyed
    .filter(({ drug, rank, keys }) =>
      keys.every((key) => known.get(key)?.every((other) => other.rank >= rank || other.to < drug.to)),
    )
    .map(({ drug }) => drug);
}

const rankOf = ({ source }: ActiveDrug): number => PRECEDENCE.indexOf(source);

const placesOf = ({ facilityCode, pharmacyCode, from }: ActiveDrug): string[] =>
  [facilityCode, pharmacyCode].flatMap((place) => (place === null ? [] : [`${place} ${from}`]));

/** Institutions and days of which more than one source knows: rare, and all that has to be looked at closely. */
function dayShared(drugs: readonly ActiveDrug[]): ReadonlySet<string> | null {
  const sources = new Map<string, DrugSource>();
  const shared = new Set<string>();
  for (const drug of drugs) {
    for (const place of placesOf(drug)) {
      const known = sources.get(place);
      if (known === undefined) sources.set(place, drug.source);
      else if (known !== drug.source) shared.add(place);
    }
  }
  return shared.size === 0 ? null : shared;
}
