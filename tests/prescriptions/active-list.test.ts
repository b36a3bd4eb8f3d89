import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { repeatOnConflict } from '../../apps/server/src/kernel/db/repeat-on-conflict.ts';
import { receiveFile, takeInFile } from '../../apps/server/src/modules/claims/index.ts';
import {
  type ListDeps,
  readActiveList,
} from '../../apps/server/src/modules/prescriptions/active-list/list.ts';
import { markHistoryStale } from '../../apps/server/src/modules/prescriptions/active-list/mark-stale.ts';
import { refreshOwnDrugs } from '../../apps/server/src/modules/prescriptions/active-list/refresh-own.ts';
import { medicalFile } from '../../apps/server/src/testing/claim-files.ts';
import { drugCode } from '../../apps/server/src/testing/demo-codes.ts';
import { CLINIC, HOSPITAL, type TestPerson, testPerson } from '../../apps/server/src/testing/people.ts';
import { chunksOf, createTestRuntime, type TestRuntime } from '../../apps/server/src/testing/test-runtime.ts';

let runtime: TestRuntime;
beforeAll(async () => {
  runtime = await createTestRuntime();
});
afterAll(() => runtime.close());

let ordinal = 0;
let person: TestPerson;
beforeEach(() => {
  person = testPerson(++ordinal);
});

const knowledge = async () => ({ resolve: () => null });
const deps = (changed: Partial<ListDeps> = {}): ListDeps => ({ ...runtime, knowledge, ...changed });

const bytesOf = (key: string, month = '2026-10', people = [person]) =>
  medicalFile({
    month,
    facility: CLINIC,
    claims: people.map((one) => ({
      person: one,
      lines: [{ type: 'IY', category: '21', code: drugCode(key), amount: '1', days: { 20: 60 } }],
    })),
  });

const codesOf = async (personId: string, changed: Partial<ListDeps> = {}) =>
  (await readActiveList(deps(changed), personId)).history.map(({ code }) => code);
const isStale = async (personId: string) =>
  (
    await runtime.asOwner<{ stale: boolean }>(
      'SELECT stale FROM prescriptions.active_list WHERE person_id = $1',
      [personId],
    )
  )[0]?.stale;

test('is made when it is first needed, kept, and made anew after the next claim', async () => {
  await runtime.take(bytesOf('amlodipine-5'));
  const personId = await runtime.personIdOf(person);
  const list = await readActiveList(deps(), personId);
  expect(list.history).toMatchObject([
    {
      source: 'claim',
      code: drugCode('amlodipine-5'),
      from: '2026-10-20',
      to: '2026-12-18',
      facilityCode: CLINIC.code,
      pharmacyCode: null,
    },
  ]);
  const untouched = {
    ...runtime.sources[0],
    id: 'claims' as const,
    read: () => Promise.reject(new Error('read')),
  };
  expect(await codesOf(personId, { sources: [untouched] })).toHaveLength(1);
  await runtime.take(bytesOf('amlodipine-25', '2026-09'));
  expect(await isStale(personId)).toBe(true);
  expect(await codesOf(personId)).toEqual([drugCode('amlodipine-5'), drugCode('amlodipine-25')]);
  expect(await isStale(personId)).toBe(false);
});

test('what ended more than 60 days ago is left out, and so are drugs of a stay in hospital', async () => {
  const old = medicalFile({
    month: '2026-09',
    facility: HOSPITAL,
    claims: [
      {
        person,
        lines: [
          {
            type: 'IY',
            category: '21',
            code: drugCode('amlodipine-5'),
            amount: '1',
            days: { 9: 14, 10: 14 },
          },
        ],
      },
      {
        person,
        inpatient: true,
        lines: [
          { type: 'IY', category: '21', code: drugCode('amlodipine-25'), amount: '1', days: { 20: 60 } },
        ],
      },
    ],
  });
  await runtime.take(old);
  // 14 days from the 9th end on the 22nd: 61 days before 22 November.
  const list = await readActiveList(deps(), await runtime.personIdOf(person));
  expect(list.history.map(({ from }) => from)).toEqual(['2026-09-10']);
});

test('a file that stopped half-way leaves the list stale, and its claims are found once it is taken', async () => {
  await runtime.take(bytesOf('amlodipine-5', '2026-09'));
  const personId = await runtime.personIdOf(person);
  await codesOf(personId);
  const many = [person, ...Array.from({ length: 2_500 }, (_, at) => testPerson(10_000 + at))];
  const { file } = await receiveFile(runtime, {
    name: 'RECEIPTC.UKE',
    source: chunksOf(bytesOf('amlodipine-25', '2026-10', many)),
    receivedBy: 'test-intake',
    createPersons: true,
  });
  const stopping = new AbortController();
  const stopped = await takeInFile(runtime, file, {
    signal: stopping.signal,
    onProgress: () => stopping.abort(),
  });
  expect(stopped.state).toBe('received');
  expect(await codesOf(personId)).toEqual([drugCode('amlodipine-5')]);
  // Whoever reads now must not call it fresh: nothing tells of the moment when the file is taken.
  expect(await isStale(personId)).toBe(true);
  expect((await takeInFile(runtime, stopped)).state).toBe('taken');
  expect(new Set(await codesOf(personId))).toEqual(
    new Set([drugCode('amlodipine-5'), drugCode('amlodipine-25')]),
  );
  expect(await isStale(personId)).toBe(false);
});

test('what changes while the list is being made is not lost', async () => {
  await runtime.take(bytesOf('amlodipine-5'));
  const personId = await runtime.personIdOf(person);
  let reads = 0;
  const sources = runtime.sources.map((source) => ({
    ...source,
    async read(...asked: Parameters<typeof source.read>) {
      const found = await source.read(...asked);
      // After it was read, before it is stored.
      if (source.id === 'claims' && ++reads === 1) await runtime.take(bytesOf('amlodipine-25', '2026-09'));
      return found;
    },
  }));
  expect(await codesOf(personId, { sources })).toHaveLength(2);
  expect(reads).toBe(2);
  expect(await isStale(personId)).toBe(false);
});

test('a mark that is rolled back with its transaction leaves the list as it was', async () => {
  await runtime.take(bytesOf('amlodipine-5'));
  const personId = await runtime.personIdOf(person);
  await codesOf(personId);
  const failing = runtime.db.transaction(async (tx) => {
    await markHistoryStale(tx, [personId]);
    throw new Error('killed');
  });
  await expect(failing).rejects.toThrow('killed');
  expect(await isStale(personId)).toBe(false);
});

const prescribe = (personId: string, name: string, meanwhile: () => Promise<void> = async () => {}) =>
  repeatOnConflict(() =>
    runtime.db.transaction(async (tx) => {
      const groups = [
        {
          form: '1',
          quantity: 14,
          drugs: [{ category: '1', codeKind: '2', code: drugCode('amlodipine-5'), name, amount: '1' }],
        },
      ];
      await tx.query(
        `INSERT INTO prescriptions.prescription (person_id, prescription_id, state, issue_type, origin, institution_code,
           issued_on, usable_until, total_uses, document, registered_at, changed_at)
         VALUES ($1, $2, 'open', 1, 'service', $3, '2026-11-22', '2026-11-25', 1, $4, now(), now())`,
        [personId, randomUUID(), HOSPITAL.code, JSON.stringify({ groups })],
      );
      await meanwhile();
      await refreshOwnDrugs(tx, personId);
    }),
  );

test('two that prescribe at once both stand in the list; one that fails leaves nothing', async () => {
  await runtime.take(bytesOf('amlodipine-5'));
  const personId = await runtime.personIdOf(person);
  // Both have written before either writes the list.
  let arrived = 0;
  let go: () => void = () => {};
  const both = new Promise<void>((resolve) => {
    go = resolve;
  });
  const meanwhile = async () => {
    if (++arrived === 2) go();
    await both;
  };
  const lost = prescribe(personId, 'lost', () => Promise.reject(new Error('killed')));
  await expect(lost).rejects.toThrow('killed');
  await Promise.all([prescribe(personId, 'one', meanwhile), prescribe(personId, 'two', meanwhile)]);
  const { own, history } = await readActiveList(deps(), personId);
  expect(own.map(({ name }) => name).sort()).toEqual(['one', 'two']);
  expect(own[0]).toMatchObject({ fetchUntil: '2026-11-25', facilityCode: HOSPITAL.code, to: '2026-12-05' });
  expect(history).toHaveLength(1);
});
