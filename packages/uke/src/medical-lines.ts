import { payersOfBurden } from './burden.ts';
import type { RecordContext } from './context.ts';
import { DayColumns, NO_DAYS } from './days.ts';
import type { Fields } from './fields.ts';
import type { RecordLayout } from './layout.ts';
import type { LineType, MedicalLine } from './model.ts';
import reducing from './reducing-codes.json' with { type: 'json' };
import { Units } from './units.ts';

type Comments = MedicalLine['comments'];
type Material = NonNullable<MedicalLine['material']>;

const NO_COMMENTS: Comments = [];
const REDUCING = new Set(reducing.codes);
/** Lines in yen, not points. @spec claims.md §1 trap 4 */
const YEN_CATEGORY = '97';
const LONGEST_BLANK_RUN = 98;

/** First character code of the codes that a line may carry. @spec claims.md §17 code-prefix */
const PREFIX: Readonly<Record<LineType, string>> = { SI: '1', IY: '6', TO: '7', CO: '8' };

/** Days on which something is counted are checked against a month; older claims had none. */
export interface LineScope {
  /** Length of the month of care, 31 when unknown. */
  readonly monthLength: number;
  /** Whether 回数 must equal the sum of the days. */
  readonly checkDaySum: boolean;
  /** Bit mask of the payers of the claim. */
  readonly payers: number;
}

/** The lines of a claim, or of its donors: inheritance of 診療識別, groups, units, totals. */
export class LineReader {
  readonly #context: RecordContext;
  readonly #days = new DayColumns();
  readonly units = new Units();
  lines: MedicalLine[] = [];
  /** Days with any count, bit `day - 1`; by payer as well. */
  dayMask = 0;
  readonly dayMaskOfPayer = new Int32Array(5);
  /** Lines that are no comments. */
  billed = 0;
  #category = '';
  #group = -1;
  #blanks = 0;
  #isFirst = true;

  constructor(context: RecordContext) {
    this.#context = context;
  }

  reset(): void {
    this.lines = [];
    this.units.reset();
    this.dayMask = 0;
    this.dayMaskOfPayer.fill(0);
    this.billed = 0;
    this.#group = -1;
    this.restart();
  }

  /** Forgets the inherited 診療識別: a new claim or a donor's next month begins. */
  restart(): void {
    this.#category = '';
    this.#blanks = 0;
    this.#isFirst = true;
  }

  /** Takes the SI, IY or TO at hand. */
  add(type: 'SI' | 'IY' | 'TO', layout: RecordLayout, scope: LineScope): void {
    const context = this.#context;
    const { fields } = context;
    const firstDay = type === 'TO' ? 17 : 13;
    context.fillTo(layout);
    const comments = firstDay - 6;
    const hasComments = !isBlankRun(fields, comments);
    context.check(layout, hasComments ? firstDay : comments);
    const written = this.#inherit(fields);
    const burden = fields.text(2);
    const code = fields.code(3);
    this.#checkCode(type, code);
    const points = fields.integerOrNull(5);
    const times = fields.integerOrNull(6);
    const payers = this.#checkPayers(burden, scope);
    const days = this.#readDays(firstDay, times, payers, scope);
    const line: MedicalLine = {
      type,
      record: context.record,
      category: this.#category,
      categoryWritten: written,
      burden,
      code,
      quantity: fields.isBlank(4) ? null : fields.text(4),
      points,
      times,
      days,
      group: this.#group,
      unit: this.units.unit,
      comments: hasComments ? readComments(fields, comments) : NO_COMMENTS,
      material: type === 'TO' ? readMaterial(fields) : null,
    };
    this.lines.push(line);
    this.billed += 1;
    const counted = this.#category === YEN_CATEGORY ? 0 : payers;
    if (!this.units.add(context.record, line, counted, REDUCING.has(code)))
      context.report('unit-uneven', null);
  }

  /** Takes the CO at hand. */
  addComment(layout: RecordLayout, scope: LineScope): void {
    const context = this.#context;
    const { fields } = context;
    context.check(layout);
    const written = this.#inherit(fields);
    const burden = fields.text(2);
    const code = fields.code(3);
    this.#checkCode('CO', code);
    this.#checkPayers(burden, scope);
    this.lines.push({
      type: 'CO',
      record: context.record,
      category: this.#category,
      categoryWritten: written,
      burden,
      code,
      quantity: null,
      points: null,
      times: null,
      days: NO_DAYS,
      group: this.#group,
      unit: -1,
      comments: [{ code, text: fields.text(4) }],
      material: null,
    });
  }

  /** Sets category and group from the line at hand and returns the 診療識別 as written. */
  #inherit(fields: Fields): string {
    if (!fields.isBlank(1)) {
      this.#category = fields.text(1);
      this.#group += 1;
      this.#blanks = 0;
      this.#isFirst = false;
      return this.#category;
    }
    if (this.#isFirst) {
      this.#context.report('ident-first-blank', 1);
      this.#group += 1;
      this.#isFirst = false;
    }
    this.#blanks += 1;
    if (this.#blanks === LONGEST_BLANK_RUN + 1) this.#context.report('ident-run', 1);
    return '';
  }

  #checkCode(type: LineType, code: string): void {
    if (code !== '' && code[0] !== PREFIX[type]) this.#context.report('code-prefix', 3);
  }

  #checkPayers(burden: string, scope: LineScope): number {
    const payers = payersOfBurden(burden);
    if ((payers & ~scope.payers) !== 0) this.#context.report('payer-unknown', 2);
    return payers;
  }

  #readDays(first: number, times: number | null, payers: number, scope: LineScope): MedicalLine['days'] {
    const context = this.#context;
    const columns = this.#days;
    columns.read(context.fields, first);
    if (columns.badColumn !== 0) context.report('field-mode', columns.badColumn);
    if (columns.longColumn !== 0) context.report('field-too-long', columns.longColumn);
    if (columns.zeroColumn !== 0) context.report('field-leading-zero', columns.zeroColumn);
    const { mask } = columns;
    if (scope.monthLength < 31 && mask >>> scope.monthLength !== 0) {
      context.report('day-outside-month', first + scope.monthLength);
    }
    if (scope.checkDaySum && times !== null && columns.sum !== times) context.report('day-sum', 6);
    if (mask !== 0) this.#markDays(mask, payers);
    return columns.days;
  }

  #markDays(mask: number, payers: number): void {
    this.dayMask |= mask;
    const byPayer = this.dayMaskOfPayer;
    for (let payer = 0; payer < 5; payer++) {
      if ((payers & (1 << payer)) !== 0) byPayer[payer] = (byPayer[payer] as number) | mask;
    }
  }
}

/** Six blank columns are six commas in a row. */
function isBlankRun(fields: Fields, first: number): boolean {
  return (fields.starts[first + 6] as number) - (fields.starts[first] as number) === 6;
}

function readComments(fields: Fields, first: number): Comments {
  const comments: { code: string; text: string }[] = [];
  for (let column = first; column < first + 6; column += 2) {
    if (fields.isBlank(column) && fields.isBlank(column + 1)) continue;
    comments.push({ code: fields.code(column), text: fields.text(column + 1) });
  }
  return comments.length === 0 ? NO_COMMENTS : comments;
}

function readMaterial(fields: Fields): Material {
  return { unitCode: fields.text(7), unitPrice: fields.text(8), productName: fields.text(10) };
}
