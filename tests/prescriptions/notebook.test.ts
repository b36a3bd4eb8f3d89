import { type Notebook, writeNotebook } from '@tsunagu/jahis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { notebookDrugs } from '../../apps/server/src/modules/prescriptions/notebook/notebook-drugs.ts';
import { testPerson } from '../../apps/server/src/testing/people.ts';
import { outcomeOf } from '../../apps/server/src/testing/test-server.ts';
import { createRegion, type Region } from '../access/region.ts';

/** @spec prescriptions.md §6.7; phr.md §4 */
let server: Region;
const OWNER = testPerson(1);
beforeAll(async () => {
  server = await createRegion([OWNER, testPerson(2)]);
});
afterAll(() => server.close());

const EMPTY: Notebook = {
  category: '1',
  patient: null,
  notes: [],
  otc: [],
  memos: [],
  blocks: [],
  pharmacists: [],
  part: null,
};

const drug = (name: string, code: string) => ({
  name,
  amount: '3',
  unit: '錠',
  codeKind: '2',
  code,
  author: '1',
  generalName: null,
  generalCodeKind: null,
  generalCode: null,
  supplements: [],
  cautions: [],
});

const group = (rp: number, name: string, code: string) => ({
  rp,
  drugs: [drug(name, code)],
  usage: {
    name: '毎食後服用',
    quantity: '7',
    unit: '日分',
    form: '1',
    codeKind: '1',
    code: null,
    author: '1',
  },
  supplements: [],
  cautions: [],
});

type Group = ReturnType<typeof group>;

const block = (on: string, groups: readonly Group[]): Notebook['blocks'][number] => ({
  on,
  author: '1',
  facility: {
    name: '見本薬局',
    prefecture: '13',
    codeKind: '4',
    code: '9999990',
    postalCode: null,
    address: null,
    phone: null,
    author: '1',
  },
  staff: null,
  prescriptions: [
    {
      institution: { name: '見本医院', prefecture: '13', codeKind: '1', code: '9999991', author: '1' },
      doctors: [{ doctor: { name: '見本　医師', department: '内科', author: '1' }, groups }],
    },
  ],
  cautions: [],
  provided: [],
  leftovers: [],
  remarks: [{ text: '〜髙さの確認', author: '1' }],
  entries: [],
});

const base64 = (notebook: Notebook): string => Buffer.from(writeNotebook(notebook).bytes).toString('base64');
const importing = async (notebook: Notebook, ordinal = 1) =>
  (await server.signIn(`patient-${ordinal}`)).post('/api/me/notebook/import', {
    bytesBase64: base64(notebook),
  });

test('what is imported twice is there once, and both files keep what differs', async () => {
  const first = { ...EMPTY, blocks: [block('2026-11-02', [group(1, '見本錠Ａ', '610000001')])] };
  const both = {
    ...first,
    blocks: [block('2026-11-09', [group(1, '見本錠Ａ', '610000001')]), ...first.blocks],
  };
  expect((await importing(first)).json()).toMatchObject({ taken: 1, already: 0, waiting: [] });
  expect((await importing(first)).json()).toMatchObject({ taken: 0, already: 1 });
  expect((await importing(both)).json()).toMatchObject({ taken: 1, already: 1 });
  const owner = await server.signIn('patient-1');
  const { entries } = (await owner.get('/api/me/notebook')).json();
  expect(entries.map((one: { occurredOn: string }) => one.occurredOn)).toEqual(['2026-11-09', '2026-11-02']);
  const other = (await (await server.signIn('patient-2')).get('/api/me/notebook')).json();
  expect(other.entries).toEqual([]);
});

test('parts wait until the last one is there, in whatever order', async () => {
  const part = (number: number, groups: readonly Group[]): Notebook => ({
    ...EMPTY,
    blocks: [block('2026-11-16', groups)],
    part: { dataId: '20261116000001', count: 2, number },
  });
  const second = (await importing(part(2, [group(2, '見本錠Ｃ', '610000003')]))).json();
  expect(second).toMatchObject({
    taken: 0,
    waiting: [{ dataId: '20261116000001', count: 2, missing: [1] }],
  });
  const first = (await importing(part(1, [group(1, '見本錠Ｂ', '610000002')]))).json();
  expect(first).toMatchObject({ taken: 1, waiting: [] });
  const { drugs } = await notebookDrugs(server.db, server.ref(1));
  const names = drugs.filter((one) => one.from === '2026-11-16').map((one) => one.name);
  expect(names).toEqual(['見本錠Ｂ', '見本錠Ｃ']);
});

test('what the check hears: drugs with their days and institutions, shop products by ingredient, allergies', async () => {
  const own: Notebook = {
    ...EMPTY,
    category: '2',
    patient: {
      name: OWNER.name,
      sex: OWNER.sex,
      birthDate: OWNER.birthDate,
      postalCode: null,
      address: null,
      phone: null,
      emergencyContact: null,
      bloodGroup: 'A+',
      weight: '52.3',
      kana: null,
    },
    notes: [
      { kind: '1', text: '見本アレルギー', author: '2' },
      { kind: '3', text: '見本の既往', author: '2' },
    ],
    otc: [
      {
        name: '市販見本薬',
        from: '2026-11-01',
        to: '2026-11-05',
        author: '2',
        sequence: 1,
        jan: null,
        ingredients: [{ name: 'イブプロフェン', codeKind: '2', code: '1149001', author: '2' }],
      },
    ],
  };
  expect((await importing(own)).json()).toMatchObject({ taken: 4 });
  const { drugs, allergies } = await notebookDrugs(server.db, server.ref(1));
  expect(allergies.map((one) => one.text)).toEqual(['見本アレルギー']);
  expect(drugs.find((one) => one.from === '2026-11-02')).toMatchObject({
    kind: '2',
    code: '610000001',
    form: '1',
    quantity: 7,
    to: '2026-11-08',
    facilityCode: '1319999991',
    pharmacyCode: '1349999990',
    source: 'notebook',
  });
  expect(drugs.find((one) => one.to === '2026-11-05')).toMatchObject({
    kind: '4',
    code: '1149001',
    name: '市販見本薬（イブプロフェン）',
  });
});

test('the export reads back as a notebook of the patient, and names what it could not write', async () => {
  const owner = await server.signIn('patient-1');
  const birth = OWNER.birthDate.replaceAll('-', '');
  const person = `JAHISTC08,2\n1,試験,${OWNER.sex},${birth}\n4,みかん🍊,20261101,2\n`;
  expect((await owner.post('/api/me/notebook/import', { text: person })).json()).toMatchObject({ taken: 2 });
  const exported = (await owner.get('/api/me/notebook/export?format=jahistc')).json();
  expect(exported.text.split('\r\n')[0]).toBe('JAHISTC08,2');
  expect(exported.text).toContain('A+,52.3');
  expect(exported.leftOut).toMatchObject([{ rule: 'CHARACTER_REPLACED', record: '4', item: 1 }]);
  const again = await owner.post('/api/me/notebook/import', { bytesBase64: exported.bytesBase64 });
  expect(again.json()).toMatchObject({ waiting: [] });
  // The registered name makes the profile another one, and the character that was replaced the memo.
  expect(again.json()).toMatchObject({ taken: 2 });
});

test('an entry is deleted by its owner only, and then may be imported anew', async () => {
  const owner = await server.signIn('patient-1');
  const { entries } = (await owner.get('/api/me/notebook')).json();
  const entry = entries.find((one: { occurredOn: string }) => one.occurredOn === '2026-11-02');
  const stranger = await server.signIn('patient-2');
  expect(outcomeOf(await stranger.delete(`/api/me/notebook/${entry.entryId}`))).toBe(
    '404 RX_NOTEBOOK_UNKNOWN',
  );
  expect(outcomeOf(await owner.delete(`/api/me/notebook/${entry.entryId}`))).toBe('200 ok');
  expect(outcomeOf(await owner.delete(`/api/me/notebook/${entry.entryId}`))).toBe('404 RX_NOTEBOOK_UNKNOWN');
  const again = { ...EMPTY, blocks: [block('2026-11-02', [group(1, '見本錠Ａ', '610000001')])] };
  expect((await importing(again)).json()).toMatchObject({ taken: 1 });
});

test('refused: somebody else’s notebook, what is none, staff, and who is no proxy', async () => {
  const strangers: Notebook = {
    ...EMPTY,
    category: '2',
    patient: {
      name: '例示　他人',
      sex: OWNER.sex,
      birthDate: '1931-01-31',
      postalCode: null,
      address: null,
      phone: null,
      emergencyContact: null,
      bloodGroup: null,
      weight: null,
      kana: null,
    },
  };
  expect(outcomeOf(await importing(strangers))).toBe('422 RX_NOTEBOOK_OTHER_PERSON');
  const owner = await server.signIn('patient-1');
  const send = async (body: object) => outcomeOf(await owner.post('/api/me/notebook/import', body));
  expect(await send({ text: 'NOT_JAHIS\n1,2,3\n' })).toBe('400 RX_NOTEBOOK_UNREADABLE');
  expect(await send({})).toBe('400 RX_NOTEBOOK_UNREADABLE');
  const physician = await server.signIn('hospital-physician');
  expect(outcomeOf(await physician.get('/api/me/notebook'))).toBe('403 ROLE_NOT_ALLOWED');
  const stranger = await server.signIn('patient-2');
  const foreign = await stranger.get(`/api/principals/${server.ref(1)}/notebook`);
  expect(foreign.statusCode).toBeGreaterThanOrEqual(400);
});
