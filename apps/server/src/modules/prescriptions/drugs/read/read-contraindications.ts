import { readCsv } from './csv.ts';
import { dateInName, decodeCp932 } from './decode.ts';
import { type ContraindicatedPair, type ContraindicationsPart, fault, type ReadResult } from './parts.ts';

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
export function readContraindications(
  bytes: Uint8Array,
  name: string,
  isKnown: (code: string) => boolean,
): ReadResult<ContraindicationsPart> {
  const text = decodeCp932(bytes);
  if (text === null) return fault('knowledge-file-undecodable', 0);
  const lines = readCsv(text);
  if (lines === null) return fault('knowledge-file-malformed', 0);
  const [header, ...body] = lines;
  if (header === undefined || body.length === 0) return fault('knowledge-file-empty', 0);
  if (header.values.length !== COLUMNS) return fault('knowledge-file-columns', 1, header.values.length);
  if (CODE.test(header.values[0] ?? '')) return fault('knowledge-file-malformed', 1, 1);
  const rows: ContraindicatedPair[] = [];
  for (const { line, values } of body) {
    if (values.length !== COLUMNS) return fault('knowledge-file-columns', line, values.length);
    const [a = '', b = ''] = values;
    if (!CODE.test(a)) return fault('knowledge-file-value', line, 1, a);
    if (!CODE.test(b)) return fault('knowledge-file-value', line, 2, b);
    if (DROPPED.has((values[8] ?? '').trim())) continue;
    if (!isKnown(a)) return fault('knowledge-file-unknown-code', line, 1, a);
    if (!isKnown(b)) return fault('knowledge-file-unknown-code', line, 2, b);
    rows.push({ a, b, text: (values[9] ?? '').trim() });
  }
  return { kind: 'contraindications', name, edition: dateInName(name), rows };
}
