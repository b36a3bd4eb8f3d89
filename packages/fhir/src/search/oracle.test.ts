import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadDefinitions } from '../../node/index.ts';
import { compileSearch } from './compile-search.ts';
import type { SearchResource } from './resource.ts';

/*
 * Any search finds what a naive filter of the whole set finds. The filter knows nothing of FHIRPath, ranges or search
 * parameters: days are sets of numbers, values are counted in tenths.
 */

const definitions = await loadDefinitions([]);
const BASE = 'https://tsunagu.example/fhir/R4';
const options = { now: new Date('2026-02-15T00:00:00+09:00'), strict: true, baseUrl: BASE };

/** What an Observation says, in terms of the filter. */
interface Facts {
  readonly id: string;
  readonly codes: readonly { readonly system: string | null; readonly code: string }[];
  readonly status: string | null;
  readonly subject: { readonly type: string; readonly id: string; readonly absolute: boolean } | null;
  /** Days from the first of January 2026, both inclusive; null is open. */
  readonly days: { readonly first: number | null; readonly last: number | null } | null;
  readonly tenths: number | null;
}

const LAST_DAY = 89;
const FAR = 5000;

const system = fc.constantFrom('urn:s1', 'urn:s2');
const code = fc.constantFrom('A', 'B', 'C');
const day = fc.nat({ max: LAST_DAY });
const facts: fc.Arbitrary<Facts> = fc.record({
  id: fc.constantFrom('o1', 'o2', 'o3', 'o4'),
  codes: fc.array(fc.record({ system: fc.option(system), code }), { maxLength: 2 }),
  status: fc.option(fc.constantFrom('final', 'amended')),
  subject: fc.option(
    fc.record({
      type: fc.constantFrom('Patient', 'Group'),
      id: fc.constantFrom('p1', 'p2'),
      absolute: fc.boolean(),
    }),
  ),
  days: fc.option(
    fc.oneof(
      day.map((one) => ({ first: one, last: one })),
      fc.tuple(day, day).map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) })),
      day.map((first) => ({ first, last: null })),
      day.map((last) => ({ first: null, last })),
    ),
  ),
  tenths: fc.option(fc.integer({ min: -30, max: 30 })),
});

function isoDay(number: number): string {
  return new Date(Date.UTC(2026, 0, 1 + number)).toISOString().slice(0, 10);
}

function toResource({ id, codes, status, subject, days, tenths }: Facts): SearchResource {
  const reference =
    subject === null ? '' : `${subject.absolute ? `${BASE}/` : ''}${subject.type}/${subject.id}`;
  const single = days !== null && days.first === days.last && days.first !== null;
  return {
    resourceType: 'Observation',
    id,
    ...(codes.length === 0
      ? {}
      : {
          code: {
            coding: codes.map((each) => ({
              ...(each.system === null ? {} : { system: each.system }),
              code: each.code,
            })),
          },
        }),
    ...(status === null ? {} : { status }),
    ...(subject === null ? {} : { subject: { reference } }),
    ...(days === null
      ? {}
      : single
        ? { effectiveDateTime: isoDay(days.first ?? 0) }
        : {
            effectivePeriod: {
              ...(days.first === null ? {} : { start: isoDay(days.first) }),
              ...(days.last === null ? {} : { end: `${isoDay(days.last)}T23:59:59.999+09:00` }),
            },
          }),
    ...(tenths === null ? {} : { valueQuantity: { value: tenths / 10 } }),
  };
}

interface Question {
  readonly parameter: readonly [name: string, value: string];
  readonly holds: (facts: Facts) => boolean;
}

type Values<T> = readonly { readonly text: string; readonly holds: (value: T) => boolean }[];

const either = <T>(values: Values<T>, value: T) => values.some(({ holds }) => holds(value));
const joined = <T>(values: Values<T>) => values.map(({ text }) => text).join(',');

const codeQuestion: fc.Arbitrary<Question> = fc
  .tuple(
    fc.array(fc.tuple(fc.constantFrom('code', 'both', 'system', 'none'), system, code), {
      minLength: 1,
      maxLength: 3,
    }),
    fc.boolean(),
  )
  .map(([asked, negated]) => {
    const values: Values<Facts['codes'][number]> = asked.map(([kind, inSystem, wanted]) => {
      switch (kind) {
        case 'code':
          return { text: wanted.toLowerCase(), holds: (found) => found.code === wanted };
        case 'both':
          return {
            text: `${inSystem}|${wanted}`,
            holds: (found) => found.system === inSystem && found.code === wanted,
          };
        case 'system':
          return { text: `${inSystem}|`, holds: (found) => found.system === inSystem };
        default:
          return { text: `|${wanted}`, holds: (found) => found.system === null && found.code === wanted };
      }
    });
    return {
      parameter: [negated ? 'code:not' : 'code', joined(values)],
      holds: ({ codes }) => codes.some((each) => either(values, each)) !== negated,
    };
  });

const PREFIXES = ['', 'eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb'] as const;

/** Relations of two sets of neighbouring whole numbers. */
function related(prefix: string, found: readonly number[], asked: readonly number[]): boolean {
  const within = found.every((each) => asked.includes(each));
  const above = found.some((each) => each > Math.max(...asked));
  const below = found.some((each) => each < Math.min(...asked));
  switch (prefix) {
    case '':
    case 'eq':
      return within;
    case 'ne':
      return !within;
    case 'gt':
      return above;
    case 'lt':
      return below;
    case 'ge':
      return above || within;
    case 'le':
      return below || within;
    case 'sa':
      return found.every((each) => each > Math.max(...asked));
    default:
      return found.every((each) => each < Math.min(...asked));
  }
}

const upTo = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, at) => first + at);
const MONTHS = [
  { text: '2026-01', days: upTo(0, 30) },
  { text: '2026-02', days: upTo(31, 58) },
  { text: '2026-03', days: upTo(59, 89) },
];

const dateQuestion: fc.Arbitrary<Question> = fc
  .array(
    fc.tuple(
      fc.constantFrom(...PREFIXES),
      fc.oneof(
        day.map((one) => ({ text: isoDay(one), days: [one] })),
        fc.constantFrom(...MONTHS),
      ),
    ),
    { minLength: 1, maxLength: 2 },
  )
  .map((asked) => {
    const values: Values<readonly number[]> = asked.map(([prefix, { text, days }]) => ({
      text: prefix + text,
      holds: (found) => related(prefix, found, days),
    }));
    return {
      parameter: ['date', joined(values)],
      holds: ({ days }) => days !== null && either(values, upTo(days.first ?? -FAR, days.last ?? FAR)),
    };
  });

const quantityQuestion: fc.Arbitrary<Question> = fc
  .tuple(
    fc.constantFrom('', 'eq', 'ne', 'gt', 'lt', 'ge', 'le'),
    fc.integer({ min: -30, max: 30 }),
    fc.boolean(),
  )
  .map(([prefix, tenths, whole]) => {
    const asked = whole ? Math.trunc(tenths / 10) * 10 : tenths;
    const text = whole ? String(asked / 10 || 0) : (asked / 10).toFixed(1);
    // In hundredths, so that half of the last place is whole; the upper end is not included.
    const half = whole ? 50 : 5;
    const holds = (found: number): boolean => {
      const equal = found * 10 >= asked * 10 - half && found * 10 < asked * 10 + half;
      switch (prefix) {
        case 'ne':
          return !equal;
        case 'gt':
          return found > asked;
        case 'lt':
          return found < asked;
        case 'ge':
          return found >= asked;
        case 'le':
          return found <= asked;
        default:
          return equal;
      }
    };
    return {
      parameter: ['value-quantity', prefix + text],
      holds: ({ tenths: found }) => found !== null && holds(found),
    };
  });

const subjectQuestion: fc.Arbitrary<Question> = fc
  .tuple(
    fc.constantFrom('subject', 'patient', 'subject:Patient'),
    fc.constantFrom('id', 'typed', 'absolute'),
    fc.constantFrom('p1', 'p2', 'p3'),
  )
  .map(([name, form, id]) => ({
    parameter: [name, form === 'id' ? id : `${form === 'absolute' ? `${BASE}/` : ''}Patient/${id}`],
    holds: ({ subject }) =>
      subject !== null &&
      subject.id === id &&
      (subject.type === 'Patient' || (name === 'subject' && form === 'id')),
  }));

const missingQuestion: fc.Arbitrary<Question> = fc
  .tuple(fc.constantFrom('status', 'code', 'date', 'subject', 'value-quantity'), fc.boolean())
  .map(([name, missing]) => ({
    parameter: [`${name}:missing`, String(missing)],
    holds: ({ status, codes, days, subject, tenths }) => {
      const isMissing = {
        status: status === null,
        code: codes.length === 0,
        date: days === null,
        subject: subject === null,
        'value-quantity': tenths === null,
      }[name];
      return isMissing === missing;
    },
  }));

const otherQuestion: fc.Arbitrary<Question> = fc.constantFrom<Question>(
  { parameter: ['_id', 'o1,o3'], holds: ({ id }) => id === 'o1' || id === 'o3' },
  { parameter: ['status', 'final'], holds: ({ status }) => status === 'final' },
  { parameter: ['status:not', 'final'], holds: ({ status }) => status !== 'final' },
);

const question = fc.oneof(
  codeQuestion,
  dateQuestion,
  quantityQuestion,
  subjectQuestion,
  missingQuestion,
  otherQuestion,
);

describe('any search', () => {
  it('finds what the filter of the whole set finds', () => {
    let hits = 0;
    let misses = 0;
    fc.assert(
      fc.property(
        fc.array(facts, { minLength: 1, maxLength: 8 }),
        fc.array(question, { minLength: 1, maxLength: 3 }),
        (all, questions) => {
          const search = compileSearch(
            definitions,
            'Observation',
            questions.map(({ parameter }) => parameter),
            options,
          );
          for (const each of all) {
            const expected = questions.every(({ holds }) => holds(each));
            if (expected) hits++;
            else misses++;
            expect(search.matches(toResource(each)), JSON.stringify(each)).toBe(expected);
          }
        },
      ),
      { numRuns: 2000 },
    );
    // Neither side may have been asked about nothing.
    expect(hits).toBeGreaterThan(500);
    expect(misses).toBeGreaterThan(500);
  });

  it('narrows to persons without losing a result', () => {
    fc.assert(
      fc.property(fc.array(facts), fc.array(question, { maxLength: 3 }), (all, questions) => {
        const parameters = questions.map(({ parameter }) => parameter);
        const search = compileSearch(definitions, 'Observation', parameters, options);
        for (const each of all) {
          if (search.persons === null || !search.matches(toResource(each))) continue;
          if (each.subject?.type === 'Patient') expect(search.persons).toContain(each.subject.id);
        }
      }),
    );
  });
});

describe('the order', () => {
  const key = fc.constantFrom(
    'date',
    '-date',
    'value-quantity',
    '-value-quantity',
    'code',
    '-status',
    'subject',
  );
  const resources = fc.array(facts.map(toResource), { minLength: 3, maxLength: 12 });
  const compileOrder = (keys: readonly string[]) =>
    compileSearch(definitions, 'Observation', [['_sort', keys.join(',')]], options).compare;

  it('is total', () => {
    fc.assert(
      fc.property(resources, fc.array(key, { minLength: 1, maxLength: 3 }), ([a, b, c], keys) => {
        if (a === undefined || b === undefined || c === undefined) return;
        const compare = compileOrder(keys);
        expect(Math.sign(compare(a, b))).toBe(-Math.sign(compare(b, a)) || 0);
        if (compare(a, b) <= 0 && compare(b, c) <= 0) expect(compare(a, c)).toBeLessThanOrEqual(0);
        if (a.id !== b.id) expect(compare(a, b)).not.toBe(0);
      }),
      { numRuns: 1000 },
    );
  });

  it('is that of the values, missing ones last in both directions', () => {
    const amountOf = (resource: SearchResource): number | null => {
      const quantity: unknown = resource.valueQuantity;
      return typeof quantity === 'object' && quantity !== null && 'value' in quantity
        ? Number(quantity.value)
        : null;
    };
    fc.assert(
      fc.property(resources, fc.boolean(), (all, descending) => {
        const sorted = [...all].sort(compileOrder([descending ? '-value-quantity' : 'value-quantity']));
        const values = sorted.map(amountOf);
        const known = values.filter((value) => value !== null);
        expect(values.slice(0, known.length)).toEqual(
          [...known].sort((a, b) => (descending ? b - a : a - b)),
        );
      }),
    );
  });

  it('is by type and id where none is asked for', () => {
    const { compare, sorted } = compileSearch(definitions, 'Observation', [], options);
    const ids = ['b', 'a', 'c'].map((id) => ({ resourceType: 'Observation', id }));
    expect(ids.sort(compare).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(sorted).toBe(false);
  });

  it('takes the first value in the asked direction', () => {
    const stays = [
      { resourceType: 'Encounter', id: 'long', period: { start: '2026-01-01', end: '2026-12-31' } },
      { resourceType: 'Encounter', id: 'short', period: { start: '2026-02-01', end: '2026-02-02' } },
    ];
    const order = (sort: string) =>
      [...stays]
        .sort(compileSearch(definitions, 'Encounter', [['_sort', sort]], options).compare)
        .map(({ id }) => id);
    expect(order('date')).toEqual(['long', 'short']);
    expect(order('-date')).toEqual(['long', 'short']);
  });
});
