import type { Queryable } from '../../../kernel/db/database.ts';
import type { ActCounts, FindingCounts } from '../model/counts.ts';
import { noActs } from '../model/counts.ts';

export type FileState = 'received' | 'taken' | 'refused';

/** A claim file and how far its intake has come. */
export interface ClaimFile {
  readonly fileId: string;
  readonly sha256: string;
  readonly receivedNo: string;
  readonly name: string;
  readonly bytes: number;
  readonly receivedAt: Date;
  readonly createPersons: boolean;
  readonly state: FileState;
  readonly finishedAt: Date | null;
  readonly refusalCode: string | null;
  readonly kind: string | null;
  readonly records: number | null;
  readonly recordsByType: Readonly<Record<string, number>> | null;
  readonly progress: Progress;
}

/** What the batches committed so far have done. */
export interface Progress {
  claims: number;
  fileFindings: number;
  bytesRead: number;
  stored: number;
  quarantined: number;
  replaced: number;
  findingsKept: number;
  findingCounts: FindingCounts;
  actCounts: ActCounts;
}

interface FileRow {
  readonly file_id: string;
  readonly sha256: string;
  readonly received_no: string;
  readonly name: string;
  readonly bytes: string;
  readonly received_at: Date;
  readonly create_persons: boolean;
  readonly state: FileState;
  readonly finished_at: Date | null;
  readonly refusal_code: string | null;
  readonly kind: string | null;
  readonly records: number | null;
  readonly records_by_type: string | null;
  readonly claims: number;
  readonly file_findings: number;
  readonly bytes_read: string;
  readonly stored: number;
  readonly quarantined: number;
  readonly replaced: number;
  readonly findings_kept: number;
  readonly finding_counts: string;
  readonly act_counts: string;
}

/** The id is content-derived, so that an intake repeated elsewhere or after a crash writes the same rows. */
export const fileIdOf = (sha256: string): string => (BigInt(`0x${sha256.slice(0, 16)}`) >> 1n).toString();

export async function selectFiles(
  db: Queryable,
  where: string,
  values: readonly unknown[],
): Promise<ClaimFile[]> {
  const rows = await db.query<FileRow>(`SELECT * FROM claims.file WHERE ${where}`, values);
  return rows.map(toFile);
}

function toFile(row: FileRow): ClaimFile {
  return {
    fileId: row.file_id,
    sha256: row.sha256,
    receivedNo: row.received_no,
    name: row.name,
    bytes: Number(row.bytes),
    receivedAt: row.received_at,
    createPersons: row.create_persons,
    state: row.state,
    finishedAt: row.finished_at,
    refusalCode: row.refusal_code,
    kind: row.kind,
    records: row.records,
    recordsByType:
      row.records_by_type === null ? null : (JSON.parse(row.records_by_type) as Record<string, number>),
    progress: {
      claims: row.claims,
      fileFindings: row.file_findings,
      bytesRead: Number(row.bytes_read),
      stored: row.stored,
      quarantined: row.quarantined,
      replaced: row.replaced,
      findingsKept: row.findings_kept,
      findingCounts: JSON.parse(row.finding_counts) as FindingCounts,
      actCounts: { ...noActs(), ...(JSON.parse(row.act_counts) as Partial<ActCounts>) },
    },
  };
}
