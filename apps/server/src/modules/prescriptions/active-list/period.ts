import { parseLocalDate } from '@tsunagu/ids';
import { activePeriod } from '../check/active-period.ts';

/** First and last day, both inclusive; a day that is none, as claims may hold, makes a period of nothing but itself. */
export const takenFrom = (
  startedOn: string,
  form: string | null,
  quantity: number | null,
): { readonly from: string; readonly to: string } =>
  parseLocalDate(startedOn) === null
    ? { from: startedOn, to: startedOn }
    : activePeriod({ startedOn, form, quantity });
