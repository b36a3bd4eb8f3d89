import type { DisasterMode } from '../../api/access-types.ts';

/** How a mode stands at a moment; its end is exclusive, and a closed one is over at once. */
export function modeState(
  { from, to, closedAt }: Pick<DisasterMode, 'from' | 'to' | 'closedAt'>,
  nowMs: number,
): 'planned' | 'open' | 'ended' | 'closed' {
  if (closedAt !== null && Date.parse(closedAt) <= nowMs) return 'closed';
  if (nowMs < Date.parse(from)) return 'planned';
  return nowMs < Date.parse(to) ? 'open' : 'ended';
}
