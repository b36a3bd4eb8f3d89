import { createTransport } from 'nodemailer';
import type { Clock } from '../../../kernel/clock.ts';
import type { Database } from '../../../kernel/db/database.ts';

export interface MailServer {
  /** smtp://user:password@host:port */
  readonly url: string;
  readonly from: string;
}

export interface MailDeps {
  readonly db: Database;
  readonly clock: Clock;
  /** Null: mails wait. */
  readonly mail: MailServer | null;
}

const MOST_AT_ONCE = 50;
const MINUTE_MS = 60 * 1000;
const LONGEST_PAUSE_MS = 6 * 60 * MINUTE_MS;
const TIMEOUT_MS = 10_000;

interface MailRow {
  readonly person_id: string;
  readonly notice_id: string;
  readonly recipient: string;
  readonly subject: string;
  readonly body: string;
  readonly tries: number;
}

/**
 * Sends what is due, to the address that the person has by now; whoever took theirs away gets nothing. What fails is tried
 * again after ever longer pauses. Stops after the mail in hand when the signal says so. Resolves to the number sent.
 */
export async function sendMail({ db, clock, mail }: MailDeps, signal?: AbortSignal): Promise<number> {
  if (mail === null) return 0;
  const due = await db.query<MailRow>(
    `SELECT o.person_id, o.notice_id, s.mail AS recipient, o.subject, o.body, o.tries
     FROM phr.outgoing_mail o JOIN phr.notice_setting s USING (person_id)
     WHERE o.sent_at IS NULL AND o.next_try_at <= $1 AND s.mail IS NOT NULL ORDER BY o.next_try_at LIMIT ${MOST_AT_ONCE}`,
    [clock()],
  );
  if (due.length === 0) return 0;
  const transport = createTransport({
    url: mail.url,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  });
  let sent = 0;
  try {
    for (const row of due) {
      if (signal?.aborted === true) break;
      // Claimed before it is sent: two servers do not send it twice, and a crash delays it at most by the pause.
      const pause = Math.min(LONGEST_PAUSE_MS, MINUTE_MS * 2 ** row.tries);
      const claimed = await db.query(
        `UPDATE phr.outgoing_mail SET tries = tries + 1, next_try_at = $3
         WHERE person_id = $1 AND notice_id = $2 AND tries = $4 AND sent_at IS NULL RETURNING notice_id`,
        [row.person_id, row.notice_id, new Date(clock().getTime() + pause), row.tries],
      );
      if (claimed.length === 0) continue;
      const failure = await transport
        .sendMail({ from: mail.from, to: row.recipient, subject: row.subject, text: row.body })
        .then(() => null)
        .catch((error: unknown) => codeOf(error));
      await db.query(
        'UPDATE phr.outgoing_mail SET sent_at = $3, last_error = $4 WHERE person_id = $1 AND notice_id = $2',
        [row.person_id, row.notice_id, failure === null ? clock() : null, failure],
      );
      if (failure === null) sent += 1;
    }
  } finally {
    transport.close();
  }
  return sent;
}

/** The words of a mail server may hold the address; its code does not. */
const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
