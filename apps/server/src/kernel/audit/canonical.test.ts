import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CommittedEntry, commitAccount, entryHash, FieldWriter, genesisOf } from './canonical.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 30 });
const nullable = fc.option(text);
const entry: fc.Arbitrary<CommittedEntry> = fc.record({
  personId: fc.uuid(),
  at: fc.date({ noInvalidDate: true }).map((date) => date.getTime()),
  entryId: fc.uuid(),
  event: text,
  accountCommitment: fc.option(fc.uint8Array({ minLength: 32, maxLength: 32 })),
  actorRole: nullable,
  facilityCode: nullable,
  facilityName: nullable,
  purpose: nullable,
  ground: nullable,
  categories: fc.array(text, { maxLength: 4 }),
  outcome: text,
  refusalCode: nullable,
  itemCount: fc.option(fc.integer()),
  requestId: nullable,
  method: nullable,
  actingFor: nullable,
  detail: nullable,
  writerId: fc.uuid(),
  seq: fc.nat(),
});
const previous = Buffer.alloc(32, 7);

test('two entries that differ in anything have different hashes, equal ones the same', () => {
  fc.assert(
    fc.property(entry, entry, (a, b) => {
      expect(entryHash(previous, { ...a })).toEqual(entryHash(previous, a));
      for (const name of Object.keys(a) as (keyof CommittedEntry)[]) {
        const mixed = { ...a, [name]: b[name] };
        const same = JSON.stringify(a[name]) === JSON.stringify(b[name]);
        expect([name, entryHash(previous, mixed).equals(entryHash(previous, a))]).toEqual([name, same]);
      }
    }),
  );
});

test('moving text from one column to the next changes the hash', () => {
  const [sample] = fc.sample(entry, 1);
  if (sample === undefined) throw new Error('no sample');
  const shifts: [Partial<CommittedEntry>, Partial<CommittedEntry>][] = [
    [
      { purpose: 'ab', ground: 'c' },
      { purpose: 'a', ground: 'bc' },
    ],
    [
      { purpose: '', ground: null },
      { purpose: null, ground: '' },
    ],
    [{ categories: ['a', 'b'] }, { categories: ['ab'] }],
    [{ categories: [] }, { categories: [''] }],
  ];
  for (const [a, b] of shifts)
    expect(entryHash(previous, { ...sample, ...a })).not.toEqual(entryHash(previous, { ...sample, ...b }));
});

test('the encoding is the documented one', () => {
  const bytes = new FieldWriter()
    .text('aé')
    .text(null)
    .integer(-2)
    .list(['x'])
    .raw(Uint8Array.of(9))
    .uuid('00010203-0405-0607-0809-0a0b0c0d0e0f')
    .bytes();
  expect(Buffer.from(bytes).toString('hex')).toBe(
    `${'0100000003'}61c3a9${'00'}${'02fffffffffffffffe'}${'0300000001'}${'0100000001'}78${'0400000001'}09${'0400000010'}000102030405060708090a0b0c0d0e0f`,
  );
});

test('a text of any length fits, and a writer may be used again', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 3_000 }), { maxLength: 5 }), (texts) => {
      const used = new FieldWriter().text('something else').reset();
      for (const one of texts) used.text(one);
      const expected = texts.map((one) => {
        const utf8 = Buffer.from(one);
        const head = Buffer.alloc(5);
        head[0] = 1;
        head.writeUInt32BE(utf8.length, 1);
        return Buffer.concat([head, utf8]);
      });
      expect(Buffer.from(used.bytes())).toEqual(Buffer.concat(expected));
    }),
  );
});

test('the hash of an entry of the first version stays what it is', () => {
  const sample: CommittedEntry = {
    personId: '00000000-0000-4000-8000-000000000001',
    at: Date.UTC(2026, 10, 22, 1, 2, 3, 4),
    entryId: '00000000-0000-4000-8000-000000000002',
    event: 'disclosure',
    accountCommitment: commitAccount(Buffer.alloc(16, 1), 'test-account'),
    actorRole: 'nurse',
    facilityCode: '1319991018',
    facilityName: '試験病院',
    purpose: 'care',
    ground: null,
    categories: ['medication'],
    outcome: 'shown',
    refusalCode: null,
    itemCount: 3,
    requestId: 'test',
    method: null,
    actingFor: null,
    detail: '{"lines":3}',
    writerId: '00000000-0000-4000-8000-000000000003',
    seq: 1,
  };
  const genesis = genesisOf({ writerId: sample.writerId, startedAt: sample.at, host: 'test', processId: 1 });
  // Whoever changes the encoding must give it a new version, or every stored entry counts as changed.
  expect(entryHash(genesis, sample).toString('hex')).toBe(
    '0501774fd078959442e2e19dd2f05f33df18fe6b10beca8c94f8eacd0ed5b1ae',
  );
});
