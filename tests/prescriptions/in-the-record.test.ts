import { afterAll, beforeAll, expect, test } from 'vitest';
import { listsOf } from '../../apps/server/src/modules/records/view-as-xml/months-of.ts';
import { viewRecord } from '../../apps/server/src/modules/records/view-record/view-record.ts';
import { pharmacyFile } from '../../apps/server/src/testing/claim-files.ts';
import { flatRecord } from '../../apps/server/src/testing/packed-record.ts';
import { HOSPITAL, PHARMACY } from '../../apps/server/src/testing/people.ts';
import type { Caller } from '../../apps/server/src/testing/test-server.ts';
import { all, errorsOf, sharedPackagesExist } from '../fhir-records/setting.ts';
import {
  AMLODIPINE,
  asPrescribed,
  createDesk,
  type Desk,
  drug,
  group,
  type Issued,
  NO_DRAFT,
  NOTHING_ELSE,
  ok,
  PHARMACIST,
  TELMISARTAN,
} from './pharmacy-desk.ts';

/** @spec prescriptions.md §2 (7), §10; eligibility.md §9.3 */
const GENERAL = { codeKind: '7', code: '2171901F1ZZZ', name: '【般】アムロジピン錠２．５ｍｇ' };
const JP_CORE = sharedPackagesExist ? '' : ' (profiles skipped: no shared data)';

let desk: Desk;
let patient: Caller;
let issued: Issued;
beforeAll(async () => {
  desk = await createDesk();
  await desk.addPatient('patient', desk.personId);
  patient = await desk.signIn('patient');
  issued = await desk.issue({
    ...NO_DRAFT,
    groups: [group({ drugs: [drug(GENERAL), drug(TELMISARTAN)] }), group({ form: '3', quantity: 1 })],
  });
}, 120_000);
afterAll(() => desk.close());

const drugs = async () => flatRecord(ok(await patient.get('/api/me/record'))).drugs;
const fhir = (type: string) => all(patient, `${type}?patient=${desk.personId}`);
const lists = async () => {
  const { db, clock, audit, sources, catalogue, policy } = desk;
  const record = await viewRecord(
    { db, clock, audit, sources, catalogue, policy },
    {
      actor: { kind: 'patient', account: 'patient', personId: desk.personId },
      personId: desk.personId,
      purpose: 'self',
      audience: 'patient',
      requestId: 'test',
    },
  );
  return listsOf(record, { from: null, to: null, withTreatments: false });
};

test(`a prescription that waits: requests over FHIR, and in the list of prescriptions${JP_CORE}`, async () => {
  expect(await drugs()).toEqual([]);
  const requests = await fhir('MedicationRequest');
  expect(requests).toHaveLength(3);
  expect(await errorsOf(requests)).toEqual([]);
  const [first] = requests;
  expect(first).toMatchObject({
    status: 'active',
    intent: 'order',
    authoredOn: '2026-11-22',
    identifier: [
      { system: 'http://jpfhir.jp/fhir/core/mhlw/IdSystem/Medication-RPGroupNumber', value: '1' },
      { system: 'http://jpfhir.jp/fhir/core/mhlw/IdSystem/MedicationAdministrationIndex', value: '1' },
      { value: issued.prescriptionId },
    ],
    medicationCodeableConcept: { text: GENERAL.name, coding: [{ code: GENERAL.code }] },
    requester: { reference: `Organization/${HOSPITAL.code}` },
    dispenseRequest: {
      validityPeriod: { start: '2026-11-22', end: '2026-11-25' },
      expectedSupplyDuration: { value: 14, unit: '日', code: 'd' },
    },
  });
  // The guard can see a fault.
  expect(
    (await errorsOf([{ ...requests[0], intent: 'wish' } as (typeof requests)[number]])).length,
  ).toBeGreaterThan(0);
  const read = await patient.get(`/fhir/R4/MedicationRequest/${first?.id}`);
  expect(ok(read).json()).toEqual(first);
  const { claims, dispensing, prescription } = await lists();
  expect([claims.flatMap(({ dates }) => dates.flatMap((day) => day.drugs)), dispensing]).toEqual([[], []]);
  expect(prescription).toMatchObject([
    {
      prescribingInstitutionCode: HOSPITAL.code,
      month: '2026-11',
      dates: [
        {
          prescribedOn: '2026-11-22',
          drugs: [{ drugName: GENERAL.name }, { drugCode: TELMISARTAN.code }, {}],
        },
      ],
    },
  ]);
  expect(prescription[0]?.dates[0]).not.toHaveProperty('dispensedOn');
});

test(`handed out: in the record at once, as a supply over FHIR, and no longer as a request${JP_CORE}`, async () => {
  const pharmacist = await desk.staff(PHARMACIST);
  const view = await desk.received(issued.prescriptionId, pharmacist);
  const body = {
    prescriptionIds: [issued.prescriptionId],
    draft: { ...NOTHING_ELSE, dispensedOn: '2026-11-22', groups: asPrescribed(view) },
    sign: 'service',
  };
  ok(await pharmacist.call('POST', '/api/dispensings', body));
  expect(
    (await drugs()).map(({ name, date, institution, known }) => [name, date, institution?.code, known]),
  ).toEqual([
    [GENERAL.name, '2026-11-22', PHARMACY.code, false],
    [TELMISARTAN.name, '2026-11-22', PHARMACY.code, true],
    [AMLODIPINE.name, '2026-11-22', PHARMACY.code, true],
  ]);
  // How far claims have arrived is another matter.
  expect(ok(await patient.get('/api/me/record')).json().freshness.newestMonth).toBe('2026-09');
  expect(await fhir('MedicationRequest')).toEqual([]);
  const supplies = await fhir('MedicationDispense');
  expect(supplies).toHaveLength(3);
  expect(await errorsOf(supplies)).toEqual([]);
  const { dispensing, prescription } = await lists();
  expect(dispensing).toMatchObject([
    {
      dispensingInstitutionCode: PHARMACY.code,
      dates: [{ dispensedOn: '2026-11-22', prescribedOn: '2026-11-22' }],
    },
  ]);
  expect(prescription).toEqual([]);
});

test('once the pharmacy’s claim is there, its lines stand alone', async () => {
  await desk.take(
    pharmacyFile({
      month: '2026-11',
      claims: [
        {
          person: desk.person,
          prescriber: HOSPITAL,
          blocks: [
            {
              form: '1',
              dispensings: [{ prescribedOn: '2026-11-22', dispensedOn: '2026-11-22', quantity: 14 }],
              drugs: [{ code: AMLODIPINE.code, amount: '1' }],
            },
          ],
        },
      ],
    }),
    { name: 'RECEIPTY.CYO' },
  );
  expect((await drugs()).map(({ code, file }) => [code, file.fileName])).toEqual([
    [AMLODIPINE.code, 'RECEIPTY.CYO'],
  ]);
  expect(await fhir('MedicationDispense')).toHaveLength(1);
  const { visits } = flatRecord(ok(await patient.get('/api/me/record')));
  expect(visits.filter(({ date }) => date === '2026-11-22')).toHaveLength(1);
});

test('what only this service knows is shown for 100 days; a prescription as long as it can be fetched', async () => {
  const at = async (instant: string) => {
    desk.setNow(instant);
    patient = await desk.signIn('patient');
  };
  await at('2026-11-23T01:00:00Z');
  const pharmacist = await desk.staff(PHARMACIST);
  const { prescriptionId } = await desk.issue();
  const view = await desk.received(prescriptionId, pharmacist);
  const draft = { ...NOTHING_ELSE, dispensedOn: '2026-11-23', groups: asPrescribed(view) };
  const body = { prescriptionIds: [prescriptionId], draft, sign: 'service' };
  ok(await pharmacist.call('POST', '/api/dispensings', body));
  await desk.issue({ ...NO_DRAFT, groups: [group({ quantity: 7 })] });
  expect(await fhir('MedicationRequest')).toHaveLength(1);
  await at('2026-11-26T14:59:59Z');
  expect(await fhir('MedicationRequest')).toHaveLength(1);
  await at('2026-11-26T15:00:00Z');
  expect(await fhir('MedicationRequest')).toEqual([]);
  const days = async () => (await drugs()).map(({ date }) => date);
  await at('2027-03-03T01:00:00Z');
  expect(await days()).toEqual(['2026-11-23', '2026-11-22']);
  await at('2027-03-04T01:00:00Z');
  expect(await days()).toEqual(['2026-11-22']);
});
