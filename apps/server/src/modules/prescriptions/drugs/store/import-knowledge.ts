import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Database } from '../../../../kernel/db/database.ts';
import { diskFiles, type FoundFile, type MasterFiles } from '../../../masters/index.ts';
import type { FileKind, KnowledgePart, ReadFaultCode } from '../read/parts.ts';
import { readKnowledgeFile } from '../read/read-file.ts';
import { recogniseKnowledge } from '../read/recognise.ts';
import { givingWay } from '../steps.ts';
import * as sql from './sql.ts';

/** The largest table of today has 4 MB. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;
const compress = promisify(gzip);

export interface ImportKnowledgeDeps {
  readonly db: Pick<Database, 'query' | 'transaction'>;
  readonly files?: MasterFiles;
  /** Whether a レセ電 code is in any edition of the drug master. */
  readonly isKnownDrug: (receiptCode: string) => boolean;
  /** `YYYY-MM-DD`: edition of files that name none. */
  readonly today: string;
}

export interface KnowledgeFileReport {
  readonly name: string;
  readonly kind: FileKind | null;
  readonly edition: string | null;
  readonly rows: number;
  readonly state: 'imported' | 'already-imported' | 'skipped' | 'refused';
  readonly code?:
    | ReadFaultCode
    | 'knowledge-file-unreadable'
    | 'knowledge-file-too-large'
    | 'knowledge-file-is-master';
  /** 1-based; 0 = the file as a whole. */
  readonly line?: number;
  readonly column?: number;
  /** The code of a drug that is to blame. */
  readonly value?: string;
  readonly sha256: string | null;
}

/**
 * Stores files of drug knowledge, each whole or not at all and in its own transaction. The drug master itself is
 * imported with the other masters. Rejects only when the database fails. @spec prescriptions.md §5.4, §7
 */
export async function importKnowledge(
  deps: ImportKnowledgeDeps,
  paths: readonly string[],
  onProgress: (file: KnowledgeFileReport) => void = () => {},
): Promise<readonly KnowledgeFileReport[]> {
  const files = deps.files ?? diskFiles;
  const reports: KnowledgeFileReport[] = [];
  for (const file of await files.find(paths)) {
    const report = await importFile(deps, files, file);
    reports.push(report);
    onProgress(report);
  }
  return reports;
}

async function importFile(
  deps: ImportKnowledgeDeps,
  files: MasterFiles,
  file: FoundFile,
): Promise<KnowledgeFileReport> {
  const unread = { name: file.name, kind: null, edition: null, rows: 0, sha256: null };
  const bytes =
    file.origin === 'unreadable'
      ? undefined
      : await files.read(file.path, MAX_FILE_BYTES).catch(() => undefined);
  if (bytes === undefined) return { ...unread, state: 'refused', code: 'knowledge-file-unreadable' };
  if (bytes === null) return { ...unread, state: 'refused', code: 'knowledge-file-too-large' };
  const kind = recogniseKnowledge(file.name, bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const known = { ...unread, kind, sha256 };
  if (kind === null) {
    return {
      ...known,
      state: file.origin === 'named' ? 'refused' : 'skipped',
      code: 'knowledge-file-unknown',
    };
  }
  if (kind === 'drug-master') return { ...known, state: 'skipped', code: 'knowledge-file-is-master' };
  const part = await givingWay(readKnowledgeFile({ kind, name: file.name, bytes }, deps.isKnownDrug));
  if ('fault' in part) {
    return {
      ...known,
      state: 'refused',
      code: part.fault,
      line: part.line,
      ...(part.column === null ? {} : { column: part.column }),
      ...(part.value === null ? {} : { value: part.value }),
    };
  }
  return await store(deps, { part, sha256, content: await compress(bytes, { level: 4 }) });
}

interface NewFile {
  readonly part: KnowledgePart;
  readonly sha256: string;
  readonly content: Uint8Array;
}

function store(
  { db, today }: ImportKnowledgeDeps,
  { part, sha256, content }: NewFile,
): Promise<KnowledgeFileReport> {
  const { kind, name } = part;
  return db.transaction(async (tx) => {
    await tx.query(sql.lockImports);
    const [stored] = await tx.query<{ edition: string; row_count: number }>(sql.selectByContent, [
      kind,
      sha256,
    ]);
    if (stored !== undefined) {
      return {
        name,
        kind,
        edition: stored.edition,
        rows: stored.row_count,
        state: 'already-imported',
        sha256,
      };
    }
    const edition = part.edition ?? today;
    const rows = part.rows.length;
    await tx.query(sql.insertFile, [kind, edition, name, sha256, rows, content]);
    return { name, kind, edition, rows, state: 'imported', sha256 };
  });
}
