import { parseLocalDate } from '@tsunagu/ids';
import {
  FINDING_RULES,
  type FindingCode,
  readBulkRequest,
  type SearchEcho,
  type SearchInfo,
} from '@tsunagu/oqs';
import { readCsv } from './csv.ts';
import COLUMNS from './list-columns.json' with { type: 'json' };
import { decodeChunks, detectEncoding } from './text-encoding.ts';
import { unpackZip, ZipRefused } from './unpack-zip.ts';

/** One person of a list: to be asked about, or malformed. */
export type ListedPerson =
  | { readonly search: SearchInfo; readonly error: null }
  | { readonly search: SearchEcho; readonly error: { readonly code: string; readonly message: string } };

export type ReadList =
  | {
      readonly persons: readonly ListedPerson[];
      readonly refusal: null;
      /** As the file says; null where it says nothing. */
      readonly date: string | null;
      readonly arbitraryIdentifier: string | null;
      readonly facilityCode: string | null;
    }
  | { readonly persons: null; readonly refusal: string };

export type ListKind = 'xml' | 'csv' | 'zip';

/** By its first bytes, then by its name. */
export function kindOfList(name: string, bytes: Uint8Array): ListKind {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return 'zip';
  const start = new TextDecoder('latin1')
    .decode(bytes.subarray(0, 200))
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart();
  return start.startsWith('<') || name.toLowerCase().endsWith('.xml') ? 'xml' : 'csv';
}

/** Reads a list of appointments: XML, CSV, or a zip of either. @spec eligibility.md §5.1, §6 */
export async function readList(name: string, bytes: Uint8Array): Promise<ReadList> {
  switch (kindOfList(name, bytes)) {
    case 'xml':
      return readXml(bytes);
    case 'csv':
      return readCsvList(bytes);
    case 'zip':
      return readZip(bytes);
  }
}

function readXml(bytes: Uint8Array): ReadList {
  const read = readBulkRequest(bytes);
  if (read.message === null) return { persons: null, refusal: read.error.code };
  const { header } = read.message;
  return {
    persons: read.items.map(
      (item): ListedPerson =>
        item.error === null
          ? { search: item.value, error: null }
          : { search: item.partial, error: { code: item.error.code, message: describe(item.error.code) } },
    ),
    refusal: null,
    date: header.qualificationConfirmationDate,
    arbitraryIdentifier: header.arbitraryFileIdentifier ?? null,
    facilityCode: header.medicalInstitutionCode,
  };
}

const describe = (code: FindingCode): string => FINDING_RULES.get(code)?.ja ?? code;

async function readZip(bytes: Uint8Array): Promise<ReadList> {
  try {
    const lists: ReadList[] = [];
    for (const entry of unpackZip(bytes)) lists.push(await readList(entry.name, entry.bytes));
    const refused = lists.find((one) => one.persons === null);
    if (refused !== undefined) return refused;
    const [first] = lists;
    if (first === undefined || first.persons === null) return { persons: null, refusal: 'zip-empty' };
    return { ...first, persons: lists.flatMap((one) => one.persons ?? []) };
  } catch (error) {
    if (error instanceof ZipRefused) return { persons: null, refusal: 'zip-refused' };
    throw error;
  }
}

type Column = keyof typeof COLUMNS;
const NEEDED: readonly Column[] = ['insurerNumber', 'number', 'birthDate'];
const fold = (heading: string): string => heading.normalize('NFKC').replace(/\s/gu, '').toLowerCase();

async function readCsvList(bytes: Uint8Array): Promise<ReadList> {
  const source = async function* () {
    yield bytes;
  };
  const encoding = await detectEncoding(source);
  if (encoding === null) return { persons: null, refusal: 'undecodable' };
  const rows = readCsv(decodeChunks(source(), encoding));
  const first = await rows.next();
  const headings = first.done ? [] : first.value.values.map(fold);
  const places = new Map<Column, number>();
  for (const column of Object.keys(COLUMNS) as Column[])
    places.set(
      column,
      headings.findIndex((heading) => [column, ...COLUMNS[column]].map(fold).includes(heading)),
    );
  if (NEEDED.some((column) => (places.get(column) ?? -1) < 0))
    return { persons: null, refusal: 'headings-missing' };
  const persons: ListedPerson[] = [];
  for await (const { values, broken } of rows)
    persons.push(toPerson((column) => values[places.get(column) ?? -1]?.trim() ?? '', broken));
  return persons.length === 0
    ? { persons: null, refusal: 'list-empty' }
    : { persons, refusal: null, date: null, arbitraryIdentifier: null, facilityCode: null };
}

function toPerson(value: (column: Column) => string, broken: boolean): ListedPerson {
  const [, year, month, day] =
    /^(\d{4})[-/]?(\d{2})[-/]?(\d{2})$/.exec(value('birthDate').normalize('NFKC')) ?? [];
  const birthdate = parseLocalDate(`${year}-${month}-${day}`);
  const numbers = {
    insurerNumber: value('insurerNumber'),
    insuredIdentificationNumber: value('number'),
    limitApplicationCertificateRelatedConsFlg: ['1', '同意'].includes(value('limitConsent')) ? '1' : '0',
    ...(value('symbol') === '' ? {} : { insuredCardSymbol: value('symbol') }),
    ...(value('branch') === '' ? {} : { insuredBranchNumber: value('branch') }),
    ...(value('identifier') === '' ? {} : { arbitraryIdentifier: value('identifier') }),
  };
  const fault = broken ? 'row-broken' : birthdate === null ? 'date-invalid' : null;
  return fault === null && birthdate !== null
    ? { search: { ...numbers, birthdate }, error: null }
    : { search: numbers, error: { code: fault ?? 'row-broken', message: '行を読み取れません。' } };
}
