import { byteString } from '../byte-string.ts';
import { INSURERS, insurerNumberField } from '../people/insurers.ts';
import { FAMILY_NAMES, givenNames, type NamePart, type Sex } from '../people/names.ts';

interface EncodedName {
  readonly name: string;
  readonly kana: string;
}

const encodeName = (part: NamePart): EncodedName => ({
  name: byteString(part.name),
  kana: byteString(part.kana),
});

const FAMILY = FAMILY_NAMES.map(encodeName);
const SPACE = byteString('　');
const ERAS = [1940, 1970, 2005];
const GIVEN: Readonly<Record<Sex, readonly (readonly EncodedName[])[]>> = {
  '1': ERAS.map((year) => givenNames('1', year).map(encodeName)),
  '2': ERAS.map((year) => givenNames('2', year).map(encodeName)),
};

const HO_HEADS = {
  employees: `HO,${insurerNumberField(INSURERS.employees.number)}`,
  municipal: `HO,${insurerNumberField(INSURERS.municipal.number)}`,
  elderly: `HO,${insurerNumberField(INSURERS.elderly.number)}`,
};

/** Avalanche of two 32-bit words (murmur3 finaliser). */
function mix(a: number, b: number): number {
  let h = Math.imul(a ^ Math.imul(b + 0x9e3779b9, 0x85ebca6b), 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return (h ^ (h >>> 15)) >>> 0;
}

const two = (value: number): string => (value < 10 ? `0${value}` : String(value));

/** Pieces of a person's claim that do not depend on the month's care. */
export interface BulkPerson {
  readonly claimType: string;
  /** `name,sex,birth date` as RE4–RE6, cp932 bytes as a byte string. */
  readonly identity: string;
  readonly kana: string;
  /** HO up to and including the number (HO3). */
  readonly insurance: string;
  /** The whole SN record without line end. */
  readonly confirmation: string;
}

/**
 * The `ordinal`-th person of a seed. The same ordinal is the same person in every file and month, so people
 * have histories and meet at several facilities. The insurer fits the age in care months of 2020 to 2032.
 */
export function bulkPerson(seed: number, ordinal: number): BulkPerson {
  const h = mix(seed, ordinal);
  const sex: Sex = (h & 1) === 0 ? '1' : '2';
  const fifth = (h >>> 1) % 5;
  const kind = fifth < 3 ? 'employees' : fifth === 3 ? 'municipal' : 'elderly';
  const birthYear = kind === 'elderly' ? 1930 + ((h >>> 4) % 14) : 1958 + ((h >>> 4) % 40);
  const era = birthYear < 1960 ? 0 : birthYear < 2000 ? 1 : 2;
  const family = FAMILY[(h >>> 9) % FAMILY.length];
  const givens = GIVEN[sex][era];
  const given = givens?.[(h >>> 15) % givens.length];
  if (family === undefined || given === undefined) throw new Error('no invented name for this person');
  const month = 1 + ((h >>> 18) % 12);
  const day = 1 + ((h >>> 22) % 28);
  const number = String(10_000_000 + ordinal);
  const symbol =
    kind === 'elderly' ? '' : kind === 'municipal' ? '9901' : `9901${1000 + ((h >>> 13) % 9000)}`;
  return {
    claimType: kind === 'elderly' ? '1318' : '1112',
    identity: `${family.name}${SPACE}${given.name},${sex},${birthYear}${two(month)}${two(day)}`,
    kana: family.kana + given.kana,
    insurance: `${HO_HEADS[kind]},${symbol},${number}`,
    confirmation: `SN,1,01,,,,${kind === 'elderly' ? '' : '00'},,`,
  };
}
