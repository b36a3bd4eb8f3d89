import type { Month } from '../../../api/types.ts';
import { dayAfterMonth, firstDay } from '../../../lib/dates.ts';
import type { DrugLane } from './drug-lanes.ts';

export type DayState = 'none' | 'exact' | 'assumed' | 'single';

export interface DrugDay {
  readonly day: number;
  readonly state: DayState;
  /** A supply began on this day. */
  readonly supplied: boolean;
  readonly overlap: boolean;
}

export interface DrugMonth {
  readonly lane: DrugLane;
  readonly days: readonly DrugDay[];
  readonly coveredDays: number;
}

const STRENGTH: readonly DayState[] = ['none', 'assumed', 'single', 'exact'];

/** For each lane touched in a month, what was covered on which day; lanes not touched are left out. */
export function monthCoverage(lanes: readonly DrugLane[], month: Month): readonly DrugMonth[] {
  const start = firstDay(month);
  const end = dayAfterMonth(month);
  return lanes.flatMap((lane) => {
    const days: DrugDay[] = [];
    for (let day = start; day < end; day++) days.push(dayOf(lane, day));
    const coveredDays = days.filter((day) => day.state !== 'none').length;
    return coveredDays === 0 ? [] : [{ lane, days, coveredDays }];
  });
}

function dayOf(lane: DrugLane, day: number): DrugDay {
  let state: DayState = 'none';
  let supplied = false;
  for (const supply of lane.supplies) {
    if (supply.from > day) break;
    if (supply.to <= day) continue;
    if (supply.from === day) supplied = true;
    if (STRENGTH.indexOf(supply.kind) > STRENGTH.indexOf(state)) state = supply.kind;
  }
  const overlap = lane.overlaps.some((one) => one.from <= day && day < one.to);
  return { day, state, supplied, overlap };
}

/** Runs of covered days, as `[first, last]` day numbers, for words beside the picture. */
export function coveredRuns(days: readonly DrugDay[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const { day, state } of days) {
    if (state === 'none') continue;
    const last = runs.at(-1);
    if (last !== undefined && last[1] === day - 1) last[1] = day;
    else runs.push([day, day]);
  }
  return runs;
}
