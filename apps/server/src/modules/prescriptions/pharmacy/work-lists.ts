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

interface Selection {
  readonly condition: string;
  readonly values: readonly string[];
}

/** Of one pharmacy on one day in Japan. */
const selections = (pharmacy: string, today: string): Readonly<Record<keyof WorkLists, Selection>> => ({
  inDispensing: {
    condition: `pharmacy_code = $1 AND state = 'in-dispensing' ORDER BY changed_at`,
    values: [pharmacy],
  },
  overdueRefills: {
    condition: `pharmacy_code = $1 AND state = 'open' AND current_use > 1 AND due_on < $2 AND due_on >= $3
      ORDER BY due_on`,
    values: [pharmacy, today, daysBefore(today, rules.overdueRefillDays)],
  },
  today: {
    condition: `(person_id, prescription_id) IN (
        SELECT d.person_id, unnest(d.prescription_ids) FROM prescriptions.dispensing d
        WHERE d.pharmacy_code = $1 AND d.dispensed_on = $2 AND d.state = 'registered' AND NOT EXISTS (
          SELECT FROM prescriptions.dispensing later WHERE later.person_id = d.person_id
            AND later.dispensing_id = d.dispensing_id AND later.version > d.version))
      ORDER BY changed_at DESC`,
    values: [pharmacy, today],
  },
});

/** Of the own pharmacy. Everybody in a list gets an entry in their log. */
export async function pharmacyWork(deps: PharmacyDeps, caller: Caller): Promise<WorkLists> {
  const now = deps.clock();
  const wanted = selections(caller.facilityCode, dateInTokyo(now));
  const listOf = async ({ condition, values }: Selection) => {
    const rows = await deps.db.query<PrescriptionRow>(
      `SELECT ${ROW_COLUMNS} FROM prescriptions.prescription WHERE ${condition} LIMIT ${MOST}`,
      values,
    );
    return { rows, summaries: await summariesOf(deps.db, rows, { now, withCode: false }) };
  };
  const [inDispensing, overdueRefills, done] = await Promise.all([
    listOf(wanted.inDispensing),
    listOf(wanted.overdueRefills),
    listOf(wanted.today),
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
