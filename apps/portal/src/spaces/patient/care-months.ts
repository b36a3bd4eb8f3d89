import type { Month, TreatmentLine, Visit } from '../../api/types.ts';
import { TREATMENT_LANES, type TreatmentLaneId, treatmentLaneOf } from '../record/model/treatment-lanes.ts';
import { visitMonths } from '../record/model/visit-months.ts';

export interface CareKind {
  readonly lane: TreatmentLaneId;
  readonly days: number;
  /** Up to three different names. */
  readonly names: readonly string[];
}

export interface CareMonth {
  readonly month: Month;
  readonly places: readonly { readonly name: string; readonly days: number }[];
  readonly unnamed: number;
  readonly kinds: readonly CareKind[];
}

const NAMES = 3;

/** Visits and kinds of treatment by month, newest first. */
export function careMonths(
  treatments: readonly TreatmentLine[],
  visits: readonly Visit[],
): readonly CareMonth[] {
  const byMonth = new Map(visitMonths(visits).map((month) => [month.month, month]));
  const months = new Set([...byMonth.keys(), ...treatments.map((line) => line.month)]);
  return [...months]
    .sort((a, b) => b.localeCompare(a))
    .map((month) => ({
      month,
      places: byMonth.get(month)?.institutions ?? [],
      unnamed: byMonth.get(month)?.unnamed ?? 0,
      kinds: kindsOf(treatments.filter((line) => line.month === month)),
    }));
}

function kindsOf(lines: readonly TreatmentLine[]): readonly CareKind[] {
  return TREATMENT_LANES.flatMap((lane) => {
    const own = lines.filter((line) => treatmentLaneOf(line) === lane);
    if (own.length === 0) return [];
    const days = new Set(own.map((line) => line.date)).size;
    const names = [...new Set(own.map((line) => line.name))].slice(0, NAMES);
    return [{ lane, days, names }];
  });
}
