import { useEffect, useState } from 'react';

/**
 * Counts down from `seconds` and starts anew with every touch or key; `onEnd` is called once at zero.
 * Null stops it. Returns the seconds left.
 */
export function useIdle(seconds: number | null, onEnd: () => void): number | null {
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    setLeft(seconds);
    if (seconds === null) return;
    let remaining = seconds;
    const again = () => {
      remaining = seconds;
      setLeft(seconds);
    };
    const timer = setInterval(() => {
      remaining -= 1;
      setLeft(Math.max(0, remaining));
      if (remaining === 0) onEnd();
    }, 1_000);
    window.addEventListener('pointerdown', again);
    window.addEventListener('keydown', again);
    return () => {
      clearInterval(timer);
      window.removeEventListener('pointerdown', again);
      window.removeEventListener('keydown', again);
    };
  }, [seconds, onEnd]);
  return left;
}
