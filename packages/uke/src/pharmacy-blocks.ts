import { payersOfBurden } from './burden.ts';
import type { RecordContext } from './context.ts';
import type { DispensedDrug, Dispensing, DispensingBlock } from './model.ts';

interface OpenBlock extends DispensingBlock {
  readonly dispensings: Dispensing[];
  readonly drugs: DispensedDrug[];
  readonly materials: DispensedDrug[];
  readonly comments: { readonly code: string; readonly text: string }[];
}

const KI_REPEATED = [
  { first: 7, count: 12 },
  { first: 55, count: 3 },
  { first: 69, count: 10 },
] as const;

/** The SH blocks of a 調剤 claim and what they cost. @spec claims.md §8 */
export class Blocks {
  readonly #context: RecordContext;
  blocks: OpenBlock[] = [];
  /** Latest 調剤年月日 as YYYYMMDD, 0 when none. */
  lastDispensed = 0;
  #hasFees = false;
  #points = 0;
  /** KI points with and without 回数; which one is meant is unverified. */
  #feesByTimes = 0;
  #feesOnce = 0;

  constructor(context: RecordContext) {
    this.#context = context;
  }

  get isEmpty(): boolean {
    return this.blocks.length === 0 && !this.#hasFees;
  }

  reset(): void {
    this.blocks = [];
    this.lastDispensed = 0;
    this.#hasFees = false;
    this.#points = 0;
    this.#feesByTimes = 0;
    this.#feesOnce = 0;
  }

  /** Takes the SH, CZ, IY, TO or CO at hand. `payers` = bit mask of the payers of the claim. */
  add(payers: number): void {
    const context = this.#context;
    if (context.type === 'SH') {
      this.#open();
      return;
    }
    const block = this.blocks.at(-1);
    if (block === undefined) {
      context.report('record-order', null);
      return;
    }
    if (context.type === 'CZ') this.#addDispensing(block, payers);
    else if (context.type === 'CO') this.#addComment(block);
    else this.#addItem(block, payers);
  }

  #open(): void {
    this.#closeLast();
    const { fields, record } = this.#context;
    this.blocks.push({
      record,
      prescriptionNo: fields.text(1),
      form: fields.text(2),
      usageCode: fields.text(3),
      usageText: fields.text(4),
      unitPoints: fields.integerOrNull(5),
      dispensings: [],
      drugs: [],
      materials: [],
      comments: [],
    });
  }

  #addDispensing(block: OpenBlock, payers: number): void {
    const { fields, record } = this.#context;
    if (block.drugs.length + block.materials.length + block.comments.length > 0) {
      this.#context.report('record-order', null);
    }
    this.#checkPayers(6, payers);
    const dispensedOn = fields.date(3);
    if (dispensedOn > this.lastDispensed) this.lastDispensed = dispensedOn;
    const quantity = fields.integerOrNull(5) ?? 0;
    const drugPoints = fields.integerOrNull(13);
    block.dispensings.push({
      record,
      doctorNo: fields.text(1),
      prescribedOn: fields.dateText(2),
      dispensedOn: fields.dateText(3),
      receptionNo: fields.text(4),
      quantity,
      drugPoints,
    });
    if (drugPoints !== null && block.unitPoints !== null && drugPoints !== block.unitPoints * quantity) {
      this.#context.report('rx-arithmetic', 13);
    }
    let points =
      this.#value(10) +
      this.#value(13) +
      this.#value(56) +
      this.#value(61) +
      this.#value(64) -
      this.#value(66);
    for (let k = 1; k <= 10; k++) points += this.#value(14 + 3 * k);
    this.#points += points;
  }

  #addItem(block: OpenBlock, payers: number): void {
    const { fields, record, type } = this.#context;
    if (block.dispensings.length === 0) this.#context.report('record-order', null);
    this.#checkPayers(1, payers);
    const code = fields.code(2);
    if (code !== '' && code[0] !== (type === 'IY' ? '6' : '7')) this.#context.report('code-prefix', 2);
    const item = { record, burden: fields.text(1), code, amount: fields.isBlank(3) ? null : fields.text(3) };
    if (type === 'IY') block.drugs.push(item);
    else block.materials.push(item);
  }

  #addComment(block: OpenBlock): void {
    const { fields } = this.#context;
    if (block.dispensings.length === 0) this.#context.report('record-order', null);
    this.checkCommentCode();
    block.comments.push({ code: fields.code(1), text: fields.text(2) });
  }

  /** The code of the CO or TK at hand must be one of a comment. */
  checkCommentCode(): void {
    const code = this.#context.fields.code(1);
    if (code !== '' && code[0] !== '8') this.#context.report('code-prefix', 1);
  }

  /** Takes the KI at hand. */
  addFees(): void {
    this.#hasFees = true;
    const base = this.#value(5);
    this.#feesByTimes += base;
    this.#feesOnce += base;
    for (const { first, count } of KI_REPEATED) {
      for (let k = 0; k < count; k++) {
        const times = this.#context.fields.integer(first + 4 * k + 2);
        const points = this.#value(first + 4 * k + 3);
        this.#feesOnce += points;
        this.#feesByTimes += points * (times < 0 ? 1 : times);
      }
    }
  }

  /** Whether 合計点数 agrees with what the records add up to. */
  agrees(total: number): boolean {
    return total === this.#points + this.#feesByTimes || total === this.#points + this.#feesOnce;
  }

  /** Checks that the last block is complete. */
  finish(): void {
    this.#closeLast();
  }

  #closeLast(): void {
    const block = this.blocks.at(-1);
    if (
      block === undefined ||
      (block.dispensings.length > 0 && block.drugs.length + block.materials.length > 0)
    )
      return;
    this.#context.findings.add('record-order', block.record, 'SH', null);
  }

  #checkPayers(column: number, payers: number): void {
    const named = payersOfBurden(this.#context.fields.text(column));
    if ((named & ~payers) !== 0) this.#context.report('payer-unknown', column);
  }

  /** Points of a column, 0 when blank. */
  #value(column: number): number {
    return Math.max(0, this.#context.fields.integer(column));
  }
}
