import { useEffect, useState } from 'react';
import type { BulkJob } from '../../api/eligibility-types.ts';
import { queryClient } from '../../app/query-client.ts';

export const JOBS_KEY = ['bulk', 'jobs'] as const;
export const jobKey = (receptionNumber: string) => ['bulk', 'job', receptionNumber] as const;

/** True once a job will not change any more. */
export function isFinal(job: BulkJob): boolean {
  return job.state === 'done' || job.state === 'refused';
}

/** Follows a running job by server-sent events; its last event has the results read. Tells whether the line is cut. */
export function useJobEvents(
  receptionNumber: string,
  running: boolean,
): { readonly job: BulkJob | null; readonly cut: boolean } {
  const [job, setJob] = useState<BulkJob | null>(null);
  const [cut, setCut] = useState(false);
  useEffect(() => {
    if (!running) return;
    const source = new EventSource(`/api/eligibility/bulk/${encodeURIComponent(receptionNumber)}/events`);
    source.addEventListener('progress', (event) => {
      setCut(false);
      const next: BulkJob = JSON.parse(event.data);
      setJob(next);
      if (isFinal(next)) {
        source.close();
        void queryClient.invalidateQueries({ queryKey: JOBS_KEY });
        void queryClient.invalidateQueries({ queryKey: jobKey(receptionNumber) });
      }
    });
    source.addEventListener('error', () => setCut(source.readyState !== EventSource.OPEN));
    return () => source.close();
  }, [receptionNumber, running]);
  return { job, cut };
}
