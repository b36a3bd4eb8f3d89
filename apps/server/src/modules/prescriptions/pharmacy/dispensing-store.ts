import type { Dispensing } from '@tsunagu/jahis';
import type { Queryable, Transaction } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import type { PersonId } from '../../registry/index.ts';
import type { Verification } from '../model/signing.ts';

/** 調剤結果 in its newest version. Days `YYYY-MM-DD`. */
export interface DispensingRow {
  readonly personId: PersonId;
  readonly dispensingId: string;
  /** Counts from 1; a change or a cancellation makes the next. */
  readonly version: number;
  readonly state: 'registered' | 'cancelled';
  readonly prescriptionIds: readonly string[];
  readonly use: number;
  readonly pharmacyCode: string;
  readonly dispensedOn: string;
  readonly document: Dispensing;
  readonly signature: Verification | null;
  readonly storedUntil: string | null;
  readonly registeredAt: Date;
  readonly account: string;
}

/** The signed document as it came, and with the timestamp of the service; null for unsigned ones. */
export interface Originals {
  readonly original: Buffer | null;
  readonly timestamped: Buffer | null;
}

export const DISPENSING_COLUMNS = `person_id AS "personId", dispensing_id AS "dispensingId", version, state,
  prescription_ids::text[] AS "prescriptionIds", use_no AS use, pharmacy_code AS "pharmacyCode",
  dispensed_on::text AS "dispensedOn", document, signature, stored_until::text AS "storedUntil",
  registered_at AS "registeredAt", account`;

/** Whose it is; null = there is no such result. */
export async function personOfDispensing(db: Queryable, id: string): Promise<PersonId | null> {
  const [row] = await db.query<{ person_id: PersonId }>(
    'SELECT person_id FROM prescriptions.dispensing_key WHERE dispensing_id = $1',
    [id],
  );
  return row?.person_id ?? null;
}

/** The newest version. Throws RX_RESULT_UNKNOWN. */
export async function readDispensingRow(db: Queryable, personId: string, id: string): Promise<DispensingRow> {
  const [row] = await db.query<DispensingRow>(
    `SELECT ${DISPENSING_COLUMNS} FROM prescriptions.dispensing
     WHERE person_id = $1 AND dispensing_id = $2 ORDER BY version DESC LIMIT 1`,
    [personId, id],
  );
  if (row === undefined) throw new AppError('RX_RESULT_UNKNOWN');
  return row;
}

export async function readOriginals(db: Queryable, personId: string, id: string): Promise<Originals> {
  const [row] = await db.query<Originals>(
    `SELECT original, timestamped FROM prescriptions.dispensing
     WHERE person_id = $1 AND dispensing_id = $2 ORDER BY version DESC LIMIT 1`,
    [personId, id],
  );
  return row ?? { original: null, timestamped: null };
}

/** The newest versions of the results of one use of these prescriptions, cancelled ones as well; newest first. */
export const resultsOfUse = (
  db: Queryable,
  personId: string,
  prescriptionIds: readonly string[],
  use: number,
): Promise<DispensingRow[]> =>
  db.query<DispensingRow>(
    `SELECT * FROM (
       SELECT DISTINCT ON (dispensing_id) ${DISPENSING_COLUMNS} FROM prescriptions.dispensing
       WHERE person_id = $1 AND prescription_ids && $2::uuid[] AND use_no = $3
       ORDER BY dispensing_id, version DESC) newest
     ORDER BY "registeredAt" DESC`,
    [personId, prescriptionIds, use],
  );

const WRITE_SQL = `WITH key AS (
    INSERT INTO prescriptions.dispensing_key (dispensing_id, person_id) SELECT $2, $1 WHERE $3 = 1)
  INSERT INTO prescriptions.dispensing (person_id, dispensing_id, version, state, prescription_ids, use_no,
    pharmacy_code, dispensed_on, document, original, timestamped, signature, stored_until, registered_at, account)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`;

/** Writes a version. Whoever does holds the locks on all prescriptions of the result. */
export async function writeDispensing(
  tx: Transaction,
  row: DispensingRow,
  { original, timestamped }: Originals,
): Promise<void> {
  await tx.query(WRITE_SQL, [
    row.personId,
    row.dispensingId,
    row.version,
    row.state,
    row.prescriptionIds,
    row.use,
    row.pharmacyCode,
    row.dispensedOn,
    JSON.stringify(row.document),
    original,
    timestamped,
    row.signature === null ? null : JSON.stringify(row.signature),
    row.storedUntil,
    row.registeredAt,
    row.account,
  ]);
}

/** Keeps every version until a day. @spec prescriptions.md §2 (five years from the day of dispensing) */
export async function keepUntil(tx: Queryable, row: DispensingRow, storedUntil: string): Promise<void> {
  await tx.query(
    'UPDATE prescriptions.dispensing SET stored_until = $3 WHERE person_id = $1 AND dispensing_id = $2',
    [row.personId, row.dispensingId, storedUntil],
  );
}

/** How many results of these prescriptions were cancelled. */
export async function countCancelled(
  db: Queryable,
  personId: string,
  prescriptionIds: readonly string[],
): Promise<number> {
  const [row] = await db.query<{ cancelled: number }>(
    `SELECT count(*)::int AS cancelled FROM prescriptions.dispensing
     WHERE person_id = $1 AND prescription_ids && $2::uuid[] AND state = 'cancelled'`,
    [personId, prescriptionIds],
  );
  return row?.cancelled ?? 0;
}
