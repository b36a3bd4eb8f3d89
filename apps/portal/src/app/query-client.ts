import { QueryClient } from '@tanstack/react-query';
import { ApiError, whenSessionChanges } from '../api/client.ts';
import type { Session, SessionAnswer } from '../api/types.ts';
import { SESSION_KEY } from './session.tsx';

/** Refusals are final; only failures of transport or server are tried once more. */
function worthRetrying(failures: number, error: Error): boolean {
  if (failures >= 1) return false;
  return !(error instanceof ApiError) || error.status === 0 || error.status >= 500;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: worthRetrying, retryDelay: 800, refetchOnWindowFocus: false, gcTime: 5 * 60_000 },
    mutations: { retry: false },
  },
});

/** Forgets everything about persons and files; keeps who is signed in. */
export function forgetAll(): void {
  queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== SESSION_KEY[0] });
}

/** Takes over who is signed in; whatever was kept for somebody else is forgotten. */
export function keepSession(session: Session | null): void {
  const known = queryClient.getQueryData<SessionAnswer>(SESSION_KEY);
  if (known?.session?.account !== session?.account) forgetAll();
  queryClient.setQueryData<SessionAnswer>(SESSION_KEY, { demo: known?.demo ?? null, session });
}

whenSessionChanges((change) => {
  const known = queryClient.getQueryData<SessionAnswer>(SESSION_KEY);
  if (!known?.session) return;
  if (change === 'unfinished') {
    void queryClient.invalidateQueries({ queryKey: SESSION_KEY });
    return;
  }
  const session = change === 'lost' ? null : { ...known.session, stage: 'locked' as const };
  queryClient.setQueryData<SessionAnswer>(SESSION_KEY, { ...known, session });
  forgetAll();
});
