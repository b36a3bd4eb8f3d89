import { useEffect, useState } from 'react';
import type { IntakeFile } from '../../api/types.ts';
import { queryClient } from '../../app/query-client.ts';

export const fileKey = (sha256: string) => ['intake', 'file', sha256] as const;
export const filesKey = ['intake', 'files'] as const;

/** True once a file will not change any more. */
export function isFinal(file: IntakeFile): boolean {
  return file.state === 'taken' || file.state === 'refused';
}

/** Follows a file by server-sent events until it is final; every event lands in the cache. Tells whether the line is cut. */
export function useFileEvents(sha256: string, running: boolean): { readonly cut: boolean } {
  const [cut, setCut] = useState(false);
  useEffect(() => {
    if (!running) return;
    const source = new EventSource(`/api/claims/files/${encodeURIComponent(sha256)}/events`);
    source.addEventListener('progress', (event) => {
      setCut(false);
      const file: IntakeFile = JSON.parse(event.data);
      queryClient.setQueryData(fileKey(sha256), { file });
      if (isFinal(file)) {
        source.close();
        void queryClient.invalidateQueries({ queryKey: filesKey });
        void queryClient.invalidateQueries({ queryKey: fileKey(sha256) });
      }
    });
    source.addEventListener('error', () => setCut(source.readyState !== EventSource.OPEN));
    return () => source.close();
  }, [sha256, running]);
  return { cut };
}
