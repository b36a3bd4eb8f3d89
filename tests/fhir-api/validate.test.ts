import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDefinitionSets, SET_NAMES } from '../../apps/server/src/kernel/fhir/definition-sets.ts';
import { ALICE, createFhirApp, type FhirApp, outcomeCode } from './support/fhir-app.ts';
import { fillStore, idOf, observation } from './support/resources.ts';

let fhir: FhirApp;
beforeAll(async () => {
  fhir = await createFhirApp();
  fillStore(fhir.store);
});
afterAll(() => fhir.close());

const PACKAGES = fileURLToPath(new URL('../../../shared/data/fhir', import.meta.url));
const hasPackages = existsSync(PACKAGES);

interface Outcome {
  readonly issue: readonly {
    readonly severity: string;
    readonly expression?: readonly string[];
    readonly diagnostics?: string;
  }[];
}
const errorsIn = ({ issue }: Outcome) =>
  issue.filter(({ severity }) => severity === 'error').map(({ expression }) => expression?.[0]);
const broken = { ...observation(ALICE), status: 'nonsense', colour: 'red' };

test('a sound resource is found to be sound, a broken one is told with its places', async () => {
  const sound = await fhir.send('POST', '/Observation/$validate', observation(ALICE));
  expect([sound.statusCode, errorsIn(sound.json())]).toEqual([200, []]);
  const answer = await fhir.send('POST', '/Observation/$validate', broken);
  expect(answer.statusCode).toBe(200);
  expect(errorsIn(answer.json()).sort()).toEqual(['Observation.colour', 'Observation.status']);
});

test('the resource may come in Parameters', async () => {
  const wrapped = {
    resourceType: 'Parameters',
    parameter: [
      { name: 'mode', valueCode: 'create' },
      { name: 'resource', resource: broken },
    ],
  };
  expect(errorsIn((await fhir.send('POST', '/Observation/$validate', wrapped)).json())).toHaveLength(2);
  const odd = { ...wrapped, parameter: [{ name: 'mode', valueCode: 'guess' }] };
  expect(outcomeCode(await fhir.send('POST', '/Observation/$validate', odd))).toBe(
    '400 FHIR_PARAMETER_INVALID',
  );
});

test('a stored resource is validated where it stands, through the door', async () => {
  fhir.door.entries.length = 0;
  const answer = await fhir.get(`/Observation/${idOf(ALICE, 'o1')}/$validate`);
  expect([answer.statusCode, errorsIn(answer.json())]).toEqual([200, []]);
  expect(fhir.door.entries).toHaveLength(1);
  expect(outcomeCode(await fhir.get(`/Observation/${idOf(ALICE, 'none')}/$validate`))).toBe(
    '404 FHIR_RESOURCE_UNKNOWN',
  );
  const refused = await fhir.get(`/Observation/${idOf(ALICE, 'o1')}/$validate`, 'system system/Condition.rs');
  expect(outcomeCode(refused)).toBe('403 SCOPE_NOT_GRANTED');
});

test('an update is validated under its id', async () => {
  const body = { ...observation(ALICE), id: 'other' };
  expect(outcomeCode(await fhir.send('POST', '/Observation/mine/$validate?mode=update', body))).toBe(
    '400 FHIR_BODY_UNEXPECTED',
  );
  expect((await fhir.send('POST', '/Observation/other/$validate?mode=update', body)).statusCode).toBe(200);
});

test('another type, no resource and an unknown set are refused', async () => {
  expect(outcomeCode(await fhir.send('POST', '/Condition/$validate', observation(ALICE)))).toBe(
    '400 FHIR_BODY_UNEXPECTED',
  );
  expect(outcomeCode(await fhir.call({ method: 'POST', url: '/fhir/R4/Condition/$validate' }))).toBe(
    '400 FHIR_BODY_UNEXPECTED',
  );
  expect(outcomeCode(await fhir.send('POST', '/Observation/$validate?set=mars', observation(ALICE)))).toBe(
    '400 FHIR_PARAMETER_INVALID',
  );
  expect(outcomeCode(await fhir.get('/Observation/$validate'))).toBe('405 FHIR_INTERACTION_NOT_ALLOWED');
});

test('what is not held here can be validated too', async () => {
  const answer = await fhir.send('POST', '/Slot/$validate', { resourceType: 'Slot', status: 'free' });
  expect(errorsIn(answer.json()).length).toBeGreaterThan(0);
});

test('without packages a profile is told to be unknown, and nothing fails', async () => {
  const body = {
    ...observation(ALICE),
    meta: { profile: ['http://jpfhir.jp/fhir/core/StructureDefinition/JP_Observation_LabResult'] },
  };
  const outcome = (await fhir.send('POST', '/Observation/$validate', body)).json<Outcome>();
  expect(errorsIn(outcome)).toEqual([]);
  expect(JSON.stringify(outcome)).toContain('profile-unknown');
  const sets = openDefinitionSets({ directory: '/nowhere' });
  expect((await sets.get('clins')).loaded).toBe(false);
  expect(sets.describe().map(({ name, path, sha256 }) => [name, path, sha256])).toEqual(
    SET_NAMES.map((name) => [name, null, null]),
  );
});

test.skipIf(!hasPackages)(
  `the profiles of an installed package are checked${hasPackages ? '' : ' (skipped: no shared data)'}`,
  async () => {
    const sets = openDefinitionSets({ directory: PACKAGES });
    const core = await sets.get('core');
    expect(core.loaded).toBe(true);
    expect(sets.describe().find(({ name }) => name === 'core')).toMatchObject({ asExpected: true });
    const installed = await createFhirApp((deps) => ({ ...deps, sets }));
    const profile = 'http://jpfhir.jp/fhir/core/StructureDefinition/JP_Observation_LabResult';
    const send = async (url: string, more: object = {}) =>
      (await installed.send('POST', url, observation(ALICE, more))).json<Outcome>();
    expect(errorsIn(await send('/Observation/$validate', { meta: { profile: [profile] } }))).toContain(
      'Observation.code',
    );
    expect(errorsIn(await send(`/Observation/$validate?profile=${profile}`)).length).toBeGreaterThan(0);
    expect(errorsIn(await send('/Observation/$validate'))).toEqual([]);
    await installed.close();
  },
  60_000,
);
