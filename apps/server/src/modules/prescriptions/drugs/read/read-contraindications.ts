import type { Steps } from '../steps.ts';
import { dateInName, decodeCp932 } from './decode.ts';
import { type ContraindicatedPair, type ContraindicationsPart, fault, type ReadResult } from './parts.ts';
import { readTable } from './table.ts';

/** @spec prescriptions.md §5.4: cp932, one header row, ten columns; 9 変更区分, 10 参照範囲. */
const COLUMNS = 10;
const CODE = /^6\d{8}$/;
/** 変更区分 of pairs that hold no longer. */
const DROPPED = new Set(['1', '9']);

export const CONTRAINDICATIONS_NAME = /heiyokinki/i;

/**
 * Reads `IY_HeiyoKinki*.csv` exactly as it is known; the first deviation refuses the file. `isKnown`: whether a code is
 * in any edition of the drug master, since a pair with an unknown code would never be found again.
 */
export function* readContraindications(
  bytes: Uint8Array,
  name: string,
  isKnown: (code: string) => boolean,
): Steps<ReadResult<ContraindicationsPart>> {
  const rows: ContraindicatedPair[] = [];
  const wrong = yield* readTable(decodeCp932(bytes), {
    checkHeader(header) {
      if (header.length !== COLUMNS) return fault('knowledge-file-columns', 1, header.length);
      return CODE.test(header[0] ?? '') ? fault('knowledge-file-malformed', 1, 1) : null;
    },
    take(row) {
      const [a, b] = [row.value(0), row.value(1)];
      if (row.width !== COLUMNS) return fault('knowledge-file-columns', row.line, row.width);
      if (!CODE.test(a)) return fault('knowledge-file-value', row.line, 1, a);
      if (!CODE.test(b)) return fault('knowledge-file-value', row.line, 2, b);
      if (DROPPED.has(row.value(8).trim())) return null;
      if (!isKnown(a)) return fault('knowledge-file-unknown-code', row.line, 1, a);
      if (!isKnown(b)) return fault('knowledge-file-unknown-code', row.line, 2, b);
      rows.push({ a, b, text: row.value(9).trim() });
      return null;
    },
  });
  return wrong ?? { kind: 'contraindications', name, edition: dateInName(name), rows };
}
