import { parseFacilityCode } from '@tsunagu/ids';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerFileName, faceFileName, messageFileName, parseFileName } from './index.ts';
import table from './message-kinds.json' with { type: 'json' };

const FACILITY = parseFacilityCode('1311234567');
const AT = new Date('2026-04-01T00:30:12Z');

describe('file names', () => {
  it.each(Object.entries(table.prefixes))('%s is read as %s and answered', (prefix, kind) => {
    expect(parseFileName(`${prefix}req_20260401-1.xml`)).toEqual({
      kind,
      prefix,
      direction: 'req',
      identifier: '20260401-1',
      extension: 'xml',
      face: null,
    });
    expect(answerFileName(`${prefix}req_20260401-1.xml`)).toBe(`${prefix}res_20260401-1.xml`);
  });

  it('lead a bulk answer into a zip', () => {
    expect(answerFileName('OQSmuquc02req_1.xml', 'zip')).toBe('OQSmuquc02res_1.zip');
    expect(parseFileName('OQSmuquc02res_1.zip')?.extension).toBe('zip');
  });

  it.each([
    'OQSsiquc01req_.xml',
    'OQSsiquc01req_a.txt',
    'OQSsiquc01_a.xml',
    'OQSxxxxx99req_a.xml',
    'OQSsiquc01req_../../etc/passwd.xml',
    'OQSsiquc01req_a/b.xml',
    'OQSsiquc01req_a\\b.xml',
    'OQSsiquc01req_..xml.xml',
    'OQSsiquc01req_a\u0000.xml',
    'OQSsiquc01req_a:b.xml',
    'req/OQSsiquc01req_a.xml',
    `OQSsiquc01req_${'a'.repeat(201)}.xml`,
    'OQSsiquc01req_a.xml\n',
  ])('%j is none', (name) => {
    expect(parseFileName(name)).toBeNull();
    expect(answerFileName(name)).toBeNull();
  });

  it('of answers have no answer', () => {
    expect(answerFileName('OQSsiquc01res_a.xml')).toBeNull();
  });

  it('of the face reader carry facility and Tokyo time', () => {
    if (FACILITY === null) throw new Error('facility');
    const name = faceFileName(FACILITY, AT);
    expect(name).toBe('OQSsiquc01res_face_1311234567_20260401093012.xml');
    expect(parseFileName(name)?.face).toEqual({ facility: FACILITY, time: AT });
    expect(faceFileName(FACILITY, AT, 'OQSsiquc01res_{time}_{facility}.xml')).toBe(
      'OQSsiquc01res_20260401093012_1311234567.xml',
    );
    expect(() => faceFileName(FACILITY, AT, 'face/{time}.xml')).toThrow(RangeError);
    expect(() => faceFileName(FACILITY, new Date(Number.NaN), '{time}.xml')).toThrow(RangeError);
  });

  it('are made from kind and identifier, by a template or not', () => {
    expect(messageFileName('eligibility', 'req', 'A-1')).toBe('OQSsiquc01req_A-1.xml');
    expect(messageFileName('drug-view', 'res', '7', '{prefix}{direction}_x{identifier}.xml')).toBe(
      'YZKsiquc01res_x7.xml',
    );
    expect(messageFileName('eligibility', 'req', '../A')).toBeNull();
  });

  it('are read back whatever the identifier', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (identifier) => {
        const name = messageFileName('bulk', 'req', identifier);
        if (name !== null) expect(parseFileName(name)?.identifier).toBe(identifier);
      }),
    );
  });
});
