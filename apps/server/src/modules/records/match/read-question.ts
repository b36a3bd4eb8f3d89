import { systemKey, systemOf } from '@tsunagu/fhir';
import type { FindPersonInput, FourItems } from '../../registry/index.ts';

/** What somebody knows of a patient who is to be found. */
export interface MatchQuestion {
  readonly numbers: Omit<FindPersonInput, 'birthDate'> | null;
  readonly birthDate: string | null;
  readonly sex: 1 | 2 | null;
  /** In every script that was given. */
  readonly names: readonly string[];
  readonly address: string | null;
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const objectsIn = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** 被保険者識別子. @spec fhir-jp-core.md §2.3 */
const MEMBER_ID = /^([^:]{1,8}):([^:]*):([^:]+):([0-9]{0,2})$/u;
const SEX: Readonly<Record<string, 1 | 2>> = { male: 1, female: 2 };
const DAY = /^\d{4}-\d\d-\d\d$/;

/** Reads a Patient with as much as is known of somebody; what cannot be used to find a person is passed over. */
export function readMatchQuestion(patient: Json): MatchQuestion {
  const birthDate = textOf(patient.birthDate);
  return {
    numbers: numbersOf(patient),
    birthDate: DAY.test(birthDate) ? birthDate : null,
    sex: SEX[textOf(patient.gender)] ?? null,
    names: objectsIn(patient.name).flatMap(nameOf),
    address: objectsIn(patient.address).flatMap(addressOf)[0] ?? null,
  };
}

function numbersOf(patient: Json): MatchQuestion['numbers'] {
  for (const { system, value } of objectsIn(patient.identifier)) {
    const isMemberId = systemKey(textOf(system)) === systemOf('insured-identifier');
    const [, insurerNumber, symbol = '', number, branch = ''] = MEMBER_ID.exec(textOf(value)) ?? [];
    if (isMemberId && insurerNumber !== undefined && number !== undefined)
      return { insurerNumber, symbol, number, branch };
  }
  return null;
}

function nameOf({ text, family, given }: Json): string[] {
  const parts = [textOf(family), ...(Array.isArray(given) ? given.map(textOf) : [])];
  const name = textOf(text) || parts.filter((part) => part !== '').join(' ');
  return name === '' ? [] : [name];
}

function addressOf({ text, state, city, line }: Json): string[] {
  const parts = [textOf(state), textOf(city), ...(Array.isArray(line) ? line.map(textOf) : [])];
  const address = textOf(text) || parts.join('');
  return address === '' ? [] : [address];
}

/** The search by four items for each name that was given; empty where one of the four is missing. */
export function fourItemsOf({ names, birthDate, sex, address, numbers }: MatchQuestion): FourItems[] {
  const insurerNumber = numbers?.insurerNumber;
  if (birthDate === null || sex === null || (address === null && insurerNumber === undefined)) return [];
  return names.map((name) => ({
    name,
    birthDate,
    sex,
    ...(address === null ? {} : { address }),
    ...(insurerNumber === undefined ? {} : { insurerNumber }),
  }));
}
