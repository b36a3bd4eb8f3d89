import { insuredKey } from '@tsunagu/ids';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../kernel/testing/test-database.ts';
import { type TestPerson, testPerson } from '../../../testing/people.ts';
import { noteValidity, type PersonId, type Registration, readPerson, registerPeople } from '../index.ts';
import { readPersonIdKey } from '../person-id.ts';

let own: TestDatabase;
let personIdKey: string;
let next = 0;
beforeAll(async () => {
  own = await createTestDatabase();
  personIdKey = await readPersonIdKey(own.db);
});
afterAll(() => own.close());
beforeEach(() => {
  next += 10;
});

const registration = (person: TestPerson, changed: Partial<Registration> = {}): Registration => ({
  ...person,
  numberKey: insuredKey(person) ?? '',
  sex: Number(person.sex),
  address: '試験県試験市1-1',
  postNumber: '0000000',
  previous: null,
  ...changed,
});
const register = (...people: Registration[]) =>
  own.db.transaction((tx) =>
    registerPeople(tx, { personIdKey, at: new Date('2026-11-22T00:00:00Z'), people }),
  );
const idOf = async (who: Registration): Promise<PersonId> => {
  const [outcome] = await register(who);
  if (outcome === undefined || outcome.kind === 'refused') throw new Error('refused');
  return outcome.personId;
};
const elsewhere = { insurerNumber: '06999980', number: '1' };

test('a new person is created with the address; the same numbers again are the same person', async () => {
  const who = registration(testPerson(next));
  const [first] = await register(who);
  expect(first).toMatchObject({ kind: 'created', findings: [] });
  const [again] = await register(who);
  expect(again).toMatchObject({ kind: 'known', findings: [] });
  const personId = await idOf(who);
  expect(await readPerson(own.db, personId)).toMatchObject({
    address: '試験県試験市1-1',
    nameDegraded: false,
  });
});

test('previous numbers continue the chain, also within one batch, and the newest numbers are shown', async () => {
  const old = testPerson(next);
  const moved = registration(testPerson(next, { ...elsewhere, number: `9${next}` }), { previous: old });
  const [first] = await register(registration(old));
  const [second] = await register(moved);
  expect(second).toMatchObject({ kind: 'joined', findings: [] });
  expect(second).toHaveProperty('personId', (first as { personId: string }).personId);
  const person = await readPerson(own.db, await idOf(moved));
  expect(person?.insured?.insurerNumber).toBe('06999980');

  const a = registration(testPerson(next + 1));
  const b = registration(testPerson(next + 1, { ...elsewhere, number: `8${next}` }), {
    previous: testPerson(next + 1),
  });
  const outcomes = await register(a, b);
  expect(outcomes.map(({ kind }) => kind)).toEqual(['created', 'joined']);
});

test('two people who already exist are reported, never merged', async () => {
  const old = testPerson(next);
  const fresh = registration(testPerson(next, { ...elsewhere, number: `7${next}` }));
  const [one, two] = [await idOf(registration(old)), await idOf(fresh)];
  const [outcome] = await register({ ...fresh, previous: old });
  expect(outcome).toEqual({ kind: 'known', personId: two, findings: ['previous-is-another-person'] });
  expect(await idOf(registration(old))).toBe(one);
});

test('previous numbers that nobody carries, or somebody born on another day, begin a new person with a finding', async () => {
  const old = testPerson(next);
  const unknown = registration(testPerson(next, { ...elsewhere, number: `6${next}` }), { previous: old });
  expect((await register(unknown))[0]).toMatchObject({ kind: 'created', findings: ['previous-unknown'] });
  await register(registration(testPerson(next + 1)));
  const other = testPerson(next + 1, { ...elsewhere, number: `5${next}`, birthDate: '2000-02-29' });
  const [outcome] = await register(registration(other, { previous: testPerson(next + 1) }));
  expect(outcome).toMatchObject({ kind: 'created', findings: ['previous-differs'] });
});

test('numbers of a person with another birth date or sex are refused', async () => {
  const who = testPerson(next);
  await register(registration(who));
  for (const changed of [{ birthDate: '2001-01-01' }, { sex: who.sex === '1' ? 2 : 1 }])
    expect((await register(registration(who, changed)))[0]).toEqual({
      kind: 'refused',
      reason: 'identity-differs',
    });
});

test('numbers without a branch that several people could carry are refused', async () => {
  const twin = { birthDate: '1990-05-05', number: `4${next}` };
  await register(
    registration(testPerson(next, { ...twin, branch: '01' })),
    registration(testPerson(next, { ...twin, branch: '02' })),
  );
  expect((await register(registration(testPerson(next, { ...twin, branch: '' }))))[0]).toEqual({
    kind: 'refused',
    reason: 'several-candidates',
  });
});

test('a good name never yields to one with ● or ■; a good one replaces a degraded one', async () => {
  const who = registration(testPerson(next), { name: '試験　髙橋' });
  const personId = await idOf(who);
  const [outcome] = await register({ ...who, name: '試験　●橋' });
  expect(outcome).toMatchObject({ findings: ['name-degraded'] });
  expect(await readPerson(own.db, personId)).toMatchObject({ name: '試験　髙橋', nameDegraded: false });

  const degraded = registration(testPerson(next + 1), { name: '試験　■田' });
  const second = await idOf(degraded);
  expect(await readPerson(own.db, second)).toMatchObject({ name: '試験　■田', nameDegraded: true });
  await register({ ...degraded, name: '試験　𠮷田' });
  expect(await readPerson(own.db, second)).toMatchObject({ name: '試験　𠮷田', nameDegraded: false });
});

test('the number that is valid on the day is shown, an insurance before public assistance, else the one that began last', async () => {
  const first = registration(testPerson(next));
  const second = registration(testPerson(next, { ...elsewhere, number: `3${next}` }), { previous: first });
  const third = registration(testPerson(next, { insurerNumber: '12999990', number: `2${next}` }), {
    previous: first,
  });
  const personId = await idOf(first);
  await register(second, third);
  const { numberKey: other } = second;
  const note = (who: Registration, validFrom: string, validTo: string | null) =>
    noteValidity(own.db, [
      { ...who, personId, validFrom, validTo, publicAssistance: who.insurerNumber.startsWith('12') },
    ]);
  const shownOn = async (day: string) => (await readPerson(own.db, personId, day))?.insured?.insurerNumber;
  await note(first, '2020-04-01', '2026-05-01');
  await note(second, '2026-06-01', null);
  await note(third, '2026-04-15', null);
  expect(await shownOn('2026-04-20')).toBe(first.insurerNumber);
  expect(await shownOn('2026-05-01')).toBe('12999990');
  expect(await shownOn('2026-06-01')).toBe('06999980');
  expect(await shownOn('2020-03-31')).toBe('06999980');
  // What is noted about a number of somebody else changes nothing.
  await noteValidity(own.db, [
    {
      personId: await idOf(registration(testPerson(next + 1))),
      numberKey: other,
      birthDate: second.birthDate,
      branch: second.branch,
      validFrom: '2030-01-01',
      validTo: null,
      publicAssistance: false,
    },
  ]);
  expect(await shownOn('2026-06-01')).toBe('06999980');
});
