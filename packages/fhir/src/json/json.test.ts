import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalText, ExactDecimal, toDecimal } from './exact-decimal.ts';
import { type Json, parseJson } from './parse-json.ts';
import { printJson } from './print-json.ts';
import { FhirSyntaxError } from './syntax-error.ts';

const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 24 });
const numberText = fc
  .record({
    minus: fc.constantFrom('', '-'),
    whole: digits.map((text) => text.replace(/^0+(?=\d)/, '')),
    fraction: fc.option(digits),
    exponent: fc.option(
      fc.record({
        e: fc.constantFrom('e', 'E'),
        sign: fc.constantFrom('', '+', '-'),
        power: fc.nat({ max: 400 }),
      }),
    ),
  })
  .map(
    ({ minus, whole, fraction, exponent }) =>
      `${minus}${whole}${fraction === null ? '' : `.${fraction}`}${
        exponent === null ? '' : `${exponent.e}${exponent.sign}${exponent.power}`
      }`,
  );

/** JSON texts without white space, numbers written in every way. */
const jsonText: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    numberText,
    fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text.toWellFormed())),
    fc.constantFrom('true', 'false', 'null'),
    fc.array(tie('node'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
    fc
      .dictionary(
        fc.string().filter((name) => name !== '__proto__'),
        tie('node'),
        { maxKeys: 4 },
      )
      .map(
        (members) =>
          `{${Object.entries(members)
            .map(([name, text]) => `${JSON.stringify(name)}:${text}`)
            .join(',')}}`,
      ),
  ),
})).node;

function refusal(text: string, maxDepth?: number): { code: string; position: number } | null {
  try {
    parseJson(text, maxDepth === undefined ? {} : { maxDepth });
    return null;
  } catch (error) {
    if (!(error instanceof FhirSyntaxError)) throw error;
    return { code: error.code, position: error.position };
  }
}

describe('numbers', () => {
  it.each([
    ['1.10', true],
    ['1e2', true],
    ['-0', true],
    ['12345678901234567890', true],
    ['1e400', true],
    ['1.1', false],
    ['0', false],
    ['-7', false],
    ['1e-7', false],
  ])('%s needs its text: %s', (text, exact) => {
    expect(toDecimal(text) instanceof ExactDecimal).toBe(exact);
    expect(decimalText(toDecimal(text))).toBe(text);
    expect(printJson({ v: toDecimal(text) })).toBe(`{"v":${text}}`);
  });

  it.each(['', '01', '.5', '1.', '+1', 'NaN', '1 '])('%j is none', (text) => {
    expect(() => new ExactDecimal(text)).toThrow(TypeError);
  });
});

describe('parseJson', () => {
  it('prints every text back as it was', () => {
    fc.assert(
      fc.property(jsonText, (text) => {
        expect(printJson(parseJson(text))).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom('', ' ', '\r\n\t'), (text, space) => {
        if (text.includes('__proto__')) return;
        const plain = (value: Json): unknown =>
          value instanceof ExactDecimal
            ? value.toNumber()
            : Array.isArray(value)
              ? value.map(plain)
              : typeof value === 'object' && value !== null
                ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]))
                : value;
        expect(plain(parseJson(space + text + space))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('refuses what JSON.parse refuses', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.constantFrom('', ',', '"', '}', '\u0001', '0'), (text, at, put) => {
        const broken = text.slice(0, at % (text.length + 1)) + put + text.slice((at % (text.length + 1)) + 1);
        let readable = true;
        try {
          JSON.parse(broken);
        } catch {
          readable = false;
        }
        const refused = refusal(broken);
        if (!readable) expect(refused).not.toBeNull();
        else if (refused !== null) {
          expect(['json-duplicate-name', 'json-name-refused', 'json-lone-surrogate']).toContain(refused.code);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('names the code and the place', () => {
    expect(refusal('{"a":1,"a":2}')).toEqual({ code: 'json-duplicate-name', position: 7 });
    expect(refusal('{"a":1,"\\u0061":2}')).toEqual({ code: 'json-duplicate-name', position: 7 });
    expect(refusal('{"a":{"a":1},"b":{"a":2}}')).toBeNull();
    expect(refusal('{"__proto__":{}}')).toEqual({ code: 'json-name-refused', position: 1 });
    expect(refusal('["\\ud83d"]')).toEqual({ code: 'json-lone-surrogate', position: 1 });
    expect(refusal('["𠮷\ud800"]')).toEqual({ code: 'json-lone-surrogate', position: 4 });
    expect(refusal('["\\ud842\\udfb7"]')).toBeNull();
    expect(refusal('{"a":1,}')).toEqual({ code: 'json-syntax', position: 7 });
    expect(refusal('')).toEqual({ code: 'json-syntax', position: 0 });
    expect(refusal('[1] 2')).toEqual({ code: 'json-syntax', position: 4 });
    expect(refusal('"a')).toEqual({ code: 'json-syntax', position: 2 });
  });

  it('stops at the depth', () => {
    expect(refusal('[[1]]', 2)).toBeNull();
    expect(refusal('[[[1]]]', 2)).toEqual({ code: 'json-too-deep', position: 2 });
    expect(refusal('['.repeat(1_000_000))).toEqual({ code: 'json-too-deep', position: 64 });
  });

  it('skips one byte order mark', () => {
    expect(parseJson('\ufeff{"a":1}')).toEqual({ a: 1 });
    expect(refusal('\ufeff\ufeff1')?.code).toBe('json-syntax');
  });

  it('keeps names that objects inherit', () => {
    expect(parseJson('{"constructor":1,"toString":2}')).toEqual({ constructor: 1, toString: 2 });
  });
});
