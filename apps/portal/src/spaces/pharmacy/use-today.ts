import type { LocalDate } from '../../api/types.ts';
import { dayOfInstant, fromDay } from '../../lib/dates.ts';
import { useNow } from '../../lib/use-now.ts';

/** The day in Tokyo, also after midnight. */
export function useToday(): LocalDate {
  return fromDay(dayOfInstant(new Date(useNow()).toISOString()));
}
