import { type Dispensing, type Finding, readDispensing, writeDispensing } from '@tsunagu/jahis';
import { dateInTokyo } from '../../../kernel/clock.ts';
import { AppError, RefusedWithFindings } from '../../../kernel/errors/app-error.ts';
import type { Caller } from '../door.ts';
import { facilityCodeOf } from '../life/draft.ts';
import type { Verification } from '../model/signing.ts';
import { readDocument, signDocument } from '../signing/document.ts';
import type { PrescriptionRow } from '../store.ts';
import { checkDispensing } from './check-dispensing.ts';
import type { PharmacyDeps } from './deps.ts';
import { type DispensingDraft, dispensingOfDraft, refillOf } from './dispensing-of-draft.ts';
import { afterResult } from './refill.ts';

/** What is registered: a draft that is signed here, or a document that was signed elsewhere. */
export type ResultInput =
  | { readonly draft: DispensingDraft; readonly sign: 'service' | 'none' }
  /** Base64 of the signed XML; of the bare records where nothing is signed. */
  | { readonly document: string; readonly sign: 'signed' | 'none' };

export interface ResultOf {
  readonly caller: Caller;
  /** What the result answers, in the order of its ids. */
  readonly rows: readonly PrescriptionRow[];
  readonly use: number;
  /** Inquiries that were made through the service, as 511 has them. */
  readonly lines: readonly string[];
  /** Whether a result that stands is changed. */
  readonly changes: boolean;
}

/** Ready to be written. */
export interface PreparedResult {
  readonly dispensing: Dispensing;
  readonly original: Buffer | null;
  readonly timestamped: Buffer | null;
  readonly signature: Verification | null;
}

/**
 * The document of a result: made or read, checked, signed or verified, and timestamped. An unsigned one is taken only
 * where paper is the original of all and the request says so. Throws RX_SIGNATURE_REQUIRED, RX_SIGNATURE_INVALID,
 * RX_SIGNER_MISSING, RX_DOCUMENT_INVALID with what is wrong, and what `checkDispensing` refuses.
 * @spec prescriptions.md §1, §2, §8
 */
export async function prepareResult(
  deps: PharmacyDeps,
  input: ResultInput,
  of: ResultOf,
): Promise<PreparedResult> {
  if (input.sign === 'none' && of.rows.some(({ issueType }) => issueType !== 2))
    throw new AppError('RX_SIGNATURE_REQUIRED');
  return 'draft' in input ? fromDraft(deps, input, of) : fromDocument(deps, input, of);
}

async function fromDraft(
  deps: PharmacyDeps,
  { draft, sign }: Extract<ResultInput, { draft: unknown }>,
  of: ResultOf,
): Promise<PreparedResult> {
  const { caller, rows, use, lines } = of;
  const { session } = caller;
  const { totalUses } = rows[0] ?? { totalUses: 1 };
  const stand = { totalUses, use, dispensedOn: draft.dispensedOn, groups: draft.groups };
  const made = dispensingOfDraft(
    draft,
    {
      facilityCode: caller.facilityCode,
      facilityName: session.organisation?.name ?? '',
      pharmacist: session.displayName,
    },
    { rows, lines, refill: refillOf(afterResult(stand, draft.refill)) },
  );
  const { text } = writeDispensing(made);
  const dispensing = readStrictly(text);
  await check(deps, dispensing, of);
  if (sign === 'none') return unsigned(dispensing);
  const signer = await deps.signing.ofAccount(caller.account, {
    session,
    requestId: caller.requestId,
    kind: 'dispensing',
  });
  if (signer === null) throw new AppError('RX_SIGNER_MISSING');
  const original = await signDocument('dispensing', text, signer, deps.clock());
  return { dispensing, ...(await stamped(deps, original)) };
}

async function fromDocument(
  deps: PharmacyDeps,
  { document, sign }: Extract<ResultInput, { document: unknown }>,
  of: ResultOf,
): Promise<PreparedResult> {
  const sent = Buffer.from(document, 'base64').toString('utf8');
  if (sign === 'none') {
    const dispensing = readStrictly(sent.startsWith('<') ? readDocument(sent).csv : sent);
    await check(deps, dispensing, of);
    return unsigned(dispensing);
  }
  const { csv, ...verification } = await deps.signing.verify(sent, 'dispensing');
  requireValid(verification);
  const dispensing = readStrictly(csv ?? '');
  await check(deps, dispensing, of);
  return { dispensing, ...(await stamped(deps, sent)) };
}

const unsigned = (dispensing: Dispensing): PreparedResult => ({
  dispensing,
  original: null,
  timestamped: null,
  signature: null,
});

/** 調剤済み電子処方箋: with the timestamp of the service. @spec prescriptions.md §1, §8 (ES-T) */
async function stamped(
  { signing }: PharmacyDeps,
  original: string,
): Promise<Omit<PreparedResult, 'dispensing'>> {
  const timestamped = await signing.timestamp(original);
  const { csv: _, ...signature } = await signing.verify(timestamped, 'dispensing');
  requireValid(signature);
  return { original: Buffer.from(original), timestamped: Buffer.from(timestamped), signature };
}

function requireValid({ status, reasons }: Verification): void {
  if (status !== 'valid')
    throw new RefusedWithFindings('RX_SIGNATURE_INVALID', reasons, {
      reasons: reasons.map(({ key }) => key).join(' ') || status,
    });
}

/** As it will be read again. Throws RX_DOCUMENT_INVALID with every finding. */
function readStrictly(text: string): Dispensing {
  const { dispensing, findings } = readDispensing(text, { mode: 'strict' });
  if (dispensing !== null) return dispensing;
  const errors = findings.filter(({ level }: Finding) => level === 'error');
  throw new RefusedWithFindings('RX_DOCUMENT_INVALID', findings, { errors: errors.length });
}

async function check(deps: PharmacyDeps, dispensing: Dispensing, of: ResultOf): Promise<void> {
  const { caller, rows, use, changes } = of;
  if (facilityCodeOf(dispensing.pharmacy) !== caller.facilityCode) throw new AppError('RX_INSTITUTION_WRONG');
  samePatient(dispensing, rows);
  const today = dateInTokyo(deps.clock());
  checkDispensing({ dispensing, rows, knowledge: await deps.knowledge(), today, use, changes });
  sameRefill(dispensing, of);
}

/** The insurance may have changed since. Throws RX_PERSON_MISMATCH where the document is about somebody else. */
function samePatient({ patient }: Dispensing, rows: readonly PrescriptionRow[]): void {
  const other = rows.some(
    ({ document: { patient: prescribed } }) =>
      prescribed.birthDate !== patient.birthDate || prescribed.sex !== patient.sex,
  );
  if (other) throw new AppError('RX_PERSON_MISMATCH');
}

/** Throws RX_REFILL_DATE where record 521 does not say of this use what has to be said. @spec prescriptions.md §4 */
function sameRefill({ refill, dispensedOn, groups }: Dispensing, of: ResultOf): void {
  const totalUses = of.rows[0]?.totalUses ?? 1;
  const said = refillOf(afterResult({ totalUses, use: of.use, dispensedOn, groups }, refill));
  const same =
    said?.use === refill?.use && said?.finished === refill?.finished && said?.nextOn === refill?.nextOn;
  if (!same) throw new AppError('RX_REFILL_DATE', { reason: 'record-521' });
}
