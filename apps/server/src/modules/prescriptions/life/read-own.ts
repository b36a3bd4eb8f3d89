import { writePrescription } from '@tsunagu/jahis';
import { AppError } from '../../../kernel/errors/app-error.ts';
import type { Purpose } from '../../access/index.ts';
import { NOBODY, type PersonId } from '../../registry/index.ts';
import type { LifeDeps } from '../deps.ts';
import { type Caller, throughDoor } from '../door.ts';
import { type PrescriptionRow, personOfPrescription, ROW_COLUMNS, readPrescriptionRow } from '../store.ts';
import { type PrescriptionSummary, type PrescriptionView, summariesOf, viewsOf } from '../view.ts';

type ReadDeps = Pick<LifeDeps, 'db' | 'audit' | 'clock'>;

/** Whether the caller works at a pharmacy: 4 at the third place, 点数表. @spec prescriptions.md §6.5 */
const atPharmacy = ({ facilityCode }: Caller): boolean => facilityCode[2] === '4';

/** Institutions see what they issued, pharmacies what they have or had. */
const concerns = (row: PrescriptionRow, caller: Caller): boolean =>
  atPharmacy(caller)
    ? row.pharmacyCode === caller.facilityCode
    : row.institutionCode === caller.facilityCode && row.origin === 'service';

async function ownRow<T>(
  deps: ReadDeps,
  caller: Caller,
  id: string,
  run: (row: PrescriptionRow) => Promise<T>,
): Promise<T> {
  const personId = await personOfPrescription(deps.db, id);
  const purpose: Purpose = atPharmacy(caller) ? 'dispensing' : 'prescribing';
  return throughDoor(
    deps,
    { caller, purpose, personId: personId ?? NOBODY, detail: { prescription: id } },
    async () => {
      const row = personId === null ? null : await readPrescriptionRow(deps.db, personId, id);
      if (row === null || !concerns(row, caller)) throw new AppError('RX_UNKNOWN');
      return run(row);
    },
  );
}

/** One prescription with all that became of it. Throws RX_UNKNOWN. */
export const viewPrescription = (deps: ReadDeps, caller: Caller, id: string): Promise<PrescriptionView> =>
  ownRow(deps, caller, id, async (row) => {
    const withCode = !atPharmacy(caller);
    const [view] = await viewsOf(deps.db, [row], { now: deps.clock(), withCode });
    if (view === undefined) throw new AppError('RX_UNKNOWN');
    return view;
  });

/**
 * Two-dimensional code of a prescription: the text as UTF-8, and in base64 the bytes that go into symbols. What does not
 * fit into one symbol is for whoever draws it to spread over several (structured append).
 */
export interface PrescriptionQr {
  readonly text: string;
  readonly symbols: readonly string[];
}

/** JAHIS 院外処方箋2次元シンボル, with the access code. Throws RX_UNKNOWN. @spec prescriptions.md §6.1, §6.4 (82) */
export const prescriptionQr = (deps: ReadDeps, caller: Caller, id: string): Promise<PrescriptionQr> =>
  ownRow(deps, caller, id, async (row) => {
    const [summary] = await summariesOf(deps.db, [row], { now: deps.clock(), withCode: !atPharmacy(caller) });
    const accessCode = summary?.accessCode ?? null;
    const { text, bytes } = writePrescription({ ...row.document, accessCode }, 'qr');
    return { text, symbols: [Buffer.from(bytes).toString('base64')] };
  });

const MOST_PREVIOUS = 50;

/** What the own institution prescribed for a person, newest first: to look up and to copy. */
export const ownPrescriptionsOf = (
  deps: ReadDeps,
  caller: Caller,
  personId: PersonId,
): Promise<PrescriptionView[]> =>
  throughDoor(
    deps,
    { caller, purpose: 'prescribing', personId },
    async () => {
      const rows = await deps.db.query<PrescriptionRow>(
        `SELECT ${ROW_COLUMNS} FROM prescriptions.prescription
         WHERE person_id = $1 AND institution_code = $2 AND origin = 'service'
         ORDER BY issued_on DESC, registered_at DESC LIMIT ${MOST_PREVIOUS}`,
        [personId, caller.facilityCode],
      );
      return viewsOf(deps.db, rows, { now: deps.clock(), withCode: true });
    },
    { lines: (views) => views.length },
  );

export interface WorkListFilter {
  readonly state: string | null;
  /** Days of issue, both inclusive. */
  readonly from: string | null;
  readonly to: string | null;
  /** Only those with an inquiry that waits for its answer. */
  readonly openInquiries: boolean;
  /** Of the page before; null = the first page. */
  readonly cursor: string | null;
}

export interface WorkList {
  readonly prescriptions: readonly PrescriptionSummary[];
  readonly next: string | null;
}

const PAGE = 50;
const CURSOR = /^(\d{4}-\d\d-\d\d)\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

const WORK_SQL = `SELECT ${ROW_COLUMNS} FROM prescriptions.prescription p
  WHERE institution_code = $1 AND origin = 'service' AND ($2::text IS NULL OR state = $2)
    AND ($3::date IS NULL OR issued_on >= $3) AND ($4::date IS NULL OR issued_on <= $4)
    AND (NOT $5 OR EXISTS (SELECT FROM prescriptions.inquiry i
      WHERE i.person_id = p.person_id AND i.prescription_id = p.prescription_id AND i.answered_at IS NULL))
    AND ($6::date IS NULL OR (issued_on, prescription_id) < ($6, $7::uuid))
  ORDER BY issued_on DESC, prescription_id DESC LIMIT ${PAGE + 1}`;

/**
 * What the own institution issued, newest day first. Everybody in it gets an entry in their log, and nobody is shown
 * whose entry could not be written. Throws INPUT_INVALID for what was never a cursor.
 */
export async function workList(deps: ReadDeps, caller: Caller, filter: WorkListFilter): Promise<WorkList> {
  const [, day = null, id = null] = filter.cursor === null ? [] : (CURSOR.exec(filter.cursor) ?? []);
  if (filter.cursor !== null && day === null) throw new AppError('INPUT_INVALID', { cursor: 'unknown' });
  const { state, from, to, openInquiries } = filter;
  const found = await deps.db.query<PrescriptionRow>(WORK_SQL, [
    caller.facilityCode,
    state,
    from,
    to,
    openInquiries,
    day,
    id,
  ]);
  const rows = found.slice(0, PAGE);
  const last = found.length > PAGE ? rows.at(-1) : undefined;
  const summaries = await summariesOf(deps.db, rows, { now: deps.clock(), withCode: true });
  return {
    prescriptions: await shownToOneEach(deps, caller, summaries),
    next: last === undefined ? null : `${last.issuedOn}.${last.prescriptionId}`,
  };
}

/** An entry for each person, all in one commit; in the order in which they came. */
async function shownToOneEach(
  deps: ReadDeps,
  caller: Caller,
  summaries: readonly PrescriptionSummary[],
): Promise<readonly PrescriptionSummary[]> {
  const byPerson = Map.groupBy(summaries, ({ personId }) => personId);
  if (byPerson.size === 0)
    return throughDoor(deps, { caller, purpose: 'prescribing', personId: NOBODY }, async () => [], {
      lines: () => 0,
    });
  const entered = [...byPerson].map(([personId, lines]) =>
    throughDoor(
      deps,
      { caller, purpose: 'prescribing', personId: personId as PersonId, detail: { list: 'prescriptions' } },
      async () => lines,
      { lines: () => lines.length },
    ),
  );
  await Promise.all(entered);
  return summaries;
}
