import { useQuery } from '@tanstack/react-query';
import { exceptional } from '../../api/access.ts';
import type { DisasterMode } from '../../api/access-types.ts';

export const MODES_KEY = ['disaster-modes'] as const;

/** The disaster mode that is open for the area of one's institution. */
export function useOpenMode(): DisasterMode | null {
  const modes = useQuery({
    queryKey: MODES_KEY,
    queryFn: exceptional.modes,
    staleTime: 60_000,
    refetchInterval: 300_000,
  });
  return modes.data?.openHere ?? null;
}
