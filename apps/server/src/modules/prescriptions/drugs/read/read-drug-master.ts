import { readCsv } from './csv.ts';
import { compactDate, decodeCp932 } from './decode.ts';
import { type DrugMasterPart, fault, type MasterDrug, type ReadResult } from './parts.ts';

/** Columns of 医薬品マスター, 項番 from 1; newer files have more. @spec prescriptions.md §7 */
const LEAST_COLUMNS = 35;
const CODE = /^6\d{8}$/;
const YJ = /^[0-9A-Z]{12}$/;
const GENERAL_CODE = /^[0-9A-Z]{9}ZZZ$/;

const orNull = (value: string | undefined): string | null =>
  value === undefined || value === '' ? null : value;

/** Reads `y_…` whole: cp932, no header. `changedOn` of a row is kept as the first day of its content. */
export function readDrugMaster(
  bytes: Uint8Array,
  { name, edition }: { readonly name: string; readonly edition: string | null },
): ReadResult<DrugMasterPart> {
  const text = decodeCp932(bytes);
  if (text === null) return fault('knowledge-file-undecodable', 0);
  const lines = readCsv(text);
  if (lines === null) return fault('knowledge-file-malformed', 0);
  if (lines.length === 0) return fault('knowledge-file-empty', 0);
  const rows: MasterDrug[] = [];
  const seen = new Set<string>();
  for (const { line, values } of lines) {
    const code = values[2] ?? '';
    if (values.length < LEAST_COLUMNS) return fault('knowledge-file-columns', line, values.length);
    if (values[1] !== 'Y' || !CODE.test(code)) return fault('knowledge-file-value', line, 3, code);
    if (seen.has(code)) return fault('knowledge-file-duplicate', line, 3, code);
    seen.add(code);
    rows.push(takeRow(code, values));
  }
  return { kind: 'drug-master', name, edition, rows };
}

function takeRow(code: string, values: readonly string[]): MasterDrug {
  const at = (no: number): string => values[no - 1] ?? '';
  const general = at(37);
  return {
    code,
    name: at(5),
    basicName: orNull(at(35)),
    kana: orNull(at(7)),
    unit: orNull(at(10)),
    controlledKind: Number(at(14)) || 0,
    isGeneric: at(17) === '1',
    dosageForm: Number(at(28)) || 0,
    validFrom: compactDate(at(30)),
    validUntil: compactDate(at(31)),
    yj: YJ.test(at(32)) ? at(32) : null,
    generalNameCode: GENERAL_CODE.test(general) ? general : null,
    generalName: orNull(at(38)),
  };
}
