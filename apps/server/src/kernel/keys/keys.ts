import { createPublicKey, type KeyObject } from 'node:crypto';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import type { Clock } from '../clock.ts';
import type { Database, Queryable } from '../db/database.ts';
import { AppError } from '../errors/app-error.ts';
import { readSetting } from '../settings/settings.ts';
import {
  generateKey,
  type KeyAlgorithm,
  keyIdOf,
  readKeyFile,
  removeKeyFile,
  spkiOf,
  writeKeyFile,
} from './key-files.ts';
import purposes from './purposes.json' with { type: 'json' };

/** Lower-case words joined by hyphens; purposes.json says who owns the keys of the known ones. */
export type KeyPurpose = 'audit' | 'oauth' | 'card-ca' | (string & Record<never, never>);

export interface SigningKey {
  readonly keyId: string;
  readonly algorithm: KeyAlgorithm;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** A row of the inventory. @spec security.md §9.4 */
export interface KeyRecord {
  readonly keyId: string;
  readonly purpose: string;
  readonly owner: string;
  readonly algorithm: KeyAlgorithm;
  readonly createdAt: Date;
  readonly place: string;
  readonly whoMayUse: string;
  readonly rotateBy: Date;
  readonly rotatedAt: Date | null;
  readonly revokedAt: Date | null;
  readonly destroyedAt: Date | null;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  /** Whether the private key lies in this installation's folder. */
  readonly here: boolean;
  /** The key is in use and its day of rotation is near, or past. */
  readonly rotationDue: boolean;
}

/** What is needed to check a signature. */
export interface PublicKey {
  readonly keyId: string;
  readonly algorithm: KeyAlgorithm;
  readonly publicKey: KeyObject;
  /** Signatures from then on prove nothing. */
  readonly revokedAt: Date | null;
}

export interface Keys {
  /** The key to sign with; the first one is made. Looks into the inventory, so a rotation elsewhere is noticed. */
  signingKey(purpose: KeyPurpose): Promise<SigningKey>;
  /** Puts a new key in the place of the present one, which stays good for checking. */
  rotate(purpose: KeyPurpose): Promise<SigningKey>;
  /** Null when there is no such key, or when the inventory's key is not the one that its id names. */
  publicKey(keyId: string): Promise<PublicKey | null>;
  list(): Promise<KeyRecord[]>;
  /** Says that signatures from now on prove nothing. Throws KEY_UNKNOWN. */
  revoke(keyId: string): Promise<void>;
  /** Removes the private key of a key that is no longer in use. Throws KEY_UNKNOWN, KEY_IN_USE. */
  destroy(keyId: string): Promise<void>;
}

const DAY_MS = 86_400_000;
/** Names in kernel.setting, and what holds where they are not noted. */
const KEY_SETTINGS = {
  'keys.validity-days': 365,
  'keys.notice-days': 30,
} as const;

/** Opens the inventory; private keys are files in `directory`, readable for the owner alone. */
export function openKeys(db: Database, directory: string, clock: Clock): Keys {
  const folder = resolve(directory);
  const place = `${hostname()}:${folder}`;
  const opened = new Map<string, SigningKey>();

  /** The newest key in use whose private half lies here: servers on other hosts have keys of their own. */
  async function current(on: Queryable, purpose: string): Promise<SigningKey | null> {
    const rows = await on.query<{ key_id: string; algorithm: KeyAlgorithm }>(
      `SELECT key_id, algorithm FROM kernel.signing_key
       WHERE purpose = $1 AND rotated_at IS NULL AND revoked_at IS NULL ORDER BY created_at DESC, key_id`,
      [purpose],
    );
    for (const { key_id: keyId, algorithm } of rows) {
      const known = opened.get(keyId);
      if (known !== undefined) return known;
      const privateKey = readKeyFile(folder, keyId);
      if (privateKey === null) continue;
      const key = { keyId, algorithm, privateKey, publicKey: createPublicKey(privateKey) };
      if (keyIdOf(purpose, spkiOf(key.publicKey)) !== keyId) continue;
      opened.set(keyId, key);
      return key;
    }
    return null;
  }

  async function create(on: Queryable, purpose: string): Promise<SigningKey> {
    const { algorithm, owner, whoMayUse } = purposeOf(purpose);
    const pair = generateKey(purpose, algorithm);
    const now = clock();
    const rotateBy = new Date(now.getTime() + (await days(on, 'keys.validity-days')) * DAY_MS);
    writeKeyFile(folder, pair);
    await on.query(
      `INSERT INTO kernel.signing_key (key_id, purpose, owner, algorithm, created_at, place, who_may_use, rotate_by, public_key)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [pair.keyId, purpose, owner, algorithm, now, place, whoMayUse, rotateBy, spkiOf(pair.publicKey)],
    );
    return { ...pair, algorithm };
  }

  /** One process at a time, so that two that start together do not both make the first key. */
  const alone = <T>(run: (tx: Queryable) => Promise<T>): Promise<T> =>
    db.transaction(async (tx) => {
      await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('kernel.signing_key', 0))`);
      return run(tx);
    });

  return {
    async signingKey(purpose) {
      return (
        (await current(db, purpose)) ??
        (await alone(async (tx) => (await current(tx, purpose)) ?? (await create(tx, purpose))))
      );
    },
    rotate: (purpose) =>
      alone(async (tx) => {
        const former = await current(tx, purpose);
        const key = await create(tx, purpose);
        await tx.query('UPDATE kernel.signing_key SET rotated_at = $2 WHERE key_id = $1', [
          former?.keyId ?? '',
          clock(),
        ]);
        return key;
      }),
    async publicKey(keyId) {
      const [row] = await db.query<KeyRow>(`${SELECT_KEYS} WHERE key_id = $1`, [keyId]);
      if (row === undefined || keyIdOf(row.purpose, row.public_key) !== keyId) return null;
      const publicKey = createPublicKey({ key: Buffer.from(row.public_key), type: 'spki', format: 'der' });
      return { keyId, algorithm: row.algorithm, publicKey, revokedAt: row.revoked_at };
    },
    async list() {
      const noticeFrom = clock().getTime() + (await days(db, 'keys.notice-days')) * DAY_MS;
      const rows = await db.query<KeyRow>(`${SELECT_KEYS} ORDER BY purpose, created_at, key_id`);
      return rows.map((row) => toRecord(row, noticeFrom, readKeyFile(folder, row.key_id) !== null));
    },
    async revoke(keyId) {
      const rows = await db.query(
        'UPDATE kernel.signing_key SET revoked_at = coalesce(revoked_at, $2) WHERE key_id = $1 RETURNING key_id',
        [keyId, clock()],
      );
      if (rows.length === 0) throw new AppError('KEY_UNKNOWN', { key: keyId });
    },
    async destroy(keyId) {
      const [row] = await db.query<KeyRow>(`${SELECT_KEYS} WHERE key_id = $1`, [keyId]);
      if (row === undefined) throw new AppError('KEY_UNKNOWN', { key: keyId });
      if (row.rotated_at === null && row.revoked_at === null)
        throw new AppError('KEY_IN_USE', { key: keyId });
      opened.delete(keyId);
      removeKeyFile(folder, keyId);
      await db.query(
        'UPDATE kernel.signing_key SET destroyed_at = coalesce(destroyed_at, $2) WHERE key_id = $1',
        [keyId, clock()],
      );
    },
  };
}

interface KeyRow {
  readonly key_id: string;
  readonly purpose: string;
  readonly owner: string;
  readonly algorithm: KeyAlgorithm;
  readonly created_at: Date;
  readonly place: string;
  readonly who_may_use: string;
  readonly rotate_by: Date;
  readonly rotated_at: Date | null;
  readonly revoked_at: Date | null;
  readonly destroyed_at: Date | null;
  readonly public_key: Uint8Array;
}

const SELECT_KEYS = `SELECT key_id, purpose, owner, algorithm, created_at, place, who_may_use, rotate_by, rotated_at,
  revoked_at, destroyed_at, public_key FROM kernel.signing_key`;

const toRecord = (row: KeyRow, noticeFrom: number, here: boolean): KeyRecord => ({
  keyId: row.key_id,
  purpose: row.purpose,
  owner: row.owner,
  algorithm: row.algorithm,
  createdAt: row.created_at,
  place: row.place,
  whoMayUse: row.who_may_use,
  rotateBy: row.rotate_by,
  rotatedAt: row.rotated_at,
  revokedAt: row.revoked_at,
  destroyedAt: row.destroyed_at,
  publicKey: row.public_key,
  here,
  rotationDue: row.rotated_at === null && row.revoked_at === null && row.rotate_by.getTime() <= noticeFrom,
});

interface PurposeFacts {
  readonly algorithm: KeyAlgorithm;
  readonly owner: string;
  readonly whoMayUse: string;
}

function purposeOf(purpose: string): PurposeFacts {
  // It becomes part of a file name.
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(purpose))
    throw new Error('the purpose of a key is lower-case words joined by hyphens');
  const known = purposes as Readonly<Record<string, PurposeFacts>>;
  return known[purpose] ?? (purposes.other as PurposeFacts);
}

async function days(db: Queryable, name: keyof typeof KEY_SETTINGS): Promise<number> {
  const noted = Number(await readSetting(db, name));
  return Number.isInteger(noted) && noted > 0 ? noted : KEY_SETTINGS[name];
}
