import fc from 'fast-check';
import { ALICE } from './fhir-app.ts';
import { idOf, observation } from './resources.ts';

/** A resource of hers, named in addresses and bodies. */
export const O1 = idOf(ALICE, 'o1');
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'] as const;

const pathOf = (url: string): string =>
  URL.canParse(url, 'http://localhost') ? new URL(url, 'http://localhost').pathname : '';

/** Mostly what almost makes sense, sometimes anything. */
const oddText = fc.oneof(
  fc.string({ maxLength: 40, unit: 'binary' }),
  fc.constantFrom(
    '',
    ' ',
    '%',
    '%00',
    '%zz',
    '..',
    '%2e%2e%2f',
    '\u0000',
    "'; drop table",
    '💊',
    'a'.repeat(5_000),
    '$',
    '|',
    '\\',
    ',',
    ',,',
    '∞',
  ),
);
const segment = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      'Observation',
      'Patient',
      'Condition',
      'Bundle',
      'MedicationDispense',
      'Organization',
      'Martian',
      O1,
      ALICE,
      '_history',
      '_search',
      '$everything',
      '$validate',
      '$x',
      'metadata',
      '1',
      '*',
    ),
  },
  { weight: 2, arbitrary: oddText.map((text) => encodeURIComponent(text.toWellFormed())) },
  { weight: 1, arbitrary: fc.constantFrom('%', '%zz', '%e3%81', '//', '..', ';a=b') },
);
const value = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ALICE,
      `Patient/${ALICE}`,
      'final',
      'ge2026-01-01',
      '2026-13-45',
      'urn:test:o|two',
      '|',
      '-date',
      '0',
      '-1',
      '1e9',
      'Observation:subject',
      '*',
      'xml',
      'json',
      'true',
      'count',
      'status',
      '2026-02-30T25:61',
      'Patient/',
      'http://[',
      '1|2|3|4',
      'gt5.4|http://unitsofmeasure.org|mg',
    ),
  },
  { weight: 1, arbitrary: oddText },
);
const name = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      'patient',
      'subject',
      'code',
      'status',
      'date',
      '_id',
      '_sort',
      '_count',
      '_include',
      '_revinclude',
      '_include:iterate',
      '_elements',
      '_summary',
      '_total',
      '_format',
      '_cursor',
      'identifier',
      'value-quantity',
      'code-value-quantity',
      'subject:identifier',
      'patient.identifier',
      'subject.name',
      '_has:Provenance:target:agent',
      'status:not',
      'code:text',
      'code:in',
      '_lastUpdated',
      '_profile',
      '_tag',
      'date:missing',
      'profile',
      'mode',
      'set',
    ),
  },
  { weight: 1, arbitrary: oddText },
);
const odd = fc.array(segment, { maxLength: 5 }).map((segments) => segments.map((one) => `/${one}`).join(''));
const plausible = fc.constantFrom(
  '',
  '',
  '/Observation',
  '/Observation',
  `/Observation/${O1}`,
  '/Observation/_search',
  `/Observation/${O1}/_history`,
  `/Patient/${ALICE}/Observation`,
  `/Patient/${ALICE}/$everything`,
  '/Observation/$validate',
  '/Bundle',
);
type Pair = [name: string, value: string];
const pair: fc.Arbitrary<Pair> = fc.tuple(name, value);
const query: fc.Arbitrary<Pair[]> = fc.oneof(
  fc.constant<Pair[]>([]),
  fc.array(pair, { maxLength: 4 }),
  fc.array(pair, { maxLength: 2 }).map((more): Pair[] => [['patient', ALICE], ...more]),
);
const address = fc
  .record({ path: fc.oneof({ weight: 3, arbitrary: plausible }, { weight: 2, arbitrary: odd }), query })
  .map(({ path, query: asked }) => {
    const pairs = asked.map(([a, b]): Pair => [a.toWellFormed(), b.toWellFormed()]);
    const text = new URLSearchParams(pairs).toString();
    return `/fhir/R4${path}${text === '' ? '' : `?${text}`}`;
  })
  // What the client itself resolves to somewhere else never arrives here.
  .filter((url) => /^\/fhir\/R4(\/|\?|$)/.test(pathOf(url)));

const json = fc.jsonValue({ maxDepth: 4 });
const mangled = fc
  .tuple(
    fc.constantFrom(
      'status',
      'code',
      'subject',
      'resourceType',
      'id',
      'meta',
      'identifier',
      'contained',
      'extension',
    ),
    json,
  )
  .map(([key, odd]) => ({ ...observation(ALICE), id: O1, [key]: odd }));
const resource = fc.oneof(
  fc.constant(observation(ALICE)),
  fc.constant({ ...observation(ALICE), id: O1 }),
  mangled,
  json,
);
const entry = fc.oneof(
  json,
  fc.record({
    fullUrl: fc.oneof(fc.constantFrom('urn:uuid:1', 'urn:uuid:2', ''), json),
    resource,
    request: fc.oneof(
      json,
      fc.record({
        method: fc.constantFrom(...METHODS, 'TRACE'),
        url: fc.oneof(
          fc.constantFrom(
            'Observation',
            `Observation/${O1}`,
            'Observation?identifier=urn:test:o|two',
            'Patient',
            '',
            '/',
            '$x',
            'http://elsewhere.example/Observation',
          ),
          oddText,
        ),
      }),
    ),
  }),
);
const bundle = fc.record({
  resourceType: fc.constant('Bundle'),
  type: fc.constantFrom('batch', 'transaction', 'document', 'collection', 'x'),
  entry: fc.oneof(fc.array(entry, { maxLength: 5 }), json),
});
const patch = fc.array(
  fc.record({
    op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test', 'x'),
    path: fc.oneof(
      fc.constantFrom('/status', '/subject', '/id', '', '/__proto__/x', '/constructor/prototype/x', '/a/b/c'),
      oddText,
    ),
    from: fc.constantFrom('/status', '/x'),
    value: json,
  }),
  { maxLength: 3 },
);
const xml = fc.oneof(
  fc.constant('<Observation xmlns="http://hl7.org/fhir"><status value="final"/></Observation>'),
  oddText.map((text) => `<Observation xmlns="http://hl7.org/fhir">${text}`),
  fc.constant('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
);
const body = fc.oneof(
  fc.constant(null),
  resource.map((one) => JSON.stringify(one)),
  bundle.map((one) => JSON.stringify(one)),
  patch.map((one) => JSON.stringify(one)),
  xml,
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  oddText,
);
const CONTENT_TYPES = [
  'application/fhir+json',
  'application/fhir+json',
  'application/fhir+json',
  'application/fhir+json',
  'application/json',
  'application/fhir+xml',
  'application/json-patch+json',
  'application/x-www-form-urlencoded',
  'text/plain',
  'x',
  'application/fhir+json; charset=shift_jis',
  '',
];
const headerValue = fc.constantFrom(
  'W/"1"',
  '"1"',
  '1',
  '*',
  '',
  'W/"',
  'identifier=urn:test:o|two',
  '=&=',
  'return=minimal',
  'handling=lenient',
  'application/fhir+xml',
  'application/json;q=x',
  'Sun, 22 Nov 2026 00:00:00 GMT',
  ';;;,,,',
);
const headers = fc.oneof(
  fc.constant({}),
  fc.dictionary(
    fc.constantFrom('if-match', 'if-none-match', 'if-none-exist', 'if-modified-since', 'prefer', 'accept'),
    headerValue,
    { maxKeys: 3 },
  ),
);
const token = fc.constantFrom(
  'physician',
  'physician',
  'patient',
  'app patient/*.rs',
  'system system/*.cruds',
  'system system/Observation.rs?status=final',
  'system system/Observation.rs?colour=red',
  'nobody',
);

/** Requests about Alice and her finding that almost make sense, with everything wrong that can be. */
export const oddRequest = fc.record({
  method: fc.constantFrom(...METHODS),
  url: address,
  body,
  contentType: fc.constantFrom(...CONTENT_TYPES),
  headers,
  token,
});
export type OddRequest = typeof oddRequest extends fc.Arbitrary<infer T> ? T : never;
