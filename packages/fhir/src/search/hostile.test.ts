import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadDefinitions } from '../../node/index.ts';
import { compileSearch } from './compile-search.ts';
import { parametersOf } from './parameters.ts';
import { SearchProblem } from './problem.ts';
import { referencesOf } from './references.ts';
import { shrink } from './shrink.ts';

/* Whatever is sent or stored, a search ends with an answer or a problem. */

const definitions = await loadDefinitions([]);
const options = { now: new Date('2026-04-01T00:00:00Z'), baseUrl: 'https://tsunagu.example/fhir/R4' };
const TYPES = ['Patient', 'Observation', 'MedicationRequest', 'Bundle', 'Coverage', 'Encounter'] as const;

const type = fc.constantFrom(...TYPES);
const modifier = fc.constantFrom(
  '',
  ':not',
  ':text',
  ':exact',
  ':missing',
  ':of-type',
  ':identifier',
  ':Patient',
  ':below',
  ':in',
  ':iterate',
  ':',
  '.name',
  '.',
);
const piece = fc.constantFrom(
  'a',
  '|',
  ',',
  '$',
  '\\',
  'ge',
  '2026-04-01',
  '1.5',
  'Patient/1',
  ':',
  '*',
  'Observation:subject',
  'https://',
  '%',
  '\ud800',
  '𠮷',
  ' ',
  '-',
  'true',
  '_id',
);
const value = fc.oneof(
  fc.array(piece, { maxLength: 6 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary' }),
);
const RESULTS = [
  '_sort',
  '_count',
  '_summary',
  '_elements',
  '_include',
  '_revinclude',
  '_total',
  '_cursor',
  '_contained',
];

const parameterOf = (of: string) =>
  fc.tuple(
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...parametersOf(definitions, of).keys()) },
      { weight: 2, arbitrary: fc.constantFrom(...RESULTS) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          '_has:Observation:patient:code',
          '_has',
          '_has::',
          '__proto__',
          'toString',
          '',
        ),
      },
      { weight: 1, arbitrary: fc.string() },
    ),
    modifier,
    value,
  );

/** JSON of any shape under names that resources have. */
const junk = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<unknown>(null, true, 0, -1.5, '', 'x', '2026-04-01', 'Patient/1', '#a', '2026-02-30'),
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom(
        'coding',
        'system',
        'code',
        'value',
        'reference',
        'identifier',
        'start',
        'low',
        'event',
        'text',
        'extension',
        'url',
        'name',
        'family',
        'resourceType',
        'resource',
        'id',
        'contained',
      ),
      tie('node'),
      { maxKeys: 4 },
    ),
  ),
})).node;

const resourceOf = (of: string) => {
  const names = [
    'id',
    'meta',
    'text',
    'contained',
    'extension',
    'identifier',
    'status',
    'code',
    'category',
    'subject',
    'name',
    'telecom',
    'birthDate',
    'effectiveDateTime',
    'effectivePeriod',
    'valueQuantity',
    'valueCodeableConcept',
    'component',
    'entry',
    'period',
    'authoredOn',
    'deceasedBoolean',
    'performer',
    'beneficiary',
    'patient',
    'address',
  ];
  return fc.dictionary(fc.constantFrom(...names), junk, { maxKeys: 8 }).map((elements) => {
    const { id, ...rest } = elements;
    return { resourceType: of, ...rest, ...(typeof id === 'string' ? { id } : {}) };
  });
};

describe('hostile input', () => {
  it('ends with an answer or a problem', () => {
    let answered = 0;
    let refused = 0;
    const given = type.chain((of) =>
      fc.tuple(
        fc.constant(of),
        fc.array(parameterOf(of), { minLength: 1, maxLength: 3 }),
        fc.array(resourceOf(of), { minLength: 2, maxLength: 3 }),
        fc.boolean(),
      ),
    );
    fc.assert(
      fc.property(given, ([of, parameters, resources, strict]) => {
        try {
          const search = compileSearch(
            definitions,
            of,
            parameters.map(([name, suffix, text]) => [name + suffix, text] as const),
            { ...options, strict },
          );
          for (const resource of resources) {
            search.matches(
              resource,
              () => resources[0],
              () => resources,
            );
            shrink(definitions, resource, { summary: search.summary, elements: search.elements });
            referencesOf(definitions, resource, '*');
          }
          [...resources].sort(search.compare);
          answered++;
        } catch (error) {
          if (!(error instanceof SearchProblem)) throw error;
          refused++;
        }
      }),
      { numRuns: 3000 },
    );
    expect(answered).toBeGreaterThan(300);
    expect(refused).toBeGreaterThan(300);
  });
});
