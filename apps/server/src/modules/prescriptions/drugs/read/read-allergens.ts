import { readCsv } from './csv.ts';
import { compactDate, dateInName, decodeEither } from './decode.ts';
import { type Allergen, type AllergensPart, fault, type ReadResult } from './parts.ts';

const NEEDED = ['JFAGYCODE', 'JPTERM', 'JPKANA', 'ENTERM', 'ENDDATE'] as const;

export const isAllergenHeader = (header: readonly string[]): boolean =>
  NEEDED.every((name) => header.includes(name));

/** Reads the JFAGY list: food and other substances, no medicines. @spec phr.md §7 */
export function readAllergens(bytes: Uint8Array, name: string): ReadResult<AllergensPart> {
  const text = decodeEither(bytes);
  if (text === null) return fault('knowledge-file-undecodable', 0);
  const lines = readCsv(text);
  if (lines === null) return fault('knowledge-file-malformed', 0);
  const [header, ...body] = lines;
  if (header === undefined || body.length === 0) return fault('knowledge-file-empty', 0);
  if (!isAllergenHeader(header.values)) return fault('knowledge-file-columns', 1);
  const [code, term, kana, english, end] = NEEDED.map((column) => header.values.indexOf(column));
  const rows: Allergen[] = [];
  const seen = new Set<string>();
  for (const { line, values } of body) {
    const at = (place: number | undefined): string => values[place ?? -1] ?? '';
    if (values.length !== header.values.length) return fault('knowledge-file-columns', line, values.length);
    if (at(code) === '' || at(term) === '') return fault('knowledge-file-value', line);
    if (seen.has(at(code))) return fault('knowledge-file-duplicate', line, null, at(code));
    seen.add(at(code));
    rows.push({
      code: at(code),
      name: at(term),
      kana: at(kana) === '' ? null : at(kana),
      english: at(english) === '' ? null : at(english),
      validUntil: compactDate(at(end)),
    });
  }
  return { kind: 'allergens', name, edition: dateInName(name), rows };
}
