import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../../clock.ts';
import { AppError } from '../../../errors/app-error.ts';
import { DerError } from '../../der.ts';
import { HPKI_TEST_POLICY } from '../../oids.ts';
import { type RevocationList, readRevocationList } from '../../revocation-list.ts';
import { foundDirectory, isMissing, makeKeyPair, replaceFile } from '../../test-authority/authority-files.ts';
import { type AuthorityKeys, randomSerial, wholeSecond } from '../../test-authority/certificates.ts';
import type { CardRevocationReason, Revocation } from '../../test-authority/register.ts';
import { makeRevocationList, registerBytesOf, STATEMENT_HOURS } from '../../test-authority/statements.ts';
import { openTrustAnchor, type TrustAnchor } from '../../trust-anchor.ts';
import { DEFAULT_PROFILE, type HpkiProfile } from '../profile.ts';
import type { HpkiTrust, HpkiTrustSource } from '../trust.ts';
import { authorityCertificate, professionalCertificate, timestampCertificate } from './certificates.ts';
import { type TimestampService, testTimestampService } from './timestamp-service.ts';

const FILES = {
  key: 'authority.key',
  certificate: 'authority.crt',
  timestampKey: 'timestamps.key',
  timestampCertificate: 'timestamps.crt',
  register: 'register.jsonl',
  revocationList: 'revoked.crl',
} as const;
/** In the data directory. */
export const HPKI_AUTHORITY_FOLDER = 'hpki-authority';
const AUTHORITY_YEARS = 20;
/** As the certificates of HPKI: five years. */
const DEFAULT_DAYS = 1826;
const DAY_MS = 86_400_000;
/** A list is made anew in the middle of its life. */
const RENEW_AFTER_MS = (STATEMENT_HOURS / 2) * 3_600_000;

export interface ProfessionalOrder {
  readonly name: string;
  /** As in hcRole, `Medical Doctor` for one; null: the certificate names none. */
  readonly role: string | null;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** Of the certificate; a new pair is made where it is missing. */
  readonly keyPair?: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
}

export interface IssuedProfessional {
  readonly serial: string;
  readonly certificateDer: Buffer;
  readonly privateKey: KeyObject;
  readonly notAfter: Date;
}

/**
 * The authority behind the professional certificates of tests and the demo, and its timestamp service. It stands in for
 * HPKI: what it issues is worth nothing elsewhere.
 */
export interface HpkiTestAuthority extends HpkiTrustSource {
  readonly anchor: TrustAnchor;
  readonly timestamps: TimestampService;
  /** Issues and enters it in the register. */
  issue(order: ProfessionalOrder): Promise<IssuedProfessional>;
  /** Revokes from `at` on (the present, unless told otherwise); what was revoked stays as it is. */
  revoke(serial: string, reason: CardRevocationReason, at?: Date): Promise<void>;
  /** The current revocation list, DER. */
  crl(): Promise<Buffer>;
}

/** What the certificates of the test authority say. */
const TEST_PROFILE: HpkiProfile = { ...DEFAULT_PROFILE, policies: [HPKI_TEST_POLICY] };

/**
 * Opens the authority of a directory, and founds it where there is none. Several processes may use it at once.
 * @throws AppError CARD_AUTHORITY_DAMAGED when its files do not fit together
 */
export async function openHpkiAuthority(directory: string, clock: Clock): Promise<HpkiTestAuthority> {
  const keys = (await readKeys(directory)) ?? (await found(directory, clock()));
  const { anchor, privateKey } = keys.authority;
  const register = openIssued(join(directory, FILES.register));
  const lists = currentLists(directory, keys.authority, register, clock);
  let trust: HpkiTrust | null = null;
  let told: RevocationList | null = null;

  return {
    anchor,
    timestamps: testTimestampService(keys.timestamps, clock),
    async current() {
      const { list } = await lists.current();
      if (trust === null || told !== list) {
        told = list;
        trust = {
          test: true,
          profile: TEST_PROFILE,
          anchors: [anchor],
          intermediates: [],
          timestampAnchors: [anchor],
          lists: new Map([[anchor.keyIdentifier, [list]]]),
        };
      }
      return trust;
    },
    async issue({ name, role, keyPair, ...times }) {
      const pair = keyPair ?? (await makeKeyPair());
      const notBefore = wholeSecond(times.notBefore ?? clock());
      const notAfter = wholeSecond(times.notAfter ?? new Date(notBefore.getTime() + DEFAULT_DAYS * DAY_MS));
      const serial = randomSerial();
      const authorityKey = { publicKey: anchor.publicKey, privateKey };
      const { publicKey } = pair;
      const order = { serial, publicKey, authorityKey, notBefore, notAfter, name, role };
      const certificateDer = professionalCertificate(order, TEST_PROFILE);
      // The register first: a certificate that nobody could revoke must not leave this function.
      await register.append({ event: 'issued', serial, at: clock().toISOString(), name, role });
      return { serial, certificateDer, privateKey: pair.privateKey, notAfter };
    },
    async revoke(serial, reason, at = clock()) {
      await register.append({ event: 'revoked', serial, at: at.toISOString(), reason });
      await lists.current();
    },
    async crl() {
      return (await lists.current()).der;
    },
  };
}

interface Keys {
  readonly authority: AuthorityKeys;
  readonly timestamps: { readonly certificateDer: Buffer; readonly privateKey: KeyObject };
}

async function readKeys(directory: string): Promise<Keys | null> {
  const names = [FILES.key, FILES.certificate, FILES.timestampKey, FILES.timestampCertificate] as const;
  let pems: string[];
  try {
    pems = await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')));
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  const [key = '', certificate = '', timestampKey = '', timestampCertificatePem = ''] = pems;
  try {
    const anchor = openTrustAnchor(new X509Certificate(certificate).raw, 'professional');
    const privateKey = createPrivateKey(key);
    if (!createPublicKey(privateKey).equals(anchor.publicKey)) throw new DerError('another key');
    return {
      authority: { anchor, privateKey },
      timestamps: {
        certificateDer: new X509Certificate(timestampCertificatePem).raw,
        privateKey: createPrivateKey(timestampKey),
      },
    };
  } catch (error) {
    throw new AppError('CARD_AUTHORITY_DAMAGED', { directory }, { cause: error });
  }
}

async function found(directory: string, now: Date): Promise<Keys> {
  const [authority, timestamps] = await Promise.all([makeKeyPair(), makeKeyPair()]);
  // The demo holds prescriptions of the past.
  const notBefore = wholeSecond(new Date(now.getTime() - 10 * 366 * DAY_MS));
  const notAfter = new Date(notBefore);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + 10 + AUTHORITY_YEARS);
  const common = { authorityKey: authority, notBefore, notAfter };
  const own = authorityCertificate({ ...common, serial: randomSerial(), publicKey: authority.publicKey });
  const stamping = timestampCertificate({
    ...common,
    serial: randomSerial(),
    publicKey: timestamps.publicKey,
  });
  const pem = (key: KeyObject) => key.export({ format: 'pem', type: 'pkcs8' });
  await foundDirectory(directory, [
    [FILES.key, pem(authority.privateKey), 0o600],
    [FILES.certificate, new X509Certificate(own).toString(), 0o644],
    [FILES.timestampKey, pem(timestamps.privateKey), 0o600],
    [FILES.timestampCertificate, new X509Certificate(stamping).toString(), 0o644],
    [FILES.register, '', 0o600],
  ]);
  const made = await readKeys(directory);
  if (made === null) throw new AppError('CARD_AUTHORITY_DAMAGED', { directory });
  return made;
}

type Line =
  | {
      readonly event: 'issued';
      readonly serial: string;
      readonly at: string;
      readonly name: string;
      readonly role: string | null;
    }
  | ({ readonly event: 'revoked' } & Revocation);

/** Lines that processes only append to, each in one write; a damaged line makes the register unusable. */
function openIssued(path: string) {
  const state = { bytes: 0, revocations: new Map<string, Revocation>() };
  const refresh = async (): Promise<void> => {
    const { size } = await stat(path);
    if (size < state.bytes) throw new AppError('CARD_AUTHORITY_DAMAGED', { file: path });
    if (size === state.bytes) return;
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(
        Buffer.alloc(size - state.bytes),
        0,
        size - state.bytes,
        state.bytes,
      );
      const whole = buffer.subarray(0, buffer.subarray(0, bytesRead).lastIndexOf(0x0a) + 1);
      for (const line of whole.toString('utf8').split('\n').slice(0, -1)) {
        const read = readLine(line, path);
        if (read.event === 'revoked' && !state.revocations.has(read.serial))
          state.revocations.set(read.serial, read);
      }
      state.bytes += whole.length;
    } finally {
      await file.close();
    }
  };
  let queue: Promise<void> = Promise.resolve();
  const inTurn = (): Promise<void> => {
    queue = queue.catch(() => undefined).then(refresh);
    return queue;
  };
  return {
    state,
    refresh: inTurn,
    async append(line: Line): Promise<void> {
      const file = await open(path, 'a');
      try {
        await file.write(`${JSON.stringify(line)}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      await inTurn();
    },
  };
}

function readLine(line: string, path: string): Line {
  try {
    return JSON.parse(line) as Line;
  } catch (error) {
    throw new AppError('CARD_AUTHORITY_DAMAGED', { file: path }, { cause: error });
  }
}

interface CurrentList {
  readonly der: Buffer;
  readonly list: RevocationList;
}

/** The list of the directory, made anew when it is behind the register or in the middle of its life. */
function currentLists(
  directory: string,
  keys: AuthorityKeys,
  register: ReturnType<typeof openIssued>,
  clock: Clock,
) {
  const path = join(directory, FILES.revocationList);
  let cached: CurrentList | null = null;
  const isCurrent = ({ list }: CurrentList): boolean => {
    const age = clock().getTime() - list.thisUpdate.getTime();
    return registerBytesOf(list.number) === register.state.bytes && age > -1000 && age < RENEW_AFTER_MS;
  };
  let making: Promise<CurrentList> | null = null;
  const readOrMake = async (): Promise<CurrentList> => {
    const stored = await readStored(path, keys);
    if (stored !== null && isCurrent(stored)) return stored;
    const der = makeRevocationList(keys, register.state, clock());
    await replaceFile(path, der);
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

async function readStored(path: string, { anchor }: AuthorityKeys): Promise<CurrentList | null> {
  try {
    const der = await readFile(path);
    return { der, list: readRevocationList(der, anchor) };
  } catch (error) {
    if (isMissing(error) || error instanceof DerError) return null;
    throw error;
  }
}
