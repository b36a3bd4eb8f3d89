import type { Contraindication, KnowledgeSource, ResolvedDrug } from '../../model/knowledge.ts';
import type { ContraindicationsPart } from '../read/parts.ts';
import { editionFor } from './timeline.ts';

type Pairs = ReadonlyMap<string, ReadonlyMap<string, Contraindication>>;

interface PairEdition {
  readonly edition: string | null;
  /** By twelve characters of the price-list code, both directions. */
  readonly exact: Pairs;
  /** By nine, for general names and for brands that are newer than the drug master. */
  readonly family: Pairs;
}

export type FindContraindication = (a: ResolvedDrug, b: ResolvedDrug, on: string) => Contraindication | null;

/**
 * Pairs are listed as レセ電 codes, of which one price-list code may have many: they are kept by price-list code, so
 * that every code of it is found. @spec prescriptions.md §5.4
 */
export function indexPairs(
  parts: readonly { readonly part: ContraindicationsPart; readonly source: KnowledgeSource }[],
  yjOf: (receiptCode: string) => readonly string[],
): FindContraindication {
  const editions: PairEdition[] = parts.map(({ part, source }) => {
    const exact = new Map<string, Map<string, Contraindication>>();
    const family = new Map<string, Map<string, Contraindication>>();
    for (const { a, b, text } of part.rows) {
      for (const yjA of yjOf(a)) {
        for (const yjB of yjOf(b)) {
          addBoth(exact, yjA, yjB, { text, source });
          addBoth(family, yjA.slice(0, 9), yjB.slice(0, 9), { text, source });
        }
      }
    }
    return { edition: part.edition, exact, family };
  });
  // A check asks hundreds of times for one day.
  let day = '';
  let edition: PairEdition | null = null;
  return (a, b, on) => {
    if (on !== day) {
      edition = editionFor(editions, on);
      day = on;
    }
    if (edition === null) return null;
    const isExact = a.receiptCode !== null && b.receiptCode !== null;
    return isExact
      ? (edition.exact.get(a.yj)?.get(b.yj) ?? null)
      : (edition.family.get(a.yj.slice(0, 9))?.get(b.yj.slice(0, 9)) ?? null);
  };
}

function addBoth(
  pairs: Map<string, Map<string, Contraindication>>,
  a: string,
  b: string,
  value: Contraindication,
): void {
  add(pairs, a, b, value);
  add(pairs, b, a, value);
}

function add(
  pairs: Map<string, Map<string, Contraindication>>,
  a: string,
  b: string,
  value: Contraindication,
): void {
  const row = pairs.get(a);
  if (row === undefined) pairs.set(a, new Map([[b, value]]));
  else if (!row.has(b)) row.set(b, value);
}
