import { afterAll, beforeAll, expect, test } from 'vitest';
import { medicalFile, pharmacyFile } from '../../apps/server/src/testing/claim-files.ts';
import {
  actCode,
  diseaseCode,
  diseaseNames,
  drugCode,
  UNKNOWN_ACT,
  UNKNOWN_DRUG,
} from '../../apps/server/src/testing/demo-codes.ts';
import { flatRecord } from '../../apps/server/src/testing/packed-record.ts';
import { CLINIC, HOSPITAL, PHARMACY, testPerson } from '../../apps/server/src/testing/people.ts';
import { TEST_NOW } from '../../apps/server/src/testing/test-runtime.ts';
import {
  createTestServer,
  type TestServer,
  type TestServerOptions,
} from '../../apps/server/src/testing/test-server.ts';

const person = testPerson(1);
let server: TestServer;
let ref: string;

const si = (key: string, day: number, category = '60') => ({
  type: 'SI' as const,
  category,
  code: actCode(key),
  days: { [day]: 1 },
});
const iy = (key: string, day: number) => ({
  type: 'IY' as const,
  category: '21',
  code: drugCode(key),
  amount: '1',
  days: { [day]: 14 },
});

async function regionOf(options: TestServerOptions = {}): Promise<TestServer> {
  const made = await createTestServer(options);
  await made.take(
    medicalFile({
      claims: [
        {
          person,
          diseases: [diseaseCode('hypertension'), diseaseCode('diabetes-2')],
          lines: [
            si('chronic-management', 3, '13'),
            si('referral-letter-addon', 3, '13'),
            iy('amlodipine-5', 3),
            si('specimen-blood', 3),
            si('urinalysis', 3),
            si('ct', 4, '70'),
            si('tomography-read', 4, '70'),
            si('ct-contrast-addon', 4, '70'),
            si('xray-shoot', 4, '70'),
            si('xray-read', 4, '70'),
            si('ct', 20, '70'),
            si('cataract-surgery', 10, '50'),
            si('surgery-infant-addon', 10, '50'),
            { type: 'SI', category: '60', code: UNKNOWN_ACT, days: { 11: 1 } },
            { type: 'IY', category: '21', code: UNKNOWN_DRUG, amount: '2', days: { 11: 7 } },
          ],
        },
        { person, inpatient: true, lines: [si('short-stay-3-polyp', 25, '92')] },
      ],
    }),
  );
  await made.take(
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
  await made.addPatient('patient-1', await made.personIdOf(person));
  return made;
}

beforeAll(async () => {
  server = await regionOf();
  ref = await server.personIdOf(person);
});
afterAll(() => server.close());

async function seenWith(...categories: string[]) {
  await server.asOwner('DELETE FROM access.consent');
  const physician = await server.signIn('hospital-physician');
  await physician.post(`/api/persons/${ref}/consents`, { categories, method: 'written' });
  return physician.get(`/api/persons/${ref}/record`);
}
const everything = ['medication', 'treatment', 'surgery'];
const lines = (answer: Awaited<ReturnType<typeof seenWith>>) =>
  flatRecord(answer).treatments.map(({ date, code, category }) => `${date} ${category} ${code}`);

test('acts of the listed categories, newest first; add-ons, modifiers, specimens and other acts are not shown', async () => {
  expect(lines(await seenWith(...everything))).toEqual([
    `2026-09-25 short-stay-surgery ${actCode('short-stay-3-polyp')}`,
    `2026-09-20 imaging ${actCode('ct')}`,
    `2026-09-11 unknown ${UNKNOWN_ACT}`,
    `2026-09-10 surgery ${actCode('cataract-surgery')}`,
    `2026-09-04 imaging ${actCode('ct')}`,
    `2026-09-04 imaging ${actCode('xray-shoot')}`,
    `2026-09-03 medical-management ${actCode('chronic-management')}`,
  ]);
});

test('imaging of one day is one line for each kind of examination, the others are its details', async () => {
  const { treatments } = flatRecord(await seenWith(...everything));
  const imaging = treatments.filter(({ category, date }) => category === 'imaging' && date === '2026-09-04');
  expect(imaging.map(({ code, details = [] }) => [code, details.map((detail) => detail.code)])).toEqual([
    [actCode('ct'), [actCode('tomography-read')]],
    [actCode('xray-shoot'), [actCode('xray-read')]],
  ]);
});

test('operations, short-stay ones too, need the consent to surgery; the rest needs the one to treatment', async () => {
  expect(lines(await seenWith('surgery'))).toEqual([
    `2026-09-25 short-stay-surgery ${actCode('short-stay-3-polyp')}`,
    `2026-09-10 surgery ${actCode('cataract-surgery')}`,
  ]);
  expect(lines(await seenWith('treatment'))).toEqual([
    `2026-09-20 imaging ${actCode('ct')}`,
    `2026-09-04 imaging ${actCode('ct')}`,
    `2026-09-04 imaging ${actCode('xray-shoot')}`,
    `2026-09-03 medical-management ${actCode('chronic-management')}`,
  ]);
});

test('with consent to drugs alone there are drugs alone: no act, no visit, and a reason for each category left out', async () => {
  const answer = await seenWith('medication');
  const { drugs, treatments, visits } = flatRecord(answer);
  expect(drugs.map(({ date, code, known }) => `${date} ${code} ${known}`)).toEqual([
    `2026-09-13 ${drugCode('aspirin-100')} true`,
    `2026-09-11 ${UNKNOWN_DRUG} false`,
    `2026-09-03 ${drugCode('amlodipine-5')} true`,
  ]);
  expect([treatments, visits]).toEqual([[], []]);
  expect(answer.json().categories).toMatchObject([
    {
      category: 'medication',
      shown: true,
      ground: 'consent-24h',
      validUntil: '2026-11-23T01:02:03.000Z',
      refusalCode: null,
    },
    { category: 'treatment', shown: false, ground: null, validUntil: null, refusalCode: 'CONSENT_REQUIRED' },
    { category: 'surgery', shown: false, refusalCode: 'CONSENT_REQUIRED' },
  ]);
  expect(answer.body).not.toContain(actCode('cataract-surgery'));
});

test('a code that no master knows is shown as itself and marked', async () => {
  const { drugs, treatments } = flatRecord(await seenWith(...everything));
  const unknown = [...drugs, ...treatments].filter(({ known }) => !known);
  expect(unknown).toMatchObject([
    { code: UNKNOWN_DRUG, name: UNKNOWN_DRUG, masterEdition: null, masterStatus: 'unknown' },
    {
      code: UNKNOWN_ACT,
      name: UNKNOWN_ACT,
      category: 'unknown',
      categoryName: 'コード不明',
      masterStatus: 'unknown',
    },
  ]);
});

test('names of institutions are the patient’s, not the institutions’ (@spec mission-matrix S4-58)', async () => {
  const answer = await seenWith(...everything);
  const { drugs, treatments, visits } = flatRecord(answer);
  expect([...drugs, ...treatments, ...visits].filter(({ institution }) => institution !== null)).toEqual([]);
  expect(answer.body).not.toMatch(
    new RegExp(
      `${HOSPITAL.code}|${CLINIC.code}|${PHARMACY.code}|${HOSPITAL.name}|${CLINIC.name}|${PHARMACY.name}`,
    ),
  );
  const own = flatRecord(await (await server.signIn('patient-1')).get('/api/me/record'));
  expect(own.drugs[0]).toMatchObject({ institution: PHARMACY, prescriber: CLINIC });
  expect(own.treatments[0]).toMatchObject({ institution: HOSPITAL });
  await server.asOwner(`UPDATE registry.facility SET name = '' WHERE facility_code = $1`, [CLINIC.code]);
  const unnamed = flatRecord(await (await server.signIn('patient-1')).get('/api/me/record'));
  expect(unnamed.drugs[0]).toMatchObject({ prescriber: { code: CLINIC.code, name: CLINIC.code } });
  await server.asOwner(`UPDATE registry.facility SET name = $2 WHERE facility_code = $1`, [
    CLINIC.code,
    CLINIC.name,
  ]);
});

test('an installation may show the names to institutions too', async () => {
  const open = await regionOf({ institutionNames: 'all' });
  const key = await open.personIdOf(person);
  const physician = await open.signIn('clinic-physician');
  await physician.post(`/api/persons/${key}/consents`, { categories: ['medication'], method: 'written' });
  const { drugs } = flatRecord(await physician.get(`/api/persons/${key}/record`));
  expect(drugs[0]).toMatchObject({ institution: PHARMACY, prescriber: CLINIC });
  await open.close();
});

test('diseases are nowhere, not even for the patient (@spec mission-matrix S4-60)', async () => {
  for (const answer of [
    await seenWith(...everything),
    await (await server.signIn('patient-1')).get('/api/me/record'),
  ]) {
    for (const word of [diseaseCode('hypertension'), diseaseCode('diabetes-2'), ...diseaseNames()])
      expect(answer.body).not.toContain(word);
  }
});

test('every line says from which record of which file it comes and which master named it', async () => {
  const { drugs, treatments } = flatRecord(await seenWith(...everything));
  const medical = (
    await server.asOwner<{ sha256: string }>(`SELECT sha256 FROM claims.file WHERE kind = 'medical'`)
  )[0]?.sha256;
  for (const line of [...drugs, ...treatments]) {
    expect(line.file).toMatchObject({
      source: 'claims',
      // A sender's name for a file often holds the institution's code.
      fileName: null,
      receivedAt: TEST_NOW,
    });
    expect(line.file.file).toMatch(/^[0-9a-f]{64}$/);
  }
  const amlodipine = drugs.find(({ code }) => code === drugCode('amlodipine-5'));
  expect(amlodipine).toMatchObject({
    claim: 1,
    line: 9,
    masterEdition: '2021-04-01',
    masterStatus: 'in-force',
  });
  expect(amlodipine?.file.file).toBe(medical);
});

test('visits: each day of care once, newest first, with the setting', async () => {
  const { visits } = flatRecord(await seenWith('treatment'));
  expect(visits.map(({ date, setting }: { date: string; setting?: string }) => `${date} ${setting}`)).toEqual(
    [
      '2026-09-25 inpatient',
      '2026-09-20 outpatient',
      '2026-09-13 pharmacy',
      '2026-09-11 outpatient',
      '2026-09-10 outpatient',
      '2026-09-04 outpatient',
      '2026-09-03 outpatient',
    ],
  );
});

test('a corrected claim’s lines are gone from the record, not from the store', async () => {
  const corrected = testPerson(8);
  await server.take(
    medicalFile({
      claims: [{ person: corrected, lines: [iy('amlodipine-5', 3), si('cataract-surgery', 4, '50')] }],
    }),
  );
  await server.take(medicalFile({ claims: [{ person: corrected, lines: [iy('telmisartan-40', 3)] }] }));
  await server.addPatient('patient-8', await server.personIdOf(corrected));
  const answer = await (await server.signIn('patient-8')).get('/api/me/record');
  const { drugs, treatments } = flatRecord(answer);
  expect(drugs.map(({ code }) => code)).toEqual([drugCode('telmisartan-40')]);
  expect(treatments).toEqual([]);
  expect(answer.body).not.toContain(drugCode('amlodipine-5'));
});
