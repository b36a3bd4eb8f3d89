import { describe, expect, it } from 'vitest';
import { openDefinitions } from './definitions.ts';
import { slim } from './slim.ts';
import type { DefinitionResource, PackageContent, StructureDefinition } from './types.ts';

const packageOf = (
  name: string,
  resources: readonly DefinitionResource[],
  dependencies: Readonly<Record<string, string>> = {},
): PackageContent => ({ name, version: '1', file: null, sha256: null, dependencies, resources });

const structure = (url: string, more: Partial<StructureDefinition> = {}): StructureDefinition => ({
  resourceType: 'StructureDefinition',
  url,
  name: 'X',
  status: 'draft',
  kind: 'resource',
  abstract: false,
  type: 'Patient',
  derivation: 'constraint',
  snapshot: { element: [{ id: 'Patient', path: 'Patient' }] },
  ...more,
});

const patient = structure('http://hl7.org/fhir/StructureDefinition/Patient', {
  derivation: 'specialization',
});
const base = openDefinitions([packageOf('base', [patient])]);

describe('openDefinitions', () => {
  it('finds by URL, whatever the version says, and types by their name', () => {
    const definitions = openDefinitions([packageOf('a', [structure('urn:p')])], base);
    expect(definitions.structure('urn:p|9.9')?.url).toBe('urn:p');
    expect(definitions.structure('urn:q')).toBeUndefined();
    expect(definitions.typeStructure('Patient')).toBe(patient);
    expect([...definitions.resourceTypes]).toEqual(['Patient']);
    expect([...definitions.structures()].map(({ url }) => url)).toEqual(['urn:p', patient.url]);
  });

  it('lets the package win that depends on the other, in whatever order they come', () => {
    const below = packageOf('below', [structure('urn:p', { name: 'Below' })]);
    const above = packageOf('above', [structure('urn:p', { name: 'Above' })], { below: '1' });
    for (const packages of [
      [below, above],
      [above, below],
    ]) {
      const definitions = openDefinitions(packages);
      expect(definitions.structure('urn:p')?.name).toBe('Above');
      expect(definitions.packages.map(({ name }) => name)).toEqual(['below', 'above']);
      expect(definitions.notes).toEqual([{ code: 'duplicate-url', package: 'above', subject: 'urn:p' }]);
    }
  });

  it('notes what is missing and goes on', () => {
    const { snapshot: _, ...bare } = structure('urn:bare');
    const circular = packageOf('a', [bare], { b: '1', c: '1' });
    const definitions = openDefinitions([circular, packageOf('b', [], { a: '1' })]);
    expect(definitions.notes).toEqual([
      { code: 'dependency-missing', package: 'a', subject: 'c' },
      { code: 'no-snapshot', package: 'a', subject: 'urn:bare' },
    ]);
  });

  it('leaves a shared base untouched', () => {
    const one = openDefinitions([packageOf('a', [structure('urn:p', { name: 'A' })])], base);
    const two = openDefinitions([packageOf('b', [structure('urn:p', { name: 'B' })])], base);
    expect([one, two].map((set) => set.structure('urn:p')?.name)).toEqual(['A', 'B']);
    expect(base.structure('urn:p')).toBeUndefined();
  });

  it('gives the search parameters of a type with those of all resources, its own ones first in rank', () => {
    const parameter = (
      code: string,
      of: 'Resource' | 'DomainResource' | 'Patient',
      description: string,
    ): DefinitionResource => ({
      resourceType: 'SearchParameter',
      url: `urn:${of}-${code}`,
      name: code,
      status: 'draft',
      description,
      code,
      base: [of],
      type: 'token',
    });
    const shared = openDefinitions(
      [
        packageOf('a', [
          parameter('_id', 'Resource', 'r'),
          parameter('_text', 'DomainResource', 'd'),
          parameter('x', 'Patient', 'old'),
        ]),
      ],
      base,
    );
    const own = openDefinitions([packageOf('b', [parameter('x', 'Patient', 'new')])], shared);
    expect(
      own
        .searchParameters('Patient')
        .map(({ code, description }) => `${code} ${description}`)
        .sort(),
    ).toEqual(['_id r', '_text d', 'x new']);
    expect(own.searchParameters('Bundle').map(({ code }) => code)).toEqual(['_id']);
  });
});

describe('fix-ups in memory', () => {
  const withElement = (element: object): StructureDefinition =>
    structure('urn:p', { snapshot: { element: [{ path: 'Patient', id: 'Patient', ...element }] } });
  const first = (published: StructureDefinition) =>
    openDefinitions([packageOf('a', [published])]).structure('urn:p')?.snapshot?.element[0];

  it('takes a stray $ off a fixed system', () => {
    const published = withElement({ fixedUri: '$http://jpfhir.jp/x' });
    expect(first(published)?.fixedUri).toBe('http://jpfhir.jp/x');
    expect(published.snapshot?.element[0]?.fixedUri).toBe('$http://jpfhir.jp/x');
    expect(first(withElement({ fixedUri: 'urn:$x' }))?.fixedUri).toBe('urn:$x');
  });

  it('lets Bundles with prescriptions only off with a warning', () => {
    const constraint = [
      { key: 'R02142', severity: 'error' as const, human: 'x', expression: 'a' },
      { key: 'other', severity: 'error' as const, human: 'x', expression: 'b' },
    ];
    const fixed = first(withElement({ constraint }))?.constraint ?? [];
    expect(fixed.map(({ key, severity }) => `${key} ${severity}`)).toEqual([
      'R02142 error',
      'R02142 warning',
      'other error',
    ]);
    expect(fixed[2]?.expression).toBe('b');
  });
});

describe('sections of a discharge summary', () => {
  it('are those below DIS, not those of a letter of referral', () => {
    const system = 'http://jpfhir.jp/fhir/clins/CodeSystem/document-section';
    const below = (value: string) => ({
      system,
      filter: [{ property: 'concept', op: 'descendent-of' as const, value }],
    });
    const valuesOf = (document: string): (string | undefined)[] => {
      const url = `http://jpfhir.jp/fhir/${document}/ValueSet/document-section`;
      const compose = { include: [below('REF'), below('COMMON')] };
      const opened = openDefinitions([
        packageOf('a', [{ resourceType: 'ValueSet', url, status: 'draft', compose }]),
      ]);
      return opened.valueSet(url)?.compose?.include.map(({ filter }) => filter?.[0]?.value) ?? [];
    };
    expect(valuesOf('eDischargeSummary')).toEqual(['DIS', 'COMMON']);
    expect(valuesOf('eReferral')).toEqual(['REF', 'COMMON']);
  });
});

describe('slim', () => {
  it('drops prose and keeps what is checked', () => {
    const published = structure('urn:p', {
      text: { status: 'generated', div: '<div/>' },
      mapping: [{ identity: 'x' }],
      differential: { element: [] },
      snapshot: {
        element: [{ path: 'Patient', min: 1, comment: 'c', mapping: [{ identity: 'x', map: 'y' }] }],
      },
    });
    const { text: _text, mapping: _mapping, differential: _differential, ...kept } = published;
    expect(slim(published)).toEqual({ ...kept, snapshot: { element: [{ path: 'Patient', min: 1 }] } });
    const { snapshot: _snapshot, ...bare } = published;
    expect(slim(bare)).toHaveProperty('differential');
  });
});
