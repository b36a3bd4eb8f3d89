import { describe, expect, it } from 'vitest';
import type { StructureDefinition } from '../definitions/types.ts';
import {
  found,
  openWith,
  readBase,
  type Sketch,
  sketchedValidator,
  sketchProfile,
  TEST_URL,
} from './testing/profiles.ts';
import { createValidator, type Validator } from './validator.ts';

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
