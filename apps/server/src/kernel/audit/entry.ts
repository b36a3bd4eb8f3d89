import { randomBytes, randomUUID } from 'node:crypto';
import type { ErrorCode } from '../errors/app-error.ts';
import { type CommittedEntry, commitAccount } from './canonical.ts';
import type { AuditEventName } from './events.ts';

/** Person of entries that are about nobody. */
const NOBODY = '00000000-0000-0000-0000-000000000000';
/** Writer of entries from before the chain; they have no hash. */
export const BEFORE_THE_CHAIN = '00000000-0000-0000-0000-000000000000';

export type AuditOutcome = 'shown' | 'refused' | 'done';

/** What a caller says. What is left out is null, or empty. */
export interface AuditEvent {
  readonly event: AuditEventName;
  /** Whose data; null when the event is about nobody. */
  readonly personId: string | null;
  /** Account name; null when nobody was signed in. */
  readonly account: string | null;
  readonly actorRole: string | null;
  readonly outcome: AuditOutcome;
  /** Needed when the outcome is `refused`, and only then. */
  readonly refusalCode?: ErrorCode | null;
  readonly requestId: string | null;
  /** Default: the clock's present instant. Kept in whole milliseconds. */
  readonly at?: Date;
  /** A UUID; made when it is left out. */
  readonly entryId?: string;
  readonly facilityCode?: string | null;
  readonly facilityName?: string | null;
  readonly purpose?: string | null;
  readonly ground?: string | null;
  readonly categories?: readonly string[];
  readonly itemCount?: number | null;
  readonly method?: string | null;
  /** In the words of the rule: who acted for whom. Null when everybody acted for themselves. */
  readonly actingFor?: string | null;
  /** Small and flat, no clinical data. */
  readonly detail?: Readonly<Record<string, string | number | boolean | null>> | null;
}

/** An entry that is ready to take its place in a chain. */
export type PreparedEntry = Omit<CommittedEntry, 'writerId' | 'seq'> & {
  readonly account: string | null;
  readonly accountSalt: Uint8Array | null;
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const SALT_BYTES = 16;
const LARGEST_INTEGER = 2 ** 31 - 1;
const LONGEST_DETAIL = 4_096;

/** PostgreSQL stores neither a zero character nor half a surrogate pair; what is hashed must be what is stored. */
const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd');
const text = (value: string | null | undefined): string | null => (value == null ? null : storable(value));

/**
 * Checks an event and gives it its salt and id. Throws an Error for one that the table would refuse: in a shared commit
 * it would take the others down with it.
 */
export function prepareEntry(event: AuditEvent, now: Date): PreparedEntry {
  const { itemCount = null, entryId = randomUUID(), personId, outcome, refusalCode } = event;
  const at = (event.at ?? now).getTime();
  const detail = event.detail == null ? null : JSON.stringify(event.detail);
  const account = text(event.account);
  const accountSalt = account === null ? null : newSalt();
  const faults = [
    personId !== null && !UUID.test(personId) ? 'personId' : null,
    UUID.test(entryId) ? null : 'entryId',
    Number.isSafeInteger(at) ? null : 'at',
    (outcome === 'refused') === (refusalCode != null) ? null : 'refusalCode',
    itemCount === null || (Number.isInteger(itemCount) && Math.abs(itemCount) <= LARGEST_INTEGER)
      ? null
      : 'itemCount',
    detail === null || detail.length <= LONGEST_DETAIL ? null : 'detail',
  ].filter((one) => one !== null);
  if (faults.length > 0) throw new Error(`an audit event has unusable fields: ${faults.join(', ')}`);
  return {
    personId: personId ?? NOBODY,
    at,
    entryId,
    event: event.event,
    account,
    accountSalt,
    accountCommitment: account === null || accountSalt === null ? null : commitAccount(accountSalt, account),
    actorRole: text(event.actorRole),
    facilityCode: text(event.facilityCode),
    facilityName: text(event.facilityName),
    purpose: text(event.purpose),
    ground: text(event.ground),
    categories: (event.categories ?? []).map(storable),
    outcome,
    refusalCode: refusalCode ?? null,
    itemCount,
    requestId: text(event.requestId),
    method: text(event.method),
    actingFor: text(event.actingFor),
    detail,
  };
}

let salts = Buffer.alloc(0);

/** Salts are cut from larger draws: asking the generator for every entry would cost more than hashing it. */
function newSalt(): Uint8Array {
  if (salts.length < SALT_BYTES) salts = randomBytes(SALT_BYTES * 256);
  const salt = salts.subarray(0, SALT_BYTES);
  salts = salts.subarray(SALT_BYTES);
  return salt;
}
