import type { Steps } from '../steps.ts';
import type { CsvRow } from './csv.ts';
import { compactDate, decodeCp932 } from './decode.ts';
import { type DrugMasterPart, fault, type MasterDrug, type ReadResult } from './parts.ts';
import { readTable } from './table.ts';

/** Columns of 医薬品マスター, 項番 from 1; newer files have more. @spec prescriptions.md §7 */
const LEAST_COLUMNS = 35;
const CODE = /^6\d{8}$/;
const YJ = /^[0-9A-Z]{12}$/;
const GENERAL_CODE = /^[0-9A-Z]{9}ZZZ$/;

const orNull = (value: string): string | null => (value === '' ? null : value);

/** Reads `y_…` whole: cp932, no header. */
export function* readDrugMaster(
  bytes: Uint8Array,
  { name, edition }: { readonly name: string; readonly edition: string | null },
): Steps<ReadResult<DrugMasterPart>> {
  const rows: MasterDrug[] = [];
  const seen = new Set<string>();
  const wrong = yield* readTable(decodeCp932(bytes), {
    checkHeader: null,
    take(row) {
      const code = row.value(2);
      if (row.width < LEAST_COLUMNS) return fault('knowledge-file-columns', row.line, row.width);
      if (row.value(1) !== 'Y' || !CODE.test(code)) return fault('knowledge-file-value', row.line, 3, code);
      if (seen.has(code)) return fault('knowledge-file-duplicate', row.line, 3, code);
      seen.add(code);
      rows.push(takeRow(code, row));
      return null;
    },
  });
  return wrong ?? { kind: 'drug-master', name, edition, rows };
}

function takeRow(code: string, row: CsvRow): MasterDrug {
  const at = (no: number): string => row.value(no - 1);
  const yj = at(32);
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
    yj: YJ.test(yj) ? yj : null,
    generalNameCode: GENERAL_CODE.test(general) ? general : null,
    generalName: orNull(at(38)),
  };
}
