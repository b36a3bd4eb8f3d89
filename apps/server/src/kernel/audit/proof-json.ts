import type { CommittedEntry } from './canonical.ts';

export const PROOF_FORMAT = 'tsunagu-audit-proof-1';

/** An entry as JSON: bytes in hexadecimal, the instant in ISO 8601 (UTC, milliseconds). */
export type EntryJson = Omit<CommittedEntry, 'at' | 'accountCommitment'> & {
  readonly at: string;
  readonly accountCommitment: string | null;
};

export const committedToJson = (entry: CommittedEntry): EntryJson => ({
  ...entry,
  at: new Date(entry.at).toISOString(),
  accountCommitment:
    entry.accountCommitment === null ? null : Buffer.from(entry.accountCommitment).toString('hex'),
});

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const TEXTS = ['event', 'outcome'] as const;
const NULLABLE_TEXTS = [
  'actorRole',
  'facilityCode',
  'facilityName',
  'purpose',
  'ground',
  'refusalCode',
  'requestId',
  'method',
  'actingFor',
  'detail',
] as const;
const IDS = ['personId', 'entryId', 'writerId'] as const;

const isText = (value: unknown): value is string => typeof value === 'string';

export const hexBytes = (value: unknown, length: number): Buffer | null =>
  isText(value) && value.length === length * 2 && /^[0-9a-f]*$/.test(value)
    ? Buffer.from(value, 'hex')
    : null;

/** Null when it is no entry: every field must be there, with its type. */
export function committedFromJson(json: unknown): CommittedEntry | null {
  if (typeof json !== 'object' || json === null) return null;
  const { at, accountCommitment, categories, itemCount, seq, ...texts } = json as Partial<EntryJson>;
  const commitment = accountCommitment === null ? null : hexBytes(accountCommitment, 32);
  const fits =
    TEXTS.every((name) => isText(texts[name])) &&
    NULLABLE_TEXTS.every((name) => texts[name] === null || isText(texts[name])) &&
    IDS.every((name) => UUID.test(texts[name] ?? '')) &&
    isText(at) &&
    !Number.isNaN(Date.parse(at)) &&
    (accountCommitment === null || commitment !== null) &&
    Array.isArray(categories) &&
    categories.every((one) => one === null || isText(one)) &&
    (itemCount === null || Number.isSafeInteger(itemCount)) &&
    Number.isSafeInteger(seq);
  if (!fits) return null;
  return { ...(json as EntryJson), at: Date.parse(at), accountCommitment: commitment };
}
