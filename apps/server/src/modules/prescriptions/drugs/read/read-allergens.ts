import type { Steps } from '../steps.ts';
import { compactDate, dateInName, decodeEither } from './decode.ts';
import { type Allergen, type AllergensPart, fault, type ReadResult } from './parts.ts';
import { readTable } from './table.ts';

const NEEDED = ['JFAGYCODE', 'JPTERM', 'JPKANA', 'ENTERM', 'ENDDATE'] as const;

export const isAllergenHeader = (header: readonly string[]): boolean =>
  NEEDED.every((name) => header.includes(name));

/** Reads the JFAGY list: food and other substances, no medicines. @spec phr.md §7 */
export function* readAllergens(bytes: Uint8Array, name: string): Steps<ReadResult<AllergensPart>> {
  const rows: Allergen[] = [];
  const seen = new Set<string>();
  const wrong = yield* readTable(decodeEither(bytes), {
    checkHeader: (header) => (isAllergenHeader(header) ? null : fault('knowledge-file-columns', 1)),
    take(row, header) {
      const at = (column: (typeof NEEDED)[number]): string => row.value(header.indexOf(column));
      const code = at('JFAGYCODE');
      if (row.width !== header.length) return fault('knowledge-file-columns', row.line, row.width);
      if (code === '' || at('JPTERM') === '') return fault('knowledge-file-value', row.line);
      if (seen.has(code)) return fault('knowledge-file-duplicate', row.line, null, code);
      seen.add(code);
      rows.push({
        code,
        name: at('JPTERM'),
        kana: orNull(at('JPKANA')),
        english: orNull(at('ENTERM')),
        validUntil: compactDate(at('ENDDATE')),
      });
      return null;
    },
  });
  return wrong ?? { kind: 'allergens', name, edition: dateInName(name), rows };
}

const orNull = (value: string): string | null => (value === '' ? null : value);
