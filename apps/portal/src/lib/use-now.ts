import { useEffect, useState } from 'react';

/** The time in milliseconds, renewed every `everyMs`; for "time left", never for decisions. */
export function useNow(everyMs = 30_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
