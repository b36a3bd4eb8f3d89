import { describe, expect, it } from 'vitest';
import type { ElementDefinition, StructureDefinition } from '../definitions/types.ts';
import { openWith, readBase, sketchProfile, TEST_URL } from './testing/profiles.ts';
import { createValidator, type Validator } from './validator.ts';

const base = await readBase();

type Sketch = Omit<Parameters<typeof sketchProfile>[1], 'name'>;

const validatorOf = (sketches: Readonly<Record<string, Sketch>>): Validator =>
  createValidator(
    openWith(
      base,
      Object.entries(sketches).map(([name, sketch]) => sketchProfile(base, { name, ...sketch })),
    ),
  );

const found = (validator: Validator, resource: object, profile = 'P'): string[] =>
  validator
    .validate(resource, { profiles: [`${TEST_URL}/${profile}`] })
    .filter(({ severity }) => severity !== 'information')
    .map(({ rule, expression }) => `${rule} ${expression}`);

const patient = (more: object): object => ({ resourceType: 'Patient', ...more });
const observation = (more: object): object => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'x' },
  ...more,
});

describe('what a profile narrows', () => {
  const validator = validatorOf({
    P: {
      type: 'Patient',
      change: {
        'Patient.name': { min: 1, max: '2' },
        'Patient.photo': { max: '0' },
        'Patient.active': { fixedBoolean: true },
        'Patient.maritalStatus': {
          patternCodeableConcept: { coding: [{ system: 'urn:a', code: 'b' }] },
          binding: { strength: 'example' },
        },
        'Patient.language': { maxLength: 2 },
        'Patient.deceased[x]': { type: [{ code: 'boolean' }] },
        'Patient.managingOrganization': {
          type: [
            { code: 'Reference', targetProfile: ['http://hl7.org/fhir/StructureDefinition/Organization'] },
          ],
        },
      },
    },
  });
  const good = { name: [{ text: 'x' }] };

  it.each<[string, object, string[]]>([
    ['a missing element', {}, ['cardinality Patient']],
    ['too many', { name: [{ text: 'x' }, { text: 'y' }, { text: 'z' }] }, ['cardinality Patient.name']],
    ['a forbidden one', { ...good, photo: [{ title: 'x' }] }, ['cardinality Patient.photo']],
    ['another value than the fixed one', { ...good, active: false }, ['fixed Patient.active']],
    ['the fixed value', { ...good, active: true }, []],
    ['less than the pattern', { ...good, maritalStatus: { text: 'b' } }, ['pattern Patient.maritalStatus']],
    [
      'more than the pattern',
      {
        ...good,
        maritalStatus: { coding: [{ code: 'x' }, { system: 'urn:a', code: 'b', display: 'c' }], text: 'd' },
      },
      [],
    ],
    ['something too long', { ...good, language: 'jpn' }, ['max-length Patient.language']],
    ['a type that is left out', { ...good, deceasedDateTime: '2020' }, ['type Patient.deceasedDateTime']],
    ['one that is left in', { ...good, deceasedBoolean: true }, []],
    [
      'a reference to something else',
      { ...good, managingOrganization: { reference: 'Patient/1' } },
      ['reference Patient.managingOrganization'],
    ],
    [
      'a reference by type',
      { ...good, managingOrganization: { type: 'Group', display: 'x' } },
      ['reference Patient.managingOrganization'],
    ],
    [
      'the right reference',
      { ...good, managingOrganization: { reference: 'https://example.org/Organization/1' } },
      [],
    ],
  ])('%s', (_, more, expected) => {
    expect(found(validator, patient(more))).toEqual(expected);
  });

  it('names the profile, the element and no value', () => {
    const [issue] = validator.validate(patient({ ...good, language: 'secret' }), {
      profiles: [`${TEST_URL}/P`],
    });
    expect(issue?.source).toEqual({
      profile: `${TEST_URL}/P`,
      element: 'Patient.language',
      constraint: null,
    });
    expect(JSON.stringify(issue)).not.toContain('secret');
  });
});

const slicing = (
  type: 'value' | 'pattern' | 'type' | 'exists' | 'profile',
  path: string,
  rules: 'open' | 'closed' | 'openAtEnd' = 'open',
  ordered = false,
): Pick<ElementDefinition, 'slicing'> => ({ slicing: { discriminator: [{ type, path }], rules, ordered } });

it('keeps to the types of R4 where the profile of a target is not at hand', () => {
  const validator = validatorOf({
    P: {
      type: 'Observation',
      change: { 'Observation.subject': { type: [{ code: 'Reference', targetProfile: ['urn:none'] }] } },
    },
  });
  expect(found(validator, observation({ subject: { reference: 'Patient/1' } }))).toEqual([]);
  expect(found(validator, observation({ subject: { reference: 'Coverage/1' } }))).toEqual([
    'reference Observation.subject',
  ]);
});

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

describe('profiles that a resource claims', () => {
  const validator = validatorOf({ P: { type: 'Patient', change: { 'Patient.name': { min: 1 } } } });
  const claiming = (...profile: string[]): object => patient({ meta: { profile } });
  const all = (resource: object): string[] =>
    validator.validate(resource).map(({ rule, severity }) => `${severity} ${rule}`);

  it.each<[string, string[], string[]]>([
    ['known', [`${TEST_URL}/P`], ['error cardinality']],
    ['in another version', [`${TEST_URL}/P|9`], ['information profile-unknown', 'error cardinality']],
    ['unknown', [`${TEST_URL}/Q`], ['information profile-unknown']],
    ['of another type', ['http://hl7.org/fhir/StructureDefinition/bp'], ['error profile']],
  ])('%s', (_, profiles, expected) => {
    expect(all(claiming(...profiles))).toEqual(expected);
  });
});

describe('extensions', () => {
  const extension = (name: string, more: Partial<Sketch>): StructureDefinition =>
    sketchProfile(base, {
      name,
      type: 'Extension',
      change: {
        'Extension.url': { fixedUri: `${TEST_URL}/${name}` },
        'Extension.extension': { max: '0' },
        'Extension.value[x]': { min: 1, type: [{ code: 'boolean' }] },
        ...more.change,
      },
      ...(more.context === undefined ? {} : { context: more.context }),
    });
  const validator = createValidator(
    openWith(base, [
      extension('anywhere', {}),
      extension('patients', { context: [{ type: 'element', expression: 'Patient' }] }),
      extension('names', { context: [{ type: 'element', expression: 'HumanName.family' }] }),
      extension('resources', { context: [{ type: 'element', expression: 'DomainResource' }] }),
      extension('inner', { context: [{ type: 'extension', expression: `${TEST_URL}/outer` }] }),
      extension('outer', { change: { 'Extension.extension': {}, 'Extension.value[x]': { max: '0' } } }),
    ]),
  );
  const of = (name: string, more: object = { valueBoolean: true }): object => ({
    url: `${TEST_URL}/${name}`,
    ...more,
  });
  const rules = (resource: object): string[] =>
    validator.validate(resource).map(({ rule, severity, expression }) => `${severity} ${rule} ${expression}`);

  it.each<[string, object[], string[]]>([
    ['right', [of('anywhere')], []],
    [
      'of another type',
      [of('anywhere', { valueString: 'x' })],
      ['error type Patient.extension[0].valueString', 'error cardinality Patient.extension[0]'],
    ],
    [
      'without a value',
      [of('anywhere', {})],
      ['error cardinality Patient.extension[0]', 'error invariant Patient.extension[0]'],
    ],
    ['unknown', [of('none')], ['information extension-unknown Patient.extension[0]']],
    ['without a URL', [{ valueBoolean: true }], ['error cardinality Patient.extension[0]']],
    [
      'with a name instead of a URL',
      [{ url: 'x', valueBoolean: true }],
      ['error extension Patient.extension[0]'],
    ],
    ['in its place', [of('patients')], []],
    ['of every resource', [of('resources')], []],
    ['in another place', [of('names')], ['error extension-context Patient.extension[0]']],
    ['only inside of another', [of('inner')], ['error extension-context Patient.extension[0]']],
    ['inside of another', [of('outer', { extension: [of('inner')] })], []],
  ])('%s', (_, extensions, expected) => {
    expect(rules(patient({ extension: extensions }))).toEqual(expected);
  });

  it('knows the place of an extension of a primitive', () => {
    const name = (url: string): object =>
      patient({ name: [{ family: 'x', _family: { extension: [of(url)] } }] });
    expect(rules(name('names'))).toEqual([]);
    expect(rules(name('patients'))).toEqual(['error extension-context Patient.name[0].family.extension[0]']);
  });

  it('refuses unknown ones that modify', () => {
    expect(rules(patient({ modifierExtension: [of('none')] }))).toEqual([
      'error extension Patient.modifierExtension[0]',
    ]);
  });
});
