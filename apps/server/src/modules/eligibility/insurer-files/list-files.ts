import type { Database } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import type { FileStore } from '../../../kernel/files/file-store.ts';
import { readCsv, writeCsvRow } from '../model/csv.ts';
import { describeFinding, type FindingCode } from '../model/finding.ts';
import { decodeChunks } from '../model/text-encoding.ts';
import { type InsurerFile, selectFiles, toFileView } from './file-record.ts';
import { ERROR_HEADING } from './read-rows.ts';

const FILES_SHOWN = 100;
const PAGE = 200;

export async function listInsurerFiles(db: Database, insurerNumber: string) {
  const files = await selectFiles(db, `insurer_number = $1 ORDER BY file_id DESC LIMIT ${FILES_SHOWN}`, [
    insurerNumber,
  ]);
  return { files: files.map(toFileView) };
}

/** A file of that insurer. Throws FILE_UNKNOWN. */
export async function findInsurerFile(db: Database, insurerNumber: string, id: string): Promise<InsurerFile> {
  const [file] = /^\d{1,18}$/.test(id)
    ? await selectFiles(db, 'insurer_number = $1 AND file_id = $2', [insurerNumber, id])
    : [];
  if (file === undefined) throw new AppError('FILE_UNKNOWN');
  return file;
}

interface FindingRow {
  readonly row_no: number;
  readonly finding_no: number;
  readonly column_name: string | null;
  readonly code: FindingCode;
}

/** One page of findings in the order of the rows; row 0 is the file itself. */
export async function listFileFindings(db: Database, file: InsurerFile, cursor: string | null) {
  const [row = '-1', no = '0'] = (cursor ?? '').split('.').filter((part) => /^\d{1,9}$/.test(part));
  const found = await db.query<FindingRow>(
    `SELECT row_no, finding_no, column_name, code FROM eligibility.file_finding
     WHERE file_id = $1 AND (row_no, finding_no) > ($2, $3) ORDER BY row_no, finding_no LIMIT ${PAGE + 1}`,
    [file.fileId, Number(row), Number(no)],
  );
  const page = found.slice(0, PAGE);
  const last = page.at(-1);
  return {
    file: toFileView(file),
    findings: page.map(({ row_no, column_name, code }) =>
      describeFinding(row_no === 0 ? null : row_no, { code, column: column_name }),
    ),
    next: found.length > PAGE && last !== undefined ? `${last.row_no}.${last.finding_no}` : null,
  };
}

/**
 * The refused rows as they came, under the same headings, with the codes of what refuses them in one column more: to be
 * corrected and handed in again. UTF-8 with a byte order mark, as spreadsheets want it.
 */
export async function* correctedTemplate(
  deps: { readonly db: Database; readonly files: FileStore },
  file: InsurerFile,
): AsyncGenerator<string> {
  const refused = await deps.db.query<{ row_no: number; codes: string }>(
    `SELECT row_no, string_agg(code, ' ' ORDER BY finding_no) AS codes FROM eligibility.file_finding
     WHERE file_id = $1 AND severity = 'refused' GROUP BY row_no`,
    [file.fileId],
  );
  const codes = new Map(refused.map((row) => [row.row_no, row.codes]));
  yield '\ufeff';
  let width = 0;
  let errorAt = -1;
  for await (const row of readCsv(decodeChunks(deps.files.read(file.sha256), file.encoding ?? 'utf-8'))) {
    const said = row.ordinal === 1 ? ERROR_HEADING : codes.get(row.ordinal - 1);
    if (row.ordinal === 1) {
      width = row.values.length;
      errorAt = row.values.findIndex((value) => value.trim() === ERROR_HEADING);
    }
    if (said === undefined) continue;
    const padded = [...row.values, ...Array<string>(Math.max(0, width - row.values.length)).fill('')];
    yield writeCsvRow(errorAt === -1 ? [...padded, said] : padded.with(errorAt, said));
  }
}
