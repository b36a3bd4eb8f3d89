import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { prescriptionsApi } from '../../api/prescriptions.ts';
import { inlineAlerts } from './model/alerts.ts';
import { type Draft, linesOf } from './model/draft.ts';
import { checkKey, isEmpty, toSend } from './model/send.ts';

/** A pause in typing, after which drugs are checked. */
const PAUSE_MS = 350;

/**
 * Checks the drugs while they are written. `current` says whether the answer is about what stands there now; until
 * the next has come the last one stays, and its alerts stay with their drugs. `changing`: the prescription in whose place
 * the draft comes.
 */
export function useCheck(personRef: string, draft: Draft, chartNote: string | null, changing: string | null) {
  const key = checkKey(draft);
  const [settled, setSettled] = useState({ key, draft });
  useEffect(() => {
    if (settled.key === key) return;
    const timer = setTimeout(() => setSettled({ key, draft }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [key, draft, settled.key]);
  const query = useQuery({
    queryKey: ['person', personRef, 'check', settled.key, chartNote, changing],
    queryFn: async () => ({
      answer: await prescriptionsApi.check(personRef, toSend(settled.draft), chartNote, changing),
      lineKeys: linesOf(settled.draft).map((line) => line.key),
    }),
    enabled: !isEmpty(settled.draft),
    placeholderData: keepPreviousData,
    // Somebody else may prescribe meanwhile; the server checks once more when it is issued.
    staleTime: 60_000,
    gcTime: 0,
  });
  const answer = isEmpty(draft) ? undefined : query.data?.answer;
  return {
    answer,
    lineKeys: query.data?.lineKeys ?? [],
    current: isEmpty(draft) || (settled.key === key && query.isSuccess && !query.isPlaceholderData),
    error: query.error,
    again: () => query.refetch(),
    /** What is to be shown beside a line. */
    of: (lineKey: string) => {
      const at = query.data?.lineKeys.indexOf(lineKey) ?? -1;
      return at < 0 ? [] : inlineAlerts(answer, at);
    },
  };
}

export type Check = ReturnType<typeof useCheck>;
