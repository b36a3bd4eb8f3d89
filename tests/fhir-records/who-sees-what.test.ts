import { afterAll, beforeAll, expect, test } from 'vitest';
import { fhirPersonReader } from '../../apps/server/src/modules/records/index.ts';
import { actCode } from '../../apps/server/src/testing/demo-codes.ts';
import { CLINIC, HOSPITAL, PHARMACY, testPerson } from '../../apps/server/src/testing/people.ts';
import type { Caller } from '../../apps/server/src/testing/test-server.ts';
import { all, createRecordSetting, ends, keyOf, type RecordSetting, sessionOfPatient } from './setting.ts';

const person = testPerson(3);
let setting: RecordSetting;
let desk: Caller;

beforeAll(async () => {
  setting = await createRecordSetting(person);
  desk = await setting.server.signIn('hospital-desk');
});
afterAll(() => setting.server.close());

const memberId = () =>
  `http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID|${person.insurerNumber}:${person.symbol}:${person.number}:${person.branch}`;

test('a desk sees who somebody is, how they are insured and what they allowed it, and nothing of care', async () => {
  const { ref } = setting;
  expect(await ends(desk, `Patient/${ref}`)).toBe('200');
  expect((await all(desk, `Coverage?beneficiary=Patient/${ref}`)).length).toBeGreaterThan(0);
  expect(await all(desk, `Consent?patient=${ref}`)).toHaveLength(3);
  for (const path of ['MedicationDispense', 'Procedure', 'Encounter', 'Provenance'])
    expect(await ends(desk, `${path}?patient=${ref}`)).toBe('403 ROLE_NOT_CLINICAL');
  expect(await ends(desk, `Patient/${ref}/$everything`)).toBe('403 ROLE_NOT_CLINICAL');
  expect(await ends(desk, `AuditEvent?patient=${ref}`)).toBe('403 ROLE_NOT_ALLOWED');
});

test('without consent an institution is refused; with consent to one kind the others are left out and named', async () => {
  const { server, ref } = setting;
  const clinic = await server.signIn('clinic-physician');
  expect(await ends(clinic, `MedicationDispense?patient=${ref}`)).toBe('403 CONSENT_REQUIRED');
  await clinic.post(`/api/persons/${ref}/consents`, { categories: ['surgery'], method: 'written' });
  const codes = (await all(clinic, `Procedure?patient=${ref}`)).map(
    ({ code }) => (code as { coding: { code: string }[] }).coding[0]?.code,
  );
  expect(codes.sort()).toEqual([actCode('cataract-surgery'), actCode('short-stay-3-polyp')].sort());
  const answer = await clinic.get(`/fhir/R4/Procedure?patient=${ref}`);
  expect(answer.body).toContain('CONSENT_REQUIRED');
  // Consents of other institutions are not its business.
  const consents = await all(clinic, `Consent?patient=${ref}`);
  expect(JSON.stringify(consents)).not.toContain(HOSPITAL.code);
  expect(consents).toHaveLength(1);
});

test('names and codes of institutions are the patient’s (@spec mission-matrix S4-58)', async () => {
  const { ref, physician, patient } = setting;
  const seen = await all(physician, `Patient/${ref}/$everything`);
  const care = seen.filter(({ resourceType }) => resourceType !== 'Consent');
  const names = new RegExp([HOSPITAL, CLINIC, PHARMACY].flatMap(({ code, name }) => [code, name]).join('|'));
  expect(JSON.stringify(care)).not.toMatch(names);
  expect(JSON.stringify(care)).not.toContain('RECEIPT');
  const own = JSON.stringify(await all(patient, `Patient/${ref}/$everything`));
  for (const { code } of [HOSPITAL, PHARMACY]) expect(own).toContain(`Organization/${code}`);
});

test('what a patient hides is not rendered for other institutions, in no type', async () => {
  const { server, ref, patient } = setting;
  const clinic = await server.signIn('clinic-physician');
  await clinic.post(`/api/persons/${ref}/consents`, {
    categories: ['medication', 'treatment', 'surgery'],
    method: 'written',
  });
  const on4th = async (caller: Caller) =>
    JSON.stringify(await all(caller, `Patient/${ref}/$everything`)).includes('2026-09-04');
  expect(await on4th(clinic)).toBe(true);
  await server.asOwner(
    `INSERT INTO access.hidden_entry (person_id, hide_key, label, since, set_by) VALUES ($1, $2, '', now(), 'patient-1')`,
    [ref, `v${HOSPITAL.code}-2026-09-04`],
  );
  expect([await on4th(clinic), await on4th(setting.physician), await on4th(patient)]).toEqual([
    false,
    true,
    true,
  ]);
});

test('a search finds what the filter of everything finds, by type and by day', async () => {
  const { ref, patient } = setting;
  const own = await all(patient, `Patient/${ref}/$everything`);
  const dispenses = own.filter(({ resourceType }) => resourceType === 'MedicationDispense');
  const keys = async (path: string) => (await all(patient, path)).map(keyOf).sort();
  expect(await keys('MedicationDispense')).toEqual(dispenses.map(keyOf).sort());
  expect(await keys(`MedicationDispense?patient=${ref}&whenhandedover=2026-09-13`)).toEqual(
    dispenses
      .filter(({ whenHandedOver }) => whenHandedOver === '2026-09-13')
      .map(keyOf)
      .sort(),
  );
  expect(await keys(`MedicationDispense?patient=${ref}&whenhandedover=lt2026-01-01`)).toEqual([]);
  const procedures = own.filter(({ resourceType }) => resourceType === 'Procedure');
  expect(await keys(`Procedure?patient=${ref}&date=ge2026-09-10`)).toEqual(
    procedures
      .filter(({ performedDateTime }) => String(performedDateTime) >= '2026-09-10')
      .map(keyOf)
      .sort(),
  );
});

test('everything of some days, of some types, or since a moment', async () => {
  const { ref, patient } = setting;
  const days = await all(patient, `Patient/${ref}/$everything?start=2026-09-10&end=2026-09-12`);
  expect(JSON.stringify(days.filter(({ resourceType }) => resourceType === 'Encounter'))).not.toMatch(
    /2026-09-(0|13|2)/,
  );
  expect(days.map(({ resourceType }) => resourceType)).toContain('Patient');
  expect(days.filter(({ resourceType }) => resourceType === 'Encounter')).toHaveLength(2);
  const drugs = await all(patient, `Patient/${ref}/$everything?_type=MedicationDispense,Patient`);
  expect(new Set(drugs.map(({ resourceType }) => resourceType))).toEqual(
    new Set(['MedicationDispense', 'Patient']),
  );
  expect(await all(patient, `Patient/${ref}/$everything?_since=2027-01-01T00:00:00Z`)).toEqual([]);
  expect(await ends(patient, `Patient/${ref}/$everything?start=yesterday`)).toBe(
    '400 FHIR_PARAMETER_INVALID',
  );
});

test('somebody is found by the numbers of the insurance in both forms; a patient finds nobody else', async () => {
  const { ref, patient } = setting;
  const found = async (caller: Caller, identifier: string) =>
    (await all(caller, `Patient?identifier=${encodeURIComponent(identifier)}`)).map(({ id }) => id);
  expect(await found(desk, memberId())).toEqual([ref]);
  const { insurerNumber, symbol, number, branch } = person;
  const csv = `"${insurerNumber}","${symbol}","${number}","${branch}"`.replaceAll(',', '\\,');
  expect(await found(desk, `http://jpfhir.jp/fhir/core/IdSystem/JP_Coverage_id|${csv}`)).toEqual([ref]);
  expect(await found(patient, memberId())).toEqual([ref]);
  const other = memberId().replace(person.number, '7999999');
  expect(await found(desk, other)).toEqual([]);
  expect(await found(patient, other)).toEqual([]);
});

test('each reading leaves an entry that says what was asked, and by which app', async () => {
  const { server, ref } = setting;
  const reader = fhirPersonReader({ ...server, coverages: async () => [] });
  const app = { clientId: 'test-app', name: '試験アプリ', patient: ref };
  await reader.read(
    {
      caller: { session: sessionOfPatient(ref, app), requestId: 'by-app' },
      personId: ref,
      types: ['Patient'],
      interaction: 'read Patient',
    },
    ({ resources }) => ({ answer: resources, itemCount: resources.length }),
  );
  const entries = await server.asOwner(
    `SELECT method, detail, purpose, outcome, item_count FROM audit.entry WHERE request_id = 'by-app'`,
  );
  expect(entries).toMatchObject([{ method: 'app', purpose: 'self', outcome: 'shown', item_count: 1 }]);
  expect(JSON.stringify(entries[0]?.detail)).toMatch(/read Patient.*test-app/);
});
