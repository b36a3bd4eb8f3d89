import { type KeyObject, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../clock.ts';
import { AppError } from '../../errors/app-error.ts';
import type { CardAuthority } from '../card-authority.ts';
import { type CardCertificateKind, type CardHolder, checkHolder } from '../card-holder.ts';
import { DerError } from '../der.ts';
import { type RevocationList, readRevocationList } from '../revocation-list.ts';
import {
  AUTHORITY_FILES,
  isMissing,
  makeKeyPair,
  openAuthorityKeys,
  replaceFile,
} from './authority-files.ts';
import { type AuthorityKeys, makeCardCertificate, randomSerial, wholeSecond } from './certificates.ts';
import {
  CARD_REVOCATION_REASONS,
  type CardRevocationReason,
  openRegister,
  type Register,
  type RegisteredCard,
  type Revocation,
} from './register.ts';
import { makeOcspResponse, makeRevocationList, registerBytesOf, STATEMENT_HOURS } from './statements.ts';

/** Five years, as the certificates of a real card run to the fifth birthday. */
const DEFAULT_DAYS = 1826;
const MOST_DAYS = 3653;
const DAY_MS = 86_400_000;
/** A list is made anew in the middle of its life, long before anybody would refuse it. */
const RENEW_AFTER_MS = (STATEMENT_HOURS / 2) * 3_600_000;

export interface IssuedCertificate {
  readonly serial: string;
  readonly certificateDer: Buffer;
  readonly privateKey: KeyObject;
}

/** A card in memory: both certificates with their keys. */
export interface IssuedCard {
  readonly auth: IssuedCertificate;
  readonly sign: IssuedCertificate;
  readonly holder: CardHolder;
  readonly notAfter: Date;
}

/** What the register holds about a card. */
export interface CardEntry extends RegisteredCard {
  readonly revocations: Readonly<Record<CardCertificateKind, Revocation | null>>;
}

/**
 * The authority behind the software cards. It stands in for the public certification authority, for development, tests
 * and the demo: its cards are worth nothing elsewhere, and no real card is accepted by it.
 */
export interface TestCardAuthority extends CardAuthority {
  /** @throws AppError INPUT_INVALID for a holder or a number of days (1–3653) that cannot be */
  issue(card: { readonly holder: CardHolder; readonly days?: number }): Promise<IssuedCard>;
  /**
   * A new card for the same holder, new keys; both certificates of the old card are revoked in the same step.
   * @param serial of either certificate
   * @throws AppError CARD_UNKNOWN; CARD_REVOKED when it was renewed before, or may not be
   */
  renew(serial: string, options?: { readonly days?: number }): Promise<IssuedCard>;
  /**
   * Revokes at once; on every server that uses the directory. What was revoked stays as it is.
   * @returns the serial numbers that are revoked by this
   * @throws AppError CARD_UNKNOWN
   */
  revoke(serial: string, reason: CardRevocationReason): Promise<readonly string[]>;
  /** The current revocation list, DER. */
  crl(): Promise<Buffer>;
  /** A signed OCSP response, DER. */
  ocsp(serial: string): Promise<Buffer>;
  /** The card of a serial number, or null. */
  find(serial: string): Promise<CardEntry | null>;
  list(): Promise<readonly CardEntry[]>;
}

/**
 * Opens the authority of a directory, and founds it where there is none. Several processes may use it at once.
 * @throws AppError CARD_AUTHORITY_DAMAGED when its files do not fit together
 */
export async function openCardAuthority(directory: string, clock: Clock): Promise<TestCardAuthority> {
  const keys = await openAuthorityKeys(directory, clock());
  const register = await openRegister(join(directory, AUTHORITY_FILES.register));
  const lists = revocationLists(join(directory, AUTHORITY_FILES.revocationList), keys, register, clock);

  const known = async (serial: string) => {
    await register.refresh();
    const found = register.find(serial);
    if (found === null) throw new AppError('CARD_UNKNOWN', { serial });
    return found.card;
  };

  return {
    anchors: [keys.anchor],
    async revocationOf(serial) {
      return (await lists.current()).list.answer(serial);
    },
    async predecessorOf(serial) {
      await register.refresh();
      const found = register.find(serial);
      const renewed = found?.card.renews == null ? undefined : register.cards.get(found.card.renews);
      return found === null ? null : (renewed?.serials[found.kind] ?? null);
    },
    issue: ({ holder, days = DEFAULT_DAYS }) =>
      issue(keys, register, { holder, days, renews: null, now: clock() }),
    async renew(serial, { days = DEFAULT_DAYS } = {}) {
      const card = await known(serial);
      checkRenewable(register, card);
      const { holder, cardId } = card;
      const renewed = await issue(keys, register, { holder, days, renews: cardId, now: clock() });
      await lists.current();
      return renewed;
    },
    async revoke(serial, reason) {
      const card = await known(serial);
      const whole = CARD_REVOCATION_REASONS[reason].wholeCard;
      const serials = (whole ? Object.values(card.serials) : [serial]).filter(
        (one) => !register.revocations.has(one),
      );
      if (serials.length > 0)
        await register.append({ event: 'revoked', at: clock().toISOString(), reason, serials });
      await lists.current();
      return serials;
    },
    async crl() {
      return (await lists.current()).der;
    },
    async ocsp(serial) {
      await register.refresh();
      return makeOcspResponse(keys, register, serial, clock());
    },
    async find(serial) {
      await register.refresh();
      const found = register.find(serial);
      return found === null ? null : entryOf(register, found.card);
    },
    async list() {
      await register.refresh();
      return [...register.cards.values()].map((card) => entryOf(register, card));
    },
  };
}

const entryOf = (register: Register, card: RegisteredCard): CardEntry => ({
  ...card,
  revocations: {
    auth: register.revocations.get(card.serials.auth) ?? null,
    sign: register.revocations.get(card.serials.sign) ?? null,
  },
});

function checkRenewable(register: Register, { cardId, serials }: RegisteredCard): void {
  if (register.successorOf(cardId) !== null) throw new AppError('CARD_REVOKED', { reason: 'renewed before' });
  for (const serial of Object.values(serials)) {
    const revocation = register.revocations.get(serial);
    if (revocation !== undefined && !CARD_REVOCATION_REASONS[revocation.reason].renewable)
      throw new AppError('CARD_REVOKED', { reason: revocation.reason });
  }
}

interface Order {
  readonly holder: CardHolder;
  readonly days: number;
  readonly renews: string | null;
  readonly now: Date;
}

async function issue(
  keys: AuthorityKeys,
  register: Register,
  { holder, days, renews, now }: Order,
): Promise<IssuedCard> {
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS)
    throw new AppError('INPUT_INVALID', { field: 'days', from: 1, to: MOST_DAYS });
  checkHolder(holder);
  const notBefore = wholeSecond(now);
  const end = Math.min(notBefore.getTime() + days * DAY_MS, keys.anchor.certificate.notAfter.getTime());
  const notAfter = new Date(end);
  const make = async (kind: CardCertificateKind): Promise<IssuedCertificate> => {
    const { publicKey, privateKey } = await makeKeyPair();
    const serial = randomSerial();
    const input = { kind, serial, publicKey, holder, notBefore, notAfter };
    return { serial, certificateDer: await makeCardCertificate(keys, input), privateKey };
  };
  const [auth, sign] = await Promise.all([make('auth'), make('sign')]);
  // The register first: a certificate that nobody could revoke must not leave this function.
  await register.append({
    event: 'issued',
    cardId: randomUUID(),
    serials: { auth: auth.serial, sign: sign.serial },
    holder,
    issuedAt: now.toISOString(),
    notAfter: notAfter.toISOString(),
    renews,
  });
  return { auth, sign, holder, notAfter };
}

interface CurrentList {
  readonly der: Buffer;
  readonly list: RevocationList;
}

/**
 * The revocation list of the directory, verified once for as long as the register has not grown and the list is young.
 * Whoever finds it behind makes it anew; a process that overwrites it with an older one is found out by its number.
 */
function revocationLists(path: string, keys: AuthorityKeys, register: Register, clock: Clock) {
  let cached: CurrentList | null = null;
  let making: Promise<CurrentList> | null = null;

  const isCurrent = ({ list }: CurrentList): boolean => {
    const age = clock().getTime() - list.thisUpdate.getTime();
    return registerBytesOf(list.number) === register.bytes && age >= 0 && age < RENEW_AFTER_MS;
  };
  const readOrMake = async (): Promise<CurrentList> => {
    const stored = await readStored(path, keys);
    // Another process may have added to the register, and made this list, after ours was read.
    await register.refresh();
    if (stored !== null && isCurrent(stored)) return stored;
    const der = makeRevocationList(keys, register, clock());
    await replaceFile(path, der);
    // What was added meanwhile makes this list old at once, and the loop below makes the next.
    await register.refresh();
    return { der, list: readRevocationList(der, keys.anchor) };
  };
  return {
    async current(): Promise<CurrentList> {
      await register.refresh();
      while (cached === null || !isCurrent(cached)) {
        making ??= readOrMake().finally(() => {
          making = null;
        });
        cached = await making;
      }
      return cached;
    },
  };
}

/** Null when there is none, or none that the authority signed: it is made again. */
async function readStored(path: string, { anchor }: AuthorityKeys): Promise<CurrentList | null> {
  try {
    const der = await readFile(path);
    return { der, list: readRevocationList(der, anchor) };
  } catch (error) {
    if (isMissing(error) || error instanceof DerError) return null;
    throw error;
  }
}
