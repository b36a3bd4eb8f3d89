import { verify } from 'node:crypto';
import { addMonths, dateParts, dayOf, daysInMonth, monthOf, parseLocalDate } from '@tsunagu/ids';
import { dateInTokyo } from '../clock.ts';
import { AppError } from '../errors/app-error.ts';
import type { CardAuthority, RevocationAnswer } from './card-authority.ts';
import type { CardCertificateKind, CardHolder } from './card-holder.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { DerError } from './der.ts';
import { KEY_USAGE } from './extensions.ts';
import { CLIENT_AUTH, POLICY } from './oids.ts';
import { publicKeyOf, signedBy, type TrustAnchor } from './trust-anchor.ts';

export interface CardSignature {
  /** The certificate that made the signature, DER. */
  readonly certificateDer: Uint8Array;
  /** RSASSA-PKCS1-v1_5 with SHA-256. */
  readonly signature: Uint8Array;
  /** What should have been signed, as `cardMessage` writes it on the server; never what the caller says was signed. */
  readonly message: string;
  /** Which of the two certificates has to sign. */
  readonly expected: CardCertificateKind;
}

export interface VerifiedCard {
  /** Lower-case hexadecimal. */
  readonly serial: string;
  readonly kind: CardCertificateKind;
  readonly notAfter: Date;
  /** Within the three months before the last day: the holder should be told, and nothing is refused. */
  readonly expiresSoon: boolean;
  /** Null for `auth`, whose certificate says nothing about its holder. */
  readonly holder: CardHolder | null;
}

/** Clocks of two machines differ; a list that begins a little later than now is no forgery. */
const CLOCK_TOLERANCE_MS = 5 * 60 * 1000;
const NOTICE_MONTHS = 3;
/** What the key of each certificate may do, and nothing besides. */
const USAGES: Readonly<Record<CardCertificateKind, readonly number[]>> = {
  auth: [KEY_USAGE.digitalSignature],
  sign: [KEY_USAGE.digitalSignature, KEY_USAGE.nonRepudiation],
};

/**
 * Verifies that a card of a trusted authority signed the message, and that the card is in force.
 *
 * The signature is checked before the authority is asked, so that nobody learns the state of a card that is not theirs.
 *
 * @throws AppError CARD_CERTIFICATE_UNREADABLE, CARD_CHAIN_UNKNOWN, CARD_WRONG_CERTIFICATE, CARD_NOT_YET_VALID,
 * CARD_EXPIRED, CARD_SIGNATURE_WRONG, CARD_REVOKED, CARD_REVOCATION_UNKNOWN; the first that applies in this order
 * @spec eligibility.md §3.1
 */
export async function verifyCardSignature(
  { certificateDer, signature, message, expected }: CardSignature,
  { authority, now }: { readonly authority: CardAuthority; readonly now: Date },
): Promise<VerifiedCard> {
  const certificate = readCard(certificateDer);
  const issuer = findIssuer(certificate, authority.anchors);
  checkKind(certificate, expected);
  checkValidity(certificate, issuer, now);
  if (!verify('sha256', Buffer.from(message, 'utf8'), publicKeyOf(certificate), signature))
    throw new AppError('CARD_SIGNATURE_WRONG');
  await checkRevocation(certificate, issuer, authority, now);
  return {
    serial: certificate.serial,
    kind: expected,
    notAfter: certificate.notAfter,
    expiresSoon: expiresSoon(certificate.notAfter, now),
    holder: expected === 'sign' ? certificate.extensions.holder : null,
  };
}

function readCard(der: Uint8Array): Certificate {
  try {
    return readCertificate(Buffer.from(der.buffer, der.byteOffset, der.byteLength));
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw new AppError('CARD_CERTIFICATE_UNREADABLE', { reason: error.message }, { cause: error });
  }
}

/**
 * The anchor that signed the certificate itself: the authority issues to people directly, and a card never vouches for
 * another. Key identifiers choose among anchors of one name; the signature decides.
 */
function findIssuer(certificate: Certificate, anchors: readonly TrustAnchor[]): TrustAnchor {
  const issuer = anchors.find(
    (anchor) =>
      anchor.certificate.subject.equals(certificate.issuer) &&
      anchor.keyIdentifier === certificate.extensions.authorityKeyIdentifier &&
      signedBy(anchor, certificate),
  );
  if (issuer === undefined) throw new AppError('CARD_CHAIN_UNKNOWN');
  return issuer;
}

/** Policy, key usage and purposes must agree: a certificate that is half of one kind is none of them. */
function checkKind({ extensions }: Certificate, expected: CardCertificateKind): void {
  const { certificateAuthority, keyUsage, extendedKeyUsage, policies, holder } = extensions;
  const kind = policies.includes(POLICY.auth) ? 'auth' : policies.includes(POLICY.sign) ? 'sign' : 'neither';
  const fits =
    !certificateAuthority &&
    kind === expected &&
    policies.length === 1 &&
    keyUsage !== null &&
    keyUsage.size === USAGES[expected].length &&
    USAGES[expected].every((usage) => keyUsage.has(usage)) &&
    extendedKeyUsage.includes(CLIENT_AUTH) === (kind === 'auth') &&
    (holder !== null) === (kind === 'sign');
  if (!fits) throw new AppError('CARD_WRONG_CERTIFICATE', { expected });
}

function checkValidity(certificate: Certificate, { certificate: issuer }: TrustAnchor, now: Date): void {
  if (now < certificate.notBefore || now < issuer.notBefore) throw new AppError('CARD_NOT_YET_VALID');
  if (now > certificate.notAfter || now > issuer.notAfter) throw new AppError('CARD_EXPIRED');
}

async function checkRevocation(
  { serial }: Certificate,
  issuer: TrustAnchor,
  authority: CardAuthority,
  now: Date,
): Promise<void> {
  let answer: RevocationAnswer;
  try {
    answer = await authority.revocationOf(serial, issuer);
  } catch (error) {
    throw new AppError('CARD_REVOCATION_UNKNOWN', { reason: 'no answer' }, { cause: error });
  }
  if (now >= answer.nextUpdate) throw new AppError('CARD_REVOCATION_UNKNOWN', { reason: 'answer too old' });
  if (answer.thisUpdate.getTime() > now.getTime() + CLOCK_TOLERANCE_MS)
    throw new AppError('CARD_REVOCATION_UNKNOWN', { reason: 'answer from the future' });
  if (answer.status === 'revoked') throw new AppError('CARD_REVOKED', { reason: answer.reason });
}

/** Calendar months in Japan: a card that ends on 31 May is announced from the last day of February. */
function expiresSoon(notAfter: Date, now: Date): boolean {
  const last = parseLocalDate(dateInTokyo(notAfter));
  if (last === null) return false;
  const month = addMonths(monthOf(last), -NOTICE_MONTHS);
  const [, , day] = dateParts(last);
  const from = dayOf(month, Math.min(day, daysInMonth(month)));
  return from !== null && dateInTokyo(now) >= from;
}
