import type { DispensedGroup, Dispensing } from '@tsunagu/jahis';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { institutionOf } from '../life/draft.ts';
import type { PrescriptionRow } from '../store.ts';
import type { RefillDraft, RefillOutcome } from './refill.ts';

/** What a pharmacist says of what was handed out; the rest comes from the prescriptions and the session. */
export interface DispensingDraft {
  readonly dispensedOn: string;
  readonly groups: readonly DispensedGroup[];
  /** Besides the inquiries that were made through the service. */
  readonly inquiries: readonly string[];
  readonly refill: RefillDraft | null;
  readonly split: Dispensing['split'];
  readonly message: string | null;
}

export interface DispensedBy {
  readonly facilityCode: string;
  readonly facilityName: string;
  readonly pharmacist: string;
}

/** Record 5 has room for 20 characters. @spec prescriptions.md §6.4 */
const shortened = (name: string): string => [...name].slice(0, 20).join('').trim();

/** Record 521. Throws RX_REFILL_DATE where the day of the next use is missing or not possible. */
export function refillOf(outcome: RefillOutcome): Dispensing['refill'] {
  switch (outcome.kind) {
    case 'none':
      return null;
    case 'finished':
      return { use: outcome.use, finished: true, nextOn: null };
    case 'more-to-come':
      return { use: outcome.use, finished: false, nextOn: outcome.nextOn };
    case 'day-missing':
    case 'day-impossible':
      throw new AppError('RX_REFILL_DATE', { reason: outcome.kind });
  }
}

/**
 * The whole result. `rows`: the prescriptions that it answers, in the order in which `answers` counts them; `lines`: the
 * inquiries that were made through the service. @spec prescriptions.md §2, §6.6
 */
export function dispensingOfDraft(
  draft: DispensingDraft,
  by: DispensedBy,
  stand: {
    readonly rows: readonly PrescriptionRow[];
    readonly lines: readonly string[];
    readonly refill: Dispensing['refill'];
  },
): Dispensing {
  const { rows, lines, refill } = stand;
  const [first] = rows;
  if (first === undefined) throw new AppError('RX_UNKNOWN');
  return {
    prescriptionIds: rows.map(({ prescriptionId }) => prescriptionId),
    pharmacy: institutionOf(by.facilityCode, by.facilityName),
    pharmacist: { code: null, kana: null, name: shortened(by.pharmacist) },
    patient: first.document.patient,
    insurance: first.document.insurance,
    dispensedOn: draft.dispensedOn,
    split: first.document.split,
    groups: draft.groups,
    inquiries: [...new Set([...lines, ...draft.inquiries])],
    refill,
    message: draft.message,
  };
}
