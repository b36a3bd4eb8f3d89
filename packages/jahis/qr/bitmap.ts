/** A picture as canvases give it: RGBA, row by row. */
export interface Picture {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** One byte a pixel: 1 is dark. */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly dark: Uint8Array;
}

/** A pixel is dark when it is so much darker than the mean around it. */
const DARKER = 0.88;
/** Side of that surrounding, as a part of the shorter side of the picture. */
const AROUND = 1 / 6;

/** Tells dark from light by what is around, so that shadows and dim light do no harm. */
export function bitmapOf({ data, width, height }: Picture): Bitmap {
  const sums = new Float64Array((width + 1) * (height + 1));
  const grey = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 4;
      const opaque = (data[at + 3] ?? 255) / 255;
      const light = 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
      // What is transparent lies on white paper.
      const value = light * opaque + 255 * (1 - opaque);
      grey[y * width + x] = value;
      row += value;
      sums[(y + 1) * (width + 1) + x + 1] = (sums[y * (width + 1) + x + 1] ?? 0) + row;
    }
  }
  const reach = Math.max(8, Math.round((Math.min(width, height) * AROUND) / 2));
  const dark = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const top = Math.max(0, y - reach) * (width + 1);
    const bottom = Math.min(height, y + reach + 1) * (width + 1);
    const rows = (bottom - top) / (width + 1);
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - reach);
      const right = Math.min(width, x + reach + 1);
      const sum =
        (sums[bottom + right] ?? 0) -
        (sums[bottom + left] ?? 0) -
        (sums[top + right] ?? 0) +
        (sums[top + left] ?? 0);
      const mean = sum / (rows * (right - left));
      dark[y * width + x] = (grey[y * width + x] ?? 0) < mean * DARKER ? 1 : 0;
    }
  }
  return { width, height, dark };
}

/** Outside the picture everything is light. */
export function darkAt({ width, height, dark }: Bitmap, x: number, y: number): boolean {
  const column = Math.floor(x);
  const row = Math.floor(y);
  return column >= 0 && row >= 0 && column < width && row < height && dark[row * width + column] === 1;
}
