import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { AppError } from '../../errors/app-error.ts';
import type { CardCertificateKind, CardHolder } from '../card-holder.ts';
import reasons from './revocation-reasons.json' with { type: 'json' };

/** Why a certificate was revoked; `revocation-reasons.json` says what follows. */
export type CardRevocationReason = keyof typeof reasons;
export const CARD_REVOCATION_REASONS = reasons as Readonly<
  Record<
    CardRevocationReason,
    {
      /** RFC 5280 §5.3.1. */
      readonly crlReason: number;
      /** Both certificates fall; otherwise the one that is named (a new address ends the signature certificate). */
      readonly wholeCard: boolean;
      readonly renewable: boolean;
    }
  >
>;

export interface RegisteredCard {
  /** The register's own number; it stands in no certificate. */
  readonly cardId: string;
  readonly serials: Readonly<Record<CardCertificateKind, string>>;
  readonly holder: CardHolder;
  /** ISO instants. */
  readonly issuedAt: string;
  readonly notAfter: string;
  /** `cardId` of the card that this one renewed. */
  readonly renews: string | null;
}

export interface Revocation {
  readonly serial: string;
  /** ISO instant. */
  readonly at: string;
  readonly reason: CardRevocationReason;
}

type Line =
  | ({ readonly event: 'issued' } & RegisteredCard)
  | {
      readonly event: 'revoked';
      readonly at: string;
      readonly reason: CardRevocationReason;
      readonly serials: readonly string[];
    };

export interface Register {
  readonly cards: ReadonlyMap<string, RegisteredCard>;
  readonly revocations: ReadonlyMap<string, Revocation>;
  /** Bytes of the file that the two maps tell of. */
  readonly bytes: number;
  /** The card to which a serial number belongs. */
  find(serial: string): { readonly card: RegisteredCard; readonly kind: CardCertificateKind } | null;
  /** The card that renewed this one. */
  successorOf(cardId: string): RegisteredCard | null;
  /** Reads what this or another process has added. */
  refresh(): Promise<void>;
  /** Durable when it resolves; followed by a refresh. */
  append(line: Line): Promise<void>;
}

/**
 * The register of issued and revoked cards: a file of JSON lines to which processes only append. Each line is one write,
 * so that two processes need no lock and neither loses what the other wrote. A renewal revokes what it renews, in the
 * same line. A damaged line makes the register unusable: reading over it could bring a revoked card back.
 */
export async function openRegister(path: string): Promise<Register> {
  const cards = new Map<string, RegisteredCard>();
  const bySerial = new Map<string, { card: RegisteredCard; kind: CardCertificateKind }>();
  const successors = new Map<string, RegisteredCard>();
  const revocations = new Map<string, Revocation>();
  let bytes = 0;
  let reading: Promise<void> | null = null;

  const revoke = (serial: string, at: string, reason: CardRevocationReason): void => {
    if (!revocations.has(serial)) revocations.set(serial, { serial, at, reason });
  };
  const apply = (line: Line): void => {
    if (line.event === 'revoked') {
      for (const serial of line.serials) revoke(serial, line.at, line.reason);
      return;
    }
    const { event: _, ...card } = line;
    cards.set(card.cardId, card);
    for (const kind of ['auth', 'sign'] as const) bySerial.set(card.serials[kind], { card, kind });
    const renewed = card.renews === null ? undefined : cards.get(card.renews);
    if (renewed === undefined) return;
    successors.set(renewed.cardId, card);
    for (const serial of Object.values(renewed.serials)) revoke(serial, card.issuedAt, 'renewed');
  };
  const readOn = async (): Promise<void> => {
    const { size } = await stat(path);
    if (size < bytes) throw new AppError('CARD_AUTHORITY_DAMAGED', { file: 'register', reason: 'shorter' });
    if (size === bytes) return;
    const text = await readFrom(path, bytes, size - bytes);
    // A line that another process is writing is read when it is whole.
    const whole = text.subarray(0, text.lastIndexOf(0x0a) + 1);
    const lines = whole.toString('utf8').split('\n').filter(Boolean).map(parseLine);
    lines.forEach(apply);
    bytes += whole.length;
  };
  const refresh = async (): Promise<void> => {
    reading ??= readOn().finally(() => {
      reading = null;
    });
    await reading;
  };
  await refresh();

  return {
    cards,
    revocations,
    get bytes() {
      return bytes;
    },
    find: (serial) => bySerial.get(serial) ?? null,
    successorOf: (cardId) => successors.get(cardId) ?? null,
    refresh,
    async append(line) {
      await appendDurably(path, `${JSON.stringify(line)}\n`);
      // A reading that was under way may have measured the file before.
      await reading;
      await refresh();
    },
  };
}

async function readFrom(path: string, position: number, length: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function appendDurably(path: string, text: string): Promise<void> {
  // Without O_CREAT: a register that has vanished must not begin anew.
  const file = await open(path, constants.O_WRONLY | constants.O_APPEND);
  try {
    const line = Buffer.from(text, 'utf8');
    const { bytesWritten } = await file.write(line, 0, line.length);
    if (bytesWritten !== line.length) throw new AppError('CARD_AUTHORITY_DAMAGED', { file: 'register' });
    await file.sync();
  } finally {
    await file.close();
  }
}

function parseLine(text: string): Line {
  try {
    const line: unknown = JSON.parse(text);
    if (isLine(line)) return line;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new AppError('CARD_AUTHORITY_DAMAGED', { file: 'register', reason: 'damaged line' });
}

/** Only this file writes lines; the check finds damage and other versions, not malice. */
const isLine = (value: unknown): value is Line =>
  typeof value === 'object' &&
  value !== null &&
  'event' in value &&
  ((value.event === 'issued' && 'cardId' in value && 'serials' in value) ||
    (value.event === 'revoked' && 'serials' in value && Array.isArray(value.serials)));
