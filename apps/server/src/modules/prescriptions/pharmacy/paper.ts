import { randomUUID } from 'node:crypto';
import { insuredKey, parseFacilityCode, parseLocalDate } from '@tsunagu/ids';
import { type Finding, type Prescription, readPrescription } from '@tsunagu/jahis';
import type { Transaction } from '../../../kernel/db/database.ts';
import { AppError, RefusedWithFindings } from '../../../kernel/errors/app-error.ts';
import { NOBODY, type PersonId } from '../../registry/index.ts';
import { refreshOwnDrugs } from '../active-list/refresh-own.ts';
import { type Caller, stepBy, throughDoor } from '../door.ts';
import { facilityCodeOf } from '../life/draft.ts';
import { drugFindings } from '../life/drug-rules.ts';
import { numbersOf, personOfDocument } from '../life/find-person.ts';
import { lastDayOf, usableOn } from '../life/validity.ts';
import { normalised } from '../once-only.ts';
import { addPrescription, type PrescriptionRow, ROW_COLUMNS, takeStep } from '../store.ts';
import type { PrescriptionView } from '../view.ts';
import { oneTransaction } from './at-pharmacy.ts';
import { attemptLookUp } from './attempts.ts';
import type { PharmacyDeps } from './deps.ts';
import { heldBy, receive, refuseUnlessReceivable, viewOf } from './reception.ts';
import rules from './rules.json' with { type: 'json' };

export interface TakePaper {
  readonly caller: Caller;
  /** What the symbols on the paper hold. */
  readonly content: Uint8Array | string;
  /** Idempotency-Key; null = none was sent. */
  readonly key: string | null;
}

export interface TakenPaper extends PrescriptionView {
  /** What is odd about it: the paper is what counts, so that nothing of it stops the reception. */
  readonly findings: readonly Finding[];
}

/**
 * A paper prescription, read from its QR symbols, is in dispensing here at once. Where the institution sent its data to
 * the service, those are received instead; the same paper read again is the same prescription, so that it is not used
 * twice. Throws RX_DOCUMENT_INVALID, RX_PERSON_UNKNOWN, RX_NOT_YET, RX_EXPIRED and what `receive` throws.
 * @spec prescriptions.md §1 (paper is the original), §6.8 (lenient)
 */
export async function takePaper(deps: PharmacyDeps, input: TakePaper): Promise<TakenPaper> {
  const { caller, key, content } = input;
  const { prescription, findings } = readPrescription(content, { mode: 'lenient' });
  const personId = prescription === null ? null : await personOfDocument(deps.db, prescription);
  const entrance = {
    caller,
    purpose: 'dispensing',
    personId: personId ?? NOBODY,
    event: 'prescription-received',
    detail: { step: 'paper' },
  } as const;
  const known = await throughDoor(deps, entrance, async () => {
    if (prescription === null) throw unreadable(findings);
    if (personId === null) throw new AppError('RX_PERSON_UNKNOWN');
    requireUsable(prescription, findings);
    const all = [...findings, ...drugFindings(await deps.knowledge(), prescription)];
    const sent = await findSent(deps, caller, personId, prescription);
    if (sent !== null) return { id: sent, sent: true, personId, findings: all };
    const request = { caller, operation: 'paper', key, content: normalised(prescription) };
    const taken = await oneTransaction(deps, request, (tx) =>
      take(tx, deps, { caller, personId, prescription }),
    );
    return { id: taken, sent: false, personId, findings: all };
  });
  const { id: prescriptionId, findings: all } = known;
  const view = known.sent
    ? await receive(deps, { caller, prescriptionId, version: null, key: null })
    : await viewOf(deps, { personId: known.personId, prescriptionId });
  return { ...view, findings: all };
}

const unreadable = (findings: readonly Finding[]) =>
  new RefusedWithFindings('RX_DOCUMENT_INVALID', findings, { count: findings.length });

/** What no reception can do without. */
function requireUsable(prescription: Prescription, findings: readonly Finding[]): void {
  const { issuedOn, usableUntil, refillUses, institution, groups } = prescription;
  const usable =
    parseLocalDate(issuedOn) !== null &&
    (usableUntil === null || parseLocalDate(usableUntil) !== null) &&
    parseFacilityCode(facilityCodeOf(institution)) !== null &&
    (refillUses ?? 1) >= 1 &&
    (refillUses ?? 1) <= rules.mostUses &&
    groups.some(({ drugs }) => drugs.length > 0);
  if (!usable) throw unreadable(findings);
}

/**
 * The prescription of the service that the paper repeats, by a living access code, or by one of the same institution and
 * day that has died: what was dispensed, changed or cancelled there is no paper that nobody knows. Null = none. Wrong
 * codes count as in a search, where there is one to be found. Throws RX_TOO_MANY_ATTEMPTS.
 * @spec prescriptions.md §3, §6.4 (82)
 */
async function findSent(
  { db, clock }: PharmacyDeps,
  { facilityCode }: Caller,
  personId: PersonId,
  prescription: Prescription,
): Promise<string | null> {
  const { accessCode, institution, issuedOn } = prescription;
  if (accessCode === null) return null;
  const sent = await db.query<{ id: string; code: string }>(
    `SELECT prescription_id AS id, code.code
     FROM prescriptions.prescription JOIN prescriptions.access_code code USING (person_id, prescription_id)
     WHERE person_id = $1 AND origin = 'service'
       AND (code.ended_at IS NULL OR (institution_code = $2 AND issued_on = $3))
     ORDER BY code.ended_at IS NULL DESC, code.issued_at DESC`,
    [personId, facilityCodeOf(institution), issuedOn],
  );
  if (sent.length === 0) return null;
  const numbers = numbersOf(prescription);
  return attemptLookUp(
    db,
    { facilityCode, numbers: (numbers === null ? null : insuredKey(numbers)) ?? '', at: clock() },
    async () => sent.find(({ code }) => code === accessCode)?.id ?? null,
  );
}

interface Taking {
  readonly caller: Caller;
  readonly personId: PersonId;
  readonly prescription: Prescription;
}

/** Answers the id of the prescription that stands for this paper. */
async function take(
  tx: Transaction,
  deps: PharmacyDeps,
  { caller, personId, prescription }: Taking,
): Promise<string> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 13))', [`paper ${personId}`]);
  const at = deps.clock();
  const by = stepBy(caller, 'pharmacy', at);
  const earlier = await samePaper(tx, personId, prescription);
  if (earlier !== null) {
    if (heldBy(earlier, caller)) return earlier.prescriptionId;
    refuseUnlessReceivable(earlier, caller, at);
    await takeStep(
      tx,
      earlier,
      'receive',
      by,
      { use: earlier.currentUse },
      { pharmacyCode: caller.facilityCode },
    );
    await refreshOwnDrugs(tx, personId);
    return earlier.prescriptionId;
  }
  requireDays(prescription, at);
  const { row } = await addPrescription(
    tx,
    {
      personId,
      prescriptionId: randomUUID(),
      issueType: 2,
      origin: 'paper',
      institutionCode: facilityCodeOf(prescription.institution),
      usableUntil: lastDayOf(prescription.issuedOn, prescription.usableUntil),
      replaces: null,
      document: prescription,
      original: null,
      signature: null,
      prescriberAccount: null,
      pharmacyCode: caller.facilityCode,
    },
    by,
  );
  await refreshOwnDrugs(tx, personId);
  return row.prescriptionId;
}

function requireDays({ issuedOn, usableUntil }: Prescription, at: Date): void {
  const days = { from: issuedOn, to: lastDayOf(issuedOn, usableUntil) };
  const usable = usableOn({ state: 'open', issuedOn, usableUntil: days.to, currentUse: 1, dueOn: null }, at);
  if (usable !== 'usable') throw new AppError(usable === 'too-early' ? 'RX_NOT_YET' : 'RX_EXPIRED', days);
}

/** The same words of the same institution and day, read from paper before; null = never. */
async function samePaper(
  tx: Transaction,
  personId: PersonId,
  prescription: Prescription,
): Promise<PrescriptionRow | null> {
  const rows = await tx.query<PrescriptionRow>(
    `SELECT ${ROW_COLUMNS} FROM prescriptions.prescription
     WHERE person_id = $1 AND origin = 'paper' AND institution_code = $2 AND issued_on = $3 FOR UPDATE`,
    [personId, facilityCodeOf(prescription.institution), prescription.issuedOn],
  );
  const words = normalised(prescription);
  return rows.find(({ document }) => normalised(document) === words) ?? null;
}
