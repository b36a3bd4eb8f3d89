import { type Bitmap, darkAt } from './bitmap.ts';
import { type Corner, type Corners, distance, type Point } from './find-corners.ts';
import type { QrMatrix } from './write-symbols.ts';

/** The size that the distances suggest may be some steps of four modules off. */
const SIZES_TRIED = [0, -4, 4, -8, 8];
/** Of 25 modules of an alignment pattern, so many must be as they should. */
const ALIGNMENT_FITS = 21;
/** Part of the timing lines that must be as they should. */
const TIMING_FITS = 0.8;

/** The symbol between three corners, once for each size that it may have. */
export function* sampleSymbols(bitmap: Bitmap, corners: Corners): Generator<QrMatrix> {
  const { topLeft, topRight, bottomLeft } = corners;
  const across = modulesBetween(topLeft, topRight);
  const down = modulesBetween(topLeft, bottomLeft);
  const estimate = Math.round(((across + down) / 2 + 7 - 17) / 4) * 4 + 17;
  for (const offset of SIZES_TRIED) {
    const size = estimate + offset;
    if (size < 21 || size > 177) continue;
    for (const fourth of fourthPoints(bitmap, corners, size)) {
      const place = placing(corners, size, fourth);
      if (timingFits(bitmap, place, size)) yield sample(bitmap, place, size);
    }
  }
}

/** Patterns were measured along rows and columns, which cross a turned one at length. */
function modulesBetween(from: Corner, to: Corner): number {
  const length = distance(from, to);
  const straight = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y)) / length;
  return length / (((from.module + to.module) / 2) * straight);
}

interface Pair {
  /** In modules. */
  readonly on: Point;
  /** In pixels. */
  readonly at: Point;
}

/** The alignment pattern where it is found, and the corner of a parallelogram. */
function fourthPoints(bitmap: Bitmap, corners: Corners, size: number): readonly Pair[] {
  const { topLeft, topRight, bottomLeft } = corners;
  const side = size - 7;
  const right = { x: (topRight.x - topLeft.x) / side, y: (topRight.y - topLeft.y) / side };
  const down = { x: (bottomLeft.x - topLeft.x) / side, y: (bottomLeft.y - topLeft.y) / side };
  const at = (x: number, y: number): Point => ({
    x: topLeft.x + right.x * (x - 3.5) + down.x * (y - 3.5),
    y: topLeft.y + right.y * (x - 3.5) + down.y * (y - 3.5),
  });
  const parallelogram = { on: { x: size - 3.5, y: size - 3.5 }, at: at(size - 3.5, size - 3.5) };
  if (size === 21) return [parallelogram];
  const expected = at(size - 6.5, size - 6.5);
  // Perspective moves it by a part of the side.
  const reach = Math.min(12, 3 + size / 12);
  let best = { fit: 0, off: Number.POSITIVE_INFINITY, at: expected };
  for (let dy = -reach; dy <= reach; dy += 0.4) {
    for (let dx = -reach; dx <= reach; dx += 0.4) {
      const centre = {
        x: expected.x + right.x * dx + down.x * dy,
        y: expected.y + right.y * dx + down.y * dy,
      };
      if (!darkAt(bitmap, centre.x, centre.y)) continue;
      const fit = alignmentFit(bitmap, centre, right, down);
      const off = Math.hypot(dx, dy);
      if (fit > best.fit || (fit === best.fit && off < best.off)) best = { fit, off, at: centre };
    }
  }
  if (best.fit < ALIGNMENT_FITS) return [parallelogram];
  return [{ on: { x: size - 6.5, y: size - 6.5 }, at: best.at }, parallelogram];
}

function alignmentFit(bitmap: Bitmap, centre: Point, right: Point, down: Point): number {
  let fit = 0;
  for (let y = -2; y <= 2; y++) {
    for (let x = -2; x <= 2; x++) {
      const ring = Math.max(Math.abs(x), Math.abs(y));
      const dark = darkAt(bitmap, centre.x + right.x * x + down.x * y, centre.y + right.y * x + down.y * y);
      if (dark === (ring !== 1)) fit++;
    }
  }
  return fit;
}

type Placing = (point: Point) => Point;

function placing({ topLeft, topRight, bottomLeft }: Corners, size: number, fourth: Pair): Placing {
  return perspective([
    { on: { x: 3.5, y: 3.5 }, at: topLeft },
    { on: { x: size - 3.5, y: 3.5 }, at: topRight },
    { on: { x: 3.5, y: size - 3.5 }, at: bottomLeft },
    fourth,
  ]);
}

/** Dark and light take turns between the corners: what has no such lines is not sampled at all. */
function timingFits(bitmap: Bitmap, place: Placing, size: number): boolean {
  let fit = 0;
  for (let at = 8; at < size - 8; at++) {
    const across = place({ x: at + 0.5, y: 6.5 });
    const down = place({ x: 6.5, y: at + 0.5 });
    if (darkAt(bitmap, across.x, across.y) === (at % 2 === 0)) fit++;
    if (darkAt(bitmap, down.x, down.y) === (at % 2 === 0)) fit++;
  }
  return fit >= TIMING_FITS * 2 * (size - 16);
}

function sample(bitmap: Bitmap, place: Placing, size: number): QrMatrix {
  const dark: boolean[] = [];
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const point = place({ x: x + 0.5, y: y + 0.5 });
      dark.push(darkAt(bitmap, point.x, point.y));
    }
  }
  return { size, dark };
}

/** The projection that takes four points where they belong: eight unknowns, eight equations. */
function perspective(pairs: readonly Pair[]): Placing {
  const rows = pairs.flatMap(({ on, at }) => [
    [on.x, on.y, 1, 0, 0, 0, -on.x * at.x, -on.y * at.x, at.x],
    [0, 0, 0, on.x, on.y, 1, -on.x * at.y, -on.y * at.y, at.y],
  ]);
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = solve(rows);
  return ({ x, y }) => {
    const depth = g * x + h * y + 1;
    return { x: (a * x + b * y + c) / depth, y: (d * x + e * y + f) / depth };
  };
}

/** Gauss, with the largest pivot. */
function solve(rows: number[][]): readonly number[] {
  const count = rows.length;
  for (let column = 0; column < count; column++) {
    const rest = rows.slice(column).map((row) => Math.abs(row[column] ?? 0));
    const pivot = column + rest.indexOf(Math.max(...rest));
    const [high, low] = [rows[pivot], rows[column]];
    if (high === undefined || low === undefined) return [];
    rows[column] = high;
    rows[pivot] = low;
    for (const [at, row] of rows.entries()) {
      if (at === column) continue;
      const factor = (row[column] ?? 0) / (high[column] || 1);
      for (let x = column; x <= count; x++) row[x] = (row[x] ?? 0) - factor * (high[x] ?? 0);
    }
  }
  return rows.map((row, at) => (row[count] ?? 0) / (row[at] || 1));
}
