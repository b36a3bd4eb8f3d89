import { type CurrentDrug, currentDrugs } from './current-drugs.ts';
import type { DrugLane } from './drug-lanes.ts';

export interface Antithrombotics {
  readonly current: readonly CurrentDrug[];
  /** Supplied within the last months, not now. */
  readonly earlier: readonly { readonly lane: DrugLane; readonly last: number }[];
}

const EARLIER_DAYS = 180;

/**
 * Drugs against clotting, by their class, ointments left out: what is taken now, and what was supplied until lately.
 * `edge` and `today` are day numbers. @spec mission-matrix S4-48
 */
export function antithrombotics(lanes: readonly DrugLane[], edge: number, today: number): Antithrombotics {
  const own = lanes.filter((lane) => lane.purpose.id === 'clotting' && lane.route !== 'external');
  const current = currentDrugs(own, edge, today);
  const now = new Set(current.map((drug) => drug.lane.key));
  const earlier = own
    .filter((lane) => !now.has(lane.key))
    .map((lane) => ({ lane, last: Math.max(...lane.supplies.map((supply) => supply.to)) - 1 }))
    .filter(({ last }) => last > edge - EARLIER_DAYS);
  return { current, earlier };
}
