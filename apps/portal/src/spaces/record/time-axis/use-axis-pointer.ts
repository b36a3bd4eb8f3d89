import { type PointerEvent, type RefObject, useEffect, useRef } from 'react';
import { type AxisRow, entryAt } from '../model/axis-rows.ts';
import { pan, type Span, zoom } from '../model/time-scale.ts';
import type { Pointed } from './axis-keys.ts';

const DRAG_PX = 5;
const REACH_PX = 10;

interface Input {
  readonly area: RefObject<HTMLDivElement | null>;
  readonly track: RefObject<HTMLDivElement | null>;
  readonly rows: readonly AxisRow[];
  readonly span: Span;
  readonly whole: Span;
  readonly move: (change: (span: Span) => Span) => void;
  readonly onHover: (pointed: Pointed | null) => void;
  readonly onPin: (pointed: Pointed) => void;
}

/** Pointer and wheel on the picture: hover points, a tap pins, dragging pans, the wheel with Ctrl or Shift zooms or pans. */
export function useAxisPointer(input: Input) {
  const { area, track, rows, span, whole, move, onHover, onPin } = input;
  const drag = useRef<{ readonly id: number; last: number; moved: boolean } | null>(null);
  const box = () => track.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);

  const pointedAt = (event: PointerEvent): Pointed | null => {
    const element = event.target instanceof Element ? event.target.closest('[data-row]') : null;
    if (element === null) return null;
    const row = Number(element.getAttribute('data-row'));
    const { left, width } = box();
    const daysPerPx = (span.to - span.from) / width;
    const day = span.from + (event.clientX - left) * daysPerPx;
    if (event.clientX < left) return null;
    const entry = entryAt(rows[row]?.entries ?? [], Math.floor(day), Math.ceil(REACH_PX * daysPerPx));
    return entry === -1 ? null : { row, entry };
  };

  useEffect(() => {
    const element = area.current;
    if (element === null) return;
    // React listens passively to the wheel; zooming must keep the page from zooming too.
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey) return;
      event.preventDefault();
      const rect = track.current?.getBoundingClientRect();
      if (rect === undefined) return;
      const share = (event.clientX - rect.left) / rect.width;
      const amount = event.deltaY === 0 ? event.deltaX : event.deltaY;
      if (event.shiftKey) move((s) => pan(s, (amount / rect.width) * (s.to - s.from), whole));
      else move((s) => zoom(s, Math.exp(amount / 300), s.from + (s.to - s.from) * share, whole));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [area, track, move, whole]);

  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.button === 0) drag.current = { id: event.pointerId, last: event.clientX, moved: false };
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const current = drag.current;
      if (current === null) {
        if (event.pointerType === 'mouse') onHover(pointedAt(event));
        return;
      }
      const by = event.clientX - current.last;
      if (!current.moved && Math.abs(by) < DRAG_PX) return;
      if (!current.moved) event.currentTarget.setPointerCapture(current.id);
      current.moved = true;
      current.last = event.clientX;
      const { width } = box();
      move((s) => pan(s, (-by / width) * (s.to - s.from), whole));
    },
    onPointerUp: (event: PointerEvent) => {
      const moved = drag.current?.moved ?? true;
      drag.current = null;
      const pointed = moved ? null : pointedAt(event);
      if (pointed !== null) onPin(pointed);
    },
    onPointerCancel: () => {
      drag.current = null;
    },
    onPointerLeave: () => onHover(null),
  };
}
