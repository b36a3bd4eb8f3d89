import { QrCode, QrSegment, type SegmentMode } from './generator.ts';

/** One symbol: `dark[y * size + x]`, without the light margin. */
export interface QrMatrix {
  readonly size: number;
  readonly dark: readonly boolean[];
}

/** ISO/IEC 18004: structured append is mode 3, at most 16 symbols. */
const MOST_SYMBOLS = 16;
const APPEND_MODE_BITS = 3;
/** Bytes of a symbol that scanners at a counter still read well. */
const COMFORTABLE_BYTES = 400;
/** Light modules that a symbol needs around it. */
const MARGIN = 4;

/** The header has no character count, like ECI; only its mode differs. */
const APPEND_MODE: SegmentMode = Object.create(QrSegment.Mode.ECI, {
  modeBits: { value: APPEND_MODE_BITS, enumerable: true },
});

/**
 * Symbols for these bytes, error correction M. More than `mostBytes` are spread evenly over several symbols that name
 * their place, their number and the parity of the whole (structured append).
 * @throws RangeError when 16 symbols do not hold them (about 37,000 bytes).
 */
export function symbolsOf(
  bytes: Uint8Array,
  options: { readonly mostBytes?: number } = {},
): readonly QrMatrix[] {
  const wished = Math.ceil(bytes.length / (options.mostBytes ?? COMFORTABLE_BYTES));
  const count = Math.min(Math.max(wished, 1), MOST_SYMBOLS);
  if (count === 1) return [matrixOf([QrSegment.makeBytes([...bytes])])];
  const parity = bytes.reduce((sum, byte) => sum ^ byte, 0);
  return Array.from({ length: count }, (_, place) => {
    const start = Math.floor((bytes.length * place) / count);
    const end = Math.floor((bytes.length * (place + 1)) / count);
    const header = [...bits(place, 4), ...bits(count - 1, 4), ...bits(parity, 8)];
    return matrixOf([
      new QrSegment(APPEND_MODE, 0, header),
      QrSegment.makeBytes([...bytes.subarray(start, end)]),
    ]);
  });
}

/** A symbol as SVG, one unit a module, with its margin; black on white whatever the page looks like. */
export function svgOf(matrix: QrMatrix): string {
  const side = matrix.size + 2 * MARGIN;
  let path = '';
  for (let y = 0; y < matrix.size; y++) {
    for (let x = 0; x < matrix.size; x++) {
      if (matrix.dark[y * matrix.size + x] !== true) continue;
      const start = x;
      while (x + 1 < matrix.size && matrix.dark[y * matrix.size + x + 1] === true) x++;
      const width = x - start + 1;
      path += `M${start + MARGIN} ${y + MARGIN}h${width}v1h-${width}z`;
    }
  }
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${side}v${side}H0z"/><path fill="#000" d="${path}"/></svg>`
  );
}

function matrixOf(segments: readonly InstanceType<typeof QrSegment>[]): QrMatrix {
  const code = QrCode.encodeSegments(segments, QrCode.Ecc.MEDIUM, 1, 40, -1, false);
  const dark: boolean[] = [];
  for (let y = 0; y < code.size; y++) {
    for (let x = 0; x < code.size; x++) dark.push(code.getModule(x, y));
  }
  return { size: code.size, dark };
}

function bits(value: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => (value >>> (count - 1 - at)) & 1);
}
