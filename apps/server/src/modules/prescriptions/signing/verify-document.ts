import { verify } from 'node:crypto';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { DerError } from '../../../kernel/pki/der.ts';
import {
  checkSigner,
  type HpkiTrust,
  type KnownSigner,
  knownSigner,
  verifyTimestamp,
} from '../../../kernel/pki/hpki/index.ts';
import {
  canonical,
  digestOf,
  readSignedDocument,
  SignatureError,
  type SignedDocument,
  type XadesSignature,
  XmlError,
} from '../../../kernel/xades/index.ts';
import type { DocumentKind, Verification, VerificationReason } from '../model/signing.ts';
import { checkSize, type RecordDocument, readRecords } from './document.ts';
import reasons from './reasons.json' with { type: 'json' };

export type VerifiedDocument = Verification & { readonly csv: string | null };

export interface VerifyQuestion {
  readonly kind: DocumentKind;
  readonly trust: HpkiTrust;
  /** When it is looked at. */
  readonly at: Date;
  /** Whether the signature has to be young. */
  readonly fresh: boolean;
}

type ReasonKey = keyof typeof reasons;

const reasonOf = (key: ReasonKey): VerificationReason => ({ key, message: reasons[key] });

/** Every check in its order; the later ones are made as well, so that whoever signed learns of everything at once. */
export function verifyDocument(xml: string, question: VerifyQuestion): VerifiedDocument {
  const read = readParts(xml);
  if ('fault' in read) return refused([read.fault], null);
  const { document, records } = read;
  const kindFaults: ReasonKey[] = records.kind === question.kind ? [] : ['kind-wrong'];
  const { signature } = document;
  if (signature === null)
    return kindFaults.length > 0
      ? refused(kindFaults, null)
      : { ...NOTHING, status: 'unsigned', reasons: [], csv: records.csv };
  const integrity = tamperedParts(signature);
  const signer = findSigner(signature, question.trust);
  if (typeof signer === 'string')
    return {
      ...refused([...kindFaults, ...integrity, signer], records.csv),
      signedAt: signature.signingTime.toISOString(),
    };
  return judge({ signature, signer, records, faults: [...kindFaults, ...integrity] }, question);
}

const NOTHING = { signedAt: null, signer: null, timestampedAt: null } as const;

const refused = (keys: readonly ReasonKey[], csv: string | null): VerifiedDocument => ({
  ...NOTHING,
  status: 'invalid',
  reasons: keys.map(reasonOf),
  csv,
});

function readParts(
  xml: string,
): { document: SignedDocument; records: RecordDocument } | { fault: ReasonKey } {
  try {
    checkSize(xml);
    const document = readSignedDocument(xml);
    return { document, records: readRecords(document.root, document.content) };
  } catch (error) {
    if (error instanceof SignatureError) return { fault: error.fault };
    if (error instanceof XmlError || error instanceof AppError) return { fault: 'document-malformed' };
    throw error;
  }
}

function tamperedParts({ content, keyInfo, properties }: XadesSignature): ReasonKey[] {
  const parts = [
    ['tampered-content', content],
    ['tampered-key-info', keyInfo],
    ['tampered-properties', properties],
  ] as const;
  return parts.flatMap(([key, { element, digest }]) => (digestOf(element).equals(digest) ? [] : [key]));
}

/** The certificate that the signed properties name, or the first one, for what else can be said about it. */
function findSigner(signature: XadesSignature, trust: HpkiTrust): KnownSigner | ReasonKey {
  const { certificates } = signature;
  try {
    const signers = certificates.map((der) => () => knownSigner(der, certificates, trust));
    if (signers.length === 1 && signers[0] !== undefined) return signers[0]();
    const named = signers.find((open) => open().sha256.equals(signature.named.sha256)) ?? signers[0];
    return named === undefined ? 'certificate-unreadable' : named();
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    if (error.message === 'key length not accepted') return 'key-too-short';
    return error.message.startsWith('algorithm') ? 'algorithm-refused' : 'certificate-unreadable';
  }
}

function isNamed({ certificate, sha256 }: KnownSigner, { named }: XadesSignature): boolean {
  return (
    sha256.equals(named.sha256) &&
    (named.serial === null || named.serial === certificate.serial) &&
    (named.issuer === null || named.issuer.equals(certificate.issuer))
  );
}

interface Parts {
  readonly signature: XadesSignature;
  readonly signer: KnownSigner;
  readonly records: RecordDocument;
  readonly faults: readonly ReasonKey[];
}

function judge(
  { signature, signer, records, faults: before }: Parts,
  question: VerifyQuestion,
): VerifiedDocument {
  const { trust, at, kind } = question;
  const faults: ReasonKey[] = [...before];
  const signed = Buffer.from(canonical(signature.signedInfo), 'utf8');
  if (!verify('sha256', signed, signer.publicKey, signature.value)) faults.push('signature-wrong');
  if (!isNamed(signer, signature)) faults.push('certificate-not-named');
  const stamps = readTimestamps(signature, trust, at);
  if (stamps === null) faults.push('timestamp-wrong');
  const signedAt = signature.signingTime;
  const roles = trust.profile.roles[kind];
  const found = checkSigner(signer, { trust, roles, signedAt, at, provenAt: stamps ?? null });
  faults.push(...found.faults, ...timeFaults(signedAt, question));
  const { certificate, sha256 } = signer;
  return {
    status: faults.length === 0 ? 'valid' : 'invalid',
    reasons: faults.map(reasonOf),
    ...(found.notes.length === 0 ? {} : { notes: found.notes.map(reasonOf) }),
    ...(trust.test && signer.chain !== null ? { testAuthority: true } : {}),
    signedAt: signedAt.toISOString(),
    signer: {
      name: signer.name,
      role: found.role,
      certificateSha256: sha256.toString('hex'),
      serial: certificate.serial,
      expiresAt: certificate.notAfter.toISOString(),
      revokedAt: found.revokedAt?.toISOString() ?? null,
    },
    timestampedAt: stamps?.toISOString() ?? null,
    csv: records.csv,
  };
}

/** The earliest proven time; undefined where there is no timestamp, null where one of them is not valid. */
function readTimestamps(signature: XadesSignature, trust: HpkiTrust, at: Date): Date | null | undefined {
  if (signature.timestamps.length === 0) return undefined;
  const digest = digestOf(signature.valueElement);
  try {
    const times = signature.timestamps.map((token) => verifyTimestamp(token, digest, trust, at).at.getTime());
    const earliest = Math.min(...times);
    // Nobody proves the existence of a signature before it was made, but for clocks that differ.
    const tolerated = signature.signingTime.getTime() - trust.profile.clockToleranceSeconds * 1000;
    return earliest < tolerated ? null : new Date(earliest);
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}

function timeFaults(signedAt: Date, { at, fresh, trust }: VerifyQuestion): ReasonKey[] {
  const { clockToleranceSeconds, mostSigningAgeHours } = trust.profile;
  if (signedAt.getTime() > at.getTime() + clockToleranceSeconds * 1000) return ['signing-time-future'];
  const oldest = at.getTime() - mostSigningAgeHours * 3_600_000;
  return fresh && signedAt.getTime() < oldest ? ['signing-time-old'] : [];
}
