import type { DrugLine } from '../../../api/types.ts';
import type { Coverage } from './coverage.ts';

/** A supply with its days and comparable dose. */
export interface Supply extends Coverage {
  readonly line: DrugLine;
  readonly dose: { readonly value: number; readonly unit: string } | null;
}

/**
 * The same ingredient supplied twice for the same days. `institutions`: two institutions that are known and differ.
 * `claims`: two claims whose institutions this audience does not see.
 */
export interface Overlap {
  readonly from: number;
  readonly to: number;
  readonly certainty: 'institutions' | 'claims';
  readonly first: DrugLine;
  readonly second: DrugLine;
}

/** An early refill is no duplicate: overlaps up to this many days count only between two known institutions. */
export const REFILL_DAYS = 7;

/** Who supplied or ordered: the prescriber where there is one, else the institution; null = not shown. */
function sourceOf(line: DrugLine): string | null {
  return line.prescriber?.code ?? line.institution?.code ?? null;
}

function claimOf(line: DrugLine): string {
  return `${line.provenance.file}#${line.provenance.claim}`;
}

type Relation = Overlap['certainty'] | 'same';

/** How two supplies of one ingredient stand to each other; `same` = one claim or one known source. */
export function relation(a: DrugLine, b: DrugLine): Relation {
  if (claimOf(a) === claimOf(b)) return 'same';
  const [left, right] = [sourceOf(a), sourceOf(b)];
  if (left !== null && right !== null) return left === right ? 'same' : 'institutions';
  return 'claims';
}

/** Overlaps among the supplies of one ingredient, joined where they touch and stem from the same two sources. */
export function findOverlaps(supplies: readonly Supply[]): readonly Overlap[] {
  const exact = supplies.filter((supply) => supply.kind === 'exact').sort((a, b) => a.from - b.from);
  const found = new Map<string, Overlap[]>();
  let open: Supply[] = [];
  for (const supply of exact) {
    open = open.filter((earlier) => earlier.to > supply.from);
    for (const earlier of open) {
      const kind = relation(earlier.line, supply.line);
      if (kind === 'same') continue;
      const key =
        kind === 'institutions'
          ? [sourceOf(earlier.line), sourceOf(supply.line)].sort().join('|')
          : [claimOf(earlier.line), claimOf(supply.line)].sort().join('|');
      const list = found.get(key) ?? [];
      join(list, {
        from: supply.from,
        to: Math.min(earlier.to, supply.to),
        certainty: kind,
        first: earlier.line,
        second: supply.line,
      });
      found.set(key, list);
    }
    open.push(supply);
  }
  return [...found.values()]
    .flat()
    .filter((overlap) => overlap.certainty === 'institutions' || overlap.to - overlap.from > REFILL_DAYS)
    .sort((a, b) => a.from - b.from);
}

function join(list: Overlap[], next: Overlap): void {
  const last = list.at(-1);
  if (last !== undefined && next.from <= last.to) {
    list[list.length - 1] = { ...last, to: Math.max(last.to, next.to) };
  } else {
    list.push(next);
  }
}
