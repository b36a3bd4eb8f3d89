import { expect, test } from 'vitest';
import { base64Of, kindOfCode, textOfCode } from './code-text.ts';

test('a code is told by its header, and everything else is a slip', () => {
  expect(kindOfCode('JAHIS10\r\n1,1,1234567,13,')).toBe('prescription');
  expect(kindOfCode('SJ1\n1,1')).toBe('prescription');
  expect(kindOfCode('JAHISTC08,1\r\n')).toBe('notebook');
  expect(kindOfCode('06123456,12,34,01,19700101,123456')).toBe('slip');
  expect(kindOfCode(',,,,,123456')).toBe('slip');
});

test('the text of a code is read in both encodings', () => {
  expect(textOfCode(new TextEncoder().encode('記号'))).toBe('記号');
  expect(textOfCode(Uint8Array.of(0x8b, 0x4c, 0x8d, 0x86, 0x31))).toBe('記号1');
});

test('bytes are written as base64 whatever they are', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
  expect(base64Of(bytes)).toBe(Buffer.from(bytes).toString('base64'));
});
