import fc from 'fast-check';
import { expect, test } from 'vitest';
import { generateKey } from '../keys/key-files.ts';
import {
  checkpointFromJson,
  checkpointHash,
  checkpointToJson,
  isSignedBy,
  type SignedCheckpoint,
  signCheckpoint,
} from './checkpoint.ts';

const key = { ...generateKey('audit', 'Ed25519'), algorithm: 'Ed25519' } as const;
const other = generateKey('audit', 'Ed25519');
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));
const signed: fc.Arbitrary<SignedCheckpoint> = fc
  .record({
    no: fc.nat(),
    writerId: fc.uuid(),
    fromSeq: fc.nat(),
    toSeq: fc.nat(),
    entryHash: hash,
    merkleRoot: hash,
    closing: fc.boolean(),
    previousHash: hash,
    at: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2999-12-31') }).map(Number),
  })
  .map((checkpoint) => signCheckpoint(checkpoint, key));

test('a checkpoint survives JSON, with its signature', () => {
  fc.assert(
    fc.property(signed, (checkpoint) => {
      const read = checkpointFromJson(JSON.parse(JSON.stringify(checkpointToJson(checkpoint))));
      expect(read).toEqual(checkpoint);
      expect(read !== null && isSignedBy(read, key.publicKey)).toBe(true);
      expect(isSignedBy(checkpoint, other.publicKey)).toBe(false);
    }),
  );
});

test('a change of any field breaks the signature and the link of the next one', () => {
  fc.assert(
    fc.property(signed, signed, (a, b) => {
      for (const name of Object.keys(a) as (keyof SignedCheckpoint)[]) {
        if (name === 'keyId' || JSON.stringify(a[name]) === JSON.stringify(b[name])) continue;
        const changed = { ...a, [name]: b[name] };
        expect([name, isSignedBy(changed, key.publicKey)]).toEqual([name, false]);
        expect(checkpointHash(changed)).not.toEqual(checkpointHash(a));
      }
      expect(isSignedBy({ ...a, keyId: 'audit-other' }, key.publicKey)).toBe(false);
    }),
    { numRuns: 30 },
  );
});

test('JSON that lacks a field, or has one of another kind, is no checkpoint', () => {
  const [checkpoint] = fc.sample(signed, 1);
  if (checkpoint === undefined) throw new Error('no sample');
  const json = { ...checkpointToJson(checkpoint) } as Record<string, unknown>;
  for (const name of Object.keys(json)) {
    const { [name]: _, ...rest } = json;
    expect([name, checkpointFromJson(rest)]).toEqual([name, null]);
    expect([name, checkpointFromJson({ ...json, [name]: [] })]).toEqual([name, null]);
  }
});
