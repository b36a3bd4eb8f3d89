import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { OctetString } from 'asn1js';
import {
  AuthenticatedSafe,
  SafeBag as Bag,
  CertBag,
  PFX,
  PKCS8ShroudedKeyBag,
  Certificate as PkiCertificate,
  type SafeBag,
  SafeContents,
} from 'pkijs';
import { AppError } from '../../errors/app-error.ts';
import { readCertificate } from '../certificate.ts';
import { publicKeyOf } from '../trust-anchor.ts';

/**
 * A software token: one PKCS#12 file (RFC 7292) under one password, as other programs write and read it, with the
 * certificate of a professional, its chain and its key. It stands in for a card: a file can be copied and tried for ever.
 */
export interface Token {
  /** Signer first, DER. */
  readonly certificateChain: readonly Buffer[];
  readonly privateKey: KeyObject;
}

/** What signs: the same for a file, a card and a service. */
export interface TokenSigner {
  readonly certificateChain: readonly Buffer[];
  /** RSASSA-PKCS1-v1_5 with SHA-256 over `bytes`. */
  sign(bytes: Uint8Array): Promise<Buffer>;
}

const CERTIFICATE_BAG = '1.2.840.113549.1.12.10.1.3';
const SHROUDED_KEY_BAG = '1.2.840.113549.1.12.10.1.2';
const ITERATIONS = 100_000;
/** The seal over the whole file is computed slowly, outside the platform's cryptography. */
const SEAL_ITERATIONS = 2048;
const MOST_SEAL_ITERATIONS = 100_000;
const MOST_BYTES = 64 * 1024;
const PRINTABLE = /^[ -~]{1,128}$/;

const bytesOf = (text: string): ArrayBuffer => {
  const bytes = new Uint8Array(text.length);
  new TextEncoder().encodeInto(text, bytes);
  return bytes.buffer;
};

/** @throws AppError INPUT_INVALID for a password that is not of printable ASCII */
export async function sealToken({ certificateChain, privateKey }: Token, password: string): Promise<Buffer> {
  if (!PRINTABLE.test(password)) throw new AppError('INPUT_INVALID', { field: 'password' });
  const key = privateKey.export({
    format: 'der',
    type: 'pkcs8',
    cipher: 'aes-256-cbc',
    passphrase: password,
  });
  const certificates = new SafeContents({
    safeBags: certificateChain.map(
      (der) =>
        new Bag({
          bagId: CERTIFICATE_BAG,
          bagValue: new CertBag({ parsedValue: PkiCertificate.fromBER(new Uint8Array(der)) }),
        }),
    ),
  });
  const keys = new SafeContents({
    safeBags: [
      new Bag({ bagId: SHROUDED_KEY_BAG, bagValue: PKCS8ShroudedKeyBag.fromBER(new Uint8Array(key)) }),
    ],
  });
  const authenticatedSafe = new AuthenticatedSafe({
    parsedValue: {
      safeContents: [
        { privacyMode: 1, value: certificates },
        { privacyMode: 0, value: keys },
      ],
    },
  });
  const encryption = {
    password: bytesOf(password),
    contentEncryptionAlgorithm: { name: 'AES-CBC', length: 256 },
    hmacHashAlgorithm: 'SHA-256',
    iterationCount: ITERATIONS,
  };
  await authenticatedSafe.makeInternalValues({ safeContents: [encryption, {}] });
  const file = new PFX({ parsedValue: { integrityMode: 0, authenticatedSafe } });
  await file.makeInternalValues({
    password: bytesOf(password),
    iterations: SEAL_ITERATIONS,
    pbkdf2HashAlgorithm: 'SHA-256',
    hmacHashAlgorithm: 'SHA-256',
  });
  return Buffer.from(file.toSchema().toBER());
}

/** Opens a PKCS#12 file with AES encryption. @throws AppError RX_TOKEN_REFUSED */
export async function openToken(bytes: Uint8Array, password: string): Promise<Token> {
  try {
    return await readToken(bytes, password);
  } catch (error) {
    throw new AppError('RX_TOKEN_REFUSED', { reason: 'file or password' }, { cause: error });
  }
}

async function readToken(bytes: Uint8Array, password: string): Promise<Token> {
  if (bytes.length > MOST_BYTES || !PRINTABLE.test(password)) throw new Error('not a token');
  const file = PFX.fromBER(new Uint8Array(bytes));
  if ((file.macData?.iterations ?? Number.POSITIVE_INFINITY) > MOST_SEAL_ITERATIONS)
    throw new Error('seal missing or too slow');
  await file.parseInternalValues({ password: bytesOf(password), checkIntegrity: true });
  const safe = file.parsedValue?.authenticatedSafe;
  if (safe === undefined) throw new Error('empty');
  // What is not encrypted takes no password, and the library ignores one.
  await safe.parseInternalValues({
    safeContents: safe.safeContents.map(() => ({ password: bytesOf(password) })),
  });
  const contents: readonly { readonly value: SafeContents }[] = safe.parsedValue.safeContents;
  const bags = contents.flatMap(({ value }): SafeBag[] => value.safeBags);
  const shrouded = bags.flatMap(({ bagValue }) =>
    bagValue instanceof PKCS8ShroudedKeyBag ? [bagValue] : [],
  );
  const [only, ...more] = shrouded;
  if (only === undefined || more.length > 0) throw new Error('not one key');
  const privateKey = createPrivateKey({
    key: Buffer.from(only.toSchema().toBER()),
    format: 'der',
    type: 'pkcs8',
    passphrase: password,
  });
  const certificates = bags.flatMap(({ bagValue }) =>
    bagValue instanceof CertBag && bagValue.certValue instanceof OctetString
      ? [Buffer.from(bagValue.certValue.getValue())]
      : [],
  );
  return { certificateChain: orderChain(certificates, privateKey), privateKey };
}

/** The certificate of the key first, then the others. */
function orderChain(certificates: readonly Buffer[], privateKey: KeyObject): readonly Buffer[] {
  const own = createPublicKey(privateKey);
  const isOwn = (der: Buffer): boolean => publicKeyOf(readCertificate(der, 'professional')).equals(own);
  const leaf = certificates.find(isOwn);
  if (leaf === undefined) throw new Error('no certificate of the key');
  return [leaf, ...certificates.filter((one) => one !== leaf)];
}

export const tokenSigner = ({ certificateChain, privateKey }: Token): TokenSigner => ({
  certificateChain,
  sign: async (bytes) => sign('sha256', bytes, privateKey),
});
