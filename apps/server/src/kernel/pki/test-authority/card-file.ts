import { createPrivateKey } from 'node:crypto';
import { BmpString, OctetString } from 'asn1js';
import {
  Attribute,
  AuthenticatedSafe,
  CertBag,
  Certificate,
  type ContentInfo,
  EncryptedData,
  PFX,
  PrivateKeyInfo,
  SafeBag,
  SafeContents,
} from 'pkijs';
import { AppError } from '../../errors/app-error.ts';
import type { CardCertificateKind } from '../card-holder.ts';
import { readCertificate } from '../certificate.ts';
import type { IssuedCertificate } from './open-card-authority.ts';

/**
 * A software card: one PKCS#12 file (RFC 7292) with two sealed halves, as the card has two applications.
 * First `auth` under the PIN, then `sign` under the signing password; each half holds a certificate and its key under
 * one friendly name. The signature certificate names its holder, so the PIN alone does not show it, as on the card.
 * What a file cannot do: a card locks after three wrong PINs, a file can be tried for ever. Ten thousand PINs are no
 * protection against whoever has the file; it is for tests and demonstrations.
 */
export interface CardSecrets {
  /** Four digits. */
  readonly pin: string;
  /** 6–16 capital letters and digits, at least one of each. */
  readonly signPassword: string;
}

const PIN = /^\d{4}$/;
const SIGN_PASSWORD = /^(?=.*[A-Z])(?=.*\d)[A-Z0-9]{6,16}$/;
const FRIENDLY_NAME = '1.2.840.113549.1.9.20';
const KEY_BAG = '1.2.840.113549.1.12.10.1.1';
const CERTIFICATE_BAG = '1.2.840.113549.1.12.10.1.3';
/** PBKDF2 with SHA-256. No count makes up for four digits; the password gets the one that is usual for passwords. */
const ITERATIONS: Readonly<Record<CardCertificateKind, number>> = { auth: 100_000, sign: 600_000 };
/** The seal over the whole file depends on the PIN alone and is computed slowly, outside the platform's cryptography. */
const SEAL_ITERATIONS = 2048;
const MOST_SEAL_ITERATIONS = 100_000;
const MOST_BYTES = 64 * 1024;

/** @throws AppError INPUT_INVALID that names the secret, never its content */
export function checkSecrets({ pin, signPassword }: CardSecrets): void {
  if (!PIN.test(pin)) throw new AppError('INPUT_INVALID', { field: 'pin', expected: 'four digits' });
  if (!SIGN_PASSWORD.test(signPassword))
    throw new AppError('INPUT_INVALID', {
      field: 'sign-password',
      expected: '6 to 16 capital letters and digits, at least one of each',
    });
}

/** Writes a card file. @throws AppError INPUT_INVALID for secrets of another form */
export async function sealCard(
  { auth, sign }: Readonly<Record<CardCertificateKind, IssuedCertificate>>,
  secrets: CardSecrets,
): Promise<Buffer> {
  checkSecrets(secrets);
  const authenticatedSafe = new AuthenticatedSafe({
    parsedValue: {
      safeContents: [
        { privacyMode: 1, value: contentsOf('auth', auth) },
        { privacyMode: 1, value: contentsOf('sign', sign) },
      ],
    },
  });
  await authenticatedSafe.makeInternalValues({
    safeContents: [encryption('auth', secrets.pin), encryption('sign', secrets.signPassword)],
  });
  const file = new PFX({ parsedValue: { integrityMode: 0, authenticatedSafe } });
  await file.makeInternalValues({
    password: bytesOf(secrets.pin),
    iterations: SEAL_ITERATIONS,
    pbkdf2HashAlgorithm: 'SHA-256',
    hmacHashAlgorithm: 'SHA-256',
  });
  return Buffer.from(file.toSchema().toBER());
}

const bytesOf = (text: string): ArrayBuffer => {
  const bytes = new Uint8Array(text.length);
  new TextEncoder().encodeInto(text, bytes);
  return bytes.buffer;
};

const encryption = (kind: CardCertificateKind, password: string) => ({
  password: bytesOf(password),
  contentEncryptionAlgorithm: { name: 'AES-CBC', length: 256 },
  hmacHashAlgorithm: 'SHA-256',
  iterationCount: ITERATIONS[kind],
});

function contentsOf(
  kind: CardCertificateKind,
  { certificateDer, privateKey }: IssuedCertificate,
): SafeContents {
  const bagAttributes = [new Attribute({ type: FRIENDLY_NAME, values: [new BmpString({ value: kind })] })];
  const key = privateKey.export({ format: 'der', type: 'pkcs8' });
  return new SafeContents({
    safeBags: [
      new SafeBag({
        bagId: CERTIFICATE_BAG,
        bagValue: new CertBag({ parsedValue: Certificate.fromBER(new Uint8Array(certificateDer)) }),
        bagAttributes,
      }),
      new SafeBag({ bagId: KEY_BAG, bagValue: PrivateKeyInfo.fromBER(new Uint8Array(key)), bagAttributes }),
    ],
  });
}

export interface OpenCardFile {
  readonly auth: IssuedCertificate;
  /** Null unless the signing password was given. */
  readonly sign: IssuedCertificate | null;
}

/**
 * Opens a card file on the server's side, for the commands and the tests; the portal has its own reader.
 * @throws AppError CARD_FILE_UNREADABLE, or CARD_PIN_WRONG that names `pin` or `sign-password`
 */
export async function openCardFile(
  bytes: Uint8Array,
  { pin, signPassword }: Pick<CardSecrets, 'pin'> & Partial<Pick<CardSecrets, 'signPassword'>>,
): Promise<OpenCardFile> {
  const file = readFile(bytes);
  try {
    await file.parseInternalValues({ password: bytesOf(pin), checkIntegrity: true });
  } catch (error) {
    throw new AppError('CARD_PIN_WRONG', { field: 'pin' }, { cause: error });
  }
  const [authHalf, signHalf] = file.parsedValue?.authenticatedSafe?.safeContents ?? [];
  if (authHalf === undefined || signHalf === undefined) throw new AppError('CARD_FILE_UNREADABLE');
  return {
    auth: await openHalf(authHalf, 'auth', pin),
    sign: signPassword === undefined ? null : await openHalf(signHalf, 'sign', signPassword),
  };
}

function readFile(bytes: Uint8Array): PFX {
  try {
    if (bytes.length > MOST_BYTES) throw new Error('longer than a card');
    const file = PFX.fromBER(new Uint8Array(bytes));
    if ((file.macData?.iterations ?? Number.POSITIVE_INFINITY) > MOST_SEAL_ITERATIONS)
      throw new Error('seal missing or too slow');
    return file;
  } catch (error) {
    throw new AppError('CARD_FILE_UNREADABLE', {}, { cause: error });
  }
}

async function openHalf(
  { content }: ContentInfo,
  kind: CardCertificateKind,
  password: string,
): Promise<IssuedCertificate> {
  let contents: SafeContents;
  try {
    const decrypted = await new EncryptedData({ schema: content }).decrypt({ password: bytesOf(password) });
    contents = SafeContents.fromBER(decrypted);
  } catch (error) {
    const field = kind === 'auth' ? 'pin' : 'sign-password';
    throw new AppError('CARD_PIN_WRONG', { field }, { cause: error });
  }
  try {
    return readHalf(contents);
  } catch (error) {
    throw new AppError('CARD_FILE_UNREADABLE', { half: kind }, { cause: error });
  }
}

function readHalf({ safeBags }: SafeContents): IssuedCertificate {
  const certificate = safeBags.find(({ bagId }) => bagId === CERTIFICATE_BAG)?.bagValue;
  const key = safeBags.find(({ bagId }) => bagId === KEY_BAG)?.bagValue;
  if (!(certificate instanceof CertBag) || !(certificate.certValue instanceof OctetString))
    throw new Error('no certificate');
  if (!(key instanceof PrivateKeyInfo)) throw new Error('no key');
  const certificateDer = Buffer.from(certificate.certValue.getValue());
  const { serial } = readCertificate(certificateDer);
  const pkcs8 = Buffer.from(key.toSchema().toBER());
  return {
    serial,
    certificateDer,
    privateKey: createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }),
  };
}
