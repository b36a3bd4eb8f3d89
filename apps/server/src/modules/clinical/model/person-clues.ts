import { parseInsurerNumber } from '@tsunagu/ids';
import { type JsonObject, objectsIn, textOf } from './json.ts';
import { MEMBER_ID } from './systems.ts';

export interface MemberNumbers {
  readonly insurerNumber: string;
  readonly symbol: string;
  readonly number: string;
  /** Two digits, or ''. */
  readonly branch: string;
}

/** `保険者番号8:記号:番号:枝番2`; null for anything else. @spec fhir-jp-core.md §2.3 */
export function parseMemberId(value: string): MemberNumbers | null {
  const parts = value.normalize('NFC').split(':');
  const [insurerNumber = '', symbol = '', number = '', branch = ''] = parts;
  if (parts.length !== 4 || parseInsurerNumber(insurerNumber) === null || number === '') return null;
  return /^([0-9]{2})?$/.test(branch) ? { insurerNumber, symbol, number, branch } : null;
}

/** The insured number among identifiers. */
export function memberIdIn(identifiers: unknown): MemberNumbers | null {
  for (const { system, value } of objectsIn(identifiers)) {
    const text = textOf(value);
    if (system === MEMBER_ID && text !== null) return parseMemberId(text);
  }
  return null;
}

/** What a Patient resource says of the person. */
export interface PatientClues {
  readonly numbers: MemberNumbers | null;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string | null;
  /** 1 male, 2 female; null: it does not say, or something else. */
  readonly sex: 1 | 2 | null;
}

export function cluesOf(patient: JsonObject): PatientClues {
  const birthDate = textOf(patient.birthDate);
  return {
    numbers: memberIdIn(patient.identifier),
    birthDate: birthDate !== null && /^\d{4}-\d\d-\d\d$/.test(birthDate) ? birthDate : null,
    sex: patient.gender === 'male' ? 1 : patient.gender === 'female' ? 2 : null,
  };
}
