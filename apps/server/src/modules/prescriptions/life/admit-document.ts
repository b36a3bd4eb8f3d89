import { type Finding, type Prescription, readPrescription } from '@tsunagu/jahis';
import { AppError, RefusedWithFindings } from '../../../kernel/errors/app-error.ts';
import type { LifeDeps } from '../deps.ts';
import type { Verification } from '../model/signing.ts';
import rules from './rules.json' with { type: 'json' };

/** 1 electronic, 2 paper. @spec prescriptions.md §3 */
export type IssueType = 'electronic' | 'paper';

/** A document whose signature holds, where one is needed, and which breaks no rule of its format. */
export interface Admitted {
  readonly original: Buffer;
  /** The same for the same document: white space and timestamps around what was signed make no other one. */
  readonly identity: Uint8Array;
  readonly prescription: Prescription;
  /** Null: plain records, where paper is the original. */
  readonly signature: Verification | null;
  /** Warnings. */
  readonly findings: readonly Finding[];
}

const startsAsXml = (bytes: Buffer): boolean => /^\uFEFF?\s*</.test(bytes.subarray(0, 64).toString('utf8'));

/**
 * Reads what is to be registered: signed XML, or plain SJ1 where paper is the original. Throws FILE_TOO_LARGE,
 * RX_DOCUMENT_MALFORMED, RX_SIGNATURE_REQUIRED, RX_SIGNATURE_INVALID with its reasons, RX_DOCUMENT_INVALID with all findings.
 * @spec prescriptions.md §1, §6.8, §8
 */
export async function admitDocument(
  { signing }: Pick<LifeDeps, 'signing'>,
  original: Buffer,
  issueType: IssueType,
): Promise<Admitted> {
  if (!startsAsXml(original)) {
    if (issueType === 'electronic') throw new AppError('RX_SIGNATURE_REQUIRED');
    return { original, identity: original, signature: null, ...readStrictly(original) };
  }
  const { csv, ...signature } = await signing.verify(original.toString('utf8'), 'prescription');
  const unsigned = signature.status === 'unsigned';
  if (unsigned && issueType === 'electronic') throw new AppError('RX_SIGNATURE_REQUIRED');
  // Any doubt: nothing is imported. A paper's copy may be unsigned, not badly signed.
  if ((signature.status !== 'valid' && !unsigned) || csv === null)
    throw new RefusedWithFindings('RX_SIGNATURE_INVALID', signature.reasons, {
      reasons: signature.reasons.map(({ key }) => key).join(' '),
    });
  const { signedAt, signer } = signature;
  return {
    original,
    identity: Buffer.from(`${signer?.certificateSha256 ?? ''} ${signedAt ?? ''} ${csv}`, 'utf8'),
    signature: unsigned ? null : signature,
    ...readStrictly(Buffer.from(csv, 'utf8')),
  };
}

/** @spec prescriptions.md §12 (at most 1 MiB) */
export function readStrictly(records: Buffer): Pick<Admitted, 'prescription' | 'findings'> {
  if (records.length > rules.documentMostBytes) throw new AppError('FILE_TOO_LARGE');
  const { prescription, findings } = readPrescription(records, { mode: 'strict', dialect: 'sj1' });
  const [first] = findings.filter(({ level }) => level === 'error');
  if (prescription === null || first !== undefined)
    throw new RefusedWithFindings('RX_DOCUMENT_INVALID', findings, {
      line: first?.line ?? 0,
      ...(first === undefined ? {} : { rule: first.rule }),
      count: findings.length,
    });
  return { prescription, findings };
}
