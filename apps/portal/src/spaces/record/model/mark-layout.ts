import type { Span } from './time-scale.ts';
import type { Mark, Ribbon, TreatmentLane } from './treatment-lanes.ts';

export interface MarkCluster {
  readonly x: number;
  readonly marks: readonly Mark[];
}

export interface RibbonShape {
  readonly x: number;
  readonly width: number;
  readonly ribbon: Ribbon;
}

const CLUSTER_PX = 12;
/** From this many pixels a day on, the sessions of a ribbon are drawn one by one. */
const OPEN_RIBBON_PX = 8;

/** Ribbons and marks of a lane inside a span; marks that would touch are one mark with a number. */
export function layoutMarks(
  lane: TreatmentLane,
  span: Span,
  widthPx: number,
): { readonly ribbons: readonly RibbonShape[]; readonly clusters: readonly MarkCluster[] } {
  const pxPerDay = widthPx / (span.to - span.from);
  const open = pxPerDay >= OPEN_RIBBON_PX;
  const ribbons = lane.ribbons
    .filter((ribbon) => ribbon.to > span.from && ribbon.from < span.to)
    .map((ribbon) => ({
      x: (ribbon.from - span.from) * pxPerDay,
      width: Math.max(4, (ribbon.to - ribbon.from) * pxPerDay),
      ribbon,
    }));
  const clusters: { x: number; marks: Mark[] }[] = [];
  for (const mark of lane.marks) {
    if (!open && lane.ribbons.some((ribbon) => ribbon.from <= mark.day && mark.day < ribbon.to)) continue;
    const x = (mark.day + 0.5 - span.from) * pxPerDay;
    const last = clusters.at(-1);
    if (last !== undefined && x - last.x < CLUSTER_PX) last.marks.push(mark);
    else clusters.push({ x, marks: [mark] });
  }
  // Grouped before what is out of sight is left out, so that panning does not change the groups.
  const seen = clusters.filter(({ x }) => x > -CLUSTER_PX && x < widthPx + CLUSTER_PX);
  return { ribbons, clusters: seen };
}
