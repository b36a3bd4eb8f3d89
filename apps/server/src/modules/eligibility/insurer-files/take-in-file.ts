import { dateInTokyo } from '../../../kernel/clock.ts';
import { copyRows } from '../../../kernel/db/copy-rows.ts';
import type { Transaction } from '../../../kernel/db/database.ts';
import { repeatOnConflict } from '../../../kernel/db/repeat-on-conflict.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { type Checked, checkCoverage } from '../model/check-coverage.ts';
import { readCsv } from '../model/csv.ts';
import { type CoverageFinding, isRefused, severityOf } from '../model/finding.ts';
import { decodeChunks, detectEncoding } from '../model/text-encoding.ts';
import { registerCoverages } from '../register.ts';
import { batchEntry, type EntryDeps, enterWhatIsDue } from './batch-entry.ts';
import { type InsurerFile, selectFiles } from './file-record.ts';
import { type Headings, headingOf, readDraft, readHeadings } from './read-rows.ts';
import type { ReceiveDeps } from './receive-file.ts';

/** Rows per transaction: enough that the commit costs little, few enough that a killed intake repeats little. */
const ROWS_PER_BATCH = 1_000;

export type TakeInDeps = ReceiveDeps & EntryDeps;

export interface TakeInOptions {
  /** Stops after the batch in hand; the file stays to be resumed. */
  readonly signal?: AbortSignal;
}

interface Row extends Checked {
  /** 1-based behind the headings. */
  readonly no: number;
}

/**
 * Takes an insurer's file in, batch by batch, each in one transaction with its checkpoint: after a crash the next call
 * goes on behind the last batch, and nothing is lost or doubled, the entries about the batches included. Memory holds
 * one batch.
 */
export async function takeInInsurerFile(
  deps: TakeInDeps,
  file: InsurerFile,
  { signal }: TakeInOptions = {},
): Promise<InsurerFile> {
  if (file.state === 'taken' || file.state === 'refused') return file;
  await enterWhatIsDue(deps, file.fileId);
  const bytes = () => deps.files.read(file.sha256);
  const encoding = file.encoding ?? (await detectEncoding(bytes));
  if (encoding === null) return refuse(deps, file, { code: 'undecodable', column: null });
  const rows = readCsv(decodeChunks(bytes(), encoding));
  const first = await rows.next();
  const headings = readHeadings(first.done ? { ordinal: 1, values: [], broken: false } : first.value);
  const fault = headings.findings.find(({ code }) => severityOf(code) === 'file');
  if (fault !== undefined) return refuse(deps, file, fault);
  await begin(deps, file, encoding, headings);
  const context = { ...file, today: dateInTokyo(file.receivedAt) };
  let batch: Row[] = [];
  for await (const row of rows) {
    const no = row.ordinal - 1;
    if (no <= file.rows) continue;
    const draft = readDraft(headings, row);
    const checked = 'code' in draft ? { coverage: null, findings: [draft] } : checkCoverage(draft, context);
    batch.push({ no, ...checked });
    if (batch.length < ROWS_PER_BATCH) continue;
    await store(deps, file, headings, batch);
    batch = [];
    if (signal?.aborted) return again(deps, file);
  }
  await store(deps, file, headings, batch);
  await deps.db.query(
    `UPDATE eligibility.insurer_file SET state = 'taken', finished_at = $2 WHERE file_id = $1 AND state = 'reading'`,
    [file.fileId, deps.clock()],
  );
  return again(deps, file);
}

async function again({ db }: TakeInDeps, { fileId }: InsurerFile): Promise<InsurerFile> {
  const [file] = await selectFiles(db, 'file_id = $1', [fileId]);
  if (file === undefined) throw new Error('a file that was being taken in is missing');
  return file;
}

async function refuse(deps: TakeInDeps, file: InsurerFile, fault: CoverageFinding): Promise<InsurerFile> {
  await deps.db.query(
    `UPDATE eligibility.insurer_file SET state = 'refused', refusal = $2, finished_at = $3 WHERE file_id = $1`,
    [file.fileId, fault.code, deps.clock()],
  );
  return again(deps, file);
}

/** Notes the encoding and what the headings say, once. */
async function begin(
  deps: TakeInDeps,
  file: InsurerFile,
  encoding: string,
  headings: Headings,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const begun = await tx.query(
      `UPDATE eligibility.insurer_file SET state = 'reading', encoding = $2
       WHERE file_id = $1 AND state = 'received' RETURNING file_id`,
      [file.fileId, encoding],
    );
    if (begun.length > 0) await writeFindings(tx, file, headings, [{ no: 0, findings: headings.findings }]);
  });
}

interface Entered {
  readonly no: number;
  readonly findings: readonly CoverageFinding[];
}

async function store(
  deps: TakeInDeps,
  file: InsurerFile,
  headings: Headings,
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0) return;
  await repeatOnConflict(() => deps.db.transaction((tx) => storeBatch(tx, deps, { file, headings, rows })));
  await enterWhatIsDue(deps, file.fileId);
}

interface BatchInput {
  readonly file: InsurerFile;
  readonly headings: Headings;
  readonly rows: readonly Row[];
}

async function storeBatch(
  tx: Transaction,
  { clock }: TakeInDeps,
  { file, headings, rows }: BatchInput,
): Promise<void> {
  // One process at a time; whoever comes second finds another checkpoint than it began with.
  const [locked] = await tx.query<{ rows: number; due: boolean }>(
    'SELECT rows, entry_due IS NOT NULL AS due FROM eligibility.insurer_file WHERE file_id = $1 FOR UPDATE',
    [file.fileId],
  );
  if (locked === undefined || locked.due || locked.rows !== (rows[0]?.no ?? 0) - 1)
    throw new AppError('FILE_BUSY');
  const good = rows.flatMap((row) => (row.coverage === null ? [] : [{ ...row, coverage: row.coverage }]));
  const outcomes = await registerCoverages(
    tx,
    good.map(({ coverage }) => coverage),
    { account: file.receivedBy, at: clock(), fileId: file.fileId },
  );
  const outcomeOf = new Map(good.map(({ no }, at) => [no, outcomes[at]]));
  const counts = { rows: rows.length, registered: 0, corrected: 0, closed: 0, unchanged: 0, refused: 0 };
  const entered: Entered[] = rows.map(({ no, findings }) => {
    const outcome = outcomeOf.get(no);
    counts[outcome?.kind ?? 'refused'] += 1;
    return { no, findings: [...findings, ...(outcome?.findings ?? [])] };
  });
  await writeFindings(tx, file, headings, entered);
  const entry = batchEntry(file, { at: clock(), lastRow: rows.at(-1)?.no ?? 0, counts });
  await tx.query(
    `UPDATE eligibility.insurer_file SET rows = rows + $2, registered = registered + $3, corrected = corrected + $4,
       closed = closed + $5, unchanged = unchanged + $6, refused = refused + $7, entry_due = $8 WHERE file_id = $1`,
    [
      file.fileId,
      counts.rows,
      counts.registered,
      counts.corrected,
      counts.closed,
      counts.unchanged,
      counts.refused,
      JSON.stringify(entry),
    ],
  );
}

/** What refuses a row stands before what does not. */
async function writeFindings(
  tx: Transaction,
  file: InsurerFile,
  headings: Headings,
  rows: readonly Entered[],
): Promise<void> {
  await copyRows(
    tx,
    'eligibility.file_finding (file_id, row_no, finding_no, column_name, code, severity)',
    rows.flatMap(({ no, findings }) =>
      findings
        .toSorted((a, b) => Number(isRefused(b)) - Number(isRefused(a)))
        .map((one, at) => [
          file.fileId,
          no,
          at + 1,
          headingOf(headings, one.column),
          one.code,
          severityOf(one.code),
        ]),
    ),
  );
}
