import type { Clock } from '../../../kernel/clock.ts';
import type { Database, Transaction } from '../../../kernel/db/database.ts';
import { insertRows } from '../../../kernel/db/insert-rows.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { type Newcomer, noteFacilities, PersonMatcher } from '../../registry/index.ts';
import { type ActCounts, countFinding } from '../model/counts.ts';
import type { StorableClaim } from '../model/stored-claim.ts';
import type { Batch, WorkItem } from './batch.ts';
import { copyClaims, type PlacedClaim } from './copy-claims.ts';
import type { ClaimFile, Progress } from './file-record.ts';
import { supersede } from './supersede.ts';

/** All are counted; of each code this many are kept to be read, so that a broken sender cannot fill the disk. */
const MOST_FINDINGS_OF_A_CODE = 10_000;

interface WriteDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly personIdKey: string;
}

interface WriteInput {
  readonly file: ClaimFile;
  readonly batch: Batch;
  readonly before: Progress;
}

/** Stores a batch and moves the checkpoint, all or nothing. Throws FILE_BUSY when the checkpoint is not where it was. */
export async function writeBatch(deps: WriteDeps, { file, batch, before }: WriteInput): Promise<Progress> {
  return deps.db.transaction(async (tx) => {
    const progress = structuredClone(before);
    const placed = await placeClaims(tx, deps.personIdKey, file, batch);
    progress.replaced += await supersede(tx, file, placed);
    await copyClaims(tx, file.fileId, placed);
    await noteFacilities(tx, [...batch.facilities].map(([facilityCode, name]) => ({ facilityCode, name })));

    progress.claims = Math.max(progress.claims, batch.lastClaim);
    progress.bytesRead = Math.max(progress.bytesRead, batch.bytesRead);
    progress.fileFindings += batch.fileFindings;
    progress.stored += placed.length;
    progress.quarantined += batch.broken + batch.claims.length - placed.length;
    mergeActs(progress.actCounts, batch.actCounts);
    await keepFindings(tx, file.fileId, batch, progress);
    await addWorkItems(tx, file.fileId, [...batch.workItems.values()], deps.clock());
    await moveCheckpoint(tx, file.fileId, before, progress);
    return progress;
  });
}

/** Finds, or creates where the operator allowed it, the people; claims without one wait in `pending_claim`. */
async function placeClaims(tx: Transaction, personIdKey: string, file: ClaimFile, batch: Batch): Promise<PlacedClaim[]> {
  const people = batch.claims.flatMap((claim): Newcomer[] => (claim.identity === null ? [] : [claim.identity]));
  const matcher = await PersonMatcher.load(tx, people);
  if (file.createPersons) await matcher.createMissing(tx, personIdKey, people);
  const placed: PlacedClaim[] = [];
  const pending: StorableClaim[] = [];
  for (const claim of batch.claims) {
    const match = claim.identity === null ? { kind: 'none' as const } : matcher.match(claim.identity);
    if (match.kind === 'one') placed.push({ claim, personId: match.personId });
    else {
      batch.addUnresolved(claim, match.kind === 'none' ? 'person-unresolved' : 'person-ambiguous');
      pending.push(claim);
    }
  }
  await insertPending(tx, file.fileId, pending);
  return placed;
}

const insertPending = (tx: Transaction, fileId: string, claims: readonly StorableClaim[]): Promise<void> =>
  insertRows(tx, {
    into: `claims.pending_claim (file_id, ordinal, number_key, identity, month, facility_code, setting, payer,
           prescriber, facts)`,
    rows: claims.map((claim) => [
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
  });

function mergeActs(total: ActCounts, added: ActCounts): void {
  for (const table of ['acts', 'addOns'] as const) {
    for (const [category, count] of Object.entries(added[table])) {
      total[table][category] = (total[table][category] ?? 0) + count;
    }
  }
  total.unknown += added.unknown;
}

async function keepFindings(tx: Transaction, fileId: string, batch: Batch, progress: Progress): Promise<void> {
  const kept = batch.findings.filter((one) => countFinding(progress.findingCounts, one) <= MOST_FINDINGS_OF_A_CODE);
  await insertRows(tx, {
    into: 'claims.finding (file_id, finding_no, code, severity, record, type, "column", claim)',
    rows: kept.map((one) => [
      fileId,
      ++progress.findingsKept,
      one.code,
      one.severity,
      one.record,
      one.type,
      one.column,
      one.claim,
    ]),
  });
}

const addWorkItems = (tx: Transaction, fileId: string, items: readonly WorkItem[], now: Date): Promise<void> =>
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
    suffix: 'ON CONFLICT (file_id, kind, subject) DO UPDATE SET occurrences = known.occurrences + excluded.occurrences',
  });

async function moveCheckpoint(tx: Transaction, fileId: string, before: Progress, after: Progress): Promise<void> {
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
