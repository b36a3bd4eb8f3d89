import type { Clock } from '../../../kernel/clock.ts';
import type { Database } from '../../../kernel/db/database.ts';
import { notify } from '../../../kernel/http/notify.ts';
import type { TargetPolicy } from '../../../kernel/http/targets.ts';

/** Seals what the server must be able to read again. */
export interface Secrets {
  seal(secret: Buffer, context: string): string;
  open(sealed: string, context: string): Buffer;
}

export interface DeliverDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly targets: TargetPolicy;
}

const TIMEOUT_MS = 10_000;
/** Doubles with every attempt. */
const FIRST_PAUSE_MS = 30_000;
/** About four hours after the first. */
const MOST_ATTEMPTS = 9;
const MOST_IN_A_RUN = 200;

interface Due {
  readonly notification_id: string;
  readonly subscription_id: string;
  readonly attempts: number;
  readonly endpoint: string;
  readonly sealed_headers: string | null;
}

/** Tells everybody who is due. What could not be told is tried again; after the last attempt the subscription is in error. */
export async function deliverDue(deps: DeliverDeps, signal: AbortSignal): Promise<void> {
  for (let count = 0; count < MOST_IN_A_RUN && !signal.aborted; count++) {
    const due = await takeDue(deps);
    if (due === null) return;
    if (await call(deps, due)) {
      await deps.db.query('DELETE FROM clinical.notification WHERE notification_id = $1', [
        due.notification_id,
      ]);
    } else if (due.attempts >= MOST_ATTEMPTS) await giveUp(deps, due);
    else await putOff(deps, due);
  }
}

/** One that is due, put off by its pause before it is tried: a process that dies meanwhile does not lose it. */
async function takeDue({ db, clock }: DeliverDeps): Promise<Due | null> {
  const now = clock();
  const [row] = await db.query<Due>(
    `UPDATE clinical.notification n
     SET attempts = n.attempts + 1, due_at = $1::timestamptz + ($2 * power(2, n.attempts)) * interval '1 millisecond'
     FROM clinical.subscription s
     WHERE s.subscription_id = n.subscription_id AND n.notification_id = (
       SELECT d.notification_id FROM clinical.notification d JOIN clinical.subscription t USING (subscription_id)
       WHERE t.channel = 'rest-hook' AND d.due_at <= $1 AND t.status = 'active' AND NOT t.deleted
         AND (t.ends_at IS NULL OR t.ends_at > $1)
       ORDER BY d.due_at, d.notification_id LIMIT 1)
     RETURNING n.notification_id, n.subscription_id, n.attempts, s.endpoint, s.sealed_headers`,
    [now, FIRST_PAUSE_MS],
  );
  return row ?? null;
}

/** Whoever did not answer once is not called for the rest before the pause is over: others wait behind it. */
async function putOff({ db }: DeliverDeps, { notification_id, subscription_id }: Due): Promise<void> {
  await db.query(
    `UPDATE clinical.notification n SET due_at = f.due_at FROM clinical.notification f
     WHERE f.notification_id = $1 AND n.subscription_id = $2 AND n.due_at < f.due_at`,
    [notification_id, subscription_id],
  );
}

async function giveUp({ db }: DeliverDeps, { subscription_id }: Due): Promise<void> {
  await db.query(`UPDATE clinical.subscription SET status = 'error' WHERE subscription_id = $1`, [
    subscription_id,
  ]);
  await db.query('DELETE FROM clinical.notification WHERE subscription_id = $1', [subscription_id]);
}

function call({ secrets, targets }: DeliverDeps, due: Due): Promise<boolean> {
  const lines =
    due.sealed_headers === null
      ? []
      : linesOf(secrets.open(due.sealed_headers, due.subscription_id).toString());
  const headers = Object.fromEntries(lines.map((line) => splitHeader(line)));
  return notify({ url: new URL(due.endpoint), headers, targets, withinMs: TIMEOUT_MS });
}

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');

function splitHeader(line: string): readonly [string, string] {
  const at = line.indexOf(': ');
  return [line.slice(0, at), line.slice(at + 2)];
}
