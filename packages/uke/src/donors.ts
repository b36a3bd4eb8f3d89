import { monthLength } from '@tsunagu/ids';
import type { RecordContext } from './context.ts';
import { MEDICAL_LAYOUT } from './layout.ts';
import { LineReader, type LineScope } from './medical-lines.ts';
import type { MedicalLine } from './model.ts';

/** What may follow what: `TI (TR TS SY+ line+ SJ*)+`. Each entry lists the states that may stand before. */
const STATES = { none: 0, TI: 1, TR: 2, TS: 3, SY: 4, line: 5, SJ: 6 } as const;
type State = (typeof STATES)[keyof typeof STATES];

const BEFORE: Readonly<Record<string, readonly State[]>> = {
  TI: [STATES.none, STATES.line, STATES.SJ],
  TR: [STATES.TI, STATES.line, STATES.SJ],
  TS: [STATES.TR],
  SY: [STATES.TS, STATES.SY],
  SI: [STATES.SY, STATES.line],
  IY: [STATES.SY, STATES.line],
  TO: [STATES.SY, STATES.line],
  CO: [STATES.SY, STATES.line],
  SJ: [STATES.line, STATES.SJ],
};
const AFTER: Readonly<Record<string, State>> = {
  TI: STATES.TI,
  TR: STATES.TR,
  TS: STATES.TS,
  SY: STATES.SY,
  SI: STATES.line,
  IY: STATES.line,
  TO: STATES.line,
  CO: STATES.line,
  SJ: STATES.SJ,
};
const OTHER_INSTITUTION = '2';

/**
 * The donor part of a claim. Its acts and drugs are not the patient's and are kept apart.
 * @spec claims.md §1 trap 6, §2.3, §4.3
 */
export class Donors {
  readonly #context: RecordContext;
  readonly #lines: LineReader;
  #state: State = STATES.none;
  #last = { record: 0, type: '' };
  #isElsewhere = false;
  #monthLength = 31;
  /** Points that the lines had when the open TR began, and TS2 with its record. */
  #before = { sum: 0, reduced: 0 };
  #total: { readonly record: number; readonly points: number } | null = null;

  constructor(context: RecordContext) {
    this.#context = context;
    this.#lines = new LineReader(context);
  }

  get isOpen(): boolean {
    return this.#state !== STATES.none;
  }

  get lines(): readonly MedicalLine[] {
    return this.#lines.lines;
  }

  reset(): void {
    this.#state = STATES.none;
    this.#total = null;
    this.#before = { sum: 0, reduced: 0 };
    this.#lines.reset();
  }

  /** Takes the record at hand; false when it has no place in a 医科 claim. */
  add(scope: LineScope): boolean {
    const { type, record } = this.#context;
    const before = BEFORE[type];
    const layout = MEDICAL_LAYOUT.records.get(type);
    if (layout === undefined) return false;
    if (before === undefined || !before.includes(this.#state)) this.#context.report('donor-order', null);
    this.#state = AFTER[type] ?? this.#state;
    this.#last = { record, type };
    const { fields } = this.#context;
    if (type === 'SI' || type === 'IY' || type === 'TO') this.#lines.add(type, layout, this.#scopeOf(scope));
    else if (type === 'CO') this.#lines.addComment(layout, scope);
    else {
      this.#context.check(layout);
      if (type === 'TI') this.#isElsewhere = fields.text(2) === OTHER_INSTITUTION;
      if (type === 'TI' || type === 'TR') this.finish();
      if (type === 'TR') this.#beginMonth();
      if (type === 'TS') this.#total = { record, points: fields.integer(2) };
    }
    return true;
  }

  #beginMonth(): void {
    const month = this.#context.fields.date(3);
    this.#monthLength =
      month === 0 ? 31 : monthLength(Math.floor(month / 10000), Math.floor(month / 100) % 100);
    this.#lines.restart();
  }

  #scopeOf(scope: LineScope): LineScope {
    return { ...scope, monthLength: this.#monthLength, checkDaySum: scope.checkDaySum && !this.#isElsewhere };
  }

  /** Ends the donor part; it must not end before the lines of its last TR. */
  close(): void {
    const isWhole = this.#state === STATES.none || this.#state === STATES.line || this.#state === STATES.SJ;
    if (!isWhole) this.#context.findings.add('donor-order', this.#last.record, this.#last.type, null);
    this.finish();
  }

  /** Closes the open donor month: its units and its total. */
  finish(): void {
    const { units } = this.#lines;
    const { findings } = this.#context;
    if (units.openSince !== 0) {
      findings.add('unit-open', units.openSince, '', 5);
      units.abandon();
    }
    const sum = units.total - this.#before.sum;
    const reduced = units.reducedTotal - this.#before.reduced;
    const total = this.#total;
    if (total !== null && total.points >= 0 && total.points !== sum && total.points !== reduced) {
      findings.add('donor-total', total.record, 'TS', 2);
    }
    this.#total = null;
    this.#before = { sum: units.total, reduced: units.reducedTotal };
  }
}
