import { startWorker, type Worker } from '../../kernel/background/worker.ts';
import { makeNotices } from './make-notices/make-notices.ts';
import { type MailDeps, sendMail } from './send-mail/send-mail.ts';

const EVERY_MS = 2_000;

/**
 * Makes notices and sends mails every two seconds, as long as the server runs. Side by side: a mail server that hangs
 * keeps no notice waiting. @spec phr.md §3 A8 (within a minute)
 */
export function startNoticeWorker(deps: MailDeps & { readonly onError: (error: unknown) => void }): Worker {
  const { onError } = deps;
  const workers = [
    startWorker({
      everyMs: EVERY_MS,
      onError,
      run: async () => {
        await makeNotices(deps);
      },
    }),
    startWorker({
      everyMs: EVERY_MS,
      onError,
      run: async (signal) => {
        await sendMail(deps, signal);
      },
    }),
  ];
  return {
    poke: () => {
      for (const worker of workers) worker.poke();
    },
    idle: async () => {
      for (const worker of workers) await worker.idle();
    },
    stop: async () => {
      await Promise.all(workers.map((worker) => worker.stop()));
    },
  };
}
