import type { Transaction } from '../../../kernel/db/database.ts';
import { insertRows } from '../../../kernel/db/insert-rows.ts';
import type { PlacedClaim } from './copy-claims.ts';
import type { ClaimFile } from './file-record.ts';

/**
 * A claim of a later file takes the place of all claims of earlier files with the same key: institution, month,
 * in- or outpatient, payer, person; for a pharmacy also the prescribing institution, because a pharmacy bills one
 * claim for each. The older ones stay, marked. Returns how many were marked.
 * @spec claims.md §5.8
 */
export async function supersede(
  tx: Transaction,
  file: ClaimFile,
  placed: readonly PlacedClaim[],
): Promise<number> {
  const delivered = new Set(placed.map(({ claim }) => `${claim.facilityCode}\t${claim.month}`));
  if (delivered.size === 0) return 0;
  const pairs = [...delivered].map((pair) => pair.split('\t'));
  await insertRows(tx, {
    into: 'claims.facility_month (facility_code, month, file_id)',
    rows: pairs.map(([facility, month]) => [facility, Number(month), file.fileId]),
    suffix: 'ON CONFLICT DO NOTHING',
  });
  const earlier = await tx.query<{ facility_code: string; month: number }>(
    `SELECT DISTINCT m.facility_code, m.month FROM claims.facility_month m JOIN claims.file f USING (file_id)
     WHERE m.facility_code = ANY ($1) AND m.month = ANY ($2) AND f.received_no < $3 AND f.state <> 'refused'`,
    [pairs.map(([facility]) => facility), pairs.map(([, month]) => Number(month)), file.receivedNo],
  );
  const known = new Set(earlier.map((row) => `${row.facility_code}\t${row.month}`));
  const correcting = placed.filter(({ claim }) => known.has(`${claim.facilityCode}\t${claim.month}`));
  return correcting.length === 0 ? 0 : markSuperseded(tx, file, correcting);
}

async function markSuperseded(
  tx: Transaction,
  file: ClaimFile,
  correcting: readonly PlacedClaim[],
): Promise<number> {
  const column = <T>(pick: (placed: PlacedClaim) => T): T[] => correcting.map(pick);
  const marked = await tx.query(
    `UPDATE claims.claim old SET superseded_by = $1
     FROM unnest($3::uuid[], $4::int[], $5::text[], $6::smallint[], $7::text[], $8::text[])
       AS new (person_id, month, facility_code, setting, payer, prescriber)
     WHERE old.person_id = new.person_id AND old.month = new.month AND old.facility_code = new.facility_code
       AND old.setting = new.setting AND old.payer = new.payer AND old.prescriber = new.prescriber
       AND old.superseded_by IS NULL
       AND old.file_id IN (SELECT file_id FROM claims.file WHERE received_no < $2)
     RETURNING old.ordinal`,
    [
      file.fileId,
      file.receivedNo,
      column(({ personId }) => personId),
      column(({ claim }) => claim.month),
      column(({ claim }) => claim.facilityCode),
      column(({ claim }) => claim.setting),
      column(({ claim }) => claim.payer),
      column(({ claim }) => claim.prescriber),
    ],
  );
  return marked.length;
}

/**
 * Marks claims of `file` whose place a later file has taken already: files and quarantined claims may be taken in in
 * another order than they arrived. To be called when the claims are stored.
 * @spec claims.md §18 (7): the same store in whatever order
 */
export async function yieldToLater(
  tx: Transaction,
  file: ClaimFile,
  placed: readonly PlacedClaim[],
): Promise<void> {
  if (placed.length === 0) return;
  const later = await tx.query<{ facility_code: string; month: number }>(
    `SELECT DISTINCT m.facility_code, m.month FROM claims.facility_month m JOIN claims.file f USING (file_id)
     WHERE m.facility_code = ANY ($1) AND f.received_no > $2 AND f.state <> 'refused'`,
    [[...new Set(placed.map(({ claim }) => claim.facilityCode))], file.receivedNo],
  );
  const known = new Set(later.map((row) => `${row.facility_code}\t${row.month}`));
  const doubtful = placed.filter(({ claim }) => known.has(`${claim.facilityCode}\t${claim.month}`));
  if (doubtful.length === 0) return;
  await tx.query(
    `UPDATE claims.claim mine SET superseded_by = newest.file_id
     FROM (SELECT DISTINCT ON (new.person_id, new.month, new.facility_code, new.setting, new.payer, new.prescriber) new.*
       FROM claims.claim new JOIN claims.file f USING (file_id)
       WHERE new.person_id = ANY ($3) AND f.received_no > $2
       ORDER BY new.person_id, new.month, new.facility_code, new.setting, new.payer, new.prescriber, f.received_no DESC) newest
     WHERE mine.file_id = $1 AND mine.ordinal = ANY ($4) AND mine.person_id = newest.person_id
       AND mine.month = newest.month AND mine.facility_code = newest.facility_code AND mine.setting = newest.setting
       AND mine.payer = newest.payer AND mine.prescriber = newest.prescriber`,
    [
      file.fileId,
      file.receivedNo,
      doubtful.map(({ personId }) => personId),
      doubtful.map(({ claim }) => claim.ordinal),
    ],
  );
}
