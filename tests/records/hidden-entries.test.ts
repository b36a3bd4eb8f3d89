import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { medicalFile, pharmacyFile } from '../../apps/server/src/testing/claim-files.ts';
import { actCode, drugCode } from '../../apps/server/src/testing/demo-codes.ts';
import { flatRecord } from '../../apps/server/src/testing/packed-record.ts';
import { CLINIC, HOSPITAL, PHARMACY, testPerson } from '../../apps/server/src/testing/people.ts';
import { type Caller, createTestServer, type TestServer } from '../../apps/server/src/testing/test-server.ts';

/** @spec phr.md §3 A4 */
const person = testPerson(1);
let server: TestServer;
let ref: string;
let patient: Caller;
/** The institutions' clinical staff. */
let staff: Readonly<Record<'hospital' | 'clinic' | 'pharmacy', Caller>>;

const hospitalFile = (amount: string) =>
  medicalFile({
    claims: [
      {
        person,
        lines: [
          { type: 'SI', category: '13', code: actCode('chronic-management'), days: { 3: 1 } },
          { type: 'IY', category: '21', code: drugCode('amlodipine-5'), amount, days: { 3: 14 } },
          { type: 'IY', category: '21', code: drugCode('zolpidem-5'), amount: '1', days: { 3: 14 } },
          { type: 'SI', category: '70', code: actCode('ct'), days: { 4: 1 } },
          { type: 'SI', category: '70', code: actCode('tomography-read'), days: { 4: 1 } },
          { type: 'SI', category: '50', code: actCode('cataract-surgery'), days: { 5: 1 } },
        ],
      },
    ],
  });

beforeAll(async () => {
  server = await createTestServer();
  await server.take(hospitalFile('1'));
  await server.take(
    pharmacyFile({
      claims: [
        {
          person,
          prescriber: CLINIC,
          blocks: [
            {
              form: '1',
              dispensings: [{ prescribedOn: '2026-09-12', dispensedOn: '2026-09-13', quantity: 28 }],
              drugs: [{ code: drugCode('aspirin-100'), amount: '1' }],
            },
          ],
        },
      ],
    }),
    { name: 'RECEIPTY.CYO' },
  );
  ref = await server.personIdOf(person);
  await server.addPatient('patient-1', await server.personIdOf(person));
  patient = await server.signIn('patient-1');
  staff = {
    hospital: await server.signIn('hospital-physician'),
    clinic: await server.signIn('clinic-physician'),
    pharmacy: await server.signIn('pharmacy-pharmacist'),
  };
  for (const { code } of [HOSPITAL, CLINIC, PHARMACY])
    await patient.post('/api/me/consents', {
      facilityCode: code,
      categories: ['medication', 'treatment', 'surgery'],
      basis: 'persistent',
    });
});
afterAll(() => server.close());
beforeEach(() => server.asOwner('DELETE FROM access.hidden_entry'));

const NAMES = new Map([
  ...['amlodipine-5', 'zolpidem-5', 'aspirin-100'].map((key) => [drugCode(key), key] as const),
  ...['chronic-management', 'ct', 'tomography-read', 'cataract-surgery'].map(
    (key) => [actCode(key), key] as const,
  ),
]);
/** Everything that a reader sees, by the key of the demo masters, and the days of visits. */
async function seen(caller: Caller, url = `/api/persons/${ref}/record`): Promise<string[]> {
  const { drugs, treatments, visits } = flatRecord(await caller.get(url));
  const codes = [...drugs, ...treatments].flatMap(({ code, details = [] }) => [
    code,
    ...details.map((detail) => detail.code),
  ]);
  return [...codes.map((code) => NAMES.get(code) ?? code), ...visits.map(({ date }) => date.slice(8))].sort();
}
const own = () => seen(patient, '/api/me/record');
const hide = (key: string) => patient.post('/api/me/restrictions/hidden', { key, label: '試験の項目' });
const show = (key: string) => patient.delete(`/api/me/restrictions/hidden/${key}`);
const without = (all: readonly string[], ...gone: string[]) => all.filter((one) => !gone.includes(one));
const entry = (code: string, day: string, facility = HOSPITAL.code) => `e${facility}-2026-09-${day}-${code}`;

const ALL = [
  '03',
  '04',
  '05',
  '13',
  'amlodipine-5',
  'aspirin-100',
  'cataract-surgery',
  'chronic-management',
  'ct',
  'tomography-read',
  'zolpidem-5',
].sort();

test('a hidden entry: gone for others, there for whoever made it and for the patient, back when shown again', async () => {
  expect(await seen(staff.clinic)).toEqual(ALL);
  const key = entry(drugCode('amlodipine-5'), '03');
  expect((await hide(key)).json().hidden).toMatchObject([{ key, label: '試験の項目' }]);
  expect(await seen(staff.clinic)).toEqual(without(ALL, 'amlodipine-5'));
  expect(await seen(staff.pharmacy)).toEqual(without(ALL, 'amlodipine-5'));
  expect(await seen(staff.hospital)).toEqual(ALL);
  expect(await own()).toEqual(ALL);
  expect((await show(key)).json().hidden).toEqual([]);
  expect(await seen(staff.clinic)).toEqual(ALL);
  // Hidden again within the same instant.
  await hide(key);
  expect(await seen(staff.clinic)).toEqual(without(ALL, 'amlodipine-5'));
});

test('nothing of a hidden entry is left in the answer, not its name, not its file', async () => {
  await hide(`v${PHARMACY.code}-2026-09-13`);
  const answer = await staff.hospital.get(`/api/persons/${ref}/record`);
  expect(answer.body).not.toMatch(new RegExp(`${drugCode('aspirin-100')}|アスピリン|2026-09-13|2026-09-12`));
  const [file] = await server.asOwner<{ sha256: string }>(
    `SELECT sha256 FROM claims.file WHERE kind = 'pharmacy'`,
  );
  expect(file?.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(answer.body).not.toContain(file?.sha256);
});

test('a visit as a whole: its drugs, acts and the visit itself, and nothing of other days', async () => {
  await hide(`v${HOSPITAL.code}-2026-09-03`);
  // A psychotropic cannot be hidden, not even with its visit.
  expect(await seen(staff.clinic)).toEqual(without(ALL, '03', 'amlodipine-5', 'chronic-management'));
  expect(await seen(staff.hospital)).toEqual(ALL);
});

test('psychotropics and narcotics stay, and the patient’s record says so beforehand', async () => {
  await hide(entry(drugCode('zolpidem-5'), '03'));
  expect(await seen(staff.clinic)).toEqual(ALL);
  const { drugs } = flatRecord(await patient.get('/api/me/record'));
  const hideable = Object.fromEntries(drugs.map(({ code, hideable }) => [NAMES.get(code), hideable]));
  expect(hideable).toEqual({ 'zolpidem-5': false, 'amlodipine-5': true, 'aspirin-100': true });
});

test('an examination is hidden with everything that belongs to it, whichever of its acts is named', async () => {
  for (const act of ['ct', 'tomography-read']) {
    const key = entry(actCode(act), '04');
    await hide(key);
    expect([act, await seen(staff.clinic)]).toEqual([act, without(ALL, 'ct', 'tomography-read')]);
    expect(await own()).toEqual(ALL);
    await show(key);
  }
});

test('what was dispensed elsewhere stays visible to whoever prescribed it', async () => {
  await hide(entry(drugCode('aspirin-100'), '13', PHARMACY.code));
  expect(await seen(staff.hospital)).toEqual(without(ALL, 'aspirin-100'));
  expect(await seen(staff.clinic)).toEqual(ALL);
  expect(await seen(staff.pharmacy)).toEqual(ALL);
});

test('a hidden entry stays hidden when its claim is corrected and sent again', async () => {
  await hide(entry(drugCode('amlodipine-5'), '03'));
  await hide(entry(actCode('cataract-surgery'), '05'));
  await server.take(hospitalFile('2'));
  const record = flatRecord(await patient.get('/api/me/record'));
  expect(record.drugs.find(({ code }) => code === drugCode('amlodipine-5'))).toMatchObject({ amount: '2' });
  expect(await own()).toEqual(ALL);
  expect(await seen(staff.clinic)).toEqual(without(ALL, 'amlodipine-5', 'cataract-surgery'));
});

test('a key of another day, institution or code hides nothing', async () => {
  const code = drugCode('amlodipine-5');
  for (const key of [
    entry(code, '02'),
    entry(code, '03', CLINIC.code),
    entry(drugCode('telmisartan-40'), '03'),
    `v${CLINIC.code}-2026-09-03`,
    `v${HOSPITAL.code}-2026-09-02`,
  ]) {
    await hide(key);
    expect([key, await seen(staff.pharmacy)]).toEqual([key, ALL]);
  }
});
