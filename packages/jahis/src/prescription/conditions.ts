import { finding, type Mode, type RuleId } from '../findings.ts';
import type { Finding } from '../model.ts';
import type { RawRecord } from '../records.ts';

type Dialect = 'sj1' | 'qr' | 'dispensing';
type Check = (records: readonly RawRecord[], mode: Mode) => readonly Finding[];

/** What values of one record require of another one, a check each. @spec prescriptions.md §4, §6.4, §6.6 */
const CHECKS: Readonly<Record<Dialect, readonly Check[]>> = {
  sj1: [splitCount, splitQuantities, burdens, accessCode, placeholderUsage, insurerDigits],
  qr: [splitCount, splitQuantities, burdens, accessCode],
  // A result says with 63 which part it was; its quantities are those of that part, so it has no 102.
  dispensing: [splitCount, burdens, accessCode],
};

export function checkConditions(
  records: readonly RawRecord[],
  dialect: Dialect,
  mode: Mode,
): readonly Finding[] {
  return CHECKS[dialect].flatMap((check) => check(records, mode));
}

function wrong(rule: RuleId, mode: Mode, record: RawRecord, item: number | null): Finding {
  return finding(rule, mode, { line: record.line, record: record.no, item });
}

function of(records: readonly RawRecord[], no: string): readonly RawRecord[] {
  return records.filter((record) => record.no === no);
}

function splitCount(records: readonly RawRecord[], mode: Mode): readonly Finding[] {
  return of(records, '63')
    .filter(({ fields: [count = '', part = ''] }) => {
      return (
        count !== '' &&
        part !== '' &&
        !(Number(part) >= 1 && Number(part) <= Number(count) && Number(count) >= 2)
      );
    })
    .map((record) => wrong('INVALID_SPLIT_COUNT_RECORD', mode, record, 2));
}

/** 63 and 102 come together, and 101 keeps the total. */
function splitQuantities(records: readonly RawRecord[], mode: Mode): readonly Finding[] {
  const split = of(records, '63').length > 0;
  const parts = new Map(of(records, '102').map((record) => [Number(record.fields[0]), record]));
  const findings: Finding[] = [];
  for (const group of of(records, '101')) {
    const part = parts.get(Number(group.fields[0]));
    if (part === undefined) {
      if (split)
        findings.push(finding('CONDITIONAL_REQUIRED_MISSING', mode, { line: group.line, record: '102' }));
      continue;
    }
    if (!split)
      findings.push(finding('CONDITIONAL_REQUIRED_MISSING', mode, { line: part.line, record: '63' }));
    const total = part.fields[2] ?? '';
    if (total !== '' && Number(total) !== Number(group.fields[3] ?? '')) {
      findings.push(wrong('SPLIT_QUANTITY_MISMATCH', mode, part, 3));
    }
  }
  return findings;
}

function burdens(records: readonly RawRecord[], mode: Mode): readonly Finding[] {
  const with231 = new Set(
    of(records, '231').map(({ fields }) => `${Number(fields[0])}.${Number(fields[1])}`),
  );
  if (with231.size === 0) return [];
  return of(records, '201')
    .filter(({ fields }) => !with231.has(`${Number(fields[0])}.${Number(fields[1])}`))
    .map((record) => wrong('BURDEN_NOT_FOR_ALL_DRUGS', mode, record, null));
}

/** Six digits today, sixteen announced: anything between is taken. @spec prescriptions.md §3 */
function accessCode(records: readonly RawRecord[], mode: Mode): readonly Finding[] {
  return of(records, '82')
    .filter(({ fields }) => /^\d{1,5}$/.test(fields[1] ?? ''))
    .map((record) => wrong('ACCESS_CODE_TOO_SHORT', mode, record, 2));
}

function placeholderUsage(records: readonly RawRecord[], mode: Mode): readonly Finding[] {
  const supplemented = new Set(of(records, '181').map(({ fields }) => Number(fields[0])));
  return of(records, '111')
    .filter(({ fields }) => (fields[3] ?? '').includes('○') && !supplemented.has(Number(fields[0])))
    .map((record) => wrong('USAGE_SUPPLEMENT_MISSING', mode, record, 4));
}

function insurerDigits(records: readonly RawRecord[], mode: Mode): readonly Finding[] {
  return of(records, '22')
    .filter(({ fields }) => !/^(?:\d{6}|\d{8})?$/.test(fields[0] ?? ''))
    .map((record) => wrong('INSURER_NUMBER_LENGTH', mode, record, 1));
}
