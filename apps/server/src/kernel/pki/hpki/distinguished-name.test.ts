import { expect, test } from 'vitest';
import { TAG } from '../der.ts';
import { derOid, derSequence, derText, derValue } from '../der-write.ts';
import { commonNameOf, nameAsText } from './distinguished-name.ts';

const part = (type: string, value: Buffer) => derSequence(derOid(type), value);
const name = (...sets: Buffer[][]) => derSequence(...sets.map((parts) => derValue(TAG.set, ...parts)));
const printable = (text: string) => derValue(TAG.printableString, Buffer.from(text, 'latin1'));
const bmp = (text: string) => derValue(0x1e, Buffer.from(text, 'utf16le').swap16());

test('as RFC 4514 writes it: the last part first, with its escapes', () => {
  const full = name(
    [part('2.5.4.6', printable('JP'))],
    [part('2.5.4.10', derText('試験, 「甲」+乙'))],
    [part('2.5.4.11', bmp('部')), part('2.5.4.7', derText(' 東 '))],
    [part('2.5.4.5', printable('12'))],
    [part('2.5.4.3', derText('#一"<>;\\'))],
  );
  expect(nameAsText(full)).toBe(
    'CN=\\#一\\"\\<\\>\\;\\\\,2.5.4.5=#13023132,OU=部+L=\\ 東\\ ,O=試験\\, 「甲」\\+乙,C=JP',
  );
  expect(commonNameOf(full)).toBe('#一"<>;\\');
});

test('a name without a common name, or in a form that is not read', () => {
  expect(commonNameOf(name([part('2.5.4.6', printable('JP'))]))).toBeNull();
  expect(nameAsText(name([part('2.5.4.3', derValue(0x14, Buffer.from('x')))]))).toBe(
    'CN=#140178'.replace('CN', '2.5.4.3'),
  );
  expect(() => commonNameOf(name([part('2.5.4.3', derValue(0x1e, Buffer.from('x')))]))).toThrow('UTF-16');
});
