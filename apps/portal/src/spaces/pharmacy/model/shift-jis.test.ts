import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toShiftJis } from './shift-jis.ts';

const read = (bytes: Uint8Array): string => new TextDecoder('shift_jis').decode(bytes);

test('what is written is read again, half-width kana and wide letters alike', () => {
  for (const text of [
    'アムロジピン錠５ｍｇ「見本」',
    'ﾚｲｼﾞ ﾊﾅｺ',
    '毎食後　１日３回',
    'A-1\r\n',
    '～－∥―',
    '髙﨑',
  ])
    expect(read(toShiftJis(text))).toBe(text);
});

test('letters that the encoding has at another place of Unicode are kept, others become a geta', () => {
  expect(read(toShiftJis('〜−'))).toBe('～－');
  expect(read(toShiftJis('a🙂b'))).toBe('a〓b');
});

test('any text that was read can be written', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 2, maxLength: 2 }), (bytes) => {
      const text = read(bytes);
      // Some platforms read control characters as one another.
      if (/[\p{Cc}\ufffd\ue000-\uf8ff]/u.test(text)) return;
      expect(read(toShiftJis(text))).toBe(text);
    }),
  );
});
