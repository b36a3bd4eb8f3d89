import { describe, expect, it } from 'vitest';
import {
  file,
  HEADER,
  INSURER,
  message,
  person,
  REQUEST,
  utf8,
} from '../../../conformance/eligibility/cases/case.ts';
import { readBulkRequest, readEligibilityRequest } from './index.ts';
import { parseXml, SINGLE_LIMITS } from './xml.ts';

const BYTES = utf8(file(REQUEST));

function codeOf(
  bytes: Uint8Array,
  limits: Parameters<typeof readEligibilityRequest>[1] = {},
): string | undefined {
  return readEligibilityRequest(bytes, limits).error?.code;
}

describe('limits', () => {
  it('bound the bytes', () => {
    expect(codeOf(BYTES, { limits: { maxBytes: BYTES.length } })).toBeUndefined();
    expect(codeOf(BYTES, { limits: { maxBytes: BYTES.length - 1 } })).toBe('bytes-too-many');
    expect(codeOf(new Uint8Array((1 << 20) + 1))).toBe('bytes-too-many');
    expect(readBulkRequest(new Uint8Array((1 << 20) + 1)).error?.code).not.toBe('bytes-too-many');
  });

  it('bound the depth', () => {
    expect(codeOf(BYTES, { limits: { maxDepth: 4 } })).toBeUndefined();
    expect(codeOf(BYTES, { limits: { maxDepth: 3 } })).toBe('xml-too-deep');
  });

  it('bound the elements, 13 in the request', () => {
    expect(codeOf(BYTES, { limits: { maxElements: 13 } })).toBeUndefined();
    expect(codeOf(BYTES, { limits: { maxElements: 12 } })).toBe('xml-too-many-nodes');
  });

  it('bound what the parser would build, before it builds it', () => {
    const attributes = `<A ${Array.from({ length: 20_001 }, (_, i) => `a${i}=""`).join(' ')}/>`;
    expect(codeOf(utf8(file(message(HEADER, [attributes]))))).toBe('xml-too-many-nodes');
    const started = performance.now();
    expect(parseXml('<a/>'.repeat(4_000_000), SINGLE_LIMITS)).toEqual({
      code: 'xml-too-many-nodes',
      line: null,
    });
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('bound the text of one element', () => {
    const limits = { maxTextLength: 10 };
    expect(codeOf(utf8(file(message(HEADER.slice(0, 2), person()))), { limits })).toBeUndefined();
    const long = utf8(file(message(HEADER.slice(0, 2), person({ InsuredCardSymbol: '1'.repeat(11) }))));
    expect(codeOf(long, { limits })).toBe('text-too-long');
  });

  it('bound the listed findings but never the errors', () => {
    const unknown = Array.from({ length: 50 }, (_, i) => `<U${i}/>`);
    const bytes = utf8(file(message([...HEADER, ...unknown], person({ InsurerNumber: 'ABC' }))));
    const { findings, error } = readEligibilityRequest(bytes, { maxFindings: 10 });
    expect(findings.map(({ code }) => code)).toEqual([
      ...Array.from({ length: 10 }, () => 'element-unknown'),
      'findings-limit',
      'identifier-malformed',
    ]);
    expect(error?.value).toBe('ABC');
  });
});

describe('hostile files', () => {
  it('a DOCTYPE costs nothing, however many entities it has', () => {
    const entities = Array.from({ length: 1000 }, (_, i) => `<!ENTITY e${i} "${'&e;'.repeat(10)}">`).join('');
    const bytes = utf8(file(`<!DOCTYPE XmlMsg [${entities}]>${REQUEST}`));
    const started = performance.now();
    for (let i = 0; i < 100; i++) expect(codeOf(bytes)).toBe('doctype-refused');
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('a DOCTYPE behind the root is no way in', () => {
    expect(codeOf(utf8(file(`${REQUEST}<!DOCTYPE a [<!ENTITY b "c">]>`)))).toBe('xml-ill-formed');
    expect(codeOf(utf8(file(`<!-- <!DOCTYPE in a comment> -->${REQUEST}`)))).toBeUndefined();
    expect(codeOf(utf8(file(`<!-- not closed <!DOCTYPE a>${REQUEST}`)))).toBe('xml-ill-formed');
  });

  it('every prefix of a file is refused with one error', () => {
    for (let length = 0; length < BYTES.length - 2; length += 7) {
      const { error, findings, message: read } = readEligibilityRequest(BYTES.subarray(0, length));
      expect(read).toBeNull();
      expect(findings.filter(({ severity }) => severity === 'error')).toEqual([error]);
    }
  });

  it('no change of one byte throws', () => {
    for (let at = 0; at < BYTES.length; at += 3) {
      for (const byte of [0, 0x0a, 0x3c, 0x80, 0xff]) {
        const changed = Uint8Array.from(BYTES);
        changed[at] = byte;
        const result = readEligibilityRequest(changed);
        expect(result.error === null).toBe(result.message !== null);
      }
    }
  });
});

describe('memory', () => {
  it('is stable over thousands of documents, accepted and refused', () => {
    const refused = [
      utf8(file(REQUEST.slice(0, 300))),
      utf8(file(message(HEADER, ['<?pi?>']))),
      utf8(file(message(HEADER, [`${'<A>'.repeat(40)}${'</A>'.repeat(40)}`]))),
      utf8(file(`<!DOCTYPE a>${REQUEST}`)),
    ];
    const big = utf8(file(message(HEADER, person({ InsuredCardSymbol: '試'.repeat(9000) }))));
    const run = (times: number) => {
      for (let i = 0; i < times; i++) {
        readEligibilityRequest(big);
        readEligibilityRequest(refused[i % refused.length] ?? big);
      }
    };
    run(300);
    const before = process.memoryUsage();
    run(2000);
    const after = process.memoryUsage();
    // 2,000 leaked trees of 27 KB and more would be 54 MB in the parser's own memory.
    expect(after.arrayBuffers + after.external - before.arrayBuffers - before.external).toBeLessThan(20e6);
  });
});

describe('bulk requests', () => {
  it('of 1,000 with one malformed person give 999 and one error', () => {
    const persons = Array.from({ length: 1000 }, (_, i) =>
      person({ InsurerNumber: i === 499 ? '' : INSURER, ArbitraryIdentifier: `A-${i + 1}` }),
    );
    const result = readBulkRequest(utf8(file(message(HEADER, persons.flat()))));
    expect(result.error).toBeNull();
    if (result.message === null) return;
    expect(result.message.persons).toHaveLength(999);
    expect(result.items).toHaveLength(1000);
    const bad = result.items.filter((item) => item.error !== null);
    expect(bad.map(({ ordinal, line, error }) => [ordinal, line, error?.code])).toEqual([
      [500, 4500, 'element-missing'],
    ]);
    expect(bad[0]?.value === null && bad[0].partial.arbitraryIdentifier).toBe('A-500');
  });
});
