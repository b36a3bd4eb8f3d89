import { OctetString } from 'asn1js';
import {
  CertBag,
  Certificate,
  type ContentInfo,
  EncryptedData,
  PFX,
  PrivateKeyInfo,
  SafeContents,
} from 'pkijs';
import { CardError, type CardErrorCode } from './card-error.ts';

interface FileKey {
  readonly certificate: string;
  readonly serial: string;
  readonly notAfter: Date;
  readonly signText: (text: string) => Promise<string>;
}

interface CardFile {
  readonly auth: FileKey;
  readonly unlockSigning: (password: string) => Promise<FileKey>;
}

const MOST_BYTES = 64 * 1024;
/** The seal is computed in the page's own thread; a file that asks for more would freeze it. */
const MOST_SEAL_ITERATIONS = 100_000;
const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

/**
 * Reads a PKCS#12 file with two sealed halves: the certificate and key for authentication under the PIN, those for
 * signing under the signing password. @throws CardError
 */
export async function readCardFile(bytes: ArrayBuffer, pin: string): Promise<CardFile> {
  const file = parseFile(bytes);
  try {
    await file.parseInternalValues({ password: passwordBytes(pin), checkIntegrity: true });
  } catch (error) {
    throw new CardError('PIN_WRONG', { cause: error });
  }
  const [authHalf, signHalf] = file.parsedValue?.authenticatedSafe?.safeContents ?? [];
  if (authHalf === undefined || signHalf === undefined) throw new CardError('FILE_UNREADABLE');
  // Parsed once: the library takes the structure apart while it reads it, and a password may be tried again.
  const [sealedAuth, sealedSign] = [parseHalf(authHalf), parseHalf(signHalf)];
  return {
    auth: await openHalf(sealedAuth, pin, 'PIN_WRONG'),
    unlockSigning: (password) => openHalf(sealedSign, password, 'PASSWORD_WRONG'),
  };
}

function parseHalf({ content }: ContentInfo): EncryptedData {
  try {
    return new EncryptedData({ schema: content });
  } catch (error) {
    throw new CardError('FILE_UNREADABLE', { cause: error });
  }
}

function parseFile(bytes: ArrayBuffer): PFX {
  try {
    if (bytes.byteLength > MOST_BYTES) throw new RangeError('longer than a card');
    const file = PFX.fromBER(bytes);
    if ((file.macData?.iterations ?? Number.POSITIVE_INFINITY) > MOST_SEAL_ITERATIONS)
      throw new RangeError('seal missing or too slow');
    return file;
  } catch (error) {
    throw new CardError('FILE_UNREADABLE', { cause: error });
  }
}

const passwordBytes = (text: string): ArrayBuffer => new Uint8Array(new TextEncoder().encode(text)).buffer;

async function openHalf(sealed: EncryptedData, password: string, wrong: CardErrorCode): Promise<FileKey> {
  let contents: SafeContents;
  try {
    contents = SafeContents.fromBER(await sealed.decrypt({ password: passwordBytes(password) }));
  } catch (error) {
    throw new CardError(wrong, { cause: error });
  }
  try {
    return await readHalf(contents);
  } catch (error) {
    throw new CardError('FILE_UNREADABLE', { cause: error });
  }
}

async function readHalf({ safeBags }: SafeContents): Promise<FileKey> {
  const values = safeBags.map(({ bagValue }) => bagValue);
  const bag = values.find((value) => value instanceof CertBag);
  const info = values.find((value) => value instanceof PrivateKeyInfo);
  if (bag === undefined || !(bag.certValue instanceof OctetString)) throw new Error('no certificate');
  if (info === undefined) throw new Error('no key');
  const der = bag.certValue.getValue();
  const certificate = Certificate.fromBER(der);
  // Not extractable: a script that got into the page could use the key, and not take it away.
  const key = await crypto.subtle.importKey('pkcs8', info.toSchema().toBER(), ALGORITHM, false, ['sign']);
  return {
    certificate: base64(der),
    serial: hexadecimal(certificate.serialNumber.valueBlock.valueHexView),
    notAfter: certificate.notAfter.value,
    signText: async (text) =>
      base64(await crypto.subtle.sign(ALGORITHM, key, new TextEncoder().encode(text))),
  };
}

const base64 = (bytes: ArrayBuffer): string => btoa(String.fromCharCode(...new Uint8Array(bytes)));

/** Two digits per octet; the octet that only keeps a number positive is left out. */
function hexadecimal(octets: Uint8Array): string {
  const digits = [...octets].map((octet) => octet.toString(16).padStart(2, '0'));
  return (digits.length > 1 && digits[0] === '00' ? digits.slice(1) : digits).join('');
}
