import { dateInTokyo } from '../../../kernel/clock.ts';
import { type DiscloseDeps, disclose, type Patient } from '../../access/index.ts';
import { type AccessLine, printAccessLine } from '../model/access-line.ts';
import { type PrescriptionRow, ROW_COLUMNS } from '../store.ts';
import { type PrescriptionView, viewsOf } from '../view.ts';
import rules from './rules.json' with { type: 'json' };

/** One's own prescription, with the line for its symbol while it can be used. */
export interface OwnPrescription extends PrescriptionView {
  readonly qrText: string | null;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * What was prescribed and dispensed for a person within the days that patients are shown, or still waits for a use;
 * newest first, with access code. For patients and their proxies. @spec prescriptions.md §2 (100 days)
 */
export function ownPrescriptions(
  deps: DiscloseDeps,
  { actor, personId, requestId }: Patient,
  days: number = rules.shownDays,
): Promise<OwnPrescription[]> {
  return disclose(
    deps,
    { actor, personId, purpose: 'self', categories: [], requestId, detail: { list: 'prescriptions' } },
    async () => {
      const now = deps.clock();
      const since = new Date(now.getTime() - days * DAY_MS);
      const rows = await deps.db.query<PrescriptionRow>(
        `SELECT ${ROW_COLUMNS} FROM prescriptions.prescription
         WHERE person_id = $1 AND (changed_at > $2 OR registered_at > $2 OR
           (state IN ('open', 'in-dispensing') AND (usable_until >= $3 OR due_on + 7 >= $3)))
         ORDER BY issued_on DESC, registered_at DESC, prescription_id`,
        [personId, since, dateInTokyo(now)],
      );
      const views = await viewsOf(deps.db, rows, { now, withCode: true });
      const own = views.map((view) => ({
        ...view,
        // Why a pharmacy refused is said to the prescriber, whom the patient asks.
        steps: view.steps.map((step) => ({ ...step, reason: null })),
        qrText: lineFor(view),
      }));
      return { answer: () => own, itemCount: own.length };
    },
  );
}

/** What the symbol on the 控え says; null once the code has died. @spec prescriptions.md §3 */
function lineFor({ accessCode, expired, document: { insurance, patient } }: PrescriptionView): string | null {
  if (accessCode === null || expired) return null;
  const line: AccessLine = {
    insurerNumber: insurance.insurerNumber ?? '',
    symbol: insurance.symbol ?? '',
    number: insurance.number ?? '',
    branch: insurance.branch ?? '',
    birthDate: patient.birthDate,
    accessCode,
  };
  return printAccessLine(line);
}
