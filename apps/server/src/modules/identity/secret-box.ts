import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Encrypts the few secrets that the server must be able to read again; the key is no part of the database. */
export interface SecretBox {
  /** `context` binds the ciphertext to its row: copied to another account it does not open. */
  seal(secret: Buffer, context: string): string;
  /** Throws when the text was changed, belongs to another context or was sealed with another key. */
  open(sealed: string, context: string): Buffer;
}

const ALGORITHM = 'aes-256-gcm';
const VERSION = 'v1';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

export function secretBox(key: Buffer): SecretBox {
  if (key.length !== KEY_BYTES) throw new Error('the key of the secret box has the wrong length');
  return {
    seal(secret, context) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES }).setAAD(
        Buffer.from(context),
      );
      const body = Buffer.concat([cipher.update(secret), cipher.final()]);
      return `${VERSION}.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')}`;
    },
    open(sealed, context) {
      const [version, text = ''] = sealed.split('.');
      if (version !== VERSION) throw new Error('unknown form of a sealed secret');
      const bytes = Buffer.from(text, 'base64url');
      const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      })
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
    },
  };
}

/** The secret box whose key lies in `<directory>/second-factors.key`; made where it is missing. @spec security.md §9.4 */
export async function openSecretBox(directory: string): Promise<SecretBox> {
  const path = join(directory, 'second-factors.key');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, randomBytes(KEY_BYTES), { mode: 0o600, flush: true });
  try {
    // Whoever links first wins; nobody ever reads a key that is half written.
    await link(draft, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return secretBox(await readFile(path));
}
