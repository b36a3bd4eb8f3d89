import type { QrMatrix } from '@tsunagu/jahis/qr';

/** The quiet zone that readers need around the code, in modules. */
const QUIET = 4;

/** One two-dimensional code, black on white in every set of colours. */
export function QrSymbol({ symbol: { size, dark }, label }: { symbol: QrMatrix; label: string }) {
  const path = dark
    .flatMap((on, at) => (on ? [`M${QUIET + (at % size)} ${QUIET + Math.floor(at / size)}h1v1h-1z`] : []))
    .join('');
  const side = size + 2 * QUIET;
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${side} ${side}`} className="qr-code">
      <rect width={side} height={side} fill="#ffffff" />
      <path d={path} fill="#000000" shapeRendering="crispEdges" />
    </svg>
  );
}
