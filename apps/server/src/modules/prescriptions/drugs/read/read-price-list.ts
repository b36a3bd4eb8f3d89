import type { Steps } from '../steps.ts';
import { dateInName, decodeEither } from './decode.ts';
import { fault, type ListedDrug, type PriceListPart, type ReadResult } from './parts.ts';
import { readTable } from './table.ts';

const COLUMNS = {
  form: '区分',
  code: '薬価基準収載医薬品コード',
  ingredient: '成分名',
  specification: '規格',
  narcotic: '麻薬',
  name: '品名',
  generic: '診療報酬において加算等の算定対象となる後発医薬品',
  until: '経過措置による使用期限',
} as const;
const KEYS: readonly (keyof typeof COLUMNS)[] = [
  'form',
  'code',
  'ingredient',
  'specification',
  'narcotic',
  'name',
  'generic',
  'until',
];
const NEEDED: readonly (keyof typeof COLUMNS)[] = ['form', 'code', 'ingredient', 'specification', 'name'];

const FORMS: Readonly<Record<string, number>> = { 内用薬: 1, 注射薬: 4, 外用薬: 6, 歯科用薬剤: 8 };
const YJ = /^[0-9A-Z]{12}$/;

export const isPriceListHeader = (header: readonly string[]): boolean =>
  NEEDED.every((key) => header.includes(COLUMNS[key]));

/** Reads 薬価基準収載品目リスト as one CSV: the columns are found by their names. @spec prescriptions.md §7 */
export function* readPriceList(bytes: Uint8Array, name: string): Steps<ReadResult<PriceListPart>> {
  const rows: ListedDrug[] = [];
  let places: ReadonlyMap<keyof typeof COLUMNS, number> = new Map();
  const wrong = yield* readTable(decodeEither(bytes), {
    checkHeader(header) {
      if (!isPriceListHeader(header)) return fault('knowledge-file-columns', 1);
      places = new Map(KEYS.map((key) => [key, header.indexOf(COLUMNS[key])]));
      return null;
    },
    take(row, header) {
      const place = (key: keyof typeof COLUMNS): number => places.get(key) ?? -1;
      const at = (key: keyof typeof COLUMNS): string => row.value(place(key)).trim();
      if (row.width !== header.length) return fault('knowledge-file-columns', row.line, row.width);
      const dosageForm = FORMS[at('form')];
      if (!YJ.test(at('code'))) return fault('knowledge-file-value', row.line, place('code') + 1, at('code'));
      if (dosageForm === undefined) return fault('knowledge-file-value', row.line, place('form') + 1);
      rows.push({
        yj: at('code'),
        dosageForm,
        ingredientName: at('ingredient'),
        specification: at('specification'),
        name: at('name'),
        isGeneric: at('generic') !== '',
        isNarcotic: at('narcotic') !== '',
        usableUntil: eraDate(at('until')),
      });
      return null;
    },
  });
  return wrong ?? { kind: 'price-list', name, edition: dateInName(name), rows };
}

/** `R8.3.31まで`: the year counts from 令和 1 = 2019. null = none, or written otherwise. */
function eraDate(text: string): string | null {
  const [, year, month, day] = /^R(\d{1,2})\.(\d{1,2})\.(\d{1,2})まで$/.exec(text.normalize('NFKC')) ?? [];
  if (year === undefined || month === undefined || day === undefined) return null;
  return `${2018 + Number(year)}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
