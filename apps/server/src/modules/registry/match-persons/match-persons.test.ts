import { insuredKey } from '@tsunagu/ids';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../kernel/testing/test-database.ts';
import { fullWidth, type TestPerson, testPerson } from '../../../testing/people.ts';
import type { Newcomer } from '../index.ts';
import { readPersonIdKey } from '../person-id.ts';
import { PersonMatcher } from './match-persons.ts';

let own: TestDatabase;
let key: string;
beforeAll(async () => {
  own = await createTestDatabase();
  key = await readPersonIdKey(own.db);
});
afterAll(() => own.close());

const newcomer = (person: TestPerson): Newcomer => {
  const numberKey = insuredKey(person);
  if (numberKey === null) throw new Error('a test person without a number');
  return { ...person, numberKey, sex: Number(person.sex) };
};
const create = async (...people: TestPerson[]) => {
  const all = people.map(newcomer);
  const matcher = await PersonMatcher.load(own.db, all);
  await own.db.transaction((tx) => matcher.createMissing(tx, key, all));
  return matcher;
};
const match = async (person: TestPerson) =>
  (await PersonMatcher.load(own.db, [newcomer(person)])).match(newcomer(person));
const idOf = async (person: TestPerson) => {
  const found = await match(person);
  if (found.kind !== 'one') throw new Error(`the person is ${found.kind}`);
  return found.personId;
};

let next = 0;
beforeEach(() => {
  next += 100;
});

test('creating the same people twice, in another process and another order, gives the same ids and rows', async () => {
  const people = Array.from({ length: 50 }, (_, i) => testPerson(next + i));
  await create(...people);
  const before = await Promise.all(people.map(idOf));
  await create(...people.toReversed());
  expect(await Promise.all(people.map(idOf))).toEqual(before);
  expect(new Set(before).size).toBe(50);
});

test('numbers written full- or half-width, with hyphens or dots, are the same person', async () => {
  await create(testPerson(next, { symbol: '12・34' }));
  const id = await idOf(testPerson(next, { symbol: '12・34' }));
  for (const changed of [
    { symbol: '１２-３４' },
    { symbol: '1234' },
    { symbol: '12・34', number: fullWidth(testPerson(next).number) },
    { symbol: '12 34', insurerNumber: testPerson(next).insurerNumber.replace(/^0/, ' ') },
  ]) {
    expect(await match(testPerson(next, changed))).toEqual({ kind: 'one', personId: id });
  }
});

test('any remaining difference is another person (@spec eligibility.md §2.2)', async () => {
  const person = testPerson(next);
  await create(person);
  for (const changed of [
    { number: `0${person.number}` },
    { number: `${person.number}1` },
    { symbol: '98' },
    { insurerNumber: '39999991' },
    { birthDate: '1901-01-01' },
    { sex: person.sex === '1' ? ('2' as const) : ('1' as const) },
    { branch: '02' },
  ]) {
    expect([changed, (await match({ ...person, ...changed })).kind]).toEqual([changed, 'none']);
  }
  expect((await match({ ...person, name: '試験　改姓', kana: 'シケンカイセイ' })).kind).toBe('one');
});

test('an unknown branch agrees with the one person there is, and with nobody when there are two', async () => {
  const twin = (branch: string) => testPerson(next, { branch });
  await create(twin('01'));
  expect(await match(twin(''))).toEqual({ kind: 'one', personId: await idOf(twin('01')) });
  await create(twin('02'));
  expect(await idOf(twin('02'))).not.toBe(await idOf(twin('01')));
  expect(await match(twin(''))).toEqual({ kind: 'several' });
  expect(await match(twin('03'))).toEqual({ kind: 'none' });
});

test('who was first seen without a branch is met again by any branch, and does not become two', async () => {
  const person = (branch: string) => testPerson(next, { branch });
  await create(person(''));
  const id = await idOf(person(''));
  await create(person('01'));
  expect(await idOf(person('01'))).toBe(id);
});

/** What a set of registered branches answers for a claim's branch, told without the code's own words. */
function oracle(registered: readonly string[], asked: string): 'one' | 'none' | 'several' {
  if (asked !== '' && registered.includes(asked)) return 'one';
  const possible = new Set(asked === '' ? registered : registered.filter((branch) => branch === ''));
  return possible.size === 0 ? 'none' : possible.size === 1 ? 'one' : 'several';
}

test('matching follows the rule for any household', async () => {
  const branch = fc.constantFrom('', '00', '01', '02', '03');
  let household = 10_000;
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(branch, { maxLength: 4 }), branch, async (registered, asked) => {
      household++;
      for (const one of registered) {
        const who = newcomer(testPerson(household, { branch: one }));
        await own.db.query(
          `WITH p AS (INSERT INTO registry.person (person_id, sex, birth_date, name, kana) VALUES (gen_random_uuid(), $3, $2, '試', 'シ') RETURNING person_id)
           INSERT INTO registry.insured_number (number_key, birth_date, sex, branch, person_id, insurer_number, symbol, number)
           SELECT $1, $2, $3, $4, person_id, $5, $6, $7 FROM p`,
          [who.numberKey, who.birthDate, who.sex, who.branch, who.insurerNumber, who.symbol, who.number],
        );
      }
      const answer = await match(testPerson(household, { branch: asked }));
      expect(answer.kind).toBe(oracle(registered, asked));
      if (answer.kind === 'one' && registered.includes(asked))
        expect(await idOf(testPerson(household, { branch: asked }))).toBe(answer.personId);
    }),
    { numRuns: 60 },
  );
});

test('an id tells nothing of the numbers: another installation gives another one', async () => {
  await create(testPerson(next));
  const elsewhere = await createTestDatabase();
  const who = newcomer(testPerson(next));
  const other = await PersonMatcher.load(elsewhere.db, [who]);
  await elsewhere.db.transaction((tx) => other.createMissing(tx, `${key}-other`, [who]));
  expect(other.match(who)).not.toEqual(await match(testPerson(next)));
  expect(await idOf(testPerson(next))).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  await elsewhere.close();
});
