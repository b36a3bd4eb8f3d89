import { type Bitmap, darkAt } from './bitmap.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Centre of a finder pattern, and the side of a module there. */
export interface Corner extends Point {
  readonly module: number;
}

/** The three finder patterns of one symbol. */
export interface Corners {
  readonly topLeft: Corner;
  readonly topRight: Corner;
  readonly bottomLeft: Corner;
}

/** More patterns than this are noise. */
const MOST_CORNERS = 30;
const MOST_TRIPLES = 400;
/** How far a run may be off, in modules. */
const TOLERANCE = 0.75;

/** Runs of 1 : 1 : 3 : 1 : 1, dark first. */
function moduleOf(runs: readonly number[]): number | null {
  const module = runs.reduce((sum, run) => sum + run, 0) / 7;
  if (module < 1) return null;
  const fits = runs.every((run, at) => {
    const expected = at === 2 ? 3 : 1;
    return Math.abs(run / module - expected) <= (at === 2 ? 1.5 * TOLERANCE : TOLERANCE);
  });
  return fits ? module : null;
}

/** Every place that looks like a finder pattern across and down, the surest first. */
export function findCorners(bitmap: Bitmap): readonly Corner[] {
  const found: { x: number; y: number; module: number; seen: number }[] = [];
  for (let y = 0; y < bitmap.height; y++) {
    const runs = [0, 0, 0, 0, 0];
    let dark = false;
    for (let x = 0; x <= bitmap.width; x++) {
      const here = x < bitmap.width && bitmap.dark[y * bitmap.width + x] === 1;
      if (here === dark) {
        runs[4] = (runs[4] ?? 0) + 1;
        continue;
      }
      if (dark) {
        const candidate = confirm(bitmap, runs, x, y);
        if (candidate !== null) note(found, candidate);
      }
      runs.shift();
      runs.push(1);
      dark = here;
    }
  }
  return found
    .filter(({ seen }) => seen >= 2)
    .sort((a, b) => b.seen / b.module - a.seen / a.module)
    .slice(0, MOST_CORNERS);
}

/** The pattern that ends before `end` in row `y`, confirmed down and across again. */
function confirm(bitmap: Bitmap, runs: readonly number[], end: number, y: number): Corner | null {
  const across = moduleOf(runs);
  if (across === null) return null;
  const x = end - (runs[4] ?? 0) - (runs[3] ?? 0) - (runs[2] ?? 0) / 2;
  const down = runsThrough(bitmap, { x, y: y + 0.5 }, 0, 1, across);
  if (down === null) return null;
  const centre = { x, y: down.centre };
  const again = runsThrough(bitmap, centre, 1, 0, across);
  if (again === null) return null;
  if (down.module > again.module * 1.6 || again.module > down.module * 1.6) return null;
  return { x: again.centre, y: down.centre, module: (down.module + again.module) / 2 };
}

/** The five runs through a point along an axis: module, and the centre on that axis. */
function runsThrough(
  bitmap: Bitmap,
  from: Point,
  dx: number,
  dy: number,
  module: number,
): { module: number; centre: number } | null {
  const most = module * 6;
  const side = (sign: number): number[] | null => {
    const runs = [0, 0, 0];
    let phase = 0;
    for (let step = sign > 0 ? 0 : 1; ; step++) {
      const isDark = darkAt(bitmap, from.x + dx * step * sign, from.y + dy * step * sign);
      if (isDark !== (phase % 2 === 0)) {
        phase++;
        if (phase === 3) return runs;
      }
      runs[phase] = (runs[phase] ?? 0) + 1;
      if (step > most) return null;
    }
  };
  const before = side(-1);
  const after = side(1);
  if (before === null || after === null) return null;
  const middle = (before[0] ?? 0) + (after[0] ?? 0);
  const runs = [before[2] ?? 0, before[1] ?? 0, middle, after[1] ?? 0, after[2] ?? 0];
  const found = moduleOf(runs);
  if (found === null) return null;
  const start = Math.floor(dx === 1 ? from.x : from.y) - (before[0] ?? 0);
  return { module: found, centre: start + middle / 2 };
}

function note(found: { x: number; y: number; module: number; seen: number }[], one: Corner): void {
  const known = found.find(
    ({ x, y, module }) => Math.abs(x - one.x) < module * 2 && Math.abs(y - one.y) < module * 2,
  );
  if (known === undefined) {
    if (found.length < MOST_CORNERS * 20) found.push({ ...one, seen: 1 });
    return;
  }
  const weight = known.seen + 1;
  known.x += (one.x - known.x) / weight;
  known.y += (one.y - known.y) / weight;
  known.module += (one.module - known.module) / weight;
  known.seen = weight;
}

/** Threes that can be the corners of one symbol, the likeliest first. */
export function triplesOf(corners: readonly Corner[]): readonly Corners[] {
  const triples: { corners: Corners; fault: number }[] = [];
  for (const [i, a] of corners.entries()) {
    for (const [j, b] of corners.entries()) {
      if (j <= i) continue;
      for (const c of corners.slice(j + 1)) {
        const triple = arrange(a, b, c);
        if (triple !== null) triples.push(triple);
      }
    }
  }
  return triples
    .sort((a, b) => a.fault - b.fault)
    .slice(0, MOST_TRIPLES)
    .map(({ corners: one }) => one);
}

/** The right angle is at the top left; x runs right and y down. */
function arrange(a: Corner, b: Corner, c: Corner): { corners: Corners; fault: number } | null {
  const modules = [a.module, b.module, c.module];
  const spread = Math.max(...modules) / Math.min(...modules);
  if (spread > 1.8) return null;
  const [ab, bc, ca] = [distance(a, b), distance(b, c), distance(c, a)];
  const longest = Math.max(ab, bc, ca);
  const [topLeft, one, other] = longest === bc ? [a, b, c] : longest === ca ? [b, c, a] : [c, a, b];
  const [first, second] = [distance(topLeft, one), distance(topLeft, other)];
  const ratio = Math.max(first, second) / Math.min(first, second);
  const angle = Math.abs(longest ** 2 / (first ** 2 + second ** 2) - 1);
  const shortest = Math.min(first, second) / ((a.module + b.module + c.module) / 3);
  if (ratio > 1.6 || angle > 0.35 || shortest < 9) return null;
  const turn = (one.x - topLeft.x) * (other.y - topLeft.y) - (one.y - topLeft.y) * (other.x - topLeft.x);
  const corners =
    turn > 0 ? { topLeft, topRight: one, bottomLeft: other } : { topLeft, topRight: other, bottomLeft: one };
  return { corners, fault: ratio - 1 + angle * 2 + (spread - 1) };
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
