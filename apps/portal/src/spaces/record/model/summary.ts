import type { TreatmentLine } from '../../../api/types.ts';
import { fromDay } from '../../../lib/dates.ts';
import { type TreatmentLaneId, treatmentLaneOf, treatmentLanes } from './treatment-lanes.ts';

const OPERATIONS: readonly TreatmentLaneId[] = ['surgery', 'transplant', 'transfusion', 'short-stay-surgery'];
const DIALYSIS: readonly TreatmentLaneId[] = ['haemodialysis', 'haemofiltration', 'peritoneal-dialysis'];

/** Sub-kinds that only accompany an operation. @spec claims.md §11.1 */
const ACCOMPANYING: readonly string[] = [
  'device-add-on',
  'general-add-on',
  'transfusion-management',
  'blood-products',
];

/** Operations, transplants and transfusions, newest first, one row per day and name. */
export function operations(lines: readonly TreatmentLine[]): readonly TreatmentLine[] {
  const seen = new Set<string>();
  return [...lines]
    .filter(
      (line) => OPERATIONS.includes(treatmentLaneOf(line)) && !ACCOMPANYING.includes(line.subKind ?? ''),
    )
    .sort((a, b) => b.date.localeCompare(a.date))
    .filter((line) => {
      const key = `${line.date} ${line.code}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
}

export interface DialysisSummary {
  readonly lane: TreatmentLaneId;
  readonly first: string;
  readonly last: string;
  /** Sessions a week over the last 28 days of the run, rounded to one decimal. */
  readonly perWeek: number;
}

const WINDOW_DAYS = 28;

/** Every kind of dialysis on record, with how often it was done lately. */
export function dialysis(lines: readonly TreatmentLine[]): readonly DialysisSummary[] {
  return treatmentLanes(lines)
    .filter((lane) => DIALYSIS.includes(lane.id))
    .flatMap((lane) => {
      const first = lane.marks[0];
      const last = lane.marks.at(-1);
      if (first === undefined || last === undefined) return [];
      const recent = lane.marks.filter((mark) => mark.day > last.day - WINDOW_DAYS).length;
      const span = Math.min(WINDOW_DAYS, Math.max(7, last.day - first.day + 1));
      return [
        {
          lane: lane.id,
          first: fromDay(first.day),
          last: fromDay(last.day),
          perWeek: Math.round((recent / span) * 70) / 10,
        },
      ];
    });
}
