import { randomUUID } from 'node:crypto';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { nextState } from '../model/transitions.ts';
import { onceOnly, standingRequest } from '../once-only.ts';
import { lockPrescription, type PrescriptionRow, readPrescriptionRow } from '../store.ts';
import { type AboutPrescription, aboutPrescription, notElsewhere } from './at-pharmacy.ts';
import type { PharmacyDeps } from './deps.ts';
import { type InquiryRow, readInquiry, writeAnswer, writeInquiry } from './inquiry-store.ts';

const EVENT = 'prescription-inquired';

interface OnceAbout extends AboutPrescription {
  /** Idempotency-Key; null: the content itself. */
  readonly key: string | null;
}

/** An inquiry as both sides are told of it. */
export interface InquiryAnswer {
  readonly inquiryId: string;
  readonly question: string;
  readonly askedAt: string;
  readonly answer: string | null;
  readonly answeredAt: string | null;
  readonly through: InquiryRow['through'];
}

const toAnswer = (row: InquiryRow): InquiryAnswer => ({
  inquiryId: row.inquiryId,
  question: row.question,
  askedAt: row.askedAt.toISOString(),
  answer: row.answer,
  answeredAt: row.answeredAt?.toISOString() ?? null,
  through: row.through,
});

/** 疑義照会: a question of the pharmacy that has the prescription to whoever prescribed. @spec prescriptions.md §2 */
export function askPrescriber(
  deps: PharmacyDeps,
  input: OnceAbout & { readonly question: string },
): Promise<InquiryAnswer> {
  const { caller, prescriptionId, key, question } = input;
  return aboutPrescription(deps, input, { event: EVENT, step: 'ask' }, async (personId) => {
    const before = await readPrescriptionRow(deps.db, personId, prescriptionId);
    const operation = `ask ${prescriptionId}`;
    // The same question for another use, or once it was answered, is another inquiry.
    const content = key === null ? `${before?.currentUse} ${question}` : question;
    const asked = { facilityCode: caller.facilityCode, operation, key, content };
    const { request } = await standingRequest<InquiryAnswer>(
      deps.db,
      asked,
      async ({ inquiryId }) =>
        before !== null && (await readInquiry(deps.db, before, inquiryId)).answer === null,
    );
    return onceOnly(deps, request, async (tx) => {
      const row = await lockPrescription(tx, personId, prescriptionId);
      requireHere(row, input);
      const inquiryId = randomUUID();
      const { facilityCode: pharmacyCode, account: askedBy } = caller;
      await writeInquiry(tx, row, { inquiryId, question, pharmacyCode, askedBy, askedAt: deps.clock() });
      return toAnswer(await readInquiry(tx, row, inquiryId));
    });
  });
}

function requireHere(row: PrescriptionRow, { caller }: AboutPrescription): void {
  notElsewhere(row, caller);
  nextState(row.state, 'dispense', 'pharmacy');
}

export interface GiveAnswer extends OnceAbout {
  readonly inquiryId: string;
  readonly answer: string;
}

/** What the prescriber said on the telephone, noted by the pharmacist. Throws RX_INQUIRY_ANSWERED. */
export const noteAnswer = (deps: PharmacyDeps, input: GiveAnswer): Promise<InquiryAnswer> =>
  give(deps, input, {
    through: 'telephone',
    purpose: 'dispensing',
    allow: (row) => requireHere(row, input),
  });

/** The answer of the institution that prescribed. Throws RX_INQUIRY_ANSWERED, RX_UNKNOWN for another institution. */
export const answerInquiry = (deps: PharmacyDeps, input: GiveAnswer): Promise<InquiryAnswer> =>
  give(deps, input, {
    through: 'portal',
    purpose: 'prescribing',
    allow: (row) => {
      if (row.institutionCode !== input.caller.facilityCode) throw new AppError('RX_UNKNOWN');
    },
  });

interface Way {
  readonly through: 'portal' | 'telephone';
  readonly purpose: 'dispensing' | 'prescribing';
  readonly allow: (row: PrescriptionRow) => void;
}

function give(deps: PharmacyDeps, input: GiveAnswer, way: Way): Promise<InquiryAnswer> {
  const { caller, prescriptionId, inquiryId, answer, key } = input;
  const { through, purpose, allow } = way;
  const operation = `answer ${prescriptionId} ${inquiryId}`;
  return aboutPrescription(deps, input, { event: EVENT, step: 'answer', purpose }, (personId) =>
    onceOnly(deps, { facilityCode: caller.facilityCode, operation, key, content: answer }, async (tx) => {
      const row = await lockPrescription(tx, personId, prescriptionId);
      allow(row);
      const inquiry = await readInquiry(tx, row, inquiryId);
      if (inquiry.answer !== null) throw new AppError('RX_INQUIRY_ANSWERED');
      const answeredBy = caller.account;
      await writeAnswer(tx, row, { inquiryId, answer, answeredBy, through, at: deps.clock() });
      return toAnswer(await readInquiry(tx, row, inquiryId));
    }),
  );
}
