import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeDemoMasters } from '../../../demo/masters/write-demo-masters.ts';
import { medicalFile } from '../../../testing/claim-files.ts';
import { drugCode, UNKNOWN_ACT, UNKNOWN_DRUG } from '../../../testing/demo-codes.ts';
import { CLINIC, HOSPITAL, testPerson } from '../../../testing/people.ts';
import { createTestRuntime, type TestRuntime } from '../../../testing/test-runtime.ts';
import { importMasters, loadCatalogue } from '../../masters/index.ts';
import { findFile } from '../list-files/list-files.ts';
import { listWorkItems } from './list.ts';
import { retryWorkItems } from './retry.ts';

let runtime: TestRuntime;
beforeEach(async () => {
  runtime = await createTestRuntime();
});
afterEach(() => runtime.close());

const drug = (code: string) => ({ type: 'IY' as const, category: '21', code, amount: '1', days: { 3: 14 } });
const claimOf = (ordinal: number, code = drugCode('amlodipine-5')) => ({
  person: testPerson(ordinal),
  lines: [drug(code)],
});
const open = (kind: 'person-unresolved' | 'code-unknown' | 'claim-broken' | null = null) =>
  listWorkItems(runtime.db, { state: 'open', kind, cursor: null });
const everyOpenItem = async () => {
  const items: Awaited<ReturnType<typeof listWorkItems>>['items'] = [];
  for (let cursor: string | null = '0'; cursor !== null; ) {
    const page: Awaited<ReturnType<typeof listWorkItems>> = await listWorkItems(runtime.db, {
      state: 'open',
      kind: null,
      cursor,
    });
    items.push(...page.items);
    cursor = page.next;
  }
  return items;
};
const drugsOf = async (ordinal: number) => {
  const [source] = runtime.sources;
  const record = await source?.read(await runtime.personIdOf(testPerson(ordinal)), {
    from: '2000-01',
    to: '2099-12',
  });
  return record?.medications.map(({ code }) => code);
};

test('claims of unknown people wait whole, and are placed when the people are known', async () => {
  const file = await runtime.take(medicalFile({ claims: [claimOf(1), claimOf(2), claimOf(3)] }), {
    createPersons: false,
  });
  expect(file).toMatchObject({ state: 'taken', progress: { stored: 0, quarantined: 3 } });
  expect((await open()).items).toMatchObject(
    [1, 2, 3].map((claim) => ({
      kind: 'person-unresolved',
      state: 'open',
      claim,
      reason: 'person-unresolved',
      detail: null,
      fileName: 'RECEIPTC.UKE',
    })),
  );
  expect(await retryWorkItems(runtime, {})).toEqual({ retried: 3, resolved: 0, stillOpen: 3 });
  // The second one becomes known by a claim of another month.
  await runtime.take(medicalFile({ month: '2026-08', claims: [claimOf(2)] }));
  expect(await retryWorkItems(runtime, { kind: 'person-unresolved' })).toEqual({
    retried: 3,
    resolved: 1,
    stillOpen: 2,
  });
  expect((await open()).items.map(({ claim }) => claim)).toEqual([1, 3]);
  expect(await drugsOf(2)).toHaveLength(2);
  const [first] = (await open()).items;
  expect(await retryWorkItems(runtime, { ids: [first?.id ?? ''], createPersons: true })).toEqual({
    retried: 1,
    resolved: 1,
    stillOpen: 0,
  });
  expect(await retryWorkItems(runtime, { createPersons: true })).toEqual({
    retried: 1,
    resolved: 1,
    stillOpen: 0,
  });
  expect(await findFile(runtime.db, file.sha256)).toMatchObject({ progress: { stored: 3, quarantined: 0 } });
  expect((await open()).total).toBe(0);
  expect(await retryWorkItems(runtime, {})).toEqual({ retried: 0, resolved: 0, stillOpen: 0 });
  expect(await runtime.asOwner('SELECT FROM claims.pending_claim')).toEqual([]);
});

test('a claim placed late does not bring back what a later file has corrected', async () => {
  await runtime.take(medicalFile({ claims: [claimOf(1, drugCode('aspirin-100'))] }), {
    createPersons: false,
  });
  await runtime.take(medicalFile({ claims: [claimOf(1, drugCode('telmisartan-40'))] }));
  expect(await retryWorkItems(runtime, {})).toMatchObject({ resolved: 1 });
  expect(await drugsOf(1)).toEqual([drugCode('telmisartan-40')]);
});

test('corrections that waited together are placed in the order of their arrival', async () => {
  for (const key of ['aspirin-100', 'telmisartan-40', 'candesartan-8', 'amlodipine-5']) {
    await runtime.take(medicalFile({ claims: [claimOf(1, drugCode(key))] }), { createPersons: false });
  }
  expect(await retryWorkItems(runtime, { createPersons: true })).toMatchObject({ resolved: 4 });
  expect(await drugsOf(1)).toEqual([drugCode('amlodipine-5')]);
});

test('twins whom the claim does not tell apart stay in the list with their reason', async () => {
  const twin = (branch: string) => testPerson(1, { branch });
  await runtime.take(
    medicalFile({
      claims: [
        { ...claimOf(1), person: twin('01') },
        { ...claimOf(1), person: twin('02') },
      ],
    }),
  );
  const file = await runtime.take(
    medicalFile({ month: '2026-08', claims: [{ ...claimOf(1), person: twin('') }] }),
  );
  expect(file.progress).toMatchObject({ stored: 0, quarantined: 1 });
  expect((await open()).items).toMatchObject([{ kind: 'person-unresolved', reason: 'person-ambiguous' }]);
  expect(await retryWorkItems(runtime, { createPersons: true })).toMatchObject({ resolved: 0 });
});

test('an unknown code is one item for each file, with how often it was met; its line is stored all the same', async () => {
  await runtime.take(
    medicalFile({
      claims: [
        claimOf(1, UNKNOWN_DRUG),
        claimOf(2, UNKNOWN_DRUG),
        { person: testPerson(3), lines: [{ type: 'SI', category: '60', code: UNKNOWN_ACT }] },
      ],
    }),
  );
  expect((await open('code-unknown')).items).toMatchObject([
    { detail: UNKNOWN_DRUG, occurrences: 2, claim: 1, record: 6 },
    { detail: UNKNOWN_ACT, occurrences: 1, claim: 3 },
  ]);
  expect(await drugsOf(1)).toEqual([UNKNOWN_DRUG]);
});

test('unknown codes are resolved once a master that knows them has been imported', async () => {
  await runtime.close();
  runtime = await createTestRuntime({ masters: false });
  const paths = await writeDemoMasters(join(runtime.directory, 'masters'));
  await importMasters({ db: runtime.db }, { paths: paths.filter((path) => /\/s_/.test(path)) });
  runtime.setCatalogue(await loadCatalogue(runtime.db));
  // Without any drug master nobody can say which drug is unknown: nothing is reported.
  await runtime.take(medicalFile({ claims: [claimOf(1)] }));
  expect((await open()).total).toBe(0);
  await importMasters({ db: runtime.db }, { paths });
  runtime.setCatalogue(await loadCatalogue(runtime.db));
  await runtime.take(
    medicalFile({
      month: '2026-08',
      claims: [
        claimOf(1, UNKNOWN_DRUG),
        { person: testPerson(2), lines: [{ type: 'SI', category: '60', code: UNKNOWN_ACT }] },
      ],
    }),
  );
  expect(await retryWorkItems(runtime, {})).toEqual({ retried: 2, resolved: 0, stillOpen: 2 });
  const known = await runtime.catalogue();
  const drug = (code: string, date: string) =>
    known.drug(code === UNKNOWN_DRUG ? drugCode('amlodipine-5') : code, date);
  runtime.setCatalogue({ ...known, drug });
  expect(await retryWorkItems(runtime, {})).toEqual({ retried: 2, resolved: 1, stillOpen: 1 });
  expect((await open()).items).toMatchObject([{ detail: UNKNOWN_ACT }]);
  expect(
    (await listWorkItems(runtime.db, { state: 'resolved', kind: null, cursor: null })).items,
  ).toMatchObject([{ detail: UNKNOWN_DRUG, state: 'resolved' }]);
});

test('a claim with a fault is kept out with the place of the fault; its neighbours are not', async () => {
  const broken = { ...claimOf(2), lines: [{ ...drug(drugCode('aspirin-100')), points: null }] };
  const file = await runtime.take(medicalFile({ claims: [claimOf(1), broken, claimOf(3)] }));
  expect(file.progress).toMatchObject({ claims: 3, stored: 2, quarantined: 1 });
  expect((await open()).items).toMatchObject([
    { kind: 'claim-broken', claim: 2, reason: 'unit-open', detail: null },
  ]);
  expect(await retryWorkItems(runtime, {})).toEqual({ retried: 1, resolved: 0, stillOpen: 1 });
  expect(await findFile(runtime.db, file.sha256)).toMatchObject({ progress: { stored: 2, quarantined: 1 } });
});

test('a claim that a corrected reader accepts is read again from the file that was kept', async () => {
  const file = await runtime.take(medicalFile({ claims: [claimOf(1), claimOf(2)] }));
  // As an earlier reader would have left it: the second claim was held to be faulty.
  await runtime.asOwner('DELETE FROM claims.claim WHERE ordinal = 2');
  await runtime.asOwner('UPDATE claims.file SET stored = 1, quarantined = 1');
  await runtime.asOwner(
    `INSERT INTO claims.work_item (file_id, kind, subject, reason, claim, occurrences, created_at) VALUES ($1, 'claim-broken', '2', 'unit-open', 2, 1, now())`,
    [file.fileId],
  );
  expect(await drugsOf(2)).toEqual([]);
  expect(await retryWorkItems(runtime, { kind: 'claim-broken' })).toEqual({
    retried: 1,
    resolved: 1,
    stillOpen: 0,
  });
  expect(await drugsOf(2)).toEqual([drugCode('amlodipine-5')]);
  expect(await findFile(runtime.db, file.sha256)).toMatchObject({ progress: { stored: 2, quarantined: 0 } });
});

test('a broken claim of an unknown person stays in the list, and is not lost, when it is read again', async () => {
  const file = await runtime.take(medicalFile({ claims: [claimOf(1)] }), { createPersons: false });
  await runtime.asOwner('DELETE FROM claims.pending_claim');
  await runtime.asOwner(`UPDATE claims.work_item SET kind = 'claim-broken', reason = 'unit-open'`);
  expect(await retryWorkItems(runtime, {})).toEqual({ retried: 1, resolved: 0, stillOpen: 1 });
  expect(await findFile(runtime.db, file.sha256)).toMatchObject({ progress: { stored: 0, quarantined: 1 } });
});

test('two people who press retry at once place each claim once', async () => {
  const file = await runtime.take(
    medicalFile({ claims: Array.from({ length: 30 }, (_, i) => claimOf(i + 1)) }),
    { createPersons: false },
  );
  await Promise.allSettled([
    retryWorkItems(runtime, { createPersons: true }),
    retryWorkItems(runtime, { createPersons: true }),
  ]);
  await retryWorkItems(runtime, { createPersons: true });
  expect(await runtime.asOwner('SELECT count(*)::int AS n FROM claims.claim')).toEqual([{ n: 30 }]);
  expect(await findFile(runtime.db, file.sha256)).toMatchObject({ progress: { stored: 30, quarantined: 0 } });
});

test('two files with the same new people, retried at once, both find their people', async () => {
  const claims = Array.from({ length: 300 }, (_, i) => claimOf(i + 1));
  for (const facility of [HOSPITAL, CLINIC]) {
    await runtime.take(medicalFile({ facility, claims }), { createPersons: false });
  }
  const items = await everyOpenItem();
  const byFile = [...Map.groupBy(items, ({ file }) => file).values()];
  expect(byFile.map((part) => part.length)).toEqual([300, 300]);
  const results = await Promise.all(
    byFile.map((part) => retryWorkItems(runtime, { ids: part.map(({ id }) => id), createPersons: true })),
  );
  expect(results).toMatchObject([{ resolved: 300 }, { resolved: 300 }]);
  expect(await runtime.asOwner('SELECT count(*)::int AS n FROM registry.person')).toEqual([{ n: 300 }]);
});

test('the list comes in pages that together are the whole', async () => {
  await runtime.take(medicalFile({ claims: Array.from({ length: 130 }, (_, i) => claimOf(i + 1)) }), {
    createPersons: false,
  });
  const first = await open();
  expect([first.items.length, first.total]).toEqual([100, 130]);
  const second = await listWorkItems(runtime.db, { state: 'open', kind: null, cursor: first.next });
  expect(second.next).toBeNull();
  expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(130);
});
