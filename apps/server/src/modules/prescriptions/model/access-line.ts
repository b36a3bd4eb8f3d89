import { normaliseBranch, normaliseSymbol, parseInsurerNumber, parseLocalDate } from '@tsunagu/ids';

/** What the symbol on a 控え says: whose prescription, and the number that opens it. */
export interface AccessLine {
  readonly insurerNumber: string;
  readonly symbol: string;
  readonly number: string;
  /** Two digits, or '' when it is not said. */
  readonly branch: string;
  /** `YYYY-MM-DD`; null where the line holds none that exists. */
  readonly birthDate: string | null;
  readonly accessCode: string;
}

/** Issued with 6 digits today; the field takes 16, and longer ones were announced. @spec prescriptions.md §3 */
const ACCESS_CODE = /^\d{6,16}$/;
const MOST_CHARACTERS = 300;
const FIELDS = 6;

/** 引換番号 as somebody typed it, in half-width digits without spaces and hyphens; null when it cannot be one. */
export function parseAccessCode(text: string): string | null {
  const digits = text.normalize('NFKC').replace(/[\s\u002d\u2010-\u2015\u2212\u30fc]/gu, '');
  return ACCESS_CODE.test(digits) ? digits : null;
}

/** 保険者番号,記号,番号,枝番,生年月日,引換番号; empty where unknown. @spec prescriptions.md §3 */
export const printAccessLine = (line: AccessLine): string =>
  [
    line.insurerNumber,
    line.symbol,
    line.number,
    line.branch,
    (line.birthDate ?? '').replaceAll('-', ''),
    line.accessCode,
  ]
    .map((field) => field.replaceAll(',', '，'))
    .join(',');

/**
 * Reads such a line tolerantly: it was seen at one vendor only. Width, quotes, line ends and surplus empty fields do not
 * matter, nor does a line without the field for the branch. Null when there is no code or no number to look for.
 * @spec prescriptions.md §3
 */
export function parseAccessLine(text: string): AccessLine | null {
  if (text.length > MOST_CHARACTERS) return null;
  const [firstLine = ''] = text.replace(/^\ufeff/, '').split(/[\r\n]/);
  const fields = firstLine.split(/[,、\t]/).map((field) =>
    field
      .trim()
      .replace(/^"(.*)"$/u, '$1')
      .trim(),
  );
  const [insurer = '', symbol = '', number = '', ...rest] = fields;
  // Without a branch there is one field less.
  const [branchText = '', birth = '', code = ''] = fields.length === FIELDS - 1 ? ['', ...rest] : rest;
  const accessCode = parseAccessCode(code);
  const insurerNumber = parseInsurerNumber(insurer);
  const branch = normaliseBranch(branchText);
  if (accessCode === null || insurerNumber === null || branch === null || normaliseSymbol(number) === '')
    return null;
  return { insurerNumber, symbol, number, branch, birthDate: parseDay(birth), accessCode };
}

function parseDay(text: string): string | null {
  const plain = text.normalize('NFKC').replaceAll('/', '-');
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(plain);
  return parseLocalDate(compact === null ? plain : `${compact[1]}-${compact[2]}-${compact[3]}`);
}
