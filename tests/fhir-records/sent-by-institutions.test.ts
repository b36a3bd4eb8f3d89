import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDefinitionSets } from '../../apps/server/src/kernel/fhir/definition-sets.ts';
import type { FhirResource, OperationCall } from '../../apps/server/src/kernel/fhir/ports.ts';
import type { RecordSource, SourceResource } from '../../apps/server/src/kernel/records/record-source.ts';
import { claimsSource } from '../../apps/server/src/modules/claims/index.ts';
import { fhirPersonReader, lastn } from '../../apps/server/src/modules/records/index.ts';
import { CLINIC, testPerson } from '../../apps/server/src/testing/people.ts';
import { createRecordSetting, errorsOf, keyOf, type RecordSetting, sessionOfPatient } from './setting.ts';

let setting: RecordSetting;
let prefix: string;
beforeAll(async () => {
  setting = await createRecordSetting(testPerson(5));
  prefix = `${setting.ref.replaceAll('-', '')}-c`;
});
afterAll(() => setting.server.close());

const LOINC = 'http://loinc.org';

const observation = (name: string, code: string, day: string): FhirResource => ({
  resourceType: 'Observation',
  id: `${prefix}${name}`,
  meta: { versionId: '3', lastUpdated: '2026-10-01T00:00:00+09:00' },
  status: 'final',
  code: { coding: [{ system: LOINC, code }] },
  subject: { reference: `Patient/${setting.ref}` },
  effectiveDateTime: day,
});

const sent = (resource: FhirResource, changed: Partial<SourceResource> = {}): SourceResource => ({
  category: 'treatment',
  facilityCode: CLINIC.code,
  date: '2026-10-01',
  toldToPatient: null,
  hideKey: `r${resource.id}`,
  receivedAt: new Date('2026-10-01T00:00:00Z'),
  resource,
  ...changed,
});

const sourceOf = (resources: readonly SourceResource[]): RecordSource => ({
  id: 'clinical',
  read: async () => ({
    medications: [],
    acts: [],
    visits: [],
    resources,
    newestMonth: null,
    newestReceivedAt: null,
  }),
});

const readerOf = (resources: readonly SourceResource[]) =>
  fhirPersonReader({
    ...setting.server,
    sources: [claimsSource(setting.server.db), sourceOf(resources)],
    coverages: async () => [],
  });

const caller = () => ({ session: sessionOfPatient(setting.ref), requestId: 'test' });

const seenBy = (resources: readonly SourceResource[], types = ['Condition', 'Observation']) =>
  readerOf(resources).read(
    { caller: caller(), personId: setting.ref, types, interaction: 'test' },
    ({ resources: found }) => ({ answer: found, itemCount: found.length }),
  );

test('what institutions sent goes out unchanged, of the types that are asked for, with who sent it', async () => {
  const one = observation('one', '718-7', '2026-10-01');
  const [found, ...others] = await seenBy([sent(one)]);
  expect([found, others]).toEqual([one, []]);
  expect(await seenBy([sent(one)], ['Condition'])).toEqual([]);
  const provenances = (await seenBy([sent(one)], ['Provenance'])).filter(({ target }) =>
    JSON.stringify(target).includes(keyOf(one)),
  );
  expect(provenances).toMatchObject([
    {
      id: `${setting.ref.replaceAll('-', '')}-qcone`,
      agent: [{ who: { reference: `Organization/${CLINIC.code}` } }],
    },
  ]);
  expect(await errorsOf(provenances)).toEqual([]);
});

test('what the patient has not been told is not shown to the patient', async () => {
  const [told, untold, open] = ['a', 'b', 'c'].map((name) => observation(name, '718-7', '2026-10-01'));
  if (told === undefined || untold === undefined || open === undefined) throw new Error('three are made');
  const found = await seenBy([
    sent(told, { toldToPatient: true }),
    sent(untold, { toldToPatient: false }),
    sent(open),
  ]);
  expect(found.map(({ id }) => id)).toEqual([told.id, open.id]);
});

/** Stands for the interface, which cuts the answer into pages. */
function callOf(parameters: readonly (readonly [string, string])[], found: FhirResource[]): OperationCall {
  return {
    caller: caller(),
    level: 'type',
    method: 'GET',
    type: 'Observation',
    id: null,
    parameters,
    body: null,
    prefer: [],
    accept: null,
    baseUrl: 'http://localhost/fhir/R4',
    path: 'Observation/$lastn',
    mayRead: () => true,
    requireRead: () => {},
    page(resources) {
      found.push(...resources);
      return { answer: { status: 200 }, itemCount: resources.length };
    },
  };
}

test('the newest observations of each code, as many as are asked for', async () => {
  const all = [
    observation('h1', '718-7', '2026-08-01'),
    observation('h2', '718-7', '2026-09-01T09:00:00+09:00'),
    observation('h3', '718-7', '2026-10-01'),
    observation('g1', '2345-7', '2025-01-01'),
  ];
  const sets = openDefinitionSets({ directory: null });
  const operation = lastn(readerOf(all.map((one) => sent(one))), {
    clock: setting.server.clock,
    definitions: async () => (await sets.get('core')).definitions,
  });
  const newest = async (...parameters: (readonly [string, string])[]) => {
    const found: FhirResource[] = [];
    await operation.handle(callOf(parameters, found));
    return found.map(({ id }) => id.slice(prefix.length));
  };
  expect(await newest(['patient', setting.ref])).toEqual(['h3', 'g1']);
  expect(await newest(['max', '2'])).toEqual(['h3', 'h2', 'g1']);
  expect(await newest(['code', `${LOINC}|718-7`], ['max', '5'])).toEqual(['h3', 'h2', 'h1']);
  await expect(newest(['no-such', '1'])).rejects.toMatchObject({ code: 'FHIR_PARAMETER_INVALID' });
  await expect(newest(['max', '0'])).rejects.toMatchObject({ code: 'FHIR_PARAMETER_INVALID' });
  await expect(newest(['patient', 'nobody'])).rejects.toMatchObject({ code: 'FHIR_RESOURCE_UNKNOWN' });
});
