import { parseLocalDate } from '@tsunagu/ids';
import { AppError } from '../errors/app-error.ts';
import {
  contextTag,
  DerError,
  DerMembers,
  type DerValue,
  objectIdentifier,
  readDer,
  TAG,
  utf8Text,
} from './der.ts';
import { derOid, derSequence, derText, derValue } from './der-write.ts';
import { HOLDER } from './oids.ts';

/**
 * The two certificates of a card. `auth` is 利用者証明用電子証明書: it says "the same card as last time" and holds no
 * personal data. `sign` is 署名用電子証明書: it signs documents and holds name, address, birth date and sex.
 */
export type CardCertificateKind = 'auth' | 'sign';

/** What the signature certificate says about its holder. */
export interface CardHolder {
  readonly name: string;
  /** Full-width katakana; null where the certificate holds none. */
  readonly kana: string | null;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string;
  /** 1 male, 2 female, 3 not set. @spec eligibility.md §7.3 */
  readonly sex: 1 | 2 | 3;
  readonly address: string;
}

const OTHER_NAME = contextTag(0);
const EXPLICIT_VALUE = contextTag(0);
const SEXES = [1, 2, 3] as const;

/** @throws AppError INPUT_INVALID that names the field, never its content */
export function checkHolder({ name, kana, birthDate, sex, address }: CardHolder): void {
  const faults: [field: string, wrong: boolean][] = [
    ['name', name.trim() === ''],
    ['kana', kana !== null && kana.trim() === ''],
    ['birthDate', parseLocalDate(birthDate) === null],
    ['sex', !SEXES.includes(sex)],
    ['address', address.trim() === ''],
  ];
  for (const [field, wrong] of faults) if (wrong) throw new AppError('INPUT_INVALID', { field });
}

/** The value of subjectAltName (RFC 5280 §4.2.1.6): one otherName for each thing known. */
export function writeHolder(holder: CardHolder): Buffer {
  const otherName = (type: string, text: string): Buffer =>
    derValue(OTHER_NAME, derOid(type), derValue(EXPLICIT_VALUE, derText(text)));
  return derSequence(
    otherName(HOLDER.name, holder.name),
    ...(holder.kana === null ? [] : [otherName(HOLDER.kana, holder.kana)]),
    otherName(HOLDER.sex, String(holder.sex)),
    otherName(HOLDER.birthDate, holder.birthDate),
    otherName(HOLDER.address, holder.address),
  );
}

/** @throws DerError for anything but what `writeHolder` writes */
export function readHolder(subjectAltName: Buffer): CardHolder {
  const texts = new Map<string, string>();
  const names = new DerMembers(readDer(subjectAltName, TAG.sequence));
  while (!names.done) {
    const [type, text] = readOtherName(names.next(OTHER_NAME));
    if (texts.has(type)) throw new DerError('name given twice');
    texts.set(type, text);
  }
  const required = (type: string): string => {
    const text = texts.get(type);
    if (text === undefined || text === '') throw new DerError('name missing');
    return text;
  };
  const sex = SEXES.find((one) => String(one) === required(HOLDER.sex));
  const birthDate = parseLocalDate(required(HOLDER.birthDate));
  if (sex === undefined || birthDate === null) throw new DerError('name malformed');
  return {
    name: required(HOLDER.name),
    kana: texts.get(HOLDER.kana) ?? null,
    birthDate,
    sex,
    address: required(HOLDER.address),
  };
}

function readOtherName(value: DerValue): [type: string, text: string] {
  const members = new DerMembers(value);
  const type = objectIdentifier(members.next(TAG.oid));
  const explicit = new DerMembers(members.next(EXPLICIT_VALUE));
  members.end();
  const text = utf8Text(explicit.next(TAG.utf8String));
  explicit.end();
  return [type, text];
}
