import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { eligibilityApi } from '../../api/eligibility.ts';
import type { CheckIn } from '../../api/eligibility-types.ts';
import type { LocalDate } from '../../api/types.ts';
import { queryClient } from '../../app/query-client.ts';
import { dayOfInstant, fromDay } from '../../lib/dates.ts';

const checkInsKey = (date: LocalDate) => ['check-ins', date] as const;

interface Answer {
  readonly checkIns: readonly CheckIn[];
}

/** The list with one check-in added or renewed, the newest first. */
function withCheckIn(list: readonly CheckIn[], one: CheckIn): readonly CheckIn[] {
  return [one, ...list.filter(({ id }) => id !== one.id)].sort((a, b) => b.at.localeCompare(a.at));
}

/** Puts a check-in where the desk looks for it. */
export function keepCheckIn(one: CheckIn): void {
  const date = fromDay(dayOfInstant(one.at));
  queryClient.setQueryData<Answer>(checkInsKey(date), (old) =>
    old === undefined ? old : { checkIns: withCheckIn(old.checkIns, one) },
  );
}

/**
 * Check-ins of a day. The reader's arrive by server-sent events; `arrived` names those that came while looking,
 * newest first; `cut` says that the line is down (the list is then still read every minute).
 */
export function useCheckIns(date: LocalDate) {
  const [arrived, setArrived] = useState<readonly CheckIn[]>([]);
  const [cut, setCut] = useState(false);
  const list = useQuery({
    queryKey: checkInsKey(date),
    queryFn: () => eligibilityApi.checkIns(date),
    refetchInterval: 60_000,
  });
  useEffect(() => {
    const source = new EventSource('/api/reader/events');
    source.addEventListener('open', () => setCut(false));
    source.addEventListener('check-in', (event) => {
      const one: CheckIn = JSON.parse(event.data);
      keepCheckIn(one);
      setArrived((before) => withCheckIn(before, one));
    });
    source.addEventListener('error', () => setCut(source.readyState !== EventSource.OPEN));
    return () => source.close();
  }, []);
  return { list, arrived, cut };
}
