import fc from 'fast-check';
import { compile as byLibrary } from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import { describe, expect, it } from 'vitest';
import { ExactDecimal } from '../json/exact-decimal.ts';
import { compileInvariant } from './invariant.ts';
import type { InvariantPlace } from './run.ts';
import { PrimitiveElement } from './values.ts';

const observation = {
  resourceType: 'Observation',
  id: 'o',
  status: 'final',
  code: {
    coding: [
      { system: 'urn:a', code: '1' },
      { system: 'urn:b', code: '2' },
    ],
    text: 'glucose',
  },
  valueQuantity: { value: 5, unit: 'mg' },
  effectivePeriod: { start: '2026-01-02', end: '2026-02-01' },
  subject: { reference: '#p' },
  contained: [{ resourceType: 'Patient', id: 'p', birthDate: '1970-01-01' }],
  extension: [{ url: 'urn:x', valueString: 'y' }],
};

function at(element: unknown, more: Partial<InvariantPlace> = {}): InvariantPlace {
  return {
    typeName: 'Observation',
    resource: element,
    rootResource: element,
    resolve: () => undefined,
    ...more,
  };
}

const check = (expression: string, element: unknown = observation, more: Partial<InvariantPlace> = {}) =>
  compileInvariant(expression, { library: false }).check(element, at(element, more));

const TRUE = [
  "status = 'final' and code.text != 'x'",
  'value.exists() and value is Quantity and (value is string).not()',
  'value.ofType(Quantity).value = 5 and value.ofType(string).empty()',
  "code.coding.where(system = 'urn:b').code = '2'",
  "code.coding.all(code.exists()) and code.coding.exists(code = '1')",
  'code.coding.count() = 2 and code.coding.code.isDistinct()',
  "code.coding.first().code = '1' and code.coding.last().code = '2' and code.coding[1].code = '2'",
  "code.coding.tail().select(code & '!') = '2!'",
  "status in ('final' | 'amended') and (('a' | 'b') contains 'c').not()",
  "'1' in %resource.code.coding.code",
  'contained.where(id.exists()).birthDate < @2000-01-01',
  'effective.start <= effective.end',
  "extension('urn:x').value = 'y' and extension('urn:z').empty()",
  "Observation.status = 'final' and $this is DomainResource",
  "subject.reference.substring(1) in contained.id and subject.reference.startsWith('#')",
  "iif(status = 'final', 1, 2) = 1 and iif(status = 'x', 1).empty()",
  "code.coding.iif(count() > 1, 'many', 'one') = 'many'",
  "code.text.matches('^glu') and code.text.length() = 7 and code.text.upper() = 'GLUCOSE'",
  'false implies {} and ({} or true) and (true xor false) and ({} and false).not()',
  "'5'.toInteger() + 2 = 7 and -1 < 0 and 7 mod 4 = 3 and 7 div 2 = 3 and 1 / 2 = 0.5",
  "descendants().as(code).exists() and descendants().where($this is uri and $this = 'urn:b').exists()",
  "(code.coding.code | code.coding.code).count() = 2 and code.coding.code.combine('1').count() = 3",
  "code.coding.code.intersect('2' | '3') = '2' and code.coding.code.exclude('2') = '1'",
  "code.coding.select(system.select($this & 'x')).count() = 2",
  "'a\\u0041\\'' = 'aA\\'' and `id` = 'o' and %ucum.startsWith('http')",
  "code.coding.where(%resource.code.text = 'glucose').where(code = '2').exists()",
  "trace('x').status.replaceMatches('a.$', '') = 'fin' and ('a,b'.split(',')).join('-') = 'a-b'",
];

const FALSE = [
  'component.exists()',
  'component.value > 3',
  "status = 'amended'",
  'effective.start >= effective.end',
  'extension.exists() = value.empty()',
  "code.coding.all(code = '1')",
  'contained.meta.exists()',
  'value is Citation',
];

describe('invariants', () => {
  it.each(TRUE)('hold: %s', (expression) => expect(check(expression)).toBe(true));
  it.each(FALSE)('do not hold: %s', (expression) => expect(check(expression)).toBe(false));

  it('stop where the language wants one value, and are then not evaluated', () => {
    expect(check("code.coding.code.startsWith('1')")).toBe('not-evaluated');
    expect(check('status < 5')).toBe('not-evaluated');
    expect(check('code.coding and true')).toBe('not-evaluated');
  });

  it('are not shown to be broken by dates that are too coarse', () => {
    const period = (start: string, end: string) => check('start <= end', { start, end });
    expect(period('2026', '2026-03')).toBe(true);
    expect(period('2027', '2026-03')).toBe(false);
    expect(period('2026-01-01T10:00:00+09:00', '2026-01-01T02:00:00Z')).toBe(true);
    expect(period('2026-01-01T12:00:00+09:00', '2026-01-01T02:00:00Z')).toBe(false);
    expect(check('start.empty() and start <= end', { start: '2026', end: '2026-01' })).toBe(false);
  });

  it('see primitives that have only extensions', () => {
    const patient = {
      resourceType: 'Patient',
      _birthDate: { extension: [{ url: 'urn:absent', valueCode: 'unknown' }] },
      name: [{ given: ['A', null], _given: [null, { id: 'x' }] }],
    };
    expect(check('birthDate.exists() and birthDate.hasValue().not()', patient)).toBe(true);
    expect(check("birthDate.extension('urn:absent').value = 'unknown'", patient)).toBe(true);
    expect(check('name.given.count() = 2 and name.given.where(hasValue()).count() = 1', patient)).toBe(true);
    const only = new PrimitiveElement(undefined, { extension: [{ url: 'urn:x' }] });
    expect(check('hasValue()', only)).toBe(false);
    expect(check('children().count() > id.count()', only)).toBe(true);
    expect(check('hasValue() or (children().count() > id.count())', { id: 'x' })).toBe(false);
  });

  it('read numbers in exact form', () => {
    const quantity = { value: new ExactDecimal('1.10'), code: '1' };
    expect(check("value > 1 and value = 1.1 and value.toString() = '1.10'", quantity)).toBe(true);
    expect(check('low <= high', { low: { value: 1, code: 'g' }, high: quantity })).toBe('not-evaluated');
  });

  it('find contained resources that nothing refers to', () => {
    const dom3 =
      "contained.where((('#'+id in (%resource.descendants().reference | %resource.descendants().as(canonical) | %resource.descendants().as(uri) | %resource.descendants().as(url))) or descendants().where(reference = '#').exists() or descendants().where(as(canonical) = '#').exists()).not()).trace('unmatched', id).empty()";
    expect(check(dom3)).toBe(true);
    expect(check(dom3, { ...observation, subject: { reference: '#q' } })).toBe(false);
    expect(check(dom3, { ...observation, subject: {}, implicitRules: '#p' })).toBe(true);
    expect(check(dom3, { ...observation, subject: {}, note: [{ text: '#p' }] })).toBe(false);
  });

  it('ask the place for references, value sets and profiles', () => {
    const place: Partial<InvariantPlace> = {
      resolve: (reference) => observation.contained.find(({ id }) => `#${id}` === reference),
      memberOf: (valueSet, coding) => valueSet === 'urn:vs' && coding === 'final',
      conformsTo: (_resource, profile) => profile === 'urn:profile',
    };
    expect(check('subject.resolve() is Patient', observation, place)).toBe(true);
    expect(check('subject.resolve().ofType(Patient).birthDate.exists()', observation, place)).toBe(true);
    expect(check("status.memberOf('urn:vs')", observation, place)).toBe(true);
    expect(check("conformsTo('urn:profile')", observation, place)).toBe(true);
    expect(check("conformsTo('urn:other')", observation, place)).toBe(false);
    expect(check("status.memberOf('urn:vs')")).toBe('not-evaluated');
  });

  it('leave to the library what they do not know, and never throw', () => {
    const byType = compileInvariant('code.coding.aggregate($this.code & $total, {}).exists()');
    expect(byType.native).toBe(false);
    expect(byType.check(observation, at(observation))).toBe(true);
    const units = compileInvariant('low < high');
    const range = {
      low: { value: 1, system: 'http://unitsofmeasure.org', code: 'g' },
      high: { value: 1, system: 'http://unitsofmeasure.org', code: 'kg' },
    };
    expect(units.native).toBe(true);
    expect(units.check(range, at(range, { typeName: 'Range' }))).toBe(true);
    for (const broken of ['((', "'", 'a..b', 'constructor', '1 +', 'nosuch()', '']) {
      const invariant = compileInvariant(broken);
      expect(invariant.native).toBe(false);
      expect([true, false, 'not-evaluated']).toContain(invariant.check(observation, at(observation)));
    }
  });

  it('do not run away on long texts and deep nests', () => {
    expect(check("code.text.matches('(a+)+$')", { code: { text: 'a'.repeat(20_000) } })).toBe(
      'not-evaluated',
    );
    expect(compileInvariant('('.repeat(5000) + ')'.repeat(5000)).native).toBe(false);
    const entries = Array.from({ length: 3000 }, (_, code) => ({ code }));
    expect(check('a.all(code in %resource.a.code)', { a: entries })).toBe(true);
    expect(check('a.all(%resource.a.where(code = 2999).exists())', { a: entries })).toBe('not-evaluated');
  });

  it('answer as the library does, on made-up elements', () => {
    const coding = fc.record(
      { system: fc.constantFrom('a', 'b'), code: fc.constantFrom('1', '2'), display: fc.string() },
      { requiredKeys: [] },
    );
    const concept = fc.record(
      { coding: fc.array(coding, { maxLength: 3 }), text: fc.string() },
      { requiredKeys: [] },
    );
    const expressions = [
      "coding.where(system = 'a').code = '1'",
      'coding.exists() implies text.exists()',
      'coding.code.isDistinct() xor text.empty()',
      "coding.all(code in ('1' | '2')) and coding.system.distinct().count() <= 1",
      'coding.code = coding.code',
      'text = coding.display',
      "coding.select(system & code).where($this = 'a1').exists()",
      'coding.tail().exists() or coding.first().display.exists()',
    ];
    const theirs = expressions.map((expression) =>
      byLibrary({ base: 'CodeableConcept', expression }, r4, { async: false }),
    );
    fc.assert(
      fc.property(concept, (element) => {
        expressions.forEach((expression, index) => {
          const [result = false] = theirs[index]?.(structuredClone(element)) ?? [];
          expect(check(expression, element, { typeName: 'CodeableConcept' }), expression).toBe(result);
        });
      }),
      { numRuns: 200 },
    );
  });
});
