import type { Queryable, Transaction } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import type { PrescriptionRow } from '../store.ts';

/** 疑義照会. */
export interface InquiryRow {
  readonly inquiryId: string;
  readonly prescriptionId: string;
  readonly pharmacyCode: string;
  readonly askedAt: Date;
  readonly question: string;
  readonly answer: string | null;
  readonly answeredAt: Date | null;
  readonly through: 'portal' | 'telephone' | null;
}

const COLUMNS = `inquiry_id AS "inquiryId", prescription_id AS "prescriptionId", pharmacy_code AS "pharmacyCode",
  asked_at AS "askedAt", question, answer, answered_at AS "answeredAt", answered_through AS through`;

export interface Asked extends Pick<InquiryRow, 'inquiryId' | 'question' | 'pharmacyCode' | 'askedAt'> {
  readonly askedBy: string;
}

export async function writeInquiry(tx: Transaction, row: PrescriptionRow, asked: Asked): Promise<void> {
  await tx.query(
    `INSERT INTO prescriptions.inquiry (person_id, prescription_id, inquiry_id, pharmacy_code, asked_at, asked_by, question)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      row.personId,
      row.prescriptionId,
      asked.inquiryId,
      asked.pharmacyCode,
      asked.askedAt,
      asked.askedBy,
      asked.question,
    ],
  );
}

/** Throws RX_INQUIRY_UNKNOWN. */
export async function readInquiry(
  tx: Queryable,
  row: PrescriptionRow,
  inquiryId: string,
): Promise<InquiryRow> {
  const [found] = await tx.query<InquiryRow>(
    `SELECT ${COLUMNS} FROM prescriptions.inquiry WHERE person_id = $1 AND prescription_id = $2 AND inquiry_id = $3`,
    [row.personId, row.prescriptionId, inquiryId],
  );
  if (found === undefined) throw new AppError('RX_INQUIRY_UNKNOWN');
  return found;
}

export interface Answered {
  readonly inquiryId: string;
  readonly answer: string;
  readonly answeredBy: string;
  readonly through: 'portal' | 'telephone';
  readonly at: Date;
}

/** The first answer stands. Whoever writes one holds the lock on the prescription. */
export async function writeAnswer(
  tx: Transaction,
  row: PrescriptionRow,
  { inquiryId, answer, answeredBy, through, at }: Answered,
): Promise<void> {
  await tx.query(
    `UPDATE prescriptions.inquiry SET answer = $4, answered_by = $5, answered_through = $6, answered_at = $7
     WHERE person_id = $1 AND prescription_id = $2 AND inquiry_id = $3 AND answer IS NULL`,
    [row.personId, row.prescriptionId, inquiryId, answer, answeredBy, through, at],
  );
}

const selectInquiries = (
  db: Queryable,
  rows: readonly PrescriptionRow[],
  condition: string,
): Promise<InquiryRow[]> =>
  db.query<InquiryRow>(
    `SELECT ${COLUMNS} FROM prescriptions.inquiry i
     WHERE person_id = $1 AND prescription_id = ANY ($2::uuid[]) AND ${condition} ORDER BY asked_at, inquiry_id`,
    [rows[0]?.personId, rows.map(({ prescriptionId }) => prescriptionId)],
  );

/** Nothing is handed out while a doubt stands: throws RX_INQUIRY_OPEN. @spec prescriptions.md §2 (疑義照会) */
export async function refuseOpenInquiries(tx: Queryable, rows: readonly PrescriptionRow[]): Promise<void> {
  const open = await selectInquiries(tx, rows, 'answer IS NULL');
  if (open.length > 0) throw new AppError('RX_INQUIRY_OPEN', { inquiries: open.length });
}

/** Record 511 takes 600 characters, and may be repeated. @spec prescriptions.md §6.6 */
const MOST_CHARACTERS = 600;

/** A question and its answer, as the result tells them: in one record where they fit into it. */
function recordsOf({ question, answer, through }: InquiryRow): string[] {
  const way = through === 'telephone' ? '電話' : '処方医';
  const text = [...`照会：${oneLine(question)}　回答（${way}）：${oneLine(answer ?? '')}`];
  const records: string[] = [];
  for (let at = 0; at < text.length; at += MOST_CHARACTERS)
    records.push(
      text
        .slice(at, at + MOST_CHARACTERS)
        .join('')
        .trim(),
    );
  return records;
}

const oneLine = (text: string): string => text.replaceAll(/\s+/gu, ' ').trim();

/** The use for which a question was asked: that of the reception before it. */
const USE_OF_INQUIRY = `COALESCE((SELECT max((s.detail->>'use')::int) FROM prescriptions.step s
  WHERE s.person_id = i.person_id AND s.prescription_id = i.prescription_id AND s.event = 'receive'
    AND s.at <= i.asked_at), 1)`;

/** What was asked and answered for one use of these prescriptions, as its result tells it. Throws RX_INQUIRY_OPEN. */
export async function resultLines(
  db: Queryable,
  rows: readonly PrescriptionRow[],
  use: number,
): Promise<string[]> {
  await refuseOpenInquiries(db, rows);
  return (await selectInquiries(db, rows, `${USE_OF_INQUIRY} = ${use}`)).flatMap(recordsOf);
}
