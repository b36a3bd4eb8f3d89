import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readHolder, writeHolder } from './card-holder.ts';
import {
  booleanValue,
  DerMembers,
  namedBits,
  objectIdentifier,
  positiveInteger,
  readDer,
  smallInteger,
  TAG,
  timeValue,
  utf8Text,
  wholeBits,
} from './der.ts';
import { derBits, derInteger, derOid, derSequence, derText, derTime, derValue } from './der-write.ts';

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');

describe('what is written is read again', () => {
  test('numbers', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 2n ** 160n }), (number) => {
        const octets = positiveInteger(readDer(derInteger(number), TAG.integer));
        expect(BigInt(`0x${octets.toString('hex')}`)).toBe(number);
        expect(octets[0]).not.toBe(0);
      }),
    );
  });

  test('object identifiers, with arcs of 128 bits', () => {
    const arc = fc.bigInt({ min: 0n, max: 2n ** 128n });
    const root = fc.oneof(
      fc.tuple(fc.constantFrom(0n, 1n), fc.bigInt({ min: 0n, max: 39n })),
      fc.tuple(fc.constant(2n), arc),
    );
    fc.assert(
      fc.property(root, fc.array(arc, { maxLength: 6 }), (start, rest) => {
        const dotted = [...start, ...rest].join('.');
        expect(objectIdentifier(readDer(derOid(dotted), TAG.oid))).toBe(dotted);
      }),
    );
  });

  test('times, in both forms', () => {
    const second = fc.integer({ min: Date.UTC(1950, 0, 1) / 1000, max: Date.UTC(2100, 0, 1) / 1000 });
    fc.assert(
      fc.property(second, (seconds) => {
        const time = new Date(seconds * 1000);
        const tag = time.getUTCFullYear() < 2050 ? TAG.utcTime : TAG.generalizedTime;
        expect(timeValue(readDer(derTime(time), tag))).toEqual(time);
      }),
    );
  });

  test('texts and lengths of every size', () => {
    for (const length of [0, 1, 127, 128, 255, 256, 65_535, 65_536]) {
      const text = 'x'.repeat(length);
      expect(utf8Text(readDer(derText(text), TAG.utf8String))).toBe(text);
    }
  });

  test('holders', () => {
    const holder = fc.record({
      name: fc.string({ minLength: 1, unit: 'grapheme' }),
      kana: fc.option(fc.string({ minLength: 1 })),
      birthDate: fc.constantFrom('1912-07-30', '2000-02-29'),
      sex: fc.constantFrom(1 as const, 2 as const, 3 as const),
      address: fc.string({ minLength: 1, unit: 'grapheme' }),
    });
    fc.assert(
      fc.property(holder, (one) => {
        expect(readHolder(writeHolder(one))).toEqual(one);
      }),
    );
  });
});

describe('one way to write each value', () => {
  test.each<[why: string, hex: string, fault: string]>([
    ['an indefinite length', '30 80 00 00', 'indefinite or oversized length'],
    ['a length of five octets', '30 85 00 00 00 00 00', 'indefinite or oversized length'],
    ['a long length where a short one does', '30 81 01 05', 'length not in shortest form'],
    ['a length with a leading zero', `30 82 00 80 ${'00'.repeat(128)}`, 'length not in shortest form'],
    ['a length beyond the end', '30 03 02 01', 'truncated'],
    ['only a tag', '30', 'truncated'],
    ['a length that is cut', '30 82 01', 'truncated'],
    ['bytes behind the value', '30 00 00', 'trailing bytes'],
    ['another tag', '31 00', 'unexpected tag'],
    ['a tag above 30', '3f 81 00 00', 'tag number above 30'],
  ])('%s', (_, hex, fault) => {
    expect(() => readDer(bytes(hex), TAG.sequence)).toThrow(fault);
  });

  const primitive = (tag: number, hex: string) => readDer(derValue(tag, bytes(hex)), tag);
  test.each<[why: string, read: () => unknown, fault: string]>([
    ['an empty number', () => positiveInteger(primitive(TAG.integer, '')), 'integer not positive'],
    ['a padded number', () => positiveInteger(primitive(TAG.integer, '00 7f')), 'shortest form'],
    ['a negative number', () => positiveInteger(primitive(TAG.integer, '80')), 'integer not positive'],
    ['a small number that is large', () => smallInteger(primitive(TAG.integer, '00 80')), 'out of range'],
    ['true in another way', () => booleanValue(primitive(TAG.boolean, '01')), 'not a boolean'],
    ['a padded arc', () => objectIdentifier(primitive(TAG.oid, '2a 80 01')), 'shortest form'],
    ['an arc that is cut', () => objectIdentifier(primitive(TAG.oid, '2a 86')), 'malformed'],
    ['no arcs', () => objectIdentifier(primitive(TAG.oid, '')), 'malformed'],
    ['a key with unused bits', () => wholeBits(primitive(TAG.bitString, '01 fe')), 'unused bits'],
    ['unused bits that are set', () => namedBits(primitive(TAG.bitString, '07 81')), 'unused bits set'],
    ['eight unused bits', () => namedBits(primitive(TAG.bitString, '08 00')), 'malformed'],
    ['text that is not UTF-8', () => utf8Text(primitive(TAG.utf8String, 'ff')), 'not UTF-8'],
    [
      '30 February',
      () => timeValue(primitive(TAG.utcTime, Buffer.from('260230000000Z').toString('hex'))),
      'no such time',
    ],
    [
      'a second 60',
      () => timeValue(primitive(TAG.utcTime, Buffer.from('260101000060Z').toString('hex'))),
      'no such time',
    ],
    [
      'a time zone',
      () => timeValue(primitive(TAG.utcTime, Buffer.from('260101000000+0900').toString('hex'))),
      'not a time',
    ],
    [
      'fractions',
      () => timeValue(primitive(TAG.generalizedTime, Buffer.from('20260101000000.5Z').toString('hex'))),
      'not a time',
    ],
  ])('%s', (_, read, fault) => {
    expect(read).toThrow(fault);
  });

  test('members left over, and members missing', () => {
    const two = readDer(derSequence(derInteger(1n), derBits(Buffer.from([1]))), TAG.sequence);
    const members = new DerMembers(two);
    members.next(TAG.integer);
    expect(() => members.end()).toThrow('unexpected member');
    members.next(TAG.bitString);
    members.end();
    expect(() => members.any()).toThrow('truncated');
    expect(members.optional(TAG.integer)).toBeNull();
  });

  test('no bytes whatever make the reader fail in another way', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (noise) => {
        try {
          const members = new DerMembers(readDer(Buffer.from(noise), TAG.sequence));
          while (!members.done) members.any();
        } catch (error) {
          expect(error).toMatchObject({ name: 'DerError' });
        }
      }),
      { numRuns: 1000 },
    );
  });
});
