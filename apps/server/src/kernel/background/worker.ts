export interface Worker {
  /** Looks for work; returns at once. */
  poke(): void;
  /** Resolves when there is nothing left to do just now. */
  idle(): Promise<void>;
  /** Stops after the step in hand; what is left is done at the next start. */
  stop(): Promise<void>;
}

export interface WorkerOptions {
  /** Does all work that there is, and stops early when the signal says so. */
  readonly run: (signal: AbortSignal) => Promise<void>;
  readonly onError: (error: unknown) => void;
  /** Waits that long before it begins, so that many pokes make one run. Default: none. */
  readonly delayMs?: number;
  /** Pokes itself that often. Default: never. */
  readonly everyMs?: number;
}

/** Runs one thing at a time in the background; what is poked meanwhile follows in one further run. */
export function startWorker({ run, onError, delayMs = 0, everyMs }: WorkerOptions): Worker {
  const stopping = new AbortController();
  let poked = false;
  let running: Promise<void> | null = null;
  const timer = everyMs === undefined ? null : setInterval(() => poke(), everyMs);
  timer?.unref();

  async function work(): Promise<void> {
    while (poked && !stopping.signal.aborted) {
      if (delayMs > 0) await wait(delayMs, stopping.signal);
      poked = false;
      if (!stopping.signal.aborted) await run(stopping.signal).catch(onError);
    }
  }

  function poke(): void {
    poked = true;
    running ??= work().finally(() => {
      running = null;
      if (poked && !stopping.signal.aborted) poke();
    });
  }

  return {
    poke,
    async idle() {
      while (running !== null) await running;
    },
    async stop() {
      if (timer !== null) clearInterval(timer);
      stopping.abort();
      await running;
    },
  };
}

const wait = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
