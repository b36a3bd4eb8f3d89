/** Progress of something countable: how fast, and how long it will still take. */
export interface Rate {
  /** Units per second over the last few seconds; null until there is something to go by. */
  readonly perSecond: number | null;
  readonly secondsLeft: number | null;
}

interface Sample {
  readonly atMs: number;
  readonly done: number;
}

const WINDOW_MS = 5000;
const LEAST_MS = 400;

/** Adds a sample and drops those older than the window. */
export function addSample(samples: readonly Sample[], atMs: number, done: number): readonly Sample[] {
  return [...samples.filter((sample) => sample.atMs >= atMs - WINDOW_MS), { atMs, done }];
}

export function rateOf(samples: readonly Sample[], total: number): Rate {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.atMs - first.atMs < LEAST_MS) {
    return { perSecond: null, secondsLeft: null };
  }
  const perSecond = ((last.done - first.done) * 1000) / (last.atMs - first.atMs);
  if (perSecond <= 0) return { perSecond: 0, secondsLeft: null };
  return { perSecond, secondsLeft: Math.max(0, Math.ceil((total - last.done) / perSecond)) };
}
