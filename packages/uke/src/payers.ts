import type { RecordContext } from './context.ts';
import type { Insurance, PublicExpense } from './model.ts';

const MOST_PUBLIC_PAYERS = 4;
/** 負担者種別 of the insurer in SN and JD; 2–5 are the public payers. @spec claims.md §6.4 */
const INSURER = '1';

/** What JD says about the days of a month: bit `day - 1`. */
export interface VisitDays {
  readonly record: number;
  readonly days: number;
  /** Days marked 9, which contradict the lines by design. */
  readonly open: number;
}

/** HO, KO, SN, JD of a claim, which are alike in 医科 and 調剤. */
export class Payers {
  readonly #context: RecordContext;
  insurance: Insurance | null = null;
  insuranceRecord = 0;
  publicExpenses: PublicExpense[] = [];
  publicRecords: number[] = [];
  branch = '';
  /** By payer, 0 = insurer. */
  visitDays: (VisitDays | undefined)[] = [];
  /** Bit 0 = insurer, bits 1–4 = public payers. */
  mask = 0;

  constructor(context: RecordContext) {
    this.#context = context;
  }

  reset(): void {
    this.insurance = null;
    this.insuranceRecord = 0;
    this.publicExpenses = [];
    this.publicRecords = [];
    this.branch = '';
    this.visitDays = [];
    this.mask = 0;
  }

  /** The insurer, or the first public payer of a claim without one. */
  get main(): Insurance | PublicExpense | null {
    return this.insurance ?? this.publicExpenses[0] ?? null;
  }

  get count(): number {
    return (this.insurance === null ? 0 : 1) + this.publicExpenses.length;
  }

  /** Takes the record at hand if it is one of HO, KO, SN, JD. */
  add(): void {
    const { type } = this.#context;
    if (type === 'HO') this.#addInsurance();
    else if (type === 'KO') this.#addPublicExpense();
    else if (type === 'SN') this.#addCertificate();
    else if (type === 'JD') this.#addVisitDays();
  }

  #addInsurance(): void {
    const { fields, record } = this.#context;
    if (this.insurance !== null) {
      this.#context.report('record-duplicate', null);
      return;
    }
    this.insurance = {
      insurerNumber: fields.text(1),
      symbol: fields.text(2),
      number: fields.text(3),
      days: fields.integerOrNull(4),
      points: fields.integerOrNull(5),
    };
    this.insuranceRecord = record;
    this.mask |= 1;
  }

  #addPublicExpense(): void {
    const { fields, record } = this.#context;
    const count = this.publicExpenses.length + 1;
    if (count > MOST_PUBLIC_PAYERS) {
      this.#context.report('record-duplicate', null);
      return;
    }
    this.publicExpenses.push({
      payerNumber: fields.text(1),
      beneficiaryNumber: fields.text(2),
      days: fields.integerOrNull(4),
      points: fields.integerOrNull(5),
    });
    this.publicRecords.push(record);
    this.mask |= 1 << count;
  }

  #addCertificate(): void {
    const { fields } = this.#context;
    if (fields.text(1) === INSURER && this.branch === '') this.branch = fields.text(6);
  }

  #addVisitDays(): void {
    const { fields, record } = this.#context;
    const payer = fields.integer(1) - 1;
    if (payer < 0 || payer > MOST_PUBLIC_PAYERS) return;
    if (this.visitDays[payer] !== undefined) {
      this.#context.report('record-duplicate', null);
      return;
    }
    let days = 0;
    let open = 0;
    for (let day = 0; day < 31; day++) {
      const value = fields.integer(2 + day);
      if (value === 1 || value === 2) days |= 1 << day;
      else if (value === 9) open |= 1 << day;
    }
    this.visitDays[payer] = { record, days, open };
  }
}
