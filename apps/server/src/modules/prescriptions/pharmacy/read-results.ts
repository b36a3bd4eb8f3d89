import { AppError } from '../../../kernel/errors/app-error.ts';
import { facilityNames, NOBODY, type PersonId } from '../../registry/index.ts';
import { type Caller, throughDoor } from '../door.ts';
import type { DispensingView } from '../view.ts';
import type { PharmacyDeps } from './deps.ts';
import {
  DISPENSING_COLUMNS,
  type DispensingRow,
  personOfDispensing,
  readDispensingRow,
} from './dispensing-store.ts';
import rules from './rules.json' with { type: 'json' };

/** Which results; days of dispensing, `YYYY-MM-DD`, both inclusive; null = open. */
export interface ResultRange {
  readonly from: string | null;
  readonly to: string | null;
  /** Only what answers this prescription: the search after a lost answer. @spec prescriptions.md §9 */
  readonly prescriptionId: string | null;
}

type ReadDeps = Pick<PharmacyDeps, 'db' | 'audit' | 'clock'>;

/** What the own pharmacy registered, newest first; cancelled ones as well. An entry for each person. */
export async function resultsOfPharmacy(
  deps: ReadDeps,
  caller: Caller,
  range: ResultRange,
): Promise<DispensingView[]> {
  const rows = await selectResults(deps, 'd.pharmacy_code = $1', [caller.facilityCode, ...valuesOf(range)]);
  return disclosedEach(deps, { caller, purpose: 'dispensing' }, rows);
}

/** What became of the own prescriptions, wherever it was dispensed, newest first. @spec prescriptions.md §9 (single, bulk) */
export async function resultsOfInstitution(
  deps: ReadDeps,
  caller: Caller,
  range: ResultRange,
): Promise<DispensingView[]> {
  const ofOwn = `EXISTS (SELECT FROM prescriptions.prescription p WHERE p.person_id = d.person_id
    AND p.prescription_id = ANY (d.prescription_ids) AND p.institution_code = $1 AND p.origin = 'service')`;
  const rows = await selectResults(deps, ofOwn, [caller.facilityCode, ...valuesOf(range)]);
  return disclosedEach(deps, { caller, purpose: 'prescribing' }, rows);
}

const valuesOf = ({ from, to, prescriptionId }: ResultRange): readonly (string | null)[] => [
  from,
  to,
  prescriptionId,
];

/** Newest versions; `$1` is the institution, `$2` to `$4` the range. */
const selectResults = (
  { db }: ReadDeps,
  whose: string,
  values: readonly (string | null)[],
): Promise<DispensingRow[]> =>
  db.query<DispensingRow>(
    `SELECT ${DISPENSING_COLUMNS} FROM prescriptions.dispensing d
     WHERE ${whose} AND ($2::date IS NULL OR dispensed_on >= $2) AND ($3::date IS NULL OR dispensed_on <= $3)
       AND ($4::uuid IS NULL OR $4 = ANY (prescription_ids))
       AND NOT EXISTS (SELECT FROM prescriptions.dispensing later WHERE later.person_id = d.person_id
         AND later.dispensing_id = d.dispensing_id AND later.version > d.version)
     ORDER BY dispensed_on DESC, registered_at DESC, dispensing_id LIMIT ${rules.resultsAtOnce}`,
    values,
  );

interface Reading {
  readonly caller: Caller;
  readonly purpose: 'dispensing' | 'prescribing';
}

/** An entry for each person whose results these are; one under the person of zeros where there are none. */
async function disclosedEach(
  deps: ReadDeps,
  { caller, purpose }: Reading,
  rows: readonly DispensingRow[],
): Promise<DispensingView[]> {
  const detail = { step: 'results' };
  const counts = Map.groupBy(rows, ({ personId }) => personId);
  const persons: readonly PersonId[] = counts.size === 0 ? [NOBODY] : [...counts.keys()];
  await Promise.all(
    persons.map((personId) =>
      throughDoor(
        deps,
        { caller, purpose, personId, detail },
        async () => counts.get(personId)?.length ?? 0,
        {
          lines: (count) => count,
        },
      ),
    ),
  );
  return viewsOfResults(deps, rows);
}

/** Results as both sides see them. */
export async function viewsOfResults(
  { db }: Pick<ReadDeps, 'db'>,
  rows: readonly DispensingRow[],
): Promise<DispensingView[]> {
  const names = await facilityNames(db, [...new Set(rows.map(({ pharmacyCode }) => pharmacyCode))]);
  return rows.map((row) => ({
    dispensingId: row.dispensingId,
    version: row.version,
    state: row.state,
    prescriptionIds: row.prescriptionIds,
    use: row.use,
    dispensedOn: row.dispensedOn,
    pharmacy: { code: row.pharmacyCode, name: names.get(row.pharmacyCode) ?? '' },
    document: row.document,
    signature: row.signature,
    storedUntil: row.storedUntil,
  }));
}

/**
 * One result, for the pharmacy that registered it and the institution whose prescriptions it answers. Throws
 * RX_RESULT_UNKNOWN for everybody else.
 */
export async function readResult(
  deps: ReadDeps,
  { caller, purpose }: Reading,
  dispensingId: string,
): Promise<DispensingView> {
  const personId = await personOfDispensing(deps.db, dispensingId);
  const detail = { step: 'result', dispensing: dispensingId };
  return throughDoor(deps, { caller, purpose, personId: personId ?? NOBODY, detail }, async () => {
    const row = personId === null ? null : await readDispensingRow(deps.db, personId, dispensingId);
    const concerned =
      row !== null &&
      (row.pharmacyCode === caller.facilityCode || (await isOfInstitution(deps, row, caller.facilityCode)));
    const [view] = concerned ? await viewsOfResults(deps, [row]) : [];
    if (view === undefined) throw new AppError('RX_RESULT_UNKNOWN');
    return view;
  });
}

async function isOfInstitution(
  { db }: ReadDeps,
  { personId, prescriptionIds }: DispensingRow,
  facilityCode: string,
): Promise<boolean> {
  const [row] = await db.query(
    `SELECT 1 FROM prescriptions.prescription
     WHERE person_id = $1 AND prescription_id = ANY ($2::uuid[]) AND institution_code = $3 AND origin = 'service'`,
    [personId, prescriptionIds, facilityCode],
  );
  return row !== undefined;
}
