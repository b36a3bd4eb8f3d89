import { useCallback, useEffect, useRef, useState } from 'react';
import { clamp, presetSpan, type Span } from '../model/time-scale.ts';

/**
 * The visible span. A preset in the address sets it; zooming and panning move it, at most once a frame.
 */
export function useSpan(preset: string, today: number, whole: Span) {
  const [span, setSpan] = useState(() => clamp(presetSpan(preset, today), whole));
  const waiting = useRef<((span: Span) => Span)[]>([]);
  const frame = useRef(0);
  useEffect(() => {
    setSpan(clamp(presetSpan(preset, today), whole));
  }, [preset, today, whole]);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  const move = useCallback((change: (span: Span) => Span) => {
    waiting.current.push(change);
    if (waiting.current.length > 1) return;
    frame.current = requestAnimationFrame(() => {
      const changes = waiting.current;
      waiting.current = [];
      setSpan((before) => changes.reduce((now, one) => one(now), before));
    });
  }, []);
  return [span, move] as const;
}
