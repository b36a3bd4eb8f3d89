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
 * better source has no line. `identity`: what makes two codes the same drug.
 * @spec eligibility.md §9.3
 */
export function mergeSources<T extends ActiveDrug>(
  drugs: readonly T[],
  identity: (drug: T) => string,
): readonly T[] {
  const sources = new Set(drugs.map(({ source }) => source));
  if (sources.size < 2) return drugs;
  const best = new Map<string, number>();
  const keysOf = (drug: T): string[] =>
    [drug.facilityCode, drug.pharmacyCode].flatMap((place) =>
      place === null ? [] : [`${place} ${drug.from} ${identity(drug)}`],
    );
  for (const drug of drugs) {
    const rank = PRECEDENCE.indexOf(drug.source);
    for (const key of keysOf(drug)) best.set(key, Math.min(best.get(key) ?? rank, rank));
  }
  return drugs.filter((drug) => {
    const rank = PRECEDENCE.indexOf(drug.source);
    return keysOf(drug).every((key) => (best.get(key) ?? rank) >= rank);
  });
}
