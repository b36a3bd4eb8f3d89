import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MerkleTree, merklePath, rootFromPath } from './merkle.ts';

const sha256 = (...parts: Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** The definition as it stands in the RFC, by recursion. @spec RFC 6962 §2.1 */
function definition(leaves: readonly Uint8Array[]): Buffer {
  const [first] = leaves;
  if (first === undefined) return sha256();
  if (leaves.length === 1) return sha256(Uint8Array.of(0), first);
  const half = 2 ** Math.floor(Math.log2(leaves.length - 1));
  return sha256(Uint8Array.of(1), definition(leaves.slice(0, half)), definition(leaves.slice(half)));
}

const rootOf = (leaves: readonly Uint8Array[]): Buffer => {
  const tree = new MerkleTree();
  for (const leaf of leaves) tree.add(leaf);
  expect(tree.size).toBe(leaves.length);
  return tree.root();
};

const leaves = fc.array(fc.uint8Array({ maxLength: 8 }), { maxLength: 70 });

test('the root that grows leaf by leaf is the one of the definition', () => {
  fc.assert(
    fc.property(leaves, (all) => {
      expect(rootOf(all)).toEqual(definition(all));
    }),
  );
});

test('the published example: root of no leaves, and of one empty leaf', () => {
  expect(rootOf([]).toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(rootOf([new Uint8Array()]).toString('hex')).toBe(
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  );
});

test('every leaf’s path leads to the root, and from no other place', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 40 }),
      (all) => {
        const root = definition(all);
        const size = all.length;
        for (const [index, leaf] of all.entries()) {
          const path = merklePath(all, index);
          expect(rootFromPath(leaf, { index, size }, path)).toEqual(root);
          expect(rootFromPath(leaf, { index: size, size }, path)).toBeNull();
          expect(rootFromPath(Buffer.concat([leaf, leaf]), { index, size }, path)).not.toEqual(root);
          expect(rootFromPath(leaf, { index, size }, [...path, root])).not.toEqual(root);
          if (size > 1) expect(rootFromPath(leaf, { index, size }, path.slice(1))).not.toEqual(root);
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('a path with places that are no numbers leads nowhere', () => {
  const leaf = Uint8Array.of(1);
  for (const place of [
    { index: -1, size: 1 },
    { index: 0.5, size: 1 },
    { index: 0, size: 0 },
    { index: 0, size: Number.NaN },
  ])
    expect(rootFromPath(leaf, place, [])).toBeNull();
});
