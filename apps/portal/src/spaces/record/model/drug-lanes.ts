import type { DrugLine } from '../../../api/types.ts';
import { coverageOf } from './coverage.ts';
import { doseOf, ingredientOf, type Route } from './ingredient.ts';
import { findOverlaps, type Overlap, type Supply } from './overlaps.ts';
import { type Purpose, purposeOf, purposeRank } from './purpose.ts';
import { type Regimen, regimensOf } from './regimens.ts';

/** Everything about one ingredient by one route, oldest supply first. */
export interface DrugLane {
  readonly key: string;
  readonly label: string;
  readonly route: Route;
  readonly known: boolean;
  readonly purpose: Purpose;
  readonly supplies: readonly Supply[];
  readonly regimens: readonly Regimen[];
  readonly overlaps: readonly Overlap[];
  /** Highest comparable dose, or null when the doses of the lane cannot be compared. */
  readonly topDose: { readonly value: number; readonly unit: string } | null;
  /** Last day covered + 1. */
  readonly end: number;
}

export interface LaneGroup {
  readonly purpose: Purpose;
  readonly lanes: readonly DrugLane[];
}

/** One lane per ingredient and route. */
export function drugLanes(lines: readonly DrugLine[]): readonly DrugLane[] {
  const byKey = new Map<string, { label: string; route: Route; lines: DrugLine[] }>();
  for (const line of lines) {
    const { key, label, route } = ingredientOf(line);
    const lane = byKey.get(key);
    if (lane === undefined) byKey.set(key, { label, route, lines: [line] });
    else lane.lines.push(line);
  }
  return [...byKey].map(([key, lane]) => toLane(key, lane.label, lane.route, lane.lines));
}

function toLane(key: string, label: string, route: Route, lines: readonly DrugLine[]): DrugLane {
  const supplies = lines
    .map((line): Supply => ({ ...coverageOf(line), line, dose: doseOf(line) }))
    .sort((a, b) => a.from - b.from || a.to - b.to);
  const regimens = regimensOf(supplies);
  const newest = supplies.at(-1)?.line;
  return {
    key,
    label,
    route,
    known: newest?.known ?? false,
    purpose: purposeOf(newest?.therapeuticClass ?? null),
    supplies,
    regimens,
    overlaps: findOverlaps(supplies),
    topDose: topDose(regimens),
    end: Math.max(...supplies.map((supply) => supply.to)),
  };
}

function topDose(regimens: readonly Regimen[]): DrugLane['topDose'] {
  let top: DrugLane['topDose'] = null;
  for (const { dose } of regimens) {
    if (dose === null || (top !== null && top.unit !== dose.unit)) return null;
    if (top === null || dose.value > top.value) top = dose;
  }
  return top;
}

/** Lanes by purpose in the order of the purpose table; inside a group the latest first. */
export function groupLanes(lanes: readonly DrugLane[]): readonly LaneGroup[] {
  const groups = new Map<string, DrugLane[]>();
  for (const lane of lanes) {
    const list = groups.get(lane.purpose.id) ?? [];
    list.push(lane);
    groups.set(lane.purpose.id, list);
  }
  return [...groups.values()]
    .map((list) => [...list].sort((a, b) => b.end - a.end || a.label.localeCompare(b.label, 'ja')))
    .flatMap((list) => (list[0] ? [{ purpose: list[0].purpose, lanes: list }] : []))
    .sort((a, b) => purposeRank(a.purpose.id) - purposeRank(b.purpose.id));
}
