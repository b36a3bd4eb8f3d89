import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cp932Length,
  decodeCp932,
  encodeCp932,
  encodeUnit,
  inspectCp932,
  isExtension,
  UnencodableError,
} from './cp932.ts';

/** @spec claims.md §2.2 */
describe('cp932', () => {
  const decoder = new TextDecoder('shift_jis', { fatal: true });

  function platform(bytes: Uint8Array): string | null {
    try {
      return decoder.decode(bytes);
    } catch {
      return null;
    }
  }

  it('decodes every one- and two-byte sequence as the platform does', () => {
    // The platform exchanges three control characters, as IBM's table does: 1A, 1C and 7F.
    for (let first = 0x20; first < 256; first++) {
      const one = Uint8Array.of(first);
      // Byte 80 is U+0080 in the encoding standard, but no character of cp932.
      if (first !== 0x80 && first !== 0x7f) expect([first, decodeCp932(one)]).toEqual([first, platform(one)]);
      for (let second = 0x30; second < 256; second++) {
        if (first === 0x7f || second === 0x7f) continue;
        const two = Uint8Array.of(first, second);
        if (first !== 0x80 && second !== 0x80)
          expect([first, second, decodeCp932(two)]).toEqual([first, second, platform(two)]);
      }
    }
  });

  it('refuses byte 80', () => {
    expect(decodeCp932(Uint8Array.of(0x41, 0x80))).toBeNull();
    expect(inspectCp932(Uint8Array.of(0x80), 0, 1)).toBe(2);
  });

  it('has 9,604 two-byte sequences, 398 of them duplicates', () => {
    const texts: string[] = [];
    for (let bytes = 0x8140; bytes <= 0xfcfc; bytes++) {
      const text = decodeCp932(Uint8Array.of(bytes >> 8, bytes & 255));
      if (text?.length === 1) texts.push(text);
    }
    expect(texts).toHaveLength(9604);
    expect(texts.length - new Set(texts).size).toBe(398);
  });

  it('prefers JIS X 0208, then NEC row 13, then IBM when encoding duplicates', () => {
    expect(encodeUnit('∪'.charCodeAt(0))).toBe(0x81be);
    expect(encodeUnit('¬'.charCodeAt(0))).toBe(0x81ca);
    expect(encodeUnit('①'.charCodeAt(0))).toBe(0x8740);
    expect(encodeUnit('Ⅰ'.charCodeAt(0))).toBe(0x8754);
    expect(encodeUnit('ⅰ'.charCodeAt(0))).toBe(0xfa40);
    expect(encodeUnit('髙'.charCodeAt(0))).toBe(0xfbfc);
  });

  it('round-trips every character that it can decode', () => {
    for (let bytes = 0x8140; bytes <= 0xfcfc; bytes++) {
      const text = decodeCp932(Uint8Array.of(bytes >> 8, bytes & 255));
      if (text?.length === 1) expect(decodeCp932(encodeCp932(text))).toBe(text);
    }
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...'aZ09 ,ｱﾝ゛亜熙ー～－―∥髙①')), (chars) => {
        const text = chars.join('');
        const bytes = encodeCp932(text);
        expect(bytes).toHaveLength(cp932Length(text));
        expect(decodeCp932(bytes)).toBe(text);
      }),
    );
  });

  it('writes look-alikes as the characters that they stand for', () => {
    expect(decodeCp932(encodeCp932('〜‖−—'))).toBe('～∥－―');
  });

  it('says where a character cannot be written, without repeating it', () => {
    expect(() => encodeCp932('あ🙂')).toThrow(UnencodableError);
    try {
      encodeCp932('ab한');
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ index: 2, message: expect.not.stringContaining('한') });
    }
  });

  it('knows extension characters', () => {
    expect([0x8740, 0xed40, 0xfa40, 0xf040].every(isExtension)).toBe(true);
    expect([0x889f, 0x8260, 0xeaa4].some(isExtension)).toBe(false);
  });

  it('decodes long texts as short ones', () => {
    const text = 'あ亜ｱA'.repeat(500);
    expect(decodeCp932(encodeCp932(text))).toBe(text);
    expect(decodeCp932(Uint8Array.from([...encodeCp932(text), 0x82]))).toBeNull();
  });
});
