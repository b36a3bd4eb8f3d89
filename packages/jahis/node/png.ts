import { PNG } from 'pngjs';
import type { Picture } from '../qr/index.ts';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** A page at 600 dpi has 35 million; more is no photo of a symbol. */
const MOST_PIXELS = 40_000_000;

/** Whether bytes are a PNG file, by their signature. */
export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.equals(bytes.subarray(0, SIGNATURE.length));
}

/** The pixels of a PNG; null where it cannot be read or is unreasonably large. */
export function pictureOfPng(bytes: Uint8Array): Picture | null {
  const header = Buffer.from(bytes.subarray(16, 24));
  if (header.length < 8 || header.readUInt32BE(0) * header.readUInt32BE(4) > MOST_PIXELS) return null;
  try {
    const { data, width, height } = PNG.sync.read(Buffer.from(bytes));
    return { data: new Uint8ClampedArray(data), width, height };
  } catch {
    return null;
  }
}

/** A picture as a PNG file. */
export function pngOfPicture({ data, width, height }: Picture): Uint8Array {
  const png = new PNG({ width, height });
  png.data = Buffer.from(data);
  return PNG.sync.write(png);
}
