import { afterAll, beforeAll, expect, test } from 'vitest';
import { ALICE, createFhirApp, type FhirApp, ORGANISATIONS, outcomeCode } from './support/fhir-app.ts';
import { PERSON_TYPES } from './support/memory-ports.ts';
import { WRITTEN_TYPES } from './support/memory-writer.ts';
import { fillStore, idOf, observation } from './support/resources.ts';

interface Described {
  readonly type: string;
  readonly interaction: readonly { readonly code: string }[];
  readonly searchParam?: readonly {
    readonly name: string;
    readonly type: string;
    readonly definition: string;
  }[];
  readonly searchInclude?: readonly string[];
  readonly operation?: readonly { readonly name: string }[];
}
interface Statement {
  readonly fhirVersion: string;
  readonly rest: readonly [
    {
      readonly resource: readonly Described[];
      readonly interaction: readonly { readonly code: string }[];
      readonly security: object;
    },
  ];
}

let fhir: FhirApp;
let statement: Statement;
beforeAll(async () => {
  fhir = await createFhirApp();
  fillStore(fhir.store);
  statement = (await fhir.call({ method: 'GET', url: '/fhir/R4/metadata', token: null })).json();
});
afterAll(() => fhir.close());

const described = (type: string): Described => {
  const found = statement.rest[0].resource.find((one) => one.type === type);
  if (found === undefined) throw new Error(`${type} is not described`);
  return found;
};
const codes = (type: string) => described(type).interaction.map(({ code }) => code);

test('the statement names what was handed in, and nothing else', () => {
  expect(statement.fhirVersion).toBe('4.0.1');
  const types = statement.rest[0].resource.map(({ type }) => type);
  expect(types).toEqual([...new Set([...PERSON_TYPES, ...WRITTEN_TYPES, 'Organization', 'Bundle'])].sort());
  expect(described('Patient').operation?.map(({ name }) => name)).toEqual(['everything', 'validate']);
});

test('the statement is valid FHIR', async () => {
  const { validator } = await fhir.deps.sets.get('core');
  expect(validator.validate(statement).filter(({ severity }) => severity === 'error')).toEqual([]);
});

/** How each interaction is asked for. */
const ASK = {
  read: { method: 'GET', path: (type: string, id: string) => `/${type}/${id}` },
  vread: { method: 'GET', path: (type: string, id: string) => `/${type}/${id}/_history/1` },
  'history-instance': { method: 'GET', path: (type: string, id: string) => `/${type}/${id}/_history` },
  'search-type': {
    method: 'GET',
    path: (type: string) =>
      `/${type}?${type === 'Organization' ? '' : type === 'Patient' ? `_id=${ALICE}` : `patient=${ALICE}`}`,
  },
  create: { method: 'POST', path: (type: string) => `/${type}` },
  update: { method: 'PUT', path: (type: string, id: string) => `/${type}/${id}` },
  patch: { method: 'PATCH', path: (type: string, id: string) => `/${type}/${id}` },
  delete: { method: 'DELETE', path: (type: string, id: string) => `/${type}/${id}` },
} as const;

const REFUSED = /FHIR_INTERACTION|FHIR_TYPE_UNKNOWN|ROUTE_UNKNOWN/;
const EVERY_TYPE = [...new Set([...PERSON_TYPES, ...WRITTEN_TYPES, 'Organization', 'Bundle'])];

test.each(EVERY_TYPE)('%s can be handled exactly as the statement says', async (type) => {
  const id =
    type === 'Patient' ? ALICE : type === 'Organization' ? (ORGANISATIONS[0]?.id ?? '') : idOf(ALICE, 'o1');
  const promised = codes(type);
  for (const [code, { method, path }] of Object.entries(ASK)) {
    const body =
      type === 'Bundle'
        ? { resourceType: 'Bundle', type: 'document' }
        : { ...observation(ALICE), resourceType: type, id };
    const answer = await fhir.call({
      method,
      url: `/fhir/R4${path(type, id)}`,
      ...(method === 'GET' || method === 'DELETE'
        ? {}
        : {
            payload: JSON.stringify(method === 'PATCH' ? [] : body),
            headers: {
              'content-type': method === 'PATCH' ? 'application/json-patch+json' : 'application/fhir+json',
            },
          }),
    });
    const works = answer.statusCode < 400 || !REFUSED.test(outcomeCode(answer));
    expect([type, code, works]).toEqual([type, code, promised.includes(code)]);
  }
});

test('every search parameter that is named is taken, and the others are not', async () => {
  const { definitions } = await fhir.deps.sets.get('core');
  for (const type of ['Observation', 'MedicationDispense', 'Patient', 'Coverage', 'Organization']) {
    const named = (described(type).searchParam ?? []).map(({ name }) => name);
    expect(named.length).toBeGreaterThan(5);
    for (const { code } of definitions.searchParameters(type)) {
      const person =
        type === 'Organization' ? '' : type === 'Patient' ? `&_id=${ALICE}` : `&patient=${ALICE}`;
      const answer = await fhir.get(`/${type}?${code}:missing=true${person}`);
      expect([type, code, answer.statusCode]).toEqual([type, code, named.includes(code) ? 200 : 400]);
    }
  }
});

test.each(['Observation', 'MedicationRequest', 'Condition', 'AllergyIntolerance', 'Organization'])(
  '%s can be searched by identifier, as JP Core asks',
  (type) => {
    expect(described(type).searchParam?.map(({ name }) => name)).toContain('identifier');
  },
);

test('the statement says where tokens come from', () => {
  expect(JSON.stringify(statement.rest[0].security)).toContain('SMART-on-FHIR');
  expect(JSON.stringify(statement.rest[0].security)).toContain('/oauth/token');
});
