import type { Queryable } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { type FindingCount, listFindingCounts } from '../model/counts.ts';
import { type ClaimFile, selectFiles } from '../take-in/file-record.ts';

const FILES_PER_PAGE = 50;
const FINDINGS_PER_PAGE = 200;

/** A claim file as a list or a progress bar shows it. */
export interface IntakeFile {
  readonly sha256: string;
  readonly name: string;
  readonly bytes: number;
  readonly bytesRead: number;
  readonly kind: string | null;
  /** `reading`: received, and the intake has stored something already. */
  readonly state: 'received' | 'reading' | 'taken' | 'refused';
  readonly receivedAt: Date;
  readonly finishedAt: Date | null;
  readonly records: number;
  readonly claims: number;
  readonly stored: number;
  readonly quarantined: number;
  readonly replaced: number;
  readonly recordsByType: Readonly<Record<string, number>>;
  readonly findingCounts: readonly FindingCount[];
  readonly actsByCategory: Readonly<Record<string, number>>;
  readonly refusal: { readonly code: string } | null;
}

export function toIntakeFile(file: ClaimFile): IntakeFile {
  const { progress } = file;
  return {
    sha256: file.sha256,
    name: file.name,
    bytes: file.bytes,
    bytesRead: progress.bytesRead,
    kind: file.kind,
    state: file.state === 'received' && progress.claims > 0 ? 'reading' : file.state,
    receivedAt: file.receivedAt,
    finishedAt: file.finishedAt,
    records: file.records ?? 0,
    claims: progress.claims,
    stored: progress.stored,
    quarantined: progress.quarantined,
    replaced: progress.replaced,
    recordsByType: file.recordsByType ?? {},
    findingCounts: listFindingCounts(progress.findingCounts),
    actsByCategory: progress.actCounts.acts,
    refusal: file.refusalCode === null ? null : { code: file.refusalCode },
  };
}

/** Files, newest first; `cursor` is what the page before gave as `next`. */
export async function listFiles(db: Queryable, cursor: string | null) {
  const before = cursor === null ? null : numberFrom(cursor);
  const files = await selectFiles(
    db,
    '($1::bigint IS NULL OR received_no < $1) ORDER BY received_no DESC LIMIT $2',
    [before, FILES_PER_PAGE + 1],
  );
  const page = files.slice(0, FILES_PER_PAGE);
  return {
    files: page.map(toIntakeFile),
    next: files.length > FILES_PER_PAGE ? (page.at(-1)?.receivedNo ?? null) : null,
  };
}

/** A file by its SHA-256. Throws FILE_UNKNOWN. */
export async function findFile(db: Queryable, sha256: string): Promise<ClaimFile> {
  const [file] = await selectFiles(db, 'sha256 = $1', [sha256]);
  if (file === undefined) throw new AppError('FILE_UNKNOWN');
  return file;
}

export interface FindingView {
  readonly code: string;
  readonly severity: string;
  readonly record: number;
  readonly type: string;
  readonly column: number | null;
  readonly claim: number | null;
}

export async function listFindings(
  db: Queryable,
  file: ClaimFile,
  code: string | null,
  cursor: string | null,
) {
  const rows = await db.query<FindingView & { no: number }>(
    `SELECT finding_no AS no, code, severity, record, type, "column", claim FROM claims.finding
     WHERE file_id = $1 AND ($2::text IS NULL OR code = $2) AND finding_no > $3 ORDER BY finding_no LIMIT $4`,
    [file.fileId, code, cursor === null ? 0 : numberFrom(cursor), FINDINGS_PER_PAGE + 1],
  );
  const page = rows.slice(0, FINDINGS_PER_PAGE);
  const next = rows.length > FINDINGS_PER_PAGE ? String(page.at(-1)?.no ?? '') : null;
  return { findings: page.map(({ no: _, ...finding }): FindingView => finding), next };
}

function numberFrom(cursor: string): number {
  if (!/^\d{1,15}$/.test(cursor)) throw new AppError('INPUT_INVALID', { cursor: 'unknown' });
  return Number(cursor);
}
