import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkDigit,
  claimCodeKind,
  facilityCode,
  facilityParts,
  foldWidth,
  formatFacilityCode,
  hasFacilityCheckDigit,
  hasValidCheckDigit,
  insuredKey,
  nameSearchKey,
  normaliseBranch,
  normalisePublicNumber,
  normaliseSymbol,
  parseClaimCode,
  parseFacilityCode,
  parseInsurerNumber,
} from './index.ts';

const digits = (length: number) =>
  fc
    .array(fc.constantFrom(...'0123456789'), { minLength: length, maxLength: length })
    .map((list) => list.join(''));
const toFullWidth = (text: string) =>
  text.replace(/[0-9A-Z-]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));

/** @spec eligibility.md §2.2, §14 (1) */
describe('insurer numbers', () => {
  it('are equal however they are padded and typed', () => {
    for (const text of ['138057', '00138057', '  138057', '００１３８０５７', '１３８０５７', '00138057 ']) {
      expect(parseInsurerNumber(text)).toBe('00138057');
    }
    fc.assert(
      fc.property(digits(8), fc.nat(4), (number, zeros) => {
        const key = parseInsurerNumber(number);
        expect(key).toBe(number);
        expect(parseInsurerNumber(toFullWidth(number))).toBe(key);
        expect(parseInsurerNumber('0'.repeat(zeros) + number.replace(/^0+(?=.)/, ''))).toBe(key);
      }),
    );
  });

  it('are refused when they are no number of up to eight digits', () => {
    for (const text of ['', ' ', '123456789', '06-99', 'A6990012', '12.5'])
      expect(parseInsurerNumber(text)).toBeNull();
  });

  it('have a check digit that is reported only', () => {
    expect(hasValidCheckDigit('138057')).toBe(true);
    expect(hasValidCheckDigit('138058')).toBe(false);
    expect(parseInsurerNumber('138058')).toBe('00138058');
    fc.assert(
      fc.property(digits(7), fc.nat(9), (head, last) => {
        expect(hasValidCheckDigit(`${head}${last}`)).toBe(last === checkDigit(head));
        expect(checkDigit(`00${head}`)).toBe(checkDigit(head));
      }),
    );
    expect(hasValidCheckDigit('7')).toBe(false);
    expect(hasValidCheckDigit('13805x')).toBe(false);
  });

  it('change their check digit with any single digit', () => {
    fc.assert(
      fc.property(digits(7), fc.nat(6), fc.integer({ min: 1, max: 9 }), (head, at, shift) => {
        const changed = [...head].map((d, i) => (i === at ? String((Number(d) + shift) % 10) : d)).join('');
        expect(checkDigit(changed)).not.toBe(checkDigit(head));
      }),
    );
  });
});

describe('insured keys', () => {
  const key = (symbol: string, number = '５６７８', insurerNumber = '138057') =>
    insuredKey({ insurerNumber, symbol, number });

  it('are equal for every writing of one card', () => {
    const expected = key('1234', '5678', '００１３８０５７');
    expect(expected).toBe('00138057/1234/5678');
    for (const symbol of [
      '１２－３４',
      '12・34',
      '1234',
      '12-34',
      '12‐34',
      '12−34',
      '１２ー３４',
      '12ｰ34',
      '12･34',
      '12·34',
      ' 12 34　',
    ]) {
      expect([symbol, key(symbol)]).toEqual([symbol, expected]);
    }
  });

  it('differ for another number', () => {
    expect(key('1234', '5679')).not.toBe(key('1234'));
    expect(key('1234', '05678')).not.toBe(key('1234'));
    expect(key('12340', '5678')).not.toBe(key('1234', '05678'));
    expect(key('1/2', '3')).not.toBe(key('1', '2/3'));
    expect(insuredKey({ insurerNumber: '138057', symbol: '', number: '' })).toBeNull();
    expect(insuredKey({ insurerNumber: 'x', symbol: '', number: '1' })).toBeNull();
    expect(insuredKey({ insurerNumber: '39138057', symbol: '', number: '00012345' })).toBe(
      '39138057//00012345',
    );
  });

  it('are made from texts that stay the same when normalised twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'12-・ーｰ−公立Ａａ 　ｱﾞ') }), (text) => {
        const once = normaliseSymbol(text);
        expect(normaliseSymbol(once)).toBe(once);
        expect(once).not.toMatch(/[-\s・−‐]/u);
        expect(normaliseSymbol(toFullWidth(text))).toBe(once);
      }),
    );
  });

  it('keep a long vowel inside a word', () => {
    expect(normaliseSymbol('サービス１２')).toBe('サービス12');
    expect(normaliseSymbol('１ー・ー２')).toBe('12');
  });
});

describe('branch numbers', () => {
  it('are two digits, and unknown when blank', () => {
    expect(normaliseBranch('1')).toBe('01');
    expect(normaliseBranch('０２')).toBe('02');
    expect(normaliseBranch('00')).toBe('00');
    expect(normaliseBranch('')).toBe('');
    expect(normaliseBranch('　')).toBe('');
    expect(normaliseBranch('123')).toBeNull();
    expect(normaliseBranch('x')).toBeNull();
  });
});

describe('public payers', () => {
  it('are padded with zeros', () => {
    expect(normalisePublicNumber('２１０１６', 8)).toBe('00021016');
    expect(normalisePublicNumber('123456', 7)).toBe('0123456');
    expect(normalisePublicNumber('12345678', 7)).toBeNull();
    expect(normalisePublicNumber('', 7)).toBeNull();
  });
});

describe('facility codes', () => {
  it('are prefecture, table and code', () => {
    const code = facilityCode({ prefecture: '13', table: '1', code: '0000001' });
    expect(code).toBe('1310000001');
    if (code === null) return expect.unreachable();
    expect(facilityParts(code)).toEqual({ prefecture: '13', table: '1', code: '0000001' });
    expect(formatFacilityCode(code)).toBe('13-1-000000-1');
    expect(hasFacilityCheckDigit(code)).toBe(false);
    const sound = parseFacilityCode(`131000000${checkDigit('131000000')}`);
    expect(sound !== null && hasFacilityCheckDigit(sound)).toBe(true);
  });

  it('are refused outside prefectures and tables', () => {
    for (const text of [
      '0010000001',
      '4810000001',
      '1320000001',
      '131000001',
      '13100000011',
      '13100000a1',
      '１310000001',
    ]) {
      expect([text, parseFacilityCode(text)]).toEqual([text, null]);
    }
  });
});

describe('claim codes', () => {
  it('tell what they name', () => {
    const kinds = ['111000110', '301000110', '410000110', '610000001', '710000001', '810000001'].map(
      (text) => {
        const code = parseClaimCode(text);
        return code === null ? null : claimCodeKind(code);
      },
    );
    expect(kinds).toEqual(['act', 'dental-act', 'pharmacy-act', 'drug', 'material', 'comment']);
    for (const text of ['211000110', '11100011', '1110001100', '11100011a'])
      expect(parseClaimCode(text)).toBeNull();
  });
});

describe('search keys', () => {
  it('fold width, kana and spaces', () => {
    for (const text of ['ﾔﾏﾀﾞ ﾀﾛｳ', 'ヤマダ　タロウ', 'やまだたろう', 'やまだ・たろう'])
      expect(nameSearchKey(text)).toBe('ヤマダタロウ');
    expect(nameSearchKey('ｓｍｉｔｈ')).toBe('SMITH');
    expect(nameSearchKey('サ-ビス')).toBe('サービス');
    expect(nameSearchKey('髙橋')).not.toBe(nameSearchKey('高橋'));
    expect(foldWidth('Ⅲ①')).toBe('III1');
  });

  it('do not change when folded twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = nameSearchKey(text);
        expect(nameSearchKey(once)).toBe(once);
      }),
    );
  });
});
