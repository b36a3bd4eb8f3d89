import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FhirResource } from '../../apps/server/src/kernel/fhir/ports.ts';
import { CLINIC, testPerson } from '../../apps/server/src/testing/people.ts';
import { all, createRecordSetting, type RecordSetting } from './setting.ts';

let setting: RecordSetting;
beforeAll(async () => {
  setting = await createRecordSetting(testPerson(4));
});
afterAll(() => setting.server.close());

const EXAMPLE_PERSON = '00000000-0000-8000-8000-000000000001';

/** Ids of people and of entries differ from installation to installation. */
function normalised(resource: FhirResource, ref: string): string {
  return JSON.stringify(resource, null, 2)
    .replaceAll(ref, EXAMPLE_PERSON)
    .replaceAll(ref.replaceAll('-', ''), EXAMPLE_PERSON.replaceAll('-', ''))
    .replaceAll(/-(i|a)[0-9a-z]{25}"/g, (_, kind: string) => `-${kind}${'0'.repeat(25)}"`);
}

/** Registration happens at the clock of the database. */
const withoutWallClock = (resource: FhirResource): FhirResource =>
  resource.resourceType === 'Patient' || resource.resourceType === 'Organization'
    ? {
        ...resource,
        meta: { ...resource.meta, versionId: '1', lastUpdated: '2026-11-22T10:02:03.000+09:00' },
      }
    : resource;

test('the examples of the documentation are what the server answers', async () => {
  const { patient, ref } = setting;
  const own = await all(patient, `Patient/${ref}/$everything`);
  const log = await all(patient, `AuditEvent?patient=${ref}`);
  const institutions = await all(patient, `Organization?_id=${CLINIC.code}`);
  const byType = new Map<string, FhirResource>();
  // The ids of coverages and entries are drawn; of each there is one that is always the same.
  const stable = own.filter(({ resourceType, status }) => resourceType !== 'Coverage' || status === 'active');
  stable.sort((a, b) => (a.id < b.id ? -1 : 1));
  const given = log.filter(({ action }) => action === 'E').slice(0, 1);
  for (const one of [...stable, ...given, ...institutions])
    if (!byType.has(one.resourceType)) byType.set(one.resourceType, withoutWallClock(one));
  const sections = [...byType]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, resource]) => `## ${type}\n\n\`\`\`json\n${normalised(resource, ref)}\n\`\`\`\n`);
  await expect(`${HEAD}\n${sections.join('\n')}`).toMatchFileSnapshot('../../docs/fhir-examples.md');
});

const HEAD = `# FHIR: an example of each type

What the server answers to a patient of the tests, one resource of each type that it renders; people, numbers and
institutions are computed. Where they come from: [FHIR](fhir.md). This file is compared with the answers by
\`tests/fhir-records/examples.test.ts\`; \`npx vitest run tests/fhir-records/examples.test.ts -u\` writes it anew.
`;
