import { readClaims } from '@tsunagu/uke';
import type { Clock } from '../../../kernel/clock.ts';
import type { Database, Transaction } from '../../../kernel/db/database.ts';
import { repeatOnConflict } from '../../../kernel/db/repeat-on-conflict.ts';
import type { FileStore } from '../../../kernel/files/file-store.ts';
import type { PersonsChanged } from '../../../kernel/records/record-source.ts';
import type { MasterCatalogue } from '../../masters/index.ts';
import { type Newcomer, PersonMatcher, readPersonIdKey } from '../../registry/index.ts';
import { type SettingCode, type StorableClaim, storableClaim } from '../model/stored-claim.ts';
import type { WorkKind } from '../take-in/batch.ts';
import { copyClaims, type PlacedClaim } from '../take-in/copy-claims.ts';
import { type ClaimFile, selectFiles } from '../take-in/file-record.ts';
import { supersede, yieldToLater } from '../take-in/supersede.ts';

export interface RetryDeps {
  readonly db: Database;
  readonly files: FileStore;
  readonly clock: Clock;
  readonly catalogue: () => Promise<MasterCatalogue>;
  /** Told whose claims were placed. */
  readonly personsChanged?: PersonsChanged;
}

export interface RetryInput {
  /** Ids as in the work list; absent: all open items of `kind`, or of every kind. */
  readonly ids?: readonly string[];
  readonly kind?: WorkKind;
  /** Create the people who are still unknown from the claims' own numbers. */
  readonly createPersons?: boolean;
}

export interface RetryResult {
  readonly retried: number;
  readonly resolved: number;
  readonly stillOpen: number;
}

interface OpenItem {
  readonly file_id: string;
  readonly kind: WorkKind;
  readonly subject: string;
}

export const workItemId = (item: OpenItem): string => `${item.file_id}.${item.kind}.${item.subject}`;

/** Tries open work items again: people may have been registered, masters imported, the reader corrected meanwhile. */
export async function retryWorkItems(deps: RetryDeps, input: RetryInput): Promise<RetryResult> {
  const open = await deps.db.query<OpenItem>(
    `SELECT file_id, kind, subject FROM claims.work_item
     WHERE resolved_at IS NULL AND ($1::text IS NULL OR kind = $1) ORDER BY file_id, kind, claim`,
    [input.kind ?? null],
  );
  const wanted = input.ids === undefined ? null : new Set(input.ids);
  const chosen = open.filter((item) => wanted === null || wanted.has(workItemId(item)));
  let resolved = 0;
  for (const [fileId, items] of Map.groupBy(chosen, (item) => item.file_id)) {
    const [file] = await selectFiles(deps.db, `file_id = $1 AND state = 'taken'`, [fileId]);
    if (file !== undefined)
      resolved += await repeatOnConflict(() => retryFile(deps, file, items, input.createPersons ?? false));
  }
  return { retried: chosen.length, resolved, stillOpen: chosen.length - resolved };
}

async function retryFile(
  deps: RetryDeps,
  file: ClaimFile,
  items: readonly OpenItem[],
  createPersons: boolean,
): Promise<number> {
  const subjects = (kind: WorkKind) => items.filter((item) => item.kind === kind).map((item) => item.subject);
  const broken = await rereadClaims(deps, file, new Set(subjects('claim-broken').map(Number)));
  const codes = await nowKnown(deps, file, subjects('code-unknown'));
  return deps.db.transaction(async (tx) => {
    // One retry of a file at a time; what another one has placed meanwhile is left out.
    await tx.query('SELECT FROM claims.file WHERE file_id = $1 FOR UPDATE', [file.fileId]);
    const stillBroken = await selectBroken(tx, file.fileId);
    const pending = await selectPending(tx, file.fileId, subjects('person-unresolved').map(Number));
    const placed = await place(
      tx,
      [...pending, ...broken.filter(({ ordinal }) => stillBroken.has(ordinal))],
      createPersons,
    );
    await supersede(tx, file, placed);
    await copyClaims(tx, file.fileId, placed);
    await yieldToLater(tx, file, placed);
    await deps.personsChanged?.(tx, [...new Set(placed.map(({ personId }) => personId))]);
    const ordinals = placed.map(({ claim }) => claim.ordinal);
    await tx.query('DELETE FROM claims.pending_claim WHERE file_id = $1 AND ordinal = ANY ($2)', [
      file.fileId,
      ordinals,
    ]);
    await tx.query(
      'UPDATE claims.file SET stored = stored + $2, quarantined = quarantined - $2 WHERE file_id = $1',
      [file.fileId, placed.length],
    );
    const closed = await tx.query(
      `UPDATE claims.work_item SET resolved_at = $4 WHERE file_id = $1 AND resolved_at IS NULL
         AND ((kind <> 'code-unknown' AND subject = ANY ($2)) OR (kind = 'code-unknown' AND subject = ANY ($3))) RETURNING kind`,
      [file.fileId, ordinals.map(String), codes, deps.clock()],
    );
    return closed.length;
  });
}

async function selectBroken(tx: Transaction, fileId: string): Promise<ReadonlySet<number>> {
  const rows = await tx.query<{ claim: number }>(
    `SELECT claim FROM claims.work_item WHERE file_id = $1 AND kind = 'claim-broken' AND resolved_at IS NULL`,
    [fileId],
  );
  return new Set(rows.map(({ claim }) => claim));
}

async function place(
  tx: Transaction,
  claims: readonly StorableClaim[],
  createPersons: boolean,
): Promise<PlacedClaim[]> {
  const people = claims.flatMap((claim): Newcomer[] => (claim.identity === null ? [] : [claim.identity]));
  const matcher = await PersonMatcher.load(tx, people);
  if (createPersons) await matcher.createMissing(tx, await readPersonIdKey(tx), people);
  return claims.flatMap((claim): PlacedClaim[] => {
    const match = claim.identity === null ? null : matcher.match(claim.identity);
    return match?.kind === 'one' ? [{ claim, personId: match.personId }] : [];
  });
}

/** Claims that were refused for a fault are read again from the file that was kept; those still faulty are left out. */
async function rereadClaims(
  deps: RetryDeps,
  file: ClaimFile,
  ordinals: ReadonlySet<number>,
): Promise<StorableClaim[]> {
  if (ordinals.size === 0) return [];
  const found: StorableClaim[] = [];
  for await (const { claims } of readClaims(deps.files.read(file.sha256), { fileName: file.name })) {
    for (const claim of claims)
      if (ordinals.has(claim.ordinal) && !claim.broken) found.push(storableClaim(claim));
  }
  return found;
}

/** Which codes any of the masters knows by now. @spec claims.md §17 (code-unknown) */
async function nowKnown(deps: RetryDeps, file: ClaimFile, codes: readonly string[]): Promise<string[]> {
  if (codes.length === 0) return [];
  const catalogue = await deps.catalogue();
  const date = file.receivedAt.toISOString().slice(0, 10);
  const { act, drug, material, comment, disease, modifier } = catalogue;
  return codes.filter((code) =>
    [act, drug, material, comment, disease, modifier].some((resolve) => resolve(code, date) !== null),
  );
}

interface PendingRow {
  readonly ordinal: number;
  readonly identity: string | null;
  readonly month: number;
  readonly facility_code: string;
  readonly setting: SettingCode;
  readonly payer: string;
  readonly prescriber: string;
  readonly facts: string;
}

async function selectPending(
  tx: Transaction,
  fileId: string,
  ordinals: readonly number[],
): Promise<StorableClaim[]> {
  const rows = await tx.query<PendingRow>(
    'SELECT * FROM claims.pending_claim WHERE file_id = $1 AND ordinal = ANY ($2) ORDER BY ordinal',
    [fileId, ordinals],
  );
  return rows.map((row) => ({
    ordinal: row.ordinal,
    month: row.month,
    facilityCode: row.facility_code,
    setting: row.setting,
    payer: row.payer,
    prescriber: row.prescriber,
    facts: row.facts,
    identity: row.identity === null ? null : (JSON.parse(row.identity) as Newcomer),
  }));
}
