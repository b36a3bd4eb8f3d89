import { addDays, parseLocalDate } from '@tsunagu/ids';
import { dateInTokyo } from '../../../kernel/clock.ts';
import { NOBODY, type PersonId } from '../../registry/index.ts';
import { type Caller, throughDoor } from '../door.ts';
import { type PrescriptionRow, ROW_COLUMNS } from '../store.ts';
import { type PrescriptionSummary, summariesOf } from '../view.ts';
import type { PharmacyDeps } from './deps.ts';
import rules from './rules.json' with { type: 'json' };

/** What a pharmacy has before it, and what it did today. */
export interface WorkLists {
  readonly inDispensing: readonly PrescriptionSummary[];
  /** Refills that it dispensed last, whose day has passed: the patient has not come, neither here nor elsewhere. */
  readonly overdueRefills: readonly PrescriptionSummary[];
  readonly today: readonly PrescriptionSummary[];
}

const MOST = 500;

type Which = keyof WorkLists;

/** `$1` is the pharmacy, `$2` today, `$3` the day since which refills are told of. */
const SELECTIONS: Readonly<Record<Which, string>> = {
  inDispensing: `pharmacy_code = $1 AND state = 'in-dispensing' AND $2::date >= $3::date ORDER BY changed_at`,
  overdueRefills: `pharmacy_code = $1 AND state = 'open' AND current_use > 1 AND due_on < $2 AND due_on >= $3
    ORDER BY due_on`,
  today: `$2::date >= $3::date AND (person_id, prescription_id) IN (
      SELECT d.person_id, unnest(d.prescription_ids) FROM prescriptions.dispensing d
      WHERE d.pharmacy_code = $1 AND d.dispensed_on = $2 AND d.state = 'registered' AND NOT EXISTS (
        SELECT FROM prescriptions.dispensing later WHERE later.person_id = d.person_id
          AND later.dispensing_id = d.dispensing_id AND later.version > d.version))
    ORDER BY changed_at DESC`,
};

/** Of the own pharmacy. Everybody in a list gets an entry in their log. */
export async function pharmacyWork(deps: PharmacyDeps, caller: Caller): Promise<WorkLists> {
  const now = deps.clock();
  const today = dateInTokyo(now);
  const values = [caller.facilityCode, today, daysBefore(today, rules.overdueRefillDays)];
  const listOf = async (which: Which) => {
    const rows = await deps.db.query<PrescriptionRow>(
      `SELECT ${ROW_COLUMNS} FROM prescriptions.prescription WHERE ${SELECTIONS[which]} LIMIT ${MOST}`,
      values,
    );
    return { rows, summaries: await summariesOf(deps.db, rows, { now, withCode: false }) };
  };
  const [inDispensing, overdueRefills, done] = await Promise.all([
    listOf('inDispensing'),
    listOf('overdueRefills'),
    listOf('today'),
  ]);
  const rows = [inDispensing, overdueRefills, done].flatMap((list) => list.rows);
  await enterEach(deps, caller, rows);
  return {
    inDispensing: inDispensing.summaries,
    overdueRefills: overdueRefills.summaries,
    today: done.summaries,
  };
}

async function enterEach(
  deps: PharmacyDeps,
  caller: Caller,
  rows: readonly PrescriptionRow[],
): Promise<void> {
  const byPerson = Map.groupBy(rows, ({ personId }) => personId);
  const persons: readonly PersonId[] = byPerson.size === 0 ? [NOBODY] : [...byPerson.keys()];
  await Promise.all(
    persons.map((personId) =>
      throughDoor(
        deps,
        { caller, purpose: 'dispensing', personId, detail: { list: 'worklist' } },
        async () => byPerson.get(personId)?.length ?? 0,
        { lines: (count) => count },
      ),
    ),
  );
}

function daysBefore(day: string, days: number): string {
  const date = parseLocalDate(day);
  return date === null ? day : addDays(date, -days);
}
