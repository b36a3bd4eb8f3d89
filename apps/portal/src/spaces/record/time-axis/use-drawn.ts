import {
  type RefCallback,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { type Drawn, drawAround, isSettled, keepDrawn } from '../model/drawn-span.ts';
import type { Span } from '../model/time-scale.ts';

const SETTLED_MS = 160;

/** What moves while panning carries this mark; see {@link useDrawn}. */
export const MOVES = { 'data-moves': '' } as const;

/**
 * Keeps panning cheap: rows are laid out for more than the view and then only shifted, by one transform each. They
 * are laid out anew when the view leaves what was drawn, when the scale changes, and once the movement has settled.
 * Returns the drawing and a ref for what appears between two layouts.
 */
export function useDrawn(
  area: RefObject<HTMLElement | null>,
  view: Span,
  width: number,
): { readonly drawn: Drawn; readonly moves: RefCallback<HTMLElement> } {
  const [kept, setKept] = useState(() => drawAround(view));
  const drawn = keepDrawn(kept, view);
  if (drawn !== kept) setKept(drawn);
  const shift = useRef('');
  useLayoutEffect(() => {
    const px = ((drawn.span.from - view.from) / (view.to - view.from)) * width;
    shift.current = `translateX(${px}px)`;
    for (const element of area.current?.querySelectorAll<HTMLElement>('[data-moves]') ?? []) {
      element.style.transform = shift.current;
    }
  });
  useEffect(() => {
    if (isSettled(drawn, view)) return;
    const timer = setTimeout(() => setKept(drawAround(view)), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [drawn, view]);
  const moves = useCallback((element: HTMLElement | null) => {
    if (element !== null) element.style.transform = shift.current;
  }, []);
  return { drawn, moves };
}
