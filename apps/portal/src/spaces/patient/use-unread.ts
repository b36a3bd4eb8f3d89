import { useQuery } from '@tanstack/react-query';
import { own } from '../../api/access.ts';

export const NOTICES_KEY = ['me', 'notices'] as const;
export const UNREAD_KEY = ['me', 'unread'] as const;

/** How many notices wait to be read; 0 for whoever gets none. */
export function useUnread(enabled: boolean): number {
  const unread = useQuery({
    queryKey: UNREAD_KEY,
    queryFn: own.unread,
    enabled,
    refetchInterval: 60_000,
  });
  return enabled ? (unread.data?.unread ?? 0) : 0;
}
