import type { Month, TreatmentLine, Visit } from '../../../api/types.ts';
import { dayAfterMonth, firstDay } from '../../../lib/dates.ts';
import type { DrugLane, LaneGroup } from './drug-lanes.ts';
import type { Overlap } from './overlaps.ts';
import type { Purpose } from './purpose.ts';
import type { Regimen } from './regimens.ts';
import { type Mark, type TreatmentLane, type TreatmentLaneId, treatmentLanes } from './treatment-lanes.ts';
import { type VisitMonth, visitMonths } from './visit-months.ts';

/** What one can point at in the picture. `from` inclusive, `to` exclusive, in day numbers. */
export type Entry =
  | {
      readonly kind: 'drug';
      readonly from: number;
      readonly to: number;
      readonly regimen: Regimen;
      readonly overlaps: readonly Overlap[];
    }
  | { readonly kind: 'treatment'; readonly from: number; readonly to: number; readonly mark: Mark }
  | { readonly kind: 'visit'; readonly from: number; readonly to: number; readonly month: VisitMonth };

/** A row of the picture, its entries oldest first. */
export type AxisRow =
  | {
      readonly kind: 'drug';
      readonly id: string;
      readonly lane: DrugLane;
      readonly colour: number;
      readonly heading: Purpose | null;
      readonly entries: readonly Entry[];
    }
  | {
      readonly kind: 'treatment';
      readonly id: string;
      readonly lane: TreatmentLane;
      readonly laneId: TreatmentLaneId;
      /** The first of its kind carries the heading. */
      readonly first: boolean;
      readonly entries: readonly Entry[];
    }
  | { readonly kind: 'visit'; readonly id: 'visits'; readonly entries: readonly Entry[] };

const COLOURS = 8;

/** All rows in the order of the screen: visits, drugs by purpose, treatments. */
export function axisRows(
  groups: readonly LaneGroup[],
  treatments: readonly TreatmentLine[],
  visits: readonly Visit[],
): readonly AxisRow[] {
  const drugs = groups.flatMap((group, groupIndex) =>
    group.lanes.map(
      (lane, index): AxisRow => ({
        kind: 'drug',
        id: lane.key,
        lane,
        colour: (groupIndex % COLOURS) + 1,
        heading: index === 0 ? group.purpose : null,
        entries: lane.regimens.map((regimen) => drugEntry(lane, regimen)),
      }),
    ),
  );
  const marks = treatmentLanes(treatments).map(
    (lane, index): AxisRow => ({
      kind: 'treatment',
      first: index === 0,
      id: `treatment:${lane.id}`,
      lane,
      laneId: lane.id,
      entries: lane.marks.map((mark) => ({ kind: 'treatment', from: mark.day, to: mark.day + 1, mark })),
    }),
  );
  const strip: AxisRow[] =
    visits.length === 0 ? [] : [{ kind: 'visit', id: 'visits', entries: visitEntries(visits) }];
  return [...strip, ...drugs, ...marks];
}

function drugEntry(lane: DrugLane, regimen: Regimen): Entry {
  const { from, to } = regimen;
  const ids = new Set(regimen.supplies.map((supply) => supply.line.id));
  const overlaps = lane.overlaps.filter(
    (one) => ids.has(one.first.id) || ids.has(one.second.id) || (one.from < to && from < one.to),
  );
  return { kind: 'drug', from, to, regimen, overlaps };
}

function visitEntries(visits: readonly Visit[]): readonly Entry[] {
  return visitMonths(visits)
    .map(
      (month): Entry => ({
        kind: 'visit',
        from: firstDay(month.month),
        to: dayAfterMonth(month.month),
        month,
      }),
    )
    .reverse();
}

/** The entry at a day of a row: the latest that covers it, else the nearest within `reach` days; -1 if none. */
export function entryAt(entries: readonly Entry[], day: number, reach: number): number {
  let nearest = -1;
  let distance = reach;
  for (let index = entries.length - 1; index >= 0; index--) {
    const entry = entries[index];
    if (entry === undefined) continue;
    if (entry.from <= day && day < entry.to) return index;
    const away = day < entry.from ? entry.from - day : day - entry.to;
    if (away < distance) {
      distance = away;
      nearest = index;
    }
  }
  return nearest;
}

/** The whole range of the picture: the period of the answer, to a little after the last covered day. */
export function wholeSpan(
  period: { readonly from: Month; readonly to: Month },
  rows: readonly AxisRow[],
  today: number,
): { readonly from: number; readonly to: number } {
  let from = Math.min(firstDay(period.from), today - 31);
  let to = Math.max(dayAfterMonth(period.to), today + 120);
  for (const row of rows) {
    for (const entry of row.entries) {
      if (entry.from < from) from = entry.from;
      if (entry.to > to) to = entry.to;
    }
  }
  return { from, to: Math.min(to, today + 400) };
}
