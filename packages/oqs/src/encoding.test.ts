import { describe, expect, it } from 'vitest';
import { decodeFile } from './decode.ts';
import { encodeFile, escapeText, REPLACEMENT } from './encode.ts';
import table from './encodings.json' with { type: 'json' };
import { type EligibilityRequest, readEligibilityRequest, writeEligibilityRequest } from './index.ts';

const LOOKALIKES: Readonly<Record<string, string>> = table.lookalikes;

/** One character through a Shift_JIS file and back, with what was reported. */
function throughShiftJis(char: string): { readonly back: string; readonly reports: readonly string[] } {
  const reports: string[] = [];
  const escaped = escapeText(char, 'shift_jis', (kind) => reports.push(kind));
  const decoded = decodeFile(encodeFile(escaped, 'shift_jis'), false);
  if ('code' in decoded) throw new Error(decoded.code);
  return { back: decoded.document.replace(/^\n+/, ''), reports };
}

describe('cp932', () => {
  it('keeps, maps or replaces every character of the basic plane, never with ?', () => {
    const kept: string[] = [];
    const mapped: string[] = [];
    const replaced: string[] = [];
    const wrong: string[] = [];
    for (let unit = 0x20; unit < 0x10000; unit++) {
      const char = String.fromCharCode(unit);
      if ('&<>?'.includes(char)) continue;
      const { back, reports } = throughShiftJis(char);
      const [report = '', ...more] = reports;
      if (more.length > 0) wrong.push(char);
      else if (back === char && report === '') kept.push(char);
      else if (back === LOOKALIKES[char] && report === 'char-mapped') mapped.push(char);
      else if (back === REPLACEMENT && report === 'char-replaced') replaced.push(char);
      else wrong.push(char);
    }
    expect(wrong).toEqual([]);
    expect(mapped.sort()).toEqual(Object.keys(LOOKALIKES).sort());
    expect(kept.length).toBeGreaterThan(7400);
    expect(replaced.length).toBeGreaterThan(50_000);
  });

  it('writes a character beyond the basic plane as one ●', () => {
    expect(throughShiftJis('𠮷')).toEqual({ back: '●', reports: ['char-replaced'] });
  });

  it('reads control characters as what they are', () => {
    const file = encodeFile('a\u007fb', 'shift_jis');
    const decoded = decodeFile(file, false);
    expect('document' in decoded && decoded.document.trim()).toBe('a\u007fb');
  });
});

describe('written files', () => {
  const request: EligibilityRequest = {
    header: {
      qualificationConfirmationDate:
        '2026-04-01' as EligibilityRequest['header']['qualificationConfirmationDate'],
      medicalInstitutionCode: '1311234567',
      arbitraryFileIdentifier: '𠮷〜\u0000\ud800',
    },
    body: {
      search: {
        insurerNumber: '06999906',
        insuredIdentificationNumber: '１',
        birthdate: '1970-01-01' as EligibilityRequest['body']['search']['birthdate'],
        limitApplicationCertificateRelatedConsFlg: '0',
      },
    },
  };
  const path = 'MessageHeader/ArbitraryFileIdentifier';

  it('name what Shift_JIS could not hold', () => {
    const { bytes, findings } = writeEligibilityRequest(request, { encoding: 'shift_jis' });
    expect(findings.map(({ code, path: place, value }) => [code, place, value])).toEqual([
      ['char-replaced', path, '𠮷'],
      ['char-mapped', path, '〜'],
      ['char-replaced', path, '\u0000'],
      ['char-replaced', path, '\ud800'],
    ]);
    expect(readEligibilityRequest(bytes).message?.header.arbitraryFileIdentifier).toBe('●～●●');
    expect(bytes.includes(0x3f, 60)).toBe(false);
  });

  it('hold everything that XML allows in UTF-8', () => {
    const { bytes, findings } = writeEligibilityRequest(request);
    expect(findings.map(({ value }) => value)).toEqual(['\u0000', '\ud800']);
    expect(readEligibilityRequest(bytes).message?.header.arbitraryFileIdentifier).toBe('𠮷〜●●');
  });

  it('begin with the declaration and end lines with LF alone', () => {
    const withCr = { ...request, header: { ...request.header, arbitraryFileIdentifier: 'a\r\nb' } };
    for (const [encoding, name] of [
      ['utf-8', 'UTF-8'],
      ['shift_jis', 'Shift_JIS'],
    ] as const) {
      const { bytes } = writeEligibilityRequest(withCr, { encoding });
      expect(new TextDecoder('latin1').decode(bytes.subarray(0, 80))).toContain(
        `<?xml version="1.0" encoding="${name}" standalone="no"?>\n<XmlMsg>\n`,
      );
      expect(bytes.includes(0x0d)).toBe(false);
      expect(bytes.at(-1)).toBe(0x0a);
      expect(readEligibilityRequest(bytes).message?.header.arbitraryFileIdentifier).toBe('a\r\nb');
    }
  });
});
