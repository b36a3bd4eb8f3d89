import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFhirApp, type FhirApp } from './support/fhir-app.ts';
import { type OddRequest, oddRequest } from './support/odd-requests.ts';
import { fillStore } from './support/resources.ts';

let fhir: FhirApp;
beforeAll(async () => {
  fhir = await createFhirApp();
});
afterAll(() => fhir.close());

const RUNS = 10_000;

async function ask(one: OddRequest) {
  const { method, url, token: as, contentType } = one;
  const sends = one.body !== null && method !== 'GET' && method !== 'HEAD';
  return fhir.call({
    method,
    url,
    token: as,
    headers: { ...one.headers, ...(sends && contentType !== '' ? { 'content-type': contentType } : {}) },
    ...(sends ? { payload: one.body ?? '' } : {}),
  });
}

/** Entries that write, as the bundle says. */
function writingEntries(text: unknown): number {
  const { entry: entries = [] } = JSON.parse(String(text)) as {
    entry?: readonly { request?: { method?: string } }[];
  };
  return entries.filter(({ request: asked }) => !['GET', 'HEAD'].includes(asked?.method ?? '')).length;
}

test(`${RUNS} odd requests: never a fault of the server, always an outcome, never half of a transaction`, async () => {
  const seen = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(oddRequest, async (one) => {
      fhir.store.versions.clear();
      fhir.calls.length = 0;
      fillStore(fhir.store);
      const before = [...fhir.store.versions.values()].flat().length;
      const answer = await ask(one);
      const { statusCode } = answer;
      seen.set(statusCode, (seen.get(statusCode) ?? 0) + 1);
      expect([one.method, one.url, statusCode < 500 || statusCode === 501]).toEqual([
        one.method,
        one.url,
        true,
      ]);
      const written = [...fhir.store.versions.values()].flat().length - before;
      if (statusCode >= 400) {
        expect(written).toBe(0);
        if (one.method !== 'HEAD') expect(answer.body).toContain('OperationOutcome');
      } else if (written > 0 && answer.body.includes('"transaction-response"')) {
        expect(written).toBe(writingEntries(one.body));
      }
    }),
    { numRuns: RUNS },
  );
  // The requests are odd in many ways, and not all of them are refused at the gate.
  expect([...seen.keys()]).toEqual(
    expect.arrayContaining([200, 201, 400, 401, 403, 404, 405, 406, 415, 422, 501]),
  );
}, 120_000);
