import type { PrescriptionSummary } from '../../../api/prescription-types.ts';
import type { LocalDate } from '../../../api/types.ts';

/** Whether this pharmacy can take a prescription today, and if not, why. @spec prescriptions.md §3.1, §4 */
export type Standing =
  | 'ready'
  | 'ours'
  | 'too-early'
  | 'too-late'
  | 'expired'
  | 'elsewhere'
  | 'dispensed'
  | 'refused'
  | 'cancelled';

/** `own`: code of this pharmacy, 10 digits. The server decides in the end; this says it before anybody presses. */
export function standingOf(
  summary: Pick<PrescriptionSummary, 'state' | 'expired' | 'pharmacy' | 'window'>,
  own: string | null,
  today: LocalDate,
): Standing {
  const { state, window } = summary;
  if (state === 'in-dispensing') return summary.pharmacy?.code === own ? 'ours' : 'elsewhere';
  if (state !== 'open') return state;
  if (window !== null && today < window.from) return 'too-early';
  if (window !== null && today > window.to) return 'too-late';
  return summary.expired ? 'expired' : 'ready';
}

/** Days since the last day of a refill's window; 0 or less = still inside. */
export function daysLate(dueOn: LocalDate, today: LocalDate): number {
  return Math.round((Date.parse(today) - Date.parse(dueOn)) / 86_400_000);
}
