import { selectFiles } from './file-record.ts';
import { type TakeInDeps, takeInFile } from './take-in-file.ts';

export interface IntakeWorker {
  /** Looks for files to take in; returns at once. */
  poke(): void;
  /** Stops after the batch in hand. What is left is resumed at the next start. */
  stop(): Promise<void>;
}

export interface IntakeWorkerDeps extends TakeInDeps {
  readonly onError: (error: unknown, sha256: string) => void;
}

/** Takes in received files one after the other, in the order of arrival. A file that fails is tried again at the next poke. */
export function startIntakeWorker(deps: IntakeWorkerDeps): IntakeWorker {
  const stopping = new AbortController();
  let poked = false;
  let running: Promise<void> | null = null;

  async function run(): Promise<void> {
    while (poked && !stopping.signal.aborted) {
      poked = false;
      for (const file of await selectFiles(deps.db, `state = 'received' ORDER BY received_no`, [])) {
        if (stopping.signal.aborted) return;
        await takeInFile(deps, file, { signal: stopping.signal }).catch((error) =>
          deps.onError(error, file.sha256),
        );
      }
    }
  }

  function poke(): void {
    poked = true;
    running ??= run()
      .catch((error) => deps.onError(error, ''))
      .finally(() => {
        running = null;
        if (poked && !stopping.signal.aborted) poke();
      });
  }

  return {
    poke,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
