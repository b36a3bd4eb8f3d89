import { FieldWriter, sha256 } from './canonical.ts';

/** Hashes of leaves and of inner nodes begin differently, so that neither can pass for the other. @spec RFC 6962 §2.1 */
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

const scratch = new FieldWriter();

const leafHash = (leaf: Uint8Array): Buffer => sha256(scratch.reset().plain(LEAF).plain(leaf).bytes());
const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer =>
  sha256(scratch.reset().plain(NODE).plain(left).plain(right).bytes());

/** Root of a tree over leaves that come one after the other; keeps one hash per level. */
export class MerkleTree {
  #size = 0;
  /** Roots of the full subtrees so far, largest first: one for each bit that is set in the size. */
  readonly #roots: Buffer[] = [];

  get size(): number {
    return this.#size;
  }

  add(leaf: Uint8Array): void {
    let node = leafHash(leaf);
    for (let rest = this.#size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      const left = this.#roots.pop();
      if (left !== undefined) node = nodeHash(left, node);
    }
    this.#roots.push(node);
    this.#size++;
  }

  root(): Buffer {
    const [...roots] = this.#roots;
    let node = roots.pop();
    if (node === undefined) return sha256(new Uint8Array());
    for (let left = roots.pop(); left !== undefined; left = roots.pop()) node = nodeHash(left, node);
    return node;
  }
}

/** Sizes of the two halves: the left one is the largest power of two below the size. @spec RFC 6962 §2.1 */
function leftSize(size: number): number {
  let half = 1;
  while (half * 2 < size) half *= 2;
  return half;
}

function rootOf(leaves: readonly Uint8Array[]): Buffer {
  const tree = new MerkleTree();
  for (const leaf of leaves) tree.add(leaf);
  return tree.root();
}

/** The nodes that lead from the leaf at `index` (0-based) to the root, nearest first. @spec RFC 6962 §2.1.1 */
export function merklePath(leaves: readonly Uint8Array[], index: number): Buffer[] {
  if (leaves.length <= 1) return [];
  const half = leftSize(leaves.length);
  const [left, right] = [leaves.slice(0, half), leaves.slice(half)];
  return index < half
    ? [...merklePath(left, index), rootOf(right)]
    : [...merklePath(right, index - half), rootOf(left)];
}

/** The root that a leaf and its path lead to; null when the path does not fit the place. */
export function rootFromPath(
  leaf: Uint8Array,
  { index, size }: { readonly index: number; readonly size: number },
  path: readonly Uint8Array[],
): Buffer | null {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return null;
  if (size === 1) return path.length === 0 ? leafHash(leaf) : null;
  const last = path.at(-1);
  if (last === undefined) return null;
  const half = leftSize(size);
  const inLeft = index < half;
  const place = inLeft ? { index, size: half } : { index: index - half, size: size - half };
  const below = rootFromPath(leaf, place, path.slice(0, -1));
  if (below === null) return null;
  return inLeft ? nodeHash(below, last) : nodeHash(last, below);
}
