import writeExcelFile from 'write-excel-file/node';
import { auditEventBundle } from './audit-event.ts';
import type { ViewLogEntry } from './view-log.ts';

export const EXPORT_FORMATS = ['csv', 'xlsx', 'fhir'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportedFile {
  readonly type: string;
  readonly bytes: Buffer;
}

type Cell = string | number | Date | null;

/** Japanese heading and content of each column; a manager reads them beside the screen. */
const COLUMNS: readonly (readonly [heading: string, value: (entry: ViewLogEntry) => Cell])[] = [
  ['日時', (entry) => new Date(entry.at)],
  ['操作', (entry) => entry.event],
  ['アカウント', (entry) => entry.account],
  ['氏名', (entry) => entry.displayName],
  ['役割', (entry) => entry.role],
  ['患者', (entry) => entry.personName],
  ['患者キー', (entry) => entry.personRef],
  ['目的', (entry) => entry.purpose],
  ['根拠', (entry) => entry.ground],
  ['項目', (entry) => entry.categories.join(' ')],
  ['方法', (entry) => entry.method],
  ['結果', (entry) => entry.outcome],
  ['理由コード', (entry) => entry.refusalCode],
  ['件数', (entry) => entry.itemCount],
  ['識別子', (entry) => entry.id],
  ['要求番号', (entry) => entry.requestId],
];

/**
 * The entries as a file: CSV (UTF-8 with a mark, for spreadsheets), Excel, or a bundle of FHIR AuditEvents.
 * `isCut`: further entries did not find room, which the file says at its end.
 */
export async function writeViewLog(
  entries: readonly ViewLogEntry[],
  format: ExportFormat,
  isCut = false,
): Promise<ExportedFile> {
  switch (format) {
    case 'csv':
      return { type: 'text/csv; charset=utf-8', bytes: Buffer.from(`\uFEFF${toCsv(entries, isCut)}`) };
    case 'fhir':
      return {
        type: 'application/fhir+json; charset=utf-8',
        bytes: Buffer.from(JSON.stringify(auditEventBundle(entries, isCut))),
      };
    case 'xlsx':
      return {
        type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        bytes: await writeExcelFile(
          [
            COLUMNS.map(([heading]) => ({ value: heading, fontWeight: 'bold' as const })),
            ...rowsOf(entries, isCut).map((cells) => cells.map(excelCell)),
          ],
          { sheet: '閲覧ログ', stickyRowsCount: 1 },
        ).toBuffer(),
      };
  }
}

const CUT = '続きがあります。期間を分けて出力してください。';

const rowsOf = (entries: readonly ViewLogEntry[], isCut: boolean): (readonly Cell[])[] => [
  ...entries.map((entry) => COLUMNS.map(([, value]) => value(entry))),
  ...(isCut ? [[CUT]] : []),
];

const TOKYO_OFFSET_MS = 9 * 60 * 60 * 1000;

/** A spreadsheet knows no time zones: the wall clock of Japan is written. */
const excelCell = (value: Cell) =>
  value instanceof Date
    ? { value: new Date(value.getTime() + TOKYO_OFFSET_MS), format: 'yyyy-mm-dd hh:mm:ss' }
    : value === null
      ? null
      : { value };

function toCsv(entries: readonly ViewLogEntry[], isCut: boolean): string {
  const lines = [
    COLUMNS.map(([heading]) => heading),
    ...rowsOf(entries, isCut).map((cells) => cells.map(csvText)),
  ];
  return lines.map((cells) => `${cells.map(quote).join(',')}\r\n`).join('');
}

const csvText = (value: Cell): string =>
  value instanceof Date
    ? new Date(value.getTime() + TOKYO_OFFSET_MS).toISOString().replace('T', ' ').slice(0, 19)
    : value === null
      ? ''
      : String(value);

/** A spreadsheet would run a text that begins like a formula. */
const quote = (text: string): string => {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
};
