import type { Month } from '../../../api/types.ts';
import { dayAfterMonth } from '../../../lib/dates.ts';
import type { DrugLane } from './drug-lanes.ts';
import { type Overlap, REFILL_DAYS, relation, type Supply } from './overlaps.ts';

/**
 * What is known about "now" of a lane. Claims arrive weeks after the fact, so a supply that had not run out at the
 * edge of the data is `likely`: it went on as far as anyone can see. `covered` reaches today itself.
 */
export type NowState = 'covered' | 'likely' | 'ended';

/** Days before the edge of the data within which a supply may have run out and still count as going on. */
export const EDGE_GRACE_DAYS = 7;

/** First day about which the data say nothing: the day after the newest month, never after today. */
export function dataEdge(newestMonth: Month | null, today: number): number {
  return newestMonth === null ? today : Math.min(today, dayAfterMonth(newestMonth));
}

export function nowState(lane: DrugLane, edge: number, today: number): NowState {
  const real = lane.supplies.filter((supply) => supply.kind !== 'single');
  const end = Math.max(0, ...real.map((supply) => supply.to));
  if (end > today) return 'covered';
  if (end > edge - EDGE_GRACE_DAYS) return 'likely';
  return 'ended';
}

export interface CurrentDrug {
  readonly lane: DrugLane;
  readonly state: 'covered' | 'likely';
  /** The supplies in force: those of the newest day, and those of another source that run beside them. */
  readonly supplies: readonly Supply[];
  /** Overlaps still running at the edge of the data. */
  readonly overlaps: readonly Overlap[];
}

/** What the person takes now, as far as the data reach. */
export function currentDrugs(
  lanes: readonly DrugLane[],
  edge: number,
  today: number,
): readonly CurrentDrug[] {
  const drugs: CurrentDrug[] = [];
  for (const lane of lanes) {
    const state = nowState(lane, edge, today);
    if (state === 'ended') continue;
    drugs.push({ lane, state, supplies: suppliesInForce(lane), overlaps: runningOverlaps(lane, edge) });
  }
  return drugs;
}

/** Overlaps that had not ended (or only just) when the data end. */
function runningOverlaps(lane: DrugLane, edge: number): readonly Overlap[] {
  return lane.overlaps.filter((overlap) => overlap.to > edge - EDGE_GRACE_DAYS);
}

function suppliesInForce(lane: DrugLane): readonly Supply[] {
  const real = lane.supplies.filter((supply) => supply.kind !== 'single');
  const newestDay = Math.max(...real.map((supply) => supply.from));
  const newest = real.filter((supply) => supply.from === newestDay);
  const beside = real.filter((supply) => {
    const left = supply.to - newestDay;
    if (supply.from === newestDay || left <= 0) return false;
    return newest.every((one) => {
      const kind = relation(supply.line, one.line);
      return kind === 'institutions' || (kind === 'claims' && left > REFILL_DAYS);
    });
  });
  return [...newest, ...beside];
}
