import { createHash } from 'node:crypto';
import type { Database, Queryable, Transaction } from '../../kernel/db/database.ts';
import { AppError } from '../../kernel/errors/app-error.ts';

/** A request that is carried out once, however often it comes. */
export interface OneRequest {
  readonly facilityCode: string;
  /** What is asked for, with the id of what it is about. */
  readonly operation: string;
  /** The sender's Idempotency-Key; null: the content itself is the key. */
  readonly key: string | null;
  /** What was sent, normalised: see `normalised`. */
  readonly content: string;
  /** A document that is taken once, whatever key it comes with: a message that is replayed is not a second one. */
  readonly document?: Uint8Array;
}

interface FirstAnswer {
  readonly request_key: string;
  readonly content_hash: string;
  /** JSON as it was answered. */
  readonly answer: string;
}

const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');

/** How steps of prescriptions are made: by the same few statements every time. */
export const PLANNED = { planned: true } as const;
const READ_SQL = `SELECT request_key, content_hash, answer FROM prescriptions.first_answer
  WHERE facility_code = $1 AND operation = $2 AND request_key = ANY ($3)`;

/** JSON with its keys in order, so that the same content is the same text. */
export function normalised(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(normalised).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${normalised(member)}`).join(',')}}`;
}

/**
 * The answer that was given when this came first; null = it has not come. Throws RX_KEY_REUSED where the key came with
 * other content. `T` is what `run` of the same operation answered.
 */
export async function firstAnswer<T>(
  db: Queryable,
  request: OneRequest,
): Promise<{ readonly value: T } | null> {
  const contentHash = sha256(request.content);
  const [key, documentKey] = keysOf(request);
  const found = await db.query<FirstAnswer>(READ_SQL, [
    request.facilityCode,
    request.operation,
    documentKey === undefined ? [key] : [key, documentKey],
  ]);
  const first = found.find(({ request_key }) => request_key === key);
  if (first !== undefined && first.content_hash !== contentHash) throw new AppError('RX_KEY_REUSED');
  const [answered] = first === undefined ? found : [first];
  return answered === undefined ? null : parseAnswer<T>(answered.answer);
}

/**
 * For requests that may come without a key: what was taken back since is not the answer to the same words said again, so
 * that these are a request of their own. `stands`: whether what was answered holds still. With a key nothing changes: then
 * the sender says what is a repetition.
 */
export async function standingRequest<T>(
  db: Queryable,
  request: OneRequest,
  stands: (value: T) => Promise<boolean>,
): Promise<{ readonly request: OneRequest; readonly first: { readonly value: T } | null }> {
  let current = request;
  for (;;) {
    const first = await firstAnswer<T>(db, current);
    if (first === null || request.key !== null || (await stands(first.value)))
      return { request: current, first };
    current = { ...request, content: `after ${sha256(current.content)} ${request.content}` };
  }
}

/** Under which the answer is kept: the key, and that of the document where there is one. */
const keysOf = ({ key, content, document }: OneRequest): readonly [string, string?] =>
  document === undefined
    ? [key ?? sha256(content)]
    : [key ?? sha256(content), `document ${sha256(document)}`];

const parseAnswer = <T>(json: string): { readonly value: T } => JSON.parse(json) as { value: T };

/**
 * Carries a request out in one transaction with the note of its answer: the same key with the same content gets the
 * first answer, with other content RX_KEY_REUSED; of two at once the second waits for the first. What `run` answers must
 * survive JSON. @spec prescriptions.md §9
 */
export async function onceOnly<T>(
  { db }: { readonly db: Database },
  request: OneRequest,
  run: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const contentHash = sha256(request.content);
  const keys = keysOf(request);
  return db.transaction(async (tx) => {
    // A statement of its own: what the other wrote is seen by statements that begin after the wait. The document comes
    // first everywhere, so that nobody waits for somebody who waits for them.
    await tx.query(
      `SELECT pg_advisory_xact_lock(hashtextextended(one, 7)) FROM unnest($1::text[]) WITH ORDINALITY AS keys (one, at)
       ORDER BY at`,
      [keys.toReversed().map((key) => `${request.facilityCode} ${request.operation} ${key}`)],
    );
    const first = await firstAnswer<T>(tx, request);
    if (first !== null) return first.value;
    const value = await run(tx);
    await tx.query(
      `INSERT INTO prescriptions.first_answer (facility_code, operation, request_key, content_hash, answer, at)
       SELECT $1, $2, one, $4, $5, now() FROM unnest($3::text[]) AS one`,
      [request.facilityCode, request.operation, keys, contentHash, JSON.stringify({ value })],
    );
    return value;
  }, PLANNED);
}
