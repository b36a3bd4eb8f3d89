import { afterAll, beforeAll, expect, test } from 'vitest';
import { submitDemoClinical } from '../../apps/server/src/cli/demo/demo-clinical.ts';
import { registerDemoCoverages } from '../../apps/server/src/cli/demo/demo-coverages.ts';
import { generateRegion } from '../../apps/server/src/demo/index.ts';
import { createTestRuntime, type TestRuntime } from '../../apps/server/src/testing/test-runtime.ts';

let runtime: TestRuntime;
beforeAll(async () => {
  runtime = await createTestRuntime({ masters: false });
});
afterAll(() => runtime.close());

test('what the demo hospital hands in is valid, finds its people, and is there once however often it is loaded', async () => {
  const region = generateRegion({ seed: 'tsunagu', referenceDate: '2026-11-22', people: 200 });
  await registerDemoCoverages(runtime, region.people);
  await submitDemoClinical(runtime, region, '2026-11-22');
  await submitDemoClinical(runtime, region, '2026-11-22');
  const states = await runtime.asOwner<{ state: string; count: string }>(
    'SELECT state, count(*) FROM clinical.submission GROUP BY state ORDER BY state',
  );
  expect(states).toEqual([
    { state: 'taken', count: '9' },
    { state: 'unchanged', count: '9' },
  ]);
  const untold = await runtime.asOwner('SELECT FROM clinical.version WHERE told = false');
  expect(untold).toHaveLength(1);
});
