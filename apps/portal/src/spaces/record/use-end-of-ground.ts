import { useEffect } from 'react';
import type { PatientRecord } from '../../api/types.ts';
import { queryClient } from '../../app/query-client.ts';
import { firstEnd } from '../person/grounds.ts';
import { recordKey } from '../person/person-frame.tsx';

/** Longer waits do not fit a timer. */
const LONGEST_MS = 2_000_000_000;

/** When the first ground of a record runs out, the record leaves the screen and the server is asked again. */
export function useEndOfGround(personRef: string, record: PatientRecord | undefined): void {
  useEffect(() => {
    const end = record === undefined ? null : firstEnd(record.categories);
    if (end === null) return;
    const wait = Math.min(LONGEST_MS, Math.max(0, end - Date.now()) + 500);
    const timer = setTimeout(() => void queryClient.resetQueries({ queryKey: recordKey(personRef) }), wait);
    return () => clearTimeout(timer);
  }, [personRef, record]);
}
