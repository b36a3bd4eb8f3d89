import { describe, expect, it } from 'vitest';
import type { ElementDefinition } from '../definitions/types.ts';
import { found, readBase, type Sketch, sketchedValidator, TEST_URL } from './testing/profiles.ts';
import type { Validator } from './validator.ts';

const base = await readBase();

const validatorOf = (sketches: Readonly<Record<string, Sketch>>): Validator =>
  sketchedValidator(base, sketches);

const patient = (more: object): object => ({ resourceType: 'Patient', ...more });
const observation = (more: object): object => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'x' },
  ...more,
});

const slicing = (
  type: 'value' | 'pattern' | 'type' | 'exists' | 'profile',
  path: string,
  rules: 'open' | 'closed' | 'openAtEnd' = 'open',
  ordered = false,
): Pick<ElementDefinition, 'slicing'> => ({ slicing: { discriminator: [{ type, path }], rules, ordered } });

describe('slices by value', () => {
  const sketch = (rules: 'open' | 'closed' | 'openAtEnd', ordered: boolean): Sketch => ({
    type: 'Patient',
    change: { 'Patient.identifier': slicing('value', 'system', rules, ordered) },
    add: [
      ['Patient.identifier', { id: 'Patient.identifier:a', sliceName: 'a', min: 1, max: '1' }],
      [
        'Patient.identifier:a',
        { id: 'Patient.identifier:a.system', min: 1, max: '1', type: [{ code: 'uri' }], fixedUri: 'urn:a' },
      ],
      [
        'Patient.identifier:a',
        { id: 'Patient.identifier:a.value', min: 1, max: '1', type: [{ code: 'string' }] },
      ],
      ['Patient.identifier', { id: 'Patient.identifier:b', sliceName: 'b', min: 0, max: '1' }],
      [
        'Patient.identifier:b',
        { id: 'Patient.identifier:b.system', min: 1, max: '1', type: [{ code: 'uri' }], fixedUri: 'urn:b' },
      ],
    ],
  });
  const open = validatorOf({ P: sketch('open', false) });
  const a = { system: 'urn:a', value: '1' };
  const b = { system: 'urn:b' };
  const c = { system: 'urn:c' };
  const of = (...identifier: object[]): object => patient(identifier.length === 0 ? {} : { identifier });

  it.each<[string, object[], string[]]>([
    ['all there', [a, b, c], []],
    ['the needed one missing among others', [b], ['slice Patient.identifier']],
    ['the needed one missing with everything else', [], ['slice Patient']],
    ['one too often', [a, a], ['slice Patient.identifier']],
    ['an element that its slice needs missing', [{ system: 'urn:a' }], ['cardinality Patient.identifier[0]']],
  ])('%s', (_, identifier, expected) => {
    expect(found(open, of(...identifier))).toEqual(expected);
  });

  it('closed', () => {
    const closed = validatorOf({ P: sketch('closed', false) });
    expect(found(closed, of(a, b))).toEqual([]);
    expect(found(closed, of(a, c))).toEqual(['slice Patient.identifier[1]']);
  });

  it('ordered', () => {
    const ordered = validatorOf({ P: sketch('open', true) });
    expect(found(ordered, of(a, b))).toEqual([]);
    expect(found(ordered, of(b, a))).toEqual(['slice Patient.identifier']);
  });

  it('open at the end', () => {
    const atEnd = validatorOf({ P: sketch('openAtEnd', false) });
    expect(found(atEnd, of(a, b, c))).toEqual([]);
    expect(found(atEnd, of(a, c, b))).toEqual(['slice Patient.identifier']);
  });
});

describe('other ways to tell slices apart', () => {
  it('by pattern', () => {
    const validator = validatorOf({
      P: {
        type: 'Observation',
        change: { 'Observation.category': { ...slicing('pattern', '$this'), min: 0 } },
        add: [
          [
            'Observation.category',
            {
              id: 'Observation.category:lab',
              sliceName: 'lab',
              min: 1,
              max: '1',
              patternCodeableConcept: { coding: [{ system: 'urn:c', code: 'lab' }] },
            },
          ],
        ],
      },
    });
    const category = [{ coding: [{ system: 'urn:c', code: 'lab' }], text: 'x' }];
    expect(found(validator, observation({ category }))).toEqual([]);
    expect(found(validator, observation({ category: [{ text: 'x' }] }))).toEqual([
      'slice Observation.category',
    ]);
  });

  it('by nested slices', () => {
    const validator = validatorOf({
      P: {
        type: 'Observation',
        change: { 'Observation.component': slicing('value', 'code.coding.code') },
        add: [
          ['Observation.component', { id: 'Observation.component:x', sliceName: 'x', min: 1, max: '1' }],
          ['Observation.component:x', { id: 'Observation.component:x.code', min: 1 }],
          [
            'Observation.component:x.code',
            {
              id: 'Observation.component:x.code.coding',
              min: 1,
              max: '*',
              base: { path: 'CodeableConcept.coding', min: 0, max: '*' },
              type: [{ code: 'Coding' }],
            },
          ],
          [
            'Observation.component:x.code.coding',
            {
              id: 'Observation.component:x.code.coding.code',
              min: 1,
              max: '1',
              type: [{ code: 'code' }],
              fixedCode: 'x',
            },
          ],
        ],
      },
    });
    const of = (code: string): object => observation({ component: [{ code: { coding: [{ code }] } }] });
    expect(found(validator, of('x'))).toEqual([]);
    expect(found(validator, of('y'))).toEqual(['slice Observation.component']);
  });

  it('by type', () => {
    const validator = validatorOf({
      P: {
        type: 'Observation',
        change: { 'Observation.value[x]': slicing('type', '$this', 'closed') },
        add: [
          [
            'Observation.value[x]',
            {
              id: 'Observation.value[x]:valueQuantity',
              sliceName: 'valueQuantity',
              min: 0,
              max: '1',
              type: [{ code: 'Quantity' }],
            },
          ],
          [
            'Observation.value[x]:valueQuantity',
            { id: 'Observation.value[x]:valueQuantity.unit', min: 1, max: '1', type: [{ code: 'string' }] },
          ],
        ],
      },
    });
    expect(found(validator, observation({ valueQuantity: { value: 1, unit: 'g' } }))).toEqual([]);
    expect(found(validator, observation({ valueQuantity: { value: 1 } }))).toEqual([
      'cardinality Observation.value.ofType(Quantity)',
    ]);
    expect(found(validator, observation({ valueString: 'x' }))).toEqual([
      'slice Observation.value.ofType(string)',
    ]);
  });

  it('by presence', () => {
    const validator = validatorOf({
      P: {
        type: 'Patient',
        change: { 'Patient.contact': slicing('exists', 'organization') },
        add: [
          ['Patient.contact', { id: 'Patient.contact:firm', sliceName: 'firm', min: 0, max: '1' }],
          ['Patient.contact:firm', { id: 'Patient.contact:firm.organization', min: 1, max: '1' }],
        ],
      },
    });
    const organization = { display: 'x' };
    expect(found(validator, patient({ contact: [{ organization }, { name: { text: 'x' } }] }))).toEqual([]);
    expect(found(validator, patient({ contact: [{ organization }, { organization }] }))).toEqual([
      'slice Patient.contact',
    ]);
  });

  it('by a required value set, as far as its content is known', () => {
    const add = (valueSet: string): Sketch => ({
      type: 'Patient',
      change: { 'Patient.telecom': slicing('value', 'system') },
      add: [
        ['Patient.telecom', { id: 'Patient.telecom:x', sliceName: 'x', min: 1, max: '1' }],
        [
          'Patient.telecom:x',
          {
            id: 'Patient.telecom:x.system',
            min: 1,
            max: '1',
            type: [{ code: 'code' }],
            binding: { strength: 'required', valueSet },
          },
        ],
      ],
    });
    const known = validatorOf({ P: add('http://hl7.org/fhir/ValueSet/administrative-gender') });
    const telecom = [{ system: 'phone', value: '1' }];
    expect(found(known, patient({ telecom }))).toEqual(['slice Patient.telecom']);
    const unknown = validatorOf({ P: add('https://example.org/ValueSet/none') });
    expect(found(unknown, patient({ telecom }))).toEqual([]);
  });

  it('slices of slices', () => {
    const system = (id: string, fixedUri: string) => ({
      id: `${id}.system`,
      min: 1,
      max: '1',
      type: [{ code: 'uri' }],
      fixedUri,
    });
    const validator = validatorOf({
      P: {
        type: 'Patient',
        change: { 'Patient.identifier': slicing('value', 'system') },
        add: [
          [
            'Patient.identifier',
            { id: 'Patient.identifier:a', sliceName: 'a', min: 0, max: '*', ...slicing('value', 'use') },
          ],
          ['Patient.identifier:a', system('Patient.identifier:a', 'urn:a')],
          ['Patient.identifier', { id: 'Patient.identifier:a/old', sliceName: 'a/old', min: 0, max: '1' }],
          [
            'Patient.identifier:a/old',
            {
              id: 'Patient.identifier:a/old.use',
              min: 1,
              max: '1',
              type: [{ code: 'code' }],
              fixedCode: 'old',
            },
          ],
          [
            'Patient.identifier:a/old',
            { id: 'Patient.identifier:a/old.period', min: 1, max: '1', type: [{ code: 'Period' }] },
          ],
        ],
      },
    });
    const old = { system: 'urn:a', use: 'old', period: { end: '2020' } };
    expect(found(validator, patient({ identifier: [old, { system: 'urn:a' }, { use: 'old' }] }))).toEqual([]);
    expect(found(validator, patient({ identifier: [old, old] }))).toEqual(['slice Patient.identifier']);
    expect(found(validator, patient({ identifier: [{ system: 'urn:a', use: 'old' }] }))).toEqual([
      'cardinality Patient.identifier[0]',
    ]);
  });
});

describe('slices by profile', () => {
  const named: Sketch = { type: 'Patient', change: { 'Patient.name': { min: 1 } } };
  const validator = validatorOf({
    Named: named,
    Active: { type: 'Patient', change: { 'Patient.active': { min: 1 } } },
    P: {
      type: 'Bundle',
      change: { 'Bundle.entry': slicing('profile', 'resource') },
      add: ['Named', 'Active'].flatMap(
        (name) =>
          [
            [
              'Bundle.entry',
              { id: `Bundle.entry:${name}`, sliceName: name, min: name === 'Named' ? 1 : 0, max: '1' },
            ],
            [
              `Bundle.entry:${name}`,
              {
                id: `Bundle.entry:${name}.resource`,
                min: 1,
                max: '1',
                type: [{ code: 'Patient', profile: [`${TEST_URL}/${name}`] }],
              },
            ],
          ] as const,
      ),
    },
  });
  const bundle = (...resources: object[]): object => ({
    resourceType: 'Bundle',
    type: 'collection',
    entry: resources.map((resource, at) => ({ fullUrl: `https://example.org/x${at}`, resource })),
  });
  const claim = (name: string): object => ({ meta: { profile: [`${TEST_URL}/${name}|1.0`] } });
  const name = [{ text: 'x' }];

  it.each<[string, object[], string[]]>([
    ['what it claims', [{ ...claim('Named'), name }], []],
    ['what it claims, although it does not hold', [claim('Named')], ['cardinality Bundle.entry[0].resource']],
    ['what it conforms to, when it claims nothing', [{ name }], []],
    [
      'nothing it conforms to',
      [{ gender: 'male' }],
      ['slice-undetermined Bundle.entry[0]', 'slice Bundle.entry'],
    ],
    [
      'several it conforms to',
      [{ name, active: true }],
      ['slice-undetermined Bundle.entry[0]', 'slice Bundle.entry'],
    ],
  ])('%s', (_, resources, expected) => {
    expect(found(validator, bundle(...resources.map(patient)))).toEqual(expected);
  });
});

describe('slices of contained resources', () => {
  const validator = validatorOf({
    Named: { type: 'Organization', change: { 'Organization.name': { min: 1 } } },
    P: {
      type: 'Patient',
      change: { 'Patient.contained': slicing('profile', '$this') },
      add: [
        [
          'Patient.contained',
          {
            id: 'Patient.contained:o',
            sliceName: 'o',
            min: 1,
            max: '1',
            type: [{ code: 'Organization', profile: [`${TEST_URL}/Named`] }],
          },
        ],
      ],
    },
  });
  const organization = { resourceType: 'Organization', id: 'o', identifier: [{ value: '1' }] };
  const meta = { profile: [`${TEST_URL}/Named`] };
  const of = (contained: object): object =>
    patient({ contained: [contained], managingOrganization: { reference: '#o' } });

  it.each<[string, object, string[]]>([
    ['claimed and held', { ...organization, meta, name: 'x' }, []],
    ['held', { ...organization, name: 'x' }, []],
    ['claimed only', { ...organization, meta }, ['cardinality Patient.contained[0]']],
    [
      'another type',
      { resourceType: 'Group', id: 'o', type: 'person', actual: true },
      ['slice Patient.contained', 'reference Patient.managingOrganization'],
    ],
  ])('%s', (_, contained, expected) => {
    expect(found(validator, of(contained))).toEqual(expected);
  });
});
