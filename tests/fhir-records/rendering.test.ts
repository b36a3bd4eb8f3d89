import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FhirResource } from '../../apps/server/src/kernel/fhir/ports.ts';
import { claimsSource } from '../../apps/server/src/modules/claims/index.ts';
import { fhirPersonReader } from '../../apps/server/src/modules/records/index.ts';
import { testPerson } from '../../apps/server/src/testing/people.ts';
import {
  all,
  createRecordSetting,
  ends,
  errorsOf,
  keyOf,
  type RecordSetting,
  sessionOfPatient,
  sharedPackagesExist,
  takeClaimsOf,
} from './setting.ts';

const person = testPerson(1);
let setting: RecordSetting;
let own: FhirResource[];
let seen: FhirResource[];

beforeAll(async () => {
  setting = await createRecordSetting(person);
  own = await all(setting.patient, `Patient/${setting.ref}/$everything`);
  seen = await all(setting.physician, `Patient/${setting.ref}/$everything`);
});
afterAll(() => setting.server.close());

const ofType = (resources: readonly FhirResource[], type: string) =>
  resources.filter(({ resourceType }) => resourceType === type);

const RENDERED = [
  'Consent',
  'Coverage',
  'Encounter',
  'MedicationAdministration',
  'MedicationDispense',
  'MedicationStatement',
  'Patient',
  'Procedure',
  'Provenance',
];

test('a patient gets something of every type that is rendered, and the log where it is asked for', async () => {
  expect([...new Set(own.map(({ resourceType }) => resourceType))].sort()).toEqual(RENDERED);
  const log = await all(setting.patient, `Patient/${setting.ref}/$everything?_type=AuditEvent`);
  expect(log.length).toBeGreaterThan(0);
  expect(new Set(log.map(({ resourceType }) => resourceType))).toEqual(new Set(['AuditEvent']));
});

test('what is rendered is valid R4, for the patient and for a physician', async () => {
  const log = await all(setting.patient, `AuditEvent?patient=${setting.ref}`);
  expect(await errorsOf([...own, ...seen, ...log])).toEqual([]);
});

test.skipIf(!sharedPackagesExist)(
  `what is rendered claims a profile of JP Core and fulfils it${sharedPackagesExist ? '' : ' (skipped: no shared data)'}`,
  async () => {
    const profiled = own.filter(({ resourceType }) => resourceType !== 'Provenance');
    expect(profiled.filter(({ meta }) => meta?.profile?.[0]?.includes('JP_') !== true).map(keyOf)).toEqual(
      [],
    );
    expect(await errorsOf(profiled)).toEqual([]);
    // The guard can see a fault: without its RP number a supply is refused.
    const [dispense] = ofType(own, 'MedicationDispense');
    const broken = dispense === undefined ? own[0] : { ...dispense, identifier: [] };
    expect((await errorsOf([broken as FhirResource])).length).toBeGreaterThan(0);
  },
);

test('each resource of the answer can be read by its id, and is the same, with an id that says whose it is', async () => {
  for (const [caller, resources] of [
    [setting.patient, own],
    [setting.physician, seen],
  ] as const) {
    for (const resource of resources) {
      expect(resource.id).toMatch(/^[A-Za-z0-9\-.]{1,64}$/);
      if (resource.resourceType !== 'Patient')
        expect(resource.id.startsWith(`${setting.ref.replaceAll('-', '')}-`)).toBe(true);
      const answer = await caller.get(`/fhir/R4/${keyOf(resource)}`);
      expect(answer.json()).toEqual(resource);
    }
  }
  expect(new Set(own.map(keyOf)).size).toBe(own.length);
});

test('ids do not depend on what the server remembers', async () => {
  const { server, ref } = setting;
  const reader = fhirPersonReader({
    ...server,
    sources: [claimsSource(server.db)],
    coverages: async () => [],
  });
  const types = ['Encounter', 'MedicationDispense', 'Procedure', 'Provenance'];
  const caller = { session: sessionOfPatient(ref), requestId: 'again' };
  const again = await reader.read({ caller, personId: ref, types, interaction: 'test' }, ({ resources }) => ({
    answer: resources,
    itemCount: resources.length,
  }));
  expect(again.map(keyOf).sort()).toEqual(
    own
      .filter(({ resourceType }) => types.includes(resourceType))
      .map(keyOf)
      .sort(),
  );
});

test('an id with another person’s part is nobody’s: not found for the patient, refused at the door for staff', async () => {
  const other = testPerson(2);
  const { server, ref } = setting;
  await takeClaimsOf(server, other);
  const otherRef = await server.personIdOf(other);
  for (const resource of own.filter(({ resourceType }) => resourceType !== 'Patient')) {
    const swapped = resource.id.replace(ref.replaceAll('-', ''), otherRef.replaceAll('-', ''));
    const outcome = await ends(setting.patient, `${resource.resourceType}/${swapped}`);
    expect(outcome, keyOf(resource)).toMatch(/^(403|404) /);
  }
  const [dispense] = ofType(seen, 'MedicationDispense');
  const swapped = dispense?.id.replace(ref.replaceAll('-', ''), otherRef.replaceAll('-', ''));
  expect(await ends(setting.physician, `MedicationDispense/${swapped}`)).toBe('403 CONSENT_REQUIRED');
});

test('drugs are what the claim says of them: handed over, given, or only billed', () => {
  const summary = (type: string) =>
    ofType(own, type).map((one) => {
      const { identifier, quantity, daysSupply, whenHandedOver, effectiveDateTime } = one as never as {
        identifier: { value: string }[];
        quantity?: { value: number; unit: string };
        daysSupply?: { value: number };
        whenHandedOver?: string;
        effectiveDateTime?: string;
      };
      return [
        whenHandedOver ?? effectiveDateTime,
        identifier.map(({ value }) => value).join('-'),
        quantity?.value,
        daysSupply?.value,
      ];
    });
  expect(summary('MedicationDispense').sort()).toEqual([
    ['2026-09-03', '1-1', 21, 14],
    ['2026-09-03', '2-1', 10, undefined],
    ['2026-09-11', '5-1', 14, 7],
    ['2026-09-13', '1-1', 28, 28],
    ['2026-09-13', '1-2', 14, 28],
    ['2026-09-21', '1-1', 7, 7],
    ['2026-09-21', '1-2', 3.5, 7],
  ]);
  expect(ofType(own, 'MedicationAdministration')).toMatchObject([
    { effectiveDateTime: '2026-09-04', dosage: { text: '2回', dose: { value: 0.5 } } },
  ]);
  expect(ofType(own, 'MedicationStatement')).toMatchObject([
    { status: 'unknown', effectiveDateTime: '2026-09-04' },
  ]);
});

test('a day of an outpatient and the stay of a claim are encounters, a pharmacy’s day is none', () => {
  expect(
    ofType(own, 'Encounter')
      .map((one) => {
        const { class: kind, period } = one as never as {
          class: { code: string };
          period: { start: string; end: string };
        };
        return `${kind.code} ${period.start} ${period.end}`;
      })
      .sort(),
  ).toEqual([
    'AMB 2026-09-03 2026-09-03',
    'AMB 2026-09-04 2026-09-04',
    'AMB 2026-09-10 2026-09-10',
    'AMB 2026-09-11 2026-09-11',
    'IMP 2026-09-25 2026-09-27',
  ]);
});

test('every reference to a resource of the person leads to one of the answer', () => {
  const keys = new Set(own.map(keyOf));
  const references = [...JSON.stringify(own).matchAll(/"reference":"([^"#]+)"/g)].map(([, one]) => one ?? '');
  const dangling = references.filter((one) => !one.startsWith('Organization/') && !keys.has(one));
  expect([...new Set(dangling)]).toEqual([]);
  expect(references.length).toBeGreaterThan(keys.size);
});

test('an outdated coverage ends with the last day on which it held', () => {
  expect(ofType(own, 'Coverage').map(({ status, period }) => ({ status, period }))).toEqual(
    expect.arrayContaining([
      { status: 'cancelled', period: { start: '2018-04-01', end: '2020-03-31' } },
      { status: 'active', period: { start: '2020-04-01' } },
    ]),
  );
});
