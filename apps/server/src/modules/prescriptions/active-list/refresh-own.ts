import type { Queryable } from '../../../kernel/db/database.ts';
import { type DrugGroups, type OwnDocuments, ownDrugs } from './own-drugs.ts';

/**
 * Nothing is supplied for longer than this, so that what is so much older than a person's newest document says nothing
 * of the day of that one, nor of any later day.
 */
const DAYS_LOOKED_BACK = 400;

interface DocumentRow {
  readonly kind: 'prescription' | 'dispensing' | 'in-house';
  readonly id: string;
  readonly state: string;
  readonly given_on: string;
  readonly usable_until: string | null;
  readonly institution_code: string | null;
  readonly pharmacy_code: string | null;
  readonly prescription_ids: readonly string[] | null;
  readonly known_at: Date;
  readonly document: DrugGroups;
}

/**
 * Writes anew what a person takes by this service's own documents. To be called at the end of every transaction that
 * changes one of them: the list is then never behind what was answered, whenever the server dies. Those who change
 * documents of one person at once wait for each other here, so that neither leaves the other's out.
 */
export async function refreshOwnDrugs(tx: Queryable, personId: string): Promise<void> {
  await lockOwnDrugs(tx, personId);
  const rows = await tx.query<DocumentRow>(OWN_DOCUMENTS, [personId, DAYS_LOOKED_BACK]);
  await tx.query(
    `INSERT INTO prescriptions.active_list (person_id, own) VALUES ($1, $2)
     ON CONFLICT (person_id) DO UPDATE SET own = excluded.own`,
    [personId, JSON.stringify(ownDrugs(documentsOf(rows)))],
  );
}

/**
 * From here on nobody changes them before the transaction ends. A statement of its own: what is read after it sees what
 * others committed while it waited.
 */
export const lockOwnDrugs = (tx: Queryable, personId: string): Promise<unknown> =>
  tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`active-list ${personId}`]);

const OWN_DOCUMENTS = `
  WITH since AS (
    SELECT greatest((SELECT max(issued_on) FROM prescriptions.prescription WHERE person_id = $1),
      (SELECT max(dispensed_on) FROM prescriptions.dispensing WHERE person_id = $1),
      (SELECT max(given_on) FROM prescriptions.in_house WHERE person_id = $1)) - $2::int AS day),
  result AS (
    SELECT DISTINCT ON (dispensing_id) * FROM prescriptions.dispensing
    WHERE person_id = $1 AND dispensed_on > (SELECT day FROM since) ORDER BY dispensing_id, version DESC),
  given AS (
    SELECT DISTINCT ON (in_house_id) * FROM prescriptions.in_house
    WHERE person_id = $1 AND given_on > (SELECT day FROM since) ORDER BY in_house_id, version DESC)
  SELECT 'prescription' AS kind, prescription_id AS id, state, issued_on::text AS given_on,
    usable_until::text, institution_code, pharmacy_code, NULL::uuid[] AS prescription_ids,
    changed_at AS known_at, document
  FROM prescriptions.prescription
  WHERE person_id = $1 AND issued_on > (SELECT day FROM since) AND state IN ('open', 'in-dispensing', 'dispensed')
  UNION ALL
  SELECT 'dispensing', result.dispensing_id, result.state, result.dispensed_on::text, NULL,
    behind.institution_code, result.pharmacy_code, result.prescription_ids, result.registered_at, result.document
  FROM result LEFT JOIN prescriptions.prescription behind
    ON behind.person_id = $1 AND behind.prescription_id = result.prescription_ids[1]
  WHERE result.state = 'registered'
  UNION ALL
  SELECT 'in-house', in_house_id, state, given_on::text, NULL, institution_code, NULL, NULL, registered_at, document
  FROM given WHERE state = 'registered'`;

function documentsOf(rows: readonly DocumentRow[]): OwnDocuments {
  const of = (kind: DocumentRow['kind']) => rows.filter((row) => row.kind === kind);
  return {
    prescriptions: of('prescription').map((row) => ({
      prescriptionId: row.id,
      state: row.state,
      issuedOn: row.given_on,
      usableUntil: row.usable_until ?? row.given_on,
      institutionCode: row.institution_code ?? '',
      pharmacyCode: row.pharmacy_code,
      knownAt: row.known_at.toISOString(),
      document: row.document,
    })),
    dispensings: of('dispensing').map((row) => ({
      dispensingId: row.id,
      prescriptionIds: row.prescription_ids ?? [],
      dispensedOn: row.given_on,
      institutionCode: row.institution_code,
      pharmacyCode: row.pharmacy_code ?? '',
      knownAt: row.known_at.toISOString(),
      document: row.document,
    })),
    inHouse: of('in-house').map((row) => ({
      inHouseId: row.id,
      givenOn: row.given_on,
      institutionCode: row.institution_code ?? '',
      knownAt: row.known_at.toISOString(),
      document: row.document,
    })),
  };
}
