import type { AxisRow } from '../model/axis-rows.ts';
import { pan, type Span, zoom } from '../model/time-scale.ts';

/** What is pointed at: a row and the index of its entry. */
export interface Pointed {
  readonly row: number;
  readonly entry: number;
}

/** Next thing pointed at for an arrow key; moving to another row keeps the time. Null when the key moves nothing. */
export function movePointed(rows: readonly AxisRow[], at: Pointed | null, key: string): Pointed | null {
  const newest = (row: number): Pointed | null => {
    const count = rows[row]?.entries.length ?? 0;
    return count === 0 ? null : { row, entry: count - 1 };
  };
  if (at === null) return key.startsWith('Arrow') ? newest(0) : null;
  const entries = rows[at.row]?.entries ?? [];
  switch (key) {
    case 'ArrowLeft':
      return { row: at.row, entry: Math.max(0, at.entry - 1) };
    case 'ArrowRight':
      return { row: at.row, entry: Math.min(entries.length - 1, at.entry + 1) };
    case 'Home':
      return { row: at.row, entry: 0 };
    case 'End':
      return newest(at.row);
    case 'ArrowUp':
      return nearest(rows, Math.max(0, at.row - 1), entries[at.entry]?.from ?? 0);
    case 'ArrowDown':
      return nearest(rows, Math.min(rows.length - 1, at.row + 1), entries[at.entry]?.from ?? 0);
    default:
      return null;
  }
}

function nearest(rows: readonly AxisRow[], row: number, day: number): Pointed | null {
  const entries = rows[row]?.entries ?? [];
  let best = -1;
  for (const [index, entry] of entries.entries()) {
    const before = entries[best];
    if (before === undefined || Math.abs(entry.from - day) < Math.abs(before.from - day)) best = index;
  }
  return best === -1 ? null : { row, entry: best };
}

/** How a key moves the span, or null. Plus and minus zoom, shifted arrows pan. */
export function moveSpan(
  key: string,
  shift: boolean,
  whole: Span,
  today: number,
): ((span: Span) => Span) | null {
  const middle = (span: Span) => (span.from <= today && today <= span.to ? today : (span.from + span.to) / 2);
  if (key === '+' || key === ';') return (span) => zoom(span, 0.6, middle(span), whole);
  if (key === '-') return (span) => zoom(span, 1 / 0.6, middle(span), whole);
  if (shift && key === 'ArrowLeft') return (span) => pan(span, -(span.to - span.from) / 4, whole);
  if (shift && key === 'ArrowRight') return (span) => pan(span, (span.to - span.from) / 4, whole);
  return null;
}

/** The span moved just enough to show an entry. */
export function reveal(span: Span, entry: { readonly from: number; readonly to: number }, whole: Span): Span {
  const length = span.to - span.from;
  if (entry.from < span.from) return pan(span, entry.from - span.from - length * 0.1, whole);
  if (entry.from >= span.to) return pan(span, entry.from - span.to + length * 0.2, whole);
  return span;
}
