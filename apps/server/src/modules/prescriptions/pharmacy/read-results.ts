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
  /** The `next` of the page before; null = the first page. */
  readonly cursor: string | null;
}

export interface ResultPage {
  readonly dispensings: readonly DispensingView[];
  /** Null = that was the last one. */
  readonly next: string | null;
}

type ReadDeps = Pick<PharmacyDeps, 'db' | 'audit' | 'clock'>;

/** What the own pharmacy registered, newest day first; cancelled ones as well. An entry for each person. */
export const resultsOfPharmacy = (deps: ReadDeps, caller: Caller, range: ResultRange): Promise<ResultPage> =>
  pageOf(deps, { caller, purpose: 'dispensing' }, range, 'd.pharmacy_code = $1');

/** What became of the own prescriptions, wherever it was dispensed, newest day first. @spec prescriptions.md §9 (single, bulk) */
export const resultsOfInstitution = (
  deps: ReadDeps,
  caller: Caller,
  range: ResultRange,
): Promise<ResultPage> =>
  pageOf(
    deps,
    { caller, purpose: 'prescribing' },
    range,
    `EXISTS (SELECT FROM prescriptions.prescription p WHERE p.person_id = d.person_id
       AND p.prescription_id = ANY (d.prescription_ids) AND p.institution_code = $1 AND p.origin = 'service')`,
  );

const CURSOR = /^(\d{4}-\d\d-\d\d)\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Newest versions; in `whose`, `$1` is the institution. Throws INPUT_INVALID for what was never a cursor. */
async function pageOf(
  deps: ReadDeps,
  reading: Reading,
  { from, to, prescriptionId, cursor }: ResultRange,
  whose: string,
): Promise<ResultPage> {
  const [, day = null, id = null] = cursor === null ? [] : (CURSOR.exec(cursor) ?? []);
  if (cursor !== null && day === null) throw new AppError('INPUT_INVALID', { cursor: 'unknown' });
  const found = await deps.db.query<DispensingRow>(
    `SELECT ${DISPENSING_COLUMNS} FROM prescriptions.dispensing d
     WHERE ${whose} AND ($2::date IS NULL OR dispensed_on >= $2) AND ($3::date IS NULL OR dispensed_on <= $3)
       AND ($4::uuid IS NULL OR $4 = ANY (prescription_ids))
       AND ($5::date IS NULL OR (dispensed_on, dispensing_id) < ($5, $6::uuid))
       AND NOT EXISTS (SELECT FROM prescriptions.dispensing later WHERE later.person_id = d.person_id
         AND later.dispensing_id = d.dispensing_id AND later.version > d.version)
     ORDER BY dispensed_on DESC, dispensing_id DESC LIMIT ${rules.resultsInPage + 1}`,
    [reading.caller.facilityCode, from, to, prescriptionId, day, id],
  );
  const rows = found.slice(0, rules.resultsInPage);
  const last = found.length > rows.length ? rows.at(-1) : undefined;
  return {
    dispensings: await disclosedEach(deps, reading, rows),
    next: last === undefined ? null : `${last.dispensedOn}.${last.dispensingId}`,
  };
}

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
