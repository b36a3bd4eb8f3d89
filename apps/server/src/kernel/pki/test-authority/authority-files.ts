import { createPrivateKey, generateKeyPair, type KeyObject, randomBytes, X509Certificate } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '../../errors/app-error.ts';
import { DerError } from '../der.ts';
import { openTrustAnchor } from '../trust-anchor.ts';
import { type AuthorityKeys, makeAuthorityCertificate } from './certificates.ts';

/** The files of the authority's directory. */
export const AUTHORITY_FILES = {
  /** PKCS#8 PEM, 0600. */
  key: 'authority.key',
  /** PEM. */
  certificate: 'authority.crt',
  /** JSON lines, see register.ts. */
  register: 'register.jsonl',
  /** DER. */
  revocationList: 'revoked.crl',
} as const;

const generate = promisify(generateKeyPair);

/** An RSA key pair of 2048 bits, made outside the main thread. */
export const makeKeyPair = (): Promise<{ publicKey: KeyObject; privateKey: KeyObject }> =>
  generate('rsa', { modulusLength: 2048, publicExponent: 65_537 });

/** Reads the authority's keys; the first process that comes makes them. Throws CARD_AUTHORITY_DAMAGED. */
export async function openAuthorityKeys(directory: string, now: Date): Promise<AuthorityKeys> {
  const found = await readKeys(directory);
  if (found !== null) return found;
  await makeDirectory(directory, now);
  const made = await readKeys(directory);
  if (made === null) throw new AppError('CARD_AUTHORITY_DAMAGED', { directory });
  return made;
}

async function readKeys(directory: string): Promise<AuthorityKeys | null> {
  let pem: readonly [key: string, certificate: string];
  try {
    pem = await Promise.all([
      readFile(join(directory, AUTHORITY_FILES.key), 'utf8'),
      readFile(join(directory, AUTHORITY_FILES.certificate), 'utf8'),
    ]);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  try {
    const certificate = new X509Certificate(pem[1]);
    const privateKey = createPrivateKey(pem[0]);
    if (!certificate.checkPrivateKey(privateKey)) throw new DerError('another key');
    return { anchor: openTrustAnchor(certificate.raw), privateKey };
  } catch (error) {
    throw new AppError('CARD_AUTHORITY_DAMAGED', { directory }, { cause: error });
  }
}

async function makeDirectory(directory: string, now: Date): Promise<void> {
  const { publicKey, privateKey } = await makeKeyPair();
  const certificate = await makeAuthorityCertificate({ publicKey, privateKey, now });
  await foundDirectory(directory, [
    [AUTHORITY_FILES.key, privateKey.export({ format: 'pem', type: 'pkcs8' }), 0o600],
    [AUTHORITY_FILES.certificate, new X509Certificate(certificate).toString(), 0o644],
    [AUTHORITY_FILES.register, '', 0o600],
  ]);
}

/**
 * Makes a directory beside its place and moves it there whole: of two processes that begin at once one wins, and both
 * go on with its files.
 */
export async function foundDirectory(
  directory: string,
  files: readonly (readonly [name: string, content: string | Uint8Array, mode: number])[],
): Promise<void> {
  const draft = `${directory}.${process.pid}-${randomBytes(6).toString('hex')}`;
  await mkdir(draft, { recursive: true, mode: 0o700 });
  try {
    for (const [name, content, mode] of files) await writeDurably(join(draft, name), content, mode);
    await rename(draft, directory);
    await syncDirectory(dirname(directory));
  } catch (error) {
    // Somebody else was first; what stands there is read, and judged, next.
    if (!isOccupied(error)) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Replaces a file whole, or not at all. */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const draft = `${path}.${process.pid}-${randomBytes(6).toString('hex')}`;
  try {
    await writeDurably(draft, bytes);
    await rename(draft, path);
    await syncDirectory(dirname(path));
  } finally {
    await rm(draft, { force: true });
  }
}

/** Modes are set beside the process's mask. */
async function writeDurably(path: string, content: string | Uint8Array, mode = 0o644): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await chmod(path, mode);
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

export const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT';

const isOccupied = (error: unknown): boolean => ['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(codeOf(error));
