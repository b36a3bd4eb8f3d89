import { entryHash } from '../canonical.ts';
import type { StoredEntry } from '../entry-store.ts';
import type { FaultList } from './faults.ts';

/** An entry whose hash does not follow from the one before it. */
interface Suspect {
  readonly kind: 'suspect';
  readonly seq: number;
  readonly row: StoredEntry;
  /** Hashes that may have stood before it. */
  readonly bases: readonly Uint8Array[];
}

/** Numbers without an entry. */
interface Hole {
  readonly kind: 'hole';
  readonly seq: number;
  readonly toSeq: number;
  readonly bases: readonly Uint8Array[];
  /** The entry behind it: nobody knows the hash that it builds on, so it may be out of place itself. */
  readonly behind: StoredEntry;
}

const equal = (a: Uint8Array | null, b: Uint8Array | null): boolean =>
  a !== null && b !== null && Buffer.compare(a, b) === 0;

/** As many are kept for the question whether they were exchanged; what is beyond counts as changed. */
const MOST_KEPT = 200;

/** What did not fit in one writer's chain, to be told apart at its end: moved, exchanged, changed or missing. */
export class Suspects {
  readonly #writer: string;
  readonly #faults: FaultList;
  readonly #places: (Suspect | Hole)[] = [];
  readonly #moved = new Set<StoredEntry>();

  constructor(writer: string, faults: FaultList) {
    this.#writer = writer;
    this.#faults = faults;
  }

  addEntry(row: StoredEntry, bases: readonly Uint8Array[]): void {
    const { seq } = row.committed;
    if (this.#places.length < MOST_KEPT) this.#places.push({ kind: 'suspect', seq, row, bases });
    else this.#tellChanged(row);
  }

  addHole(hole: Omit<Hole, 'kind'>): void {
    if (this.#places.length < MOST_KEPT) this.#places.push({ kind: 'hole', ...hole });
    else this.#faults.add({ kind: 'entry-missing', writer: this.#writer, seq: hole.seq, toSeq: hole.toSeq });
  }

  /** Turns everything into faults. `covered`: the last number that a sound checkpoint vouches for. */
  resolve(covered: number): void {
    const pool = this.#places.map((place) => (place.kind === 'suspect' ? place.row : place.behind));
    /** What stood at the number before, where that was found out. */
    let restored: { readonly seq: number; readonly hash: Uint8Array } | null = null;
    const missing: { seq: number; toSeq: number; behind: StoredEntry }[] = [];
    for (const place of this.#places) {
      const bases =
        restored !== null && restored.seq === place.seq - 1 ? [...place.bases, restored.hash] : place.bases;
      if (place.kind === 'suspect') {
        const hash = this.#resolveSuspect({ ...place, bases }, pool);
        restored = hash === null ? null : { seq: place.seq, hash };
      } else {
        const rest = this.#fillHole({ ...place, bases }, pool);
        restored = rest.restored;
        if (rest.seq <= place.toSeq)
          missing.push({ seq: rest.seq, toSeq: place.toSeq, behind: place.behind });
      }
    }
    for (const { seq, toSeq, behind } of missing) {
      // Where the entry behind the gap was put there, the gap reaches no further than what was vouched for.
      const end = this.#moved.has(behind) ? Math.min(toSeq, covered) : toSeq;
      if (seq <= end) this.#faults.add({ kind: 'entry-missing', writer: this.#writer, seq, toSeq: end });
    }
  }

  #resolveSuspect({ seq, row, bases }: Suspect, pool: readonly StoredEntry[]): Uint8Array | null {
    if (bases.some((base) => equal(entryHash(base, row.committed), row.hash))) return row.hash;
    for (const other of pool) {
      if (other === row) continue;
      const hash = hashAt(other, seq, bases, [other.hash, row.hash]);
      if (hash === null) continue;
      this.#tellMoved(row);
      return hash;
    }
    if (!this.#moved.has(row)) this.#tellChanged(row);
    return null;
  }

  #fillHole({ seq, toSeq, bases }: Hole, pool: readonly StoredEntry[]) {
    let next = seq;
    let before = bases;
    let restored: { readonly seq: number; readonly hash: Uint8Array } | null = null;
    for (; next <= toSeq; next++) {
      const found = pool.find((other) => hashAt(other, next, before, [other.hash]) !== null);
      if (found === undefined || found.hash === null) break;
      this.#tellMoved(found);
      before = [found.hash];
      restored = { seq: next, hash: found.hash };
    }
    return { seq: next, restored: next > toSeq ? restored : null };
  }

  #tellMoved(row: StoredEntry): void {
    if (this.#moved.has(row)) return;
    this.#moved.add(row);
    this.#tell('order-changed', row);
  }

  #tellChanged(row: StoredEntry): void {
    this.#tell('content-changed', row);
  }

  #tell(kind: 'order-changed' | 'content-changed', { committed: { seq, entryId } }: StoredEntry): void {
    this.#faults.add({ kind, writer: this.#writer, seq, entryId });
  }
}

/** The hash that an entry would have at another number, when it is one of those that are known. */
function hashAt(
  row: StoredEntry,
  seq: number,
  bases: readonly Uint8Array[],
  known: readonly (Uint8Array | null)[],
): Uint8Array | null {
  for (const base of bases) {
    const hash = entryHash(base, { ...row.committed, seq });
    if (known.some((one) => equal(one, hash))) return hash;
  }
  return null;
}
