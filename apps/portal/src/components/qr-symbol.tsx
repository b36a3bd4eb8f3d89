import type { QrMatrix } from '@tsunagu/jahis/qr';

/** The quiet zone that readers need around a symbol, in modules. */
const QUIET = 4;

/** One symbol of a text that may take several, black on white in every set of colours. */
export function QrSymbol({ matrix, label }: { matrix: QrMatrix; label: string }) {
  const side = matrix.size + 2 * QUIET;
  const path = matrix.dark
    .flatMap((dark, at) =>
      dark ? [`M${(at % matrix.size) + QUIET} ${Math.floor(at / matrix.size) + QUIET}h1v1h-1z`] : [],
    )
    .join('');
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${side} ${side}`} className="qr-symbol">
      <rect width={side} height={side} fill="#ffffff" />
      <path d={path} fill="#000000" shapeRendering="crispEdges" />
    </svg>
  );
}
