import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ValueSet } from '../definitions/types.ts';
import { toOperationOutcome } from './issue.ts';
import { openWith, readBase, sketchProfile, TEST_URL } from './testing/profiles.ts';
import { createValidator } from './validator.ts';

const base = await readBase();
const validator = createValidator(base);

const found = (resource: unknown, using = validator): string[] =>
  using
    .validate(resource)
    .filter(({ severity }) => severity !== 'information')
    .map(({ severity, rule, expression }) => `${severity} ${rule} ${expression}`);

describe('contained resources', () => {
  const organization = { resourceType: 'Organization', id: 'o', name: 'x' };
  const patient = (contained: object[], reference = '#o'): object => ({
    resourceType: 'Patient',
    contained,
    managingOrganization: { reference },
  });

  it.each<[string, object, string[]]>([
    ['in order', patient([organization]), []],
    ['not referred to', patient([organization, { ...organization, id: 'p' }]), ['error invariant Patient']],
    [
      'not there',
      patient([organization], '#q'),
      ['error reference Patient.managingOrganization.reference', 'error invariant Patient'],
    ],
    ['broken', patient([{ ...organization, nme: 'x' }]), ['error unknown-element Patient.contained[0].nme']],
    [
      'no resource',
      patient([organization, { resourceType: 'Fire' }]),
      ['error resource-type Patient.contained[1]', 'error invariant Patient'],
    ],
    ['with a version', patient([{ ...organization, meta: { versionId: '1' } }]), ['error invariant Patient']],
    [
      'of a type that the reference does not allow',
      patient([{ resourceType: 'Group', id: 'o', type: 'person', actual: true }]),
      ['error reference Patient.managingOrganization'],
    ],
  ])('%s', (_, resource, expected) => {
    expect(found(resource)).toEqual(expected);
  });
});

describe('Bundles', () => {
  const patient = { resourceType: 'Patient', id: '1' };
  const observation = (reference: string): object => ({
    resourceType: 'Observation',
    id: '2',
    status: 'final',
    code: { text: 'x' },
    subject: { reference },
  });
  const bundle = (...entry: object[]): object => ({ resourceType: 'Bundle', type: 'collection', entry });
  const urn = 'urn:uuid:00000000-0000-4000-8000-000000000001';
  const at = 'https://example.org/fhir';

  it.each<[string, object[], string[]]>([
    [
      'by urn',
      [
        { fullUrl: urn, resource: patient },
        { fullUrl: `${at}/Observation/2`, resource: observation(urn) },
      ],
      [],
    ],
    [
      'relative',
      [
        { fullUrl: `${at}/Patient/1`, resource: patient },
        { fullUrl: `${at}/Observation/2`, resource: observation('Patient/1') },
      ],
      [],
    ],
    [
      'to something else',
      [
        { fullUrl: urn, resource: { resourceType: 'Organization', name: 'x' } },
        { fullUrl: `${at}/Observation/2`, resource: observation(urn) },
      ],
      ['error reference Bundle.entry[1].resource.subject'],
    ],
    [
      'to nothing',
      [{ fullUrl: `${at}/Observation/2`, resource: observation(urn) }],
      ['warning reference Bundle.entry[0].resource.subject.reference'],
    ],
    [
      'an id that contradicts the fullUrl',
      [{ fullUrl: `${at}/Patient/9`, resource: patient }],
      ['error bundle Bundle.entry[0].fullUrl'],
    ],
    [
      'the same fullUrl twice',
      [
        { fullUrl: urn, resource: patient },
        { fullUrl: urn, resource: patient },
      ],
      ['error bundle Bundle.entry[1].fullUrl'],
    ],
    [
      'a broken entry',
      [{ fullUrl: urn, resource: { ...patient, gender: 'x' } }],
      ['error binding Bundle.entry[0].resource.gender'],
    ],
  ])('%s', (_, entries, expected) => {
    expect(found(bundle(...entries))).toEqual(expected);
  });

  it('looks anew each time', () => {
    const entry = { fullUrl: urn, resource: { ...patient } };
    const resource = bundle(entry, { fullUrl: `${at}/Observation/2`, resource: observation(urn) });
    expect(found(resource)).toEqual([]);
    Object.assign(entry, { fullUrl: 'urn:uuid:00000000-0000-4000-8000-000000000002' });
    expect(found(resource)).toEqual(['warning reference Bundle.entry[1].resource.subject.reference']);
  });

  it('holds targets to the profile of the reference', () => {
    const strict = createValidator(
      openWith(base, [
        sketchProfile(base, { name: 'Named', type: 'Patient', change: { 'Patient.name': { min: 1 } } }),
        sketchProfile(base, {
          name: 'OfNamed',
          type: 'Observation',
          change: {
            'Observation.subject': { type: [{ code: 'Reference', targetProfile: [`${TEST_URL}/Named`] }] },
          },
        }),
      ]),
    );
    const of = (target: object): object =>
      bundle(
        { fullUrl: urn, resource: target },
        {
          fullUrl: `${at}/Observation/2`,
          resource: { ...observation(urn), meta: { profile: [`${TEST_URL}/OfNamed`] } },
        },
      );
    expect(found(of({ ...patient, name: [{ text: 'x' }] }), strict)).toEqual([]);
    expect(found(of(patient), strict)).toEqual(['error reference Bundle.entry[1].resource.subject']);
  });

  it('comes to an end where resources refer to each other in a circle', () => {
    const profile = (name: string, type: string, element: string, target: string) =>
      sketchProfile(base, {
        name,
        type,
        change: { [element]: { type: [{ code: 'Reference', targetProfile: [`${TEST_URL}/${target}`] }] } },
      });
    const circular = createValidator(
      openWith(base, [
        profile('A', 'Patient', 'Patient.managingOrganization', 'B'),
        profile('B', 'Organization', 'Organization.partOf', 'B'),
      ]),
    );
    const resource = {
      resourceType: 'Organization',
      id: 'o',
      name: 'x',
      partOf: { reference: 'Organization/o' },
    };
    const start = {
      ...patient,
      meta: { profile: [`${TEST_URL}/A`] },
      managingOrganization: { reference: 'Organization/o' },
    };
    expect(
      found(
        bundle(
          { fullUrl: `${at}/Patient/1`, resource: start },
          { fullUrl: `${at}/Organization/o`, resource },
        ),
        circular,
      ),
    ).toEqual([]);
  });
});

describe('bindings', () => {
  const valueSet: ValueSet = {
    resourceType: 'ValueSet',
    url: 'https://example.org/ValueSet/v',
    status: 'draft',
    compose: { include: [{ system: 'urn:s', concept: [{ code: 'a' }] }] },
  };
  const bound = (strength: 'required' | 'extensible' | 'preferred', url = valueSet.url ?? '') =>
    createValidator(
      openWith(base, [
        valueSet,
        sketchProfile(base, {
          name: 'P',
          type: 'Observation',
          change: { 'Observation.code': { binding: { strength, valueSet: url } } },
        }),
      ]),
    );
  const rules = (using: typeof validator, code: object): string[] =>
    using
      .validate({ resourceType: 'Observation', status: 'final', code }, { profiles: [`${TEST_URL}/P`] })
      .map(({ severity, rule }) => `${severity} ${rule}`);

  it.each<[object, string[]]>([
    [{ coding: [{ system: 'urn:s', code: 'a' }] }, []],
    [
      {
        coding: [
          { system: 'urn:t', code: 'z' },
          { system: 'urn:s', code: 'a' },
        ],
      },
      [],
    ],
    [{ coding: [{ system: 'urn:s', code: 'b' }] }, ['error binding']],
    [{ coding: [{ code: 'a' }] }, ['error binding']],
    [{ text: 'a' }, ['error binding']],
  ])('required: %j', (code, expected) => {
    expect(rules(bound('required'), code)).toEqual(expected);
  });

  it('only warns, says nothing, or says that it cannot tell', () => {
    const code = { coding: [{ system: 'urn:s', code: 'b' }] };
    expect(rules(bound('extensible'), code)).toEqual(['warning binding']);
    expect(rules(bound('preferred'), code)).toEqual([]);
    expect(rules(bound('required', 'urn:nowhere'), code)).toEqual(['information binding-not-checked']);
  });

  it('compares displays without regard to width and case', () => {
    const status = (display: string): object => ({
      resourceType: 'Patient',
      maritalStatus: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus', code: 'M', display }],
      },
    });
    expect(found(status('ＭＡＲＲＩＥＤ'))).toEqual([]);
    expect(found(status('Single'))).toEqual(['warning display Patient.maritalStatus.coding[0].display']);
  });
});

describe('limits', () => {
  it('keeps errors before warnings and notes', () => {
    const few = createValidator(base, { mostIssues: 2 });
    const issues = few.validate({
      resourceType: 'Patient',
      extension: [1, 2, 3].map((n) => ({ url: `urn:${n}`, valueBoolean: true })),
      name: [{ family: '\ue000' }],
      gender: 'x',
      birthDate: 'y',
    });
    expect(issues.map(({ severity, expression }) => `${severity} ${expression}`)).toEqual([
      'error Patient.gender',
      'error Patient.birthDate',
    ]);
  });

  it('stops at too many elements and at too deep nesting', () => {
    const small = createValidator(base, { mostElements: 50 });
    const name = Array.from({ length: 60 }, () => ({ text: 'x' }));
    expect(small.validate({ resourceType: 'Patient', name }).map(({ rule }) => rule)).toEqual(['too-costly']);
    let item: object = { linkId: 'x', type: 'group' };
    for (let depth = 0; depth < 200; depth++) item = { linkId: 'x', type: 'group', item: [item] };
    const questionnaire = { resourceType: 'Questionnaire', status: 'draft', item: [item] };
    expect(found(questionnaire).some((each) => each.startsWith('error too-costly'))).toBe(true);
    let extension: object = { url: 'urn:x' };
    for (let depth = 0; depth < 50_000; depth++) extension = { url: 'urn:x', extension: [extension] };
    expect(found({ resourceType: 'Patient', extension: [extension] }).length).toBeGreaterThan(0);
  });

  it('never throws, and says the same twice', () => {
    const types = ['Patient', 'Observation', 'Bundle', 'Questionnaire', 'Composition', 'Parameters'];
    const keys = fc.constantFrom(
      ...[
        'name',
        'extension',
        '_birthDate',
        'contained',
        'entry',
        'resource',
        'valueQuantity',
        'item',
        'meta',
        'profile',
        'code',
        'coding',
        'text',
        'div',
        'identifier',
        'reference',
        'subject',
        'url',
        'section',
        '__proto__',
        'toString',
      ],
    );
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom('x', '', '#', '#x', 'Patient/1', 'urn:uuid:x', 0, 1.5, true, null),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(keys, tie('tree'), { maxKeys: 4 }),
        fc
          .dictionary(keys, tie('tree'), { maxKeys: 4 })
          .map((object) => ({ ...object, resourceType: 'Patient' })),
      ),
    }));
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.dictionary(keys, tree, { maxKeys: 6 }), (type, object) => {
        const resource = { ...object, resourceType: type };
        const issues = validator.validate(resource);
        expect(validator.validate(resource)).toEqual(issues);
        expect(issues.length).toBeLessThanOrEqual(200);
      }),
      { numRuns: 500 },
    );
  });
});

describe('toOperationOutcome', () => {
  it('is valid itself, with issues and without', () => {
    const issues = validator.validate({ resourceType: 'Patient', gender: 'x', foo: 1 });
    expect(issues).toHaveLength(2);
    expect(found(toOperationOutcome(issues))).toEqual([]);
    expect(found(toOperationOutcome([]))).toEqual([]);
  });
});
