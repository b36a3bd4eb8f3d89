import type { Finding } from '@tsunagu/uke';
import type { Clock } from '../../../kernel/clock.ts';
import { copyRows } from '../../../kernel/db/copy-rows.ts';
import type { Database, Transaction } from '../../../kernel/db/database.ts';
import { insertRows } from '../../../kernel/db/insert-rows.ts';
import { repeatOnConflict } from '../../../kernel/db/repeat-on-conflict.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import type { PersonsChanged } from '../../../kernel/records/record-source.ts';
import { type Newcomer, noteFacilities, PersonMatcher } from '../../registry/index.ts';
import { type ActCounts, countFinding } from '../model/counts.ts';
import type { StorableClaim } from '../model/stored-claim.ts';
import type { Batch, WorkItem } from './batch.ts';
import { copyClaims, type PlacedClaim } from './copy-claims.ts';
import type { ClaimFile, Progress } from './file-record.ts';
import { supersede, yieldToLater } from './supersede.ts';

/** All are counted; of each code this many are kept to be read, so that a broken sender cannot fill the disk. */
const MOST_FINDINGS_OF_A_CODE = 10_000;

interface WriteDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly personIdKey: string;
  readonly personsChanged?: PersonsChanged;
}

interface WriteInput {
  readonly file: ClaimFile;
  readonly batch: Batch;
  readonly before: Progress;
}

/** Stores a batch and moves the checkpoint, all or nothing. Throws FILE_BUSY when the checkpoint is not where it was. */
export const writeBatch = (deps: WriteDeps, input: WriteInput): Promise<Progress> =>
  repeatOnConflict(() => writeOnce(deps, input));

function writeOnce(deps: WriteDeps, { file, batch, before }: WriteInput): Promise<Progress> {
  return deps.db.transaction(async (tx) => {
    await holdCheckpoint(tx, file.fileId, before);
    const progress = structuredClone(before);
    const { placed, unresolved } = await placeClaims(tx, deps.personIdKey, file, batch);
    progress.replaced += await supersede(tx, file, placed);
    await copyClaims(tx, file.fileId, placed);
    await yieldToLater(tx, file, placed);
    await deps.personsChanged?.(tx, [...new Set(placed.map(({ personId }) => personId))]);
    await noteFacilities(
      tx,
      [...batch.facilities].map(([facilityCode, name]) => ({ facilityCode, name })),
    );

    progress.claims = Math.max(progress.claims, batch.lastClaim);
    progress.bytesRead = Math.max(progress.bytesRead, batch.bytesRead);
    progress.fileFindings += batch.fileFindings;
    progress.stored += placed.length;
    progress.quarantined += batch.brokenClaims.length + unresolved.length;
    mergeActs(progress.actCounts, batch.codes.acts);
    await insertPending(tx, file.fileId, unresolved);
    await keepFindings(
      tx,
      file.fileId,
      [...batch.findings, ...batch.codes.findings, ...unresolved.map(findingOf)],
      progress,
    );
    await addWorkItems(tx, file.fileId, [...batch.workItems(), ...unresolved.map(workItemOf)], deps.clock());
    await moveCheckpoint(tx, file.fileId, before, progress);
    return progress;
  });
}

interface Unresolved {
  readonly claim: StorableClaim;
  readonly reason: 'person-unresolved' | 'person-ambiguous';
}

interface Placement {
  readonly placed: PlacedClaim[];
  readonly unresolved: Unresolved[];
}

/** Finds, or creates where the operator allowed it, the people behind the claims. */
async function placeClaims(
  tx: Transaction,
  personIdKey: string,
  file: ClaimFile,
  batch: Batch,
): Promise<Placement> {
  const people = batch.claims.flatMap((claim): Newcomer[] =>
    claim.identity === null ? [] : [claim.identity],
  );
  const matcher = await PersonMatcher.load(tx, people);
  if (file.createPersons) await matcher.createMissing(tx, personIdKey, people);
  const placement: Placement = { placed: [], unresolved: [] };
  for (const claim of batch.claims) {
    const match = claim.identity === null ? { kind: 'none' as const } : matcher.match(claim.identity);
    if (match.kind === 'one') placement.placed.push({ claim, personId: match.personId });
    else {
      const reason = match.kind === 'none' ? 'person-unresolved' : 'person-ambiguous';
      placement.unresolved.push({ claim, reason });
    }
  }
  return placement;
}

const findingOf = ({ claim, reason }: Unresolved): Finding => ({
  code: reason,
  severity: 'claim',
  file: '',
  record: 0,
  type: 'RE',
  column: null,
  claim: claim.ordinal,
});

const workItemOf = ({ claim, reason }: Unresolved): WorkItem => ({
  kind: 'person-unresolved',
  subject: String(claim.ordinal),
  reason,
  claim: claim.ordinal,
  record: null,
  column: null,
  occurrences: 1,
});

const insertPending = (tx: Transaction, fileId: string, unresolved: readonly Unresolved[]): Promise<void> =>
  copyRows(
    tx,
    `claims.pending_claim (file_id, ordinal, number_key, identity, month, facility_code, setting, payer, prescriber, facts)`,
    unresolved.map(({ claim }) => [
      fileId,
      claim.ordinal,
      claim.identity?.numberKey ?? '',
      claim.identity === null ? null : JSON.stringify(claim.identity),
      claim.month,
      claim.facilityCode,
      claim.setting,
      claim.payer,
      claim.prescriber,
      claim.facts,
    ]),
  );

function mergeActs(total: ActCounts, added: ActCounts): void {
  for (const table of ['acts', 'addOns'] as const) {
    for (const [category, count] of Object.entries(added[table])) {
      total[table][category] = (total[table][category] ?? 0) + count;
    }
  }
  total.unknown += added.unknown;
}

async function keepFindings(
  tx: Transaction,
  fileId: string,
  findings: readonly Finding[],
  progress: Progress,
): Promise<void> {
  const kept = findings.filter((one) => countFinding(progress.findingCounts, one) <= MOST_FINDINGS_OF_A_CODE);
  await copyRows(
    tx,
    'claims.finding (file_id, finding_no, code, severity, record, type, "column", claim)',
    kept.map((one) => [
      fileId,
      ++progress.findingsKept,
      one.code,
      one.severity,
      one.record,
      one.type,
      one.column,
      one.claim,
    ]),
  );
}

const addWorkItems = (
  tx: Transaction,
  fileId: string,
  items: readonly WorkItem[],
  now: Date,
): Promise<void> =>
  insertRows(tx, {
    into: `claims.work_item AS known (file_id, kind, subject, reason, claim, record, "column", occurrences, created_at)`,
    rows: items.map((item) => [
      fileId,
      item.kind,
      item.subject,
      item.reason,
      item.claim,
      item.record,
      item.column,
      item.occurrences,
      now,
    ]),
    suffix:
      'ON CONFLICT (file_id, kind, subject) DO UPDATE SET occurrences = known.occurrences + excluded.occurrences',
  });

/** Keeps another intake of the same file out for the rest of the transaction, before it stores anything. */
async function holdCheckpoint(
  tx: Transaction,
  fileId: string,
  { claims, fileFindings }: Progress,
): Promise<void> {
  const held = await tx.query(
    `SELECT FROM claims.file WHERE file_id = $1 AND state = 'received' AND claims = $2 AND file_findings = $3 FOR UPDATE`,
    [fileId, claims, fileFindings],
  );
  if (held.length === 0) throw new AppError('FILE_BUSY');
}

async function moveCheckpoint(
  tx: Transaction,
  fileId: string,
  before: Progress,
  after: Progress,
): Promise<void> {
  const moved = await tx.query(
    `UPDATE claims.file SET claims = $4, file_findings = $5, bytes_read = $6, stored = $7, quarantined = $8,
       replaced = $9, findings_kept = $10, finding_counts = $11, act_counts = $12
     WHERE file_id = $1 AND state = 'received' AND claims = $2 AND file_findings = $3 RETURNING file_id`,
    [
      fileId,
      before.claims,
      before.fileFindings,
      after.claims,
      after.fileFindings,
      after.bytesRead,
      after.stored,
      after.quarantined,
      after.replaced,
      after.findingsKept,
      JSON.stringify(after.findingCounts),
      JSON.stringify(after.actCounts),
    ],
  );
  if (moved.length === 0) throw new AppError('FILE_BUSY');
}
