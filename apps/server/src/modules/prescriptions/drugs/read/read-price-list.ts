import { readCsv } from './csv.ts';
import { dateInName, decodeEither } from './decode.ts';
import { fault, type ListedDrug, type PriceListPart, type ReadResult } from './parts.ts';

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
const NEEDED: readonly (keyof typeof COLUMNS)[] = ['form', 'code', 'ingredient', 'specification', 'name'];

const FORMS: Readonly<Record<string, number>> = { 内用薬: 1, 注射薬: 4, 外用薬: 6, 歯科用薬剤: 8 };
const YJ = /^[0-9A-Z]{12}$/;

export const isPriceListHeader = (header: readonly string[]): boolean =>
  NEEDED.every((key) => header.includes(COLUMNS[key]));

/** Reads 薬価基準収載品目リスト as one CSV: the columns are found by their names. @spec prescriptions.md §7 */
export function readPriceList(bytes: Uint8Array, name: string): ReadResult<PriceListPart> {
  const text = decodeEither(bytes);
  if (text === null) return fault('knowledge-file-undecodable', 0);
  const lines = readCsv(text);
  if (lines === null) return fault('knowledge-file-malformed', 0);
  const [header, ...body] = lines;
  if (header === undefined || body.length === 0) return fault('knowledge-file-empty', 0);
  if (!isPriceListHeader(header.values)) return fault('knowledge-file-columns', 1);
  const place = (key: keyof typeof COLUMNS): number => header.values.indexOf(COLUMNS[key]);
  const places = {
    form: place('form'),
    code: place('code'),
    ingredient: place('ingredient'),
    specification: place('specification'),
    narcotic: place('narcotic'),
    name: place('name'),
    generic: place('generic'),
    until: place('until'),
  };
  const rows: ListedDrug[] = [];
  for (const { line, values } of body) {
    const at = (key: keyof typeof COLUMNS): string => values[places[key]]?.trim() ?? '';
    if (values.length !== header.values.length) return fault('knowledge-file-columns', line, values.length);
    const dosageForm = FORMS[at('form')];
    if (!YJ.test(at('code'))) return fault('knowledge-file-value', line, places.code + 1, at('code'));
    if (dosageForm === undefined) return fault('knowledge-file-value', line, places.form + 1);
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
  }
  return { kind: 'price-list', name, edition: dateInName(name), rows };
}

/** `R8.3.31まで`: the year counts from 令和 1 = 2019. null = none, or written otherwise. */
function eraDate(text: string): string | null {
  const [, year, month, day] = /^R(\d{1,2})\.(\d{1,2})\.(\d{1,2})まで$/.exec(text.normalize('NFKC')) ?? [];
  if (year === undefined || month === undefined || day === undefined) return null;
  return `${2018 + Number(year)}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
