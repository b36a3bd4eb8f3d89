import { X509Certificate } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Certificate } from '../certificate.ts';
import { DerError } from '../der.ts';
import { type RevocationList, readRevocationList } from '../revocation-list.ts';
import { openTrustAnchor, publicKeyOf, type TrustAnchor } from '../trust-anchor.ts';
import { DEFAULT_PROFILE, readProfile } from './profile.ts';
import { type HpkiTrust, type HpkiTrustSource, readProfessional } from './trust.ts';

/** How often the folder is looked at; lists are replaced at most every few hours. */
const CHECK_MS = 5_000;
const CERTIFICATE = /\.(crt|cer|pem|der)$/i;
const LIST = /\.crl$/i;
const PROFILE = 'profile.json';
/** Anchors of timestamp services lie apart: neither vouches for the other. */
const TIMESTAMPS = 'timestamp';

export interface TrustFolderOptions {
  readonly directory: string;
  /** A file that cannot be used; what it would have vouched for is refused. */
  readonly onProblem: (file: string, reason: string) => void;
  readonly now?: () => number;
}

/**
 * Trusts what lies in a folder: certificates of authorities (PEM or DER; those that signed themselves are anchors),
 * revocation lists (`.crl`), `timestamp/` with anchors of timestamp services, and `profile.json` for other facts than
 * the usual ones. Verified once, and again when a file changes.
 */
export function trustFolder({ directory, onProblem, now = Date.now }: TrustFolderOptions): HpkiTrustSource {
  let cached: { readonly state: string; readonly trust: HpkiTrust } | null = null;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<HpkiTrust> | null = null;

  const refresh = async (): Promise<HpkiTrust> => {
    const state = await stateOf(directory);
    if (cached?.state !== state) cached = { state, trust: await readTrust(directory, onProblem) };
    checkedAt = now();
    return cached.trust;
  };
  return {
    current() {
      if (cached !== null && now() - checkedAt < CHECK_MS) return Promise.resolve(cached.trust);
      reading ??= refresh().finally(() => {
        reading = null;
      });
      return reading;
    },
  };
}

async function stateOf(directory: string): Promise<string> {
  const names = [
    ...(await namesIn(directory)),
    ...(await namesIn(join(directory, TIMESTAMPS))).map((name) => join(TIMESTAMPS, name)),
  ];
  const facts = await Promise.all(
    names.map(async (name) => {
      const { mtimeMs, size } = await stat(join(directory, name));
      return `${name} ${mtimeMs} ${size}`;
    }),
  );
  return facts.join('\n');
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

async function namesIn(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isFile() ? [entry.name] : [])).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function readTrust(directory: string, onProblem: TrustFolderOptions['onProblem']): Promise<HpkiTrust> {
  const names = await namesIn(directory);
  const attempt = async <T>(name: string, read: (bytes: Buffer) => T): Promise<T | null> => {
    try {
      return read(await readFile(join(directory, name)));
    } catch (error) {
      onProblem(name, error instanceof Error ? error.message : 'unreadable');
      return null;
    }
  };
  const profile = names.includes(PROFILE)
    ? await attempt(PROFILE, (bytes) => readProfile(bytes.toString('utf8')))
    : DEFAULT_PROFILE;
  // With a profile that cannot be read nobody knows what to ask for.
  if (profile === null) return nobody();
  const authorities = await Promise.all(
    names.filter((name) => CERTIFICATE.test(name)).map((name) => attempt(name, authoritiesIn)),
  );
  const found = authorities.flatMap((one) => one ?? []);
  const stamping = await Promise.all(
    (await namesIn(join(directory, TIMESTAMPS)))
      .filter((name) => CERTIFICATE.test(name))
      .map((name) => attempt(join(TIMESTAMPS, name), authoritiesIn)),
  );
  const trust = {
    anchors: found.flatMap(({ anchor }) => anchor ?? []),
    intermediates: found.flatMap(({ intermediate }) => intermediate ?? []),
    timestampAnchors: stamping.flatMap((one) => one ?? []).flatMap(({ anchor }) => anchor ?? []),
  };
  if (trust.anchors.length === 0) onProblem('.', 'no authority lies there: nobody is trusted');
  const signers = [...trust.anchors, ...trust.timestampAnchors, ...trust.intermediates.flatMap(asSigner)];
  const lists = new Map<string, RevocationList[]>();
  for (const name of names.filter((one) => LIST.test(one))) {
    const read = await attempt(name, (bytes) => listOf(bytes, signers));
    if (read !== null) lists.set(read.key, [...(lists.get(read.key) ?? []), read.list]);
  }
  return { test: false, profile, ...trust, lists };
}

const nobody = (): HpkiTrust => ({
  test: false,
  profile: DEFAULT_PROFILE,
  anchors: [],
  intermediates: [],
  timestampAnchors: [],
  lists: new Map(),
});

interface Authority {
  readonly anchor: TrustAnchor | null;
  readonly intermediate: Certificate | null;
}

/** The certificates of a file: one in DER, or any number in PEM. */
function authoritiesIn(bytes: Buffer): Authority[] {
  const text = bytes.toString('latin1');
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
  const ders = blocks === null ? [bytes] : blocks.map((block) => new X509Certificate(block).raw);
  return ders.map((der) => {
    const certificate = readProfessional(der);
    return certificate.issuer.equals(certificate.subject)
      ? { anchor: openTrustAnchor(der, 'professional'), intermediate: null }
      : { anchor: null, intermediate: certificate };
  });
}

function asSigner(certificate: Certificate): TrustAnchor[] {
  const { subjectKeyIdentifier } = certificate.extensions;
  if (subjectKeyIdentifier === null) return [];
  return [{ certificate, publicKey: publicKeyOf(certificate), keyIdentifier: subjectKeyIdentifier }];
}

function listOf(bytes: Buffer, signers: readonly TrustAnchor[]): { key: string; list: RevocationList } {
  const pem = /-----BEGIN X509 CRL-----([^-]+)-----END X509 CRL-----/.exec(bytes.toString('latin1'));
  const der = pem?.[1] === undefined ? bytes : Buffer.from(pem[1], 'base64');
  let refusal = new DerError('no authority here signed it');
  for (const signer of signers) {
    try {
      return { key: signer.keyIdentifier, list: readRevocationList(der, signer) };
    } catch (error) {
      if (!(error instanceof DerError)) throw error;
      refusal = error;
    }
  }
  throw refusal;
}
