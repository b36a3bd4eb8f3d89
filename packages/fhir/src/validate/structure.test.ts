import { describe, expect, it } from 'vitest';
import { parseJson } from '../json/parse-json.ts';
import { readBase } from './testing/profiles.ts';
import { createValidator } from './validator.ts';

const validator = createValidator(await readBase());

/** Rules and places of everything but notes. */
const found = (resource: unknown): string[] =>
  validator
    .validate(resource)
    .filter(({ severity }) => severity !== 'information')
    .map(({ rule, expression }) => `${rule} ${expression}`);

const patient = (more: object): object => ({ resourceType: 'Patient', id: 'p1', ...more });
const observation = (more: object): object => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'x' },
  ...more,
});

describe('whole resources', () => {
  it.each([
    [null, 'structure Resource'],
    [[], 'structure Resource'],
    ['text', 'structure Resource'],
    [{}, 'resource-type Resource'],
    [{ resourceType: 7 }, 'resource-type Resource'],
    [{ resourceType: 'Animal' }, 'resource-type Animal'],
    [{ resourceType: 'HumanName' }, 'resource-type HumanName'],
  ])('refuses %j', (resource, expected) => {
    expect(found(resource)).toEqual([expected]);
  });

  it('takes a resource with everything in order', () => {
    expect(
      found(
        patient({
          meta: { versionId: '1', lastUpdated: '2026-01-02T03:04:05.678+09:00' },
          active: true,
          name: [{ use: 'official', family: '見本', given: ['一郎', '二郎'] }],
          birthDate: '1980-02-29',
          multipleBirthInteger: 2,
          contact: [{ name: { text: '見本 花子' }, telecom: [{ system: 'phone', value: '0', rank: 1 }] }],
        }),
      ),
    ).toEqual([]);
  });
});

describe('elements', () => {
  it.each([
    ['an element that does not exist', { colour: 'red' }, 'unknown-element Patient.colour'],
    [
      'one that does not exist further down',
      { name: [{ nick: 'x' }] },
      'unknown-element Patient.name[0].nick',
    ],
    ['a name that could be anything', { 'a b': 1 }, 'unknown-element Patient'],
    ['a property of all objects', { constructor: 1 }, 'unknown-element Patient.constructor'],
    ['an array that is none', { name: { family: 'x' } }, 'type Patient.name'],
    ['a single that is an array', { gender: ['male'] }, 'type Patient.gender'],
    ['an object that is text', { name: ['x'] }, 'type Patient.name[0]'],
    ['text that is an object', { gender: { a: 1 } }, 'type Patient.gender'],
    ['an empty array', { name: [] }, 'empty Patient.name'],
    ['an empty object', { name: [{}] }, 'empty Patient.name[0]'],
    ['an object with an id only', { name: [{ id: 'x' }] }, 'empty Patient.name[0]'],
    ['an empty string', { name: [{ family: '' }] }, 'empty Patient.name[0].family'],
    ['a blank string', { name: [{ family: ' ' }] }, 'empty Patient.name[0].family'],
    ['null', { gender: null }, 'empty Patient.gender'],
    ['null in an array without a sibling', { name: [{ given: [null] }] }, 'empty Patient.name[0].given[0]'],
    ['a control character', { name: [{ family: 'a\u0007' }] }, 'format Patient.name[0].family'],
    [
      'a private-use character',
      { name: [{ family: '\ue000' }] },
      'private-use-character Patient.name[0].family',
    ],
    ['two types of a choice', { multipleBirthBoolean: true, multipleBirthInteger: 2 }, 'type Patient'],
    ['a type that the choice has not', { multipleBirthString: 'x' }, 'type Patient.multipleBirthString'],
    ['a missing element', { link: [{ type: 'refer' }] }, 'cardinality Patient.link[0]'],
  ])('reports %s', (_, more, expected) => {
    expect(found(patient(more))).toEqual([expected]);
  });

  it.each([
    ['beside its value', { birthDate: '1980-01-01', _birthDate: { id: 'x' } }, []],
    ['in its place', { _birthDate: { extension: [{ url: 'https://example.org/x', valueCode: 'y' }] } }, []],
    ['as an array', { birthDate: '1980', _birthDate: [{ id: 'x' }] }, ['type Patient.birthDate']],
    [
      'with something that it cannot have',
      { _birthDate: { value: 'x' } },
      ['unknown-element Patient.birthDate.value'],
    ],
    ['of an element that is no primitive', { _name: [{ id: 'x' }] }, ['unknown-element Patient._name']],
    ['that says nothing', { _birthDate: {} }, ['empty Patient.birthDate']],
  ])('takes what stands beside a primitive: %s', (_, more, expected) => {
    expect(found(patient(more))).toEqual(expected);
  });

  it('pairs arrays of primitives with what stands beside them', () => {
    const extension = [{ url: 'https://example.org/x', valueCode: 'y' }];
    expect(found(patient({ name: [{ given: [null, 'x'], _given: [{ extension }, null] }] }))).toEqual([]);
    expect(found(patient({ name: [{ given: ['x', null], _given: [{ extension }, null] }] }))).toEqual([
      'empty Patient.name[0].given[1]',
    ]);
  });

  it('follows references to content within the same definition', () => {
    const referenceRange = [{ low: { valeu: 1 } }];
    expect(found(observation({ component: [{ code: { text: 'x' }, referenceRange }] }))).toEqual([
      'unknown-element Observation.component[0].referenceRange[0].low.valeu',
    ]);
  });
});

describe('primitives', () => {
  const value = (name: string, good: unknown[], bad: unknown[]): [string, unknown[], unknown[]] => [
    name,
    good,
    bad,
  ];
  const check = (name: string, one: unknown): string[] => {
    const url = 'https://example.org/any';
    return found(patient({ extension: [{ url, [`value${name}`]: one }] }));
  };

  it.each([
    value(
      'Date',
      ['2024', '2024-02', '2024-02-29'],
      ['2023-02-29', '2024-13', '24-01-01', '2024-04-31', '0000'],
    ),
    value(
      'DateTime',
      ['2024', '2024-02-29', '2024-02-29T23:59:60+09:00', '2024-01-01T00:00:00.123Z'],
      [
        '2024-01-01T00:00:00',
        '2024-01-01T24:00:00Z',
        '2024-01T00:00:00Z',
        '2023-02-29T00:00:00Z',
        '2024-01-01T00:00Z',
      ],
    ),
    value('Instant', ['2024-01-01T00:00:00Z'], ['2024-01-01', '2024-01-01T00:00:00']),
    value('Time', ['23:59:59', '00:00:00.5'], ['24:00:00', '10:00', '10:00:00Z']),
    value('Boolean', [true, false], ['true', 1]),
    value('Integer', [0, -1, 2147483647], [1.5, '1', 2147483648, parseJson('1.0')]),
    value('PositiveInt', [1], [0, -1]),
    value('UnsignedInt', [0], [-1]),
    value('Decimal', [1, 1.5, parseJson('1.50'), parseJson('1e2')], ['1', true]),
    value('Id', ['a-1.B'], ['a_b', 'x'.repeat(65)]),
    value('Code', ['a', 'a b'], ['a  b', ' a', 'a ']),
    value('Uri', ['urn:x', 'http://例え.jp'], ['a b']),
    value('Oid', ['urn:oid:1.2.392'], ['1.2.392', 'urn:oid:1.02', 'urn:oid:3.1']),
    value(
      'Uuid',
      ['urn:uuid:00000000-0000-4000-8000-00000000000a'],
      ['00000000-0000-4000-8000-00000000000a'],
    ),
    value('Base64Binary', ['AQID', 'AQI=', 'AQ==', 'AQ ID'], ['AQI', 'A===', '=AQI', 'あ']),
  ])('knows a %s when it sees one', (name, good, bad) => {
    for (const one of good) expect(check(name, one), String(one)).toEqual([]);
    for (const one of bad) expect(check(name, one), String(one)).toHaveLength(1);
  });
});

describe('narratives', () => {
  const narrative = (div: unknown): object => patient({ text: { status: 'generated', div } });
  const XHTML = 'xmlns="http://www.w3.org/1999/xhtml"';

  it.each([
    [`<div ${XHTML}>文&nbsp;<b>字</b><!-- note --><br/></div>`, []],
    [`<div ${XHTML}><p>x</div>`, ['narrative Patient.text.div']],
    [`<div ${XHTML}><script>x</script></div>`, ['narrative Patient.text.div']],
    [`<div ${XHTML}><a href="javascript:x">x</a></div>`, ['narrative Patient.text.div']],
    [`<div ${XHTML} onclick="x">x</div>`, ['narrative Patient.text.div']],
    [`<div ${XHTML}> </div>`, ['narrative Patient.text.div']],
    ['<div>x</div>', ['narrative Patient.text.div']],
    ['<p>x</p>', ['narrative Patient.text.div']],
    ['x', ['narrative Patient.text.div']],
    [`<!DOCTYPE x><div ${XHTML}>x</div>`, ['narrative Patient.text.div']],
    [7, ['narrative Patient.text.div'].map(() => 'type Patient.text.div')],
  ])('%j', (div, expected) => {
    expect(found(narrative(div))).toEqual(expected);
  });
});
