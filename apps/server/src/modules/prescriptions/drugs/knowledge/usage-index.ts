import type { UsageEntry } from '../../model/knowledge.ts';
import { searchKey } from '../names/fold.ts';
import type { DatedUsage, UsagesPart } from '../read/parts.ts';
import type { SearchOptions } from './search-index.ts';
import { editionFor } from './timeline.ts';

export interface UsageIndex {
  find(code: string, on: string): UsageEntry | null;
  search(text: string, options: SearchOptions): readonly UsageEntry[];
}

/** `parts`: newest first. */
export function indexUsages(parts: readonly UsagesPart[]): UsageIndex {
  const editions = parts.map(({ edition, rows }) => ({
    edition,
    rows: rows.map((row) => ({ row, name: searchKey(row.name), kana: searchKey(row.kana ?? '') })),
    byCode: new Map(rows.map((row) => [row.code, row])),
  }));
  const holds = (row: DatedUsage, on: string): boolean =>
    (row.validFrom === null || row.validFrom <= on) && (row.validUntil === null || on <= row.validUntil);
  return {
    find(code, on) {
      const row = editionFor(editions, on)?.byCode.get(code);
      return row === undefined || !holds(row, on) ? null : entry(row);
    },
    search(text, { on, limit, form }) {
      const key = searchKey(text);
      const found = (editionFor(editions, on)?.rows ?? [])
        .filter(({ row }) => holds(row, on) && fitsForm(row.code, form))
        .map(({ row, name, kana }) => ({ row, rank: rankOf(key, name, kana, row.code) }))
        .filter(({ rank }) => rank >= 0);
      return found
        .sort((a, b) => a.rank - b.rank)
        .slice(0, limit)
        .map(({ row }) => entry(row));
    },
  };
}

const entry = ({ code, name, kana, kind, timesPerDay, needsSupplement }: DatedUsage): UsageEntry => ({
  code,
  name,
  kana,
  kind,
  timesPerDay,
  needsSupplement,
});

/** -1: does not match. Nothing typed: everything, in the order of the list. */
function rankOf(key: string, name: string, kana: string, code: string): number {
  if (key === '') return 0;
  if (code.toLowerCase().startsWith(key)) return 0;
  if (name.startsWith(key) || kana.startsWith(key)) return 1;
  return name.includes(key) || kana.includes(key) ? 2 : -1;
}

/**
 * The first character of a JAMI code says how a drug is taken: 1 by mouth, 2 on the outside, 3 injected; 5 in the third
 * place, when something happens. The dummy for free text fits everywhere. @spec prescriptions.md §6.5
 */
function fitsForm(code: string, form: string | undefined): boolean {
  if (form === undefined || code.startsWith('0')) return true;
  switch (form) {
    case '1':
    case '4':
      return code.startsWith('1');
    case '2':
      return code.charAt(2) === '5';
    case '3':
      return code.startsWith('2');
    case '5':
      return code.startsWith('3');
    default:
      return true;
  }
}
