import { startWorker, type Worker } from '../../kernel/background/worker.ts';
import { makeNotices } from './make-notices/make-notices.ts';
import { type MailDeps, sendMail } from './send-mail/send-mail.ts';

const EVERY_MS = 2_000;

/** Makes notices and sends mails every two seconds, as long as the server runs. */
export const startNoticeWorker = (deps: MailDeps & { readonly onError: (error: unknown) => void }): Worker =>
  startWorker({
    everyMs: EVERY_MS,
    onError: deps.onError,
    async run() {
      await makeNotices(deps);
      await sendMail(deps);
    },
  });
