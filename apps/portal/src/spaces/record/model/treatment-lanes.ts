import type { TreatmentCategory, TreatmentLine } from '../../../api/types.ts';
import { toDay } from '../../../lib/dates.ts';

/** Lanes of the picture: the categories of the classification, with transfusion and transplant apart. @spec claims.md §11 */
export type TreatmentLaneId = TreatmentCategory | 'transfusion' | 'transplant';

export const TREATMENT_LANES: readonly TreatmentLaneId[] = [
  'surgery',
  'transplant',
  'transfusion',
  'short-stay-surgery',
  'haemodialysis',
  'haemofiltration',
  'peritoneal-dialysis',
  'radiotherapy',
  'imaging',
  'pathology',
  'medical-management',
  'home-care-guidance',
  'unknown',
];

export interface Mark {
  readonly day: number;
  readonly lines: readonly TreatmentLine[];
}

/** A dense run of marks (dialysis three times a week), drawn as one ribbon. */
export interface Ribbon {
  readonly from: number;
  /** Day after the last mark. */
  readonly to: number;
  readonly marks: number;
}

export interface TreatmentLane {
  readonly id: TreatmentLaneId;
  readonly marks: readonly Mark[];
  readonly ribbons: readonly Ribbon[];
}

/** Marks at most this far apart belong to one run. */
const RUN_GAP_DAYS = 10;
const RUN_MARKS = 5;

export function treatmentLaneOf(line: TreatmentLine): TreatmentLaneId {
  if (line.category !== 'surgery') return line.category;
  if (line.subKind === 'transfusion' || line.subKind === 'transfusion-management') return 'transfusion';
  if (line.subKind === 'transplant') return 'transplant';
  return 'surgery';
}

export function treatmentLanes(lines: readonly TreatmentLine[]): readonly TreatmentLane[] {
  return TREATMENT_LANES.flatMap((id) => {
    const own = lines.filter((line) => treatmentLaneOf(line) === id);
    if (own.length === 0) return [];
    const byDay = new Map<number, TreatmentLine[]>();
    for (const line of own) {
      const day = toDay(line.date);
      byDay.set(day, [...(byDay.get(day) ?? []), line]);
    }
    const marks = [...byDay].map(([day, list]) => ({ day, lines: list })).sort((a, b) => a.day - b.day);
    return [{ id, marks, ribbons: ribbonsOf(marks) }];
  });
}

export function ribbonsOf(marks: readonly Mark[]): readonly Ribbon[] {
  const ribbons: Ribbon[] = [];
  let start = 0;
  for (let index = 1; index <= marks.length; index++) {
    const previous = marks[index - 1];
    const next = marks[index];
    const first = marks[start];
    if (previous === undefined || first === undefined) break;
    if (next !== undefined && next.day - previous.day <= RUN_GAP_DAYS) continue;
    if (index - start >= RUN_MARKS) {
      ribbons.push({ from: first.day, to: previous.day + 1, marks: index - start });
    }
    start = index;
  }
  return ribbons;
}
