import { DerError, DerMembers, membersOf, objectIdentifier, readDer, TAG, utf8Text } from '../der.ts';

const SHORT: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
};
const BMP_STRING = 0x1e;

/** A name as RFC 4514 writes it: the last part first; parts without a short name by identifier and DER. */
export function nameAsText(name: Buffer): string {
  const parts = membersOf(readDer(name, TAG.sequence), TAG.set).map((set) =>
    membersOf(set, TAG.sequence)
      .map((attribute) => {
        const { type, value, text } = readNamePart(attribute.bytes);
        const short = SHORT[type];
        return short === undefined || text === null
          ? `${type}=#${value.toString('hex')}`
          : `${short}=${escapeName(text)}`;
      })
      .join('+'),
  );
  return parts.reverse().join(',');
}

/** The first common name in a name, or null. */
export function commonNameOf(name: Buffer): string | null {
  for (const set of membersOf(readDer(name, TAG.sequence), TAG.set))
    for (const attribute of membersOf(set, TAG.sequence)) {
      const { type, text } = readNamePart(attribute.bytes);
      if (type === '2.5.4.3') return text;
    }
  return null;
}

function readNamePart(der: Buffer) {
  const members = new DerMembers(readDer(der, TAG.sequence));
  const type = objectIdentifier(members.next(TAG.oid));
  const value = members.any();
  members.end();
  let text: string | null = null;
  if (value.tag === TAG.utf8String) text = utf8Text(value);
  else if (value.tag === TAG.printableString) text = value.content.toString('latin1');
  else if (value.tag === BMP_STRING) {
    if (value.content.length % 2 !== 0) throw new DerError('text not UTF-16');
    text = Buffer.from(value.content).swap16().toString('utf16le');
  }
  return { type, value: value.bytes, text };
}

const escapeName = (text: string): string =>
  text.replace(/["+,;<>\\]|^[ #]| $/g, (one) => `\\${one}`).replaceAll('\0', '\\00');
