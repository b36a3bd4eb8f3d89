import { afterAll, beforeAll, expect, test } from 'vitest';
import { generateRegion } from '../../apps/server/src/demo/index.ts';
import type { FhirResource } from '../../apps/server/src/kernel/fhir/ports.ts';
import { fhirPersonReader } from '../../apps/server/src/modules/records/index.ts';
import { type PersonId, parsePersonId } from '../../apps/server/src/modules/registry/index.ts';
import { createTestRuntime, type TestRuntime } from '../../apps/server/src/testing/test-runtime.ts';
import { errorsOf, sessionOfPatient, sharedPackagesExist } from './setting.ts';

/** Enough of the region for every kind of line; taking in all of it takes longer than a test should. */
const FILES = 25;
const PEOPLE = 10;
const TYPES = [
  'Patient',
  'Encounter',
  'MedicationAdministration',
  'MedicationDispense',
  'MedicationStatement',
  'Procedure',
  'Provenance',
];

let runtime: TestRuntime;
let people: PersonId[];
beforeAll(async () => {
  runtime = await createTestRuntime();
  const region = generateRegion({ seed: 'fhir', referenceDate: '2026-11-22', people: 60 });
  let taken = 0;
  for (const { name, bytes } of region.files) {
    if (taken++ >= FILES) break;
    await runtime.take(bytes, { name });
  }
  const rows = await runtime.db.query<{ person_id: string }>(
    'SELECT person_id FROM registry.person ORDER BY kana, birth_date LIMIT $1',
    [PEOPLE],
  );
  people = rows.flatMap(({ person_id: id }) => parsePersonId(id) ?? []);
});
afterAll(() => runtime.close());

test(`people of the demo region are rendered without a fault${sharedPackagesExist ? '' : ' (profiles skipped: no shared data)'}`, async () => {
  const reader = fhirPersonReader({ ...runtime, coverages: async () => [] });
  const seen = new Set<string>();
  const rendered: FhirResource[] = [];
  for (const personId of people) {
    const resources = await reader.read(
      {
        caller: { session: sessionOfPatient(personId), requestId: 'demo' },
        personId,
        types: TYPES,
        interaction: 'test',
      },
      ({ resources: found }) => ({ answer: found, itemCount: found.length }),
    );
    for (const { resourceType } of resources) seen.add(resourceType);
    rendered.push(...resources);
  }
  expect(await errorsOf(rendered)).toEqual([]);
  expect([...seen]).toEqual(
    expect.arrayContaining(['Patient', 'Encounter', 'MedicationDispense', 'Procedure', 'Provenance']),
  );
  expect(rendered.length).toBeGreaterThan(PEOPLE * 5);
});
