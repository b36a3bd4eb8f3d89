import { createPrivateKey, generateKeyPairSync, hash, type KeyObject } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

export type KeyAlgorithm = 'Ed25519' | 'ES256' | 'RS256';

const RSA_BITS = 3072;

export interface KeyPair {
  readonly keyId: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** The id of a key is derived from its public half, so a row that names another one gives itself away. */
export const keyIdOf = (purpose: string, publicKey: Uint8Array): string =>
  `${purpose}-${hash('sha256', publicKey, 'hex').slice(0, 32)}`;

export const spkiOf = (publicKey: KeyObject): Buffer => publicKey.export({ type: 'spki', format: 'der' });

export function generateKey(purpose: string, algorithm: KeyAlgorithm): KeyPair {
  const { privateKey, publicKey } = pairOf(algorithm);
  return { keyId: keyIdOf(purpose, spkiOf(publicKey)), privateKey, publicKey };
}

function pairOf(algorithm: KeyAlgorithm): { privateKey: KeyObject; publicKey: KeyObject } {
  switch (algorithm) {
    case 'Ed25519':
      return generateKeyPairSync('ed25519');
    case 'ES256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' });
    case 'RS256':
      return generateKeyPairSync('rsa', { modulusLength: RSA_BITS });
  }
}

const fileOf = (directory: string, keyId: string): string => join(directory, `${keyId}.pem`);

/** Durable before it returns: nothing may be signed with a key that a power cut would lose. */
export function writeKeyFile(directory: string, { keyId, privateKey }: KeyPair): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = fileOf(directory, keyId);
  const unfinished = `${path}.unfinished`;
  const file = openSync(unfinished, 'w', 0o600);
  try {
    writeSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(unfinished, path);
  const folder = openSync(directory, 'r');
  fsyncSync(folder);
  closeSync(folder);
}

/** Null when the private key does not lie here. */
export function readKeyFile(directory: string, keyId: string): KeyObject | null {
  try {
    return createPrivateKey(readFileSync(fileOf(directory, keyId)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

export const removeKeyFile = (directory: string, keyId: string): void =>
  rmSync(fileOf(directory, keyId), { force: true });
