import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Database, Transaction } from '../../../kernel/db/database.ts';
import type { MasterKind } from '../model/entries.ts';
import { copyRows } from './copy-rows.ts';
import { copyColumns, layoutOf, type ParsedMaster, parseMasterFile } from './parse-master-file.ts';
import { diskFiles, type FoundFile, type MasterFiles } from './read-files.ts';
import { type RecognisedFile, recogniseFile } from './recognise-file.ts';
import type { MasterFileReport, MasterImportReport } from './report.ts';
import * as sql from './sql.ts';

/** The largest master of today has 8 MB. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;

const compress = promisify(gzip);

export interface ImportMastersDeps {
  readonly db: Pick<Database, 'query' | 'transaction'>;
  readonly files?: MasterFiles;
}

export interface ImportMastersInput {
  /** Files, and folders whose files are looked through (subfolders are not). */
  readonly paths: readonly string[];
  /**
   * A file of an edition that is stored with other content becomes its next revision and is looked up instead.
   * Without this it is refused: two contents for one release date are usually a wrongly named file.
   */
  readonly acceptCorrections?: boolean;
  readonly onProgress?: (file: MasterFileReport) => void;
}

interface StoredRelease {
  readonly master: MasterKind;
  readonly edition: string;
  readonly row_count: number;
  readonly column_count: number;
}

/**
 * Stores master files, each whole or not at all and in its own transaction, so that a refused file does not
 * keep the others out. A folder may hold other files: they are reported as skipped. A file that was named but
 * is no master is refused. Rejects only when the database fails.
 *
 * @spec claims.md §10.1
 */
export async function importMasters(
  deps: ImportMastersDeps,
  input: ImportMastersInput,
): Promise<MasterImportReport> {
  const files = deps.files ?? diskFiles;
  const reports: MasterFileReport[] = [];
  for (const file of await files.find(input.paths)) {
    const report = await importFile({ db: deps.db, files }, file, input.acceptCorrections ?? false);
    reports.push(report);
    input.onProgress?.(report);
  }
  const rows = reports.reduce((sum, report) => sum + (report.state === 'imported' ? report.rows : 0), 0);
  return { files: reports, rows };
}

async function importFile(
  { db, files }: Required<ImportMastersDeps>,
  file: FoundFile,
  acceptCorrections: boolean,
): Promise<MasterFileReport> {
  const recognised = recogniseFile(file.name);
  const unread = {
    name: file.name,
    master: recognised?.master ?? null,
    edition: recognised?.edition ?? null,
    rows: 0,
    columns: 0,
    sha256: null,
  };
  if (file.origin === 'unreadable') return { ...unread, state: 'refused', code: 'master-file-unreadable' };
  if (recognised === null) {
    const state = file.origin === 'named' ? 'refused' : 'skipped';
    return { ...unread, state, code: 'master-file-not-a-master' };
  }
  const bytes = await files.read(file.path, MAX_FILE_BYTES).catch(() => undefined);
  if (bytes === undefined) return { ...unread, state: 'refused', code: 'master-file-unreadable' };
  if (bytes === null) return { ...unread, state: 'refused', code: 'master-file-too-large' };

  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const [stored] = await db.query<StoredRelease>(sql.selectByContent, [sha256]);
  if (stored !== undefined) return alreadyImported(file.name, sha256, stored);

  const parsed = parseMasterFile(layoutOf(recognised.master), bytes);
  if (!('rows' in parsed)) return { ...unread, sha256, state: 'refused', ...parsed };
  const content = await compress(bytes, { level: 4 });
  return await db.transaction((tx) =>
    storeRelease(tx, { name: file.name, sha256, content, recognised, parsed, acceptCorrections }),
  );
}

interface NewRelease {
  readonly name: string;
  readonly sha256: string;
  readonly content: Uint8Array;
  readonly recognised: RecognisedFile;
  readonly parsed: ParsedMaster;
  readonly acceptCorrections: boolean;
}

async function storeRelease(tx: Transaction, release: NewRelease): Promise<MasterFileReport> {
  const { name, sha256, parsed } = release;
  const { master, edition, scope } = release.recognised;
  const report = { name, master, edition, rows: parsed.rows.length, columns: parsed.columns, sha256 };
  await tx.query(sql.lockImports);
  const [stored] = await tx.query<StoredRelease>(sql.selectByContent, [sha256]);
  if (stored !== undefined) return alreadyImported(name, sha256, stored);
  const [last] = await tx.query<{ revision: number }>(sql.selectLastRevision, [master, edition, scope]);
  const revision = last?.revision ?? 0;
  if (revision > 0 && !release.acceptCorrections) {
    return { ...report, state: 'refused', code: 'master-edition-conflict' };
  }

  const [inserted] = await tx.query<{ release_id: number }>(sql.insertRelease, [
    master,
    edition,
    scope,
    revision + 1,
    name,
    sha256,
    parsed.rows.length,
    parsed.columns,
    release.content,
  ]);
  if (inserted === undefined) throw new Error('INSERT … RETURNING gave no row');
  const columns = copyColumns(layoutOf(master));
  await tx.copyIn(sql.copyInto(master, columns), copyRows(inserted.release_id, parsed.rows));
  return { ...report, state: 'imported' };
}

/** The answer names what is stored, which tells when the same content came under another name before. */
function alreadyImported(name: string, sha256: string, stored: StoredRelease): MasterFileReport {
  return {
    name,
    master: stored.master,
    edition: stored.edition,
    rows: stored.row_count,
    columns: stored.column_count,
    state: 'already-imported',
    sha256,
  };
}
