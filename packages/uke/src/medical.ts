import { monthLength } from '@tsunagu/ids';
import {
  agreesWithPayers,
  type ClaimBuilder,
  type ClaimEnd,
  type ClaimStart,
  type FinishedClaim,
  type RecordContext,
} from './context.ts';
import { Donors } from './donors.ts';
import { isoDate } from './fields.ts';
import { MEDICAL_LAYOUT, type RecordLayout } from './layout.ts';
import { LineReader, type LineScope } from './medical-lines.ts';
import type { Disease, MedicalClaim } from './model.ts';
import { Payers } from './payers.ts';

/** Places of the records in a claim; a record of a lower place than the last one is out of order. @spec claims.md §2.3 */
const PLACES: ReadonlyMap<string, number> = new Map([
  ['HO', 1],
  ['KO', 2],
  ['SN', 3],
  ['JD', 4],
  ['MF', 5],
  ['GR', 6],
  ['SY', 7],
  ['SI', 8],
  ['IY', 8],
  ['TO', 8],
  ['CO', 8],
  ['SJ', 9],
]);

const UNCODED = '0000999';
/** Since then 回数 is the sum of the day columns. @spec claims.md §5.2 */
const DAY_SUM_SINCE = 20120400;

/** Builds 医科 claims, one at a time. */
export class MedicalBuilder implements ClaimBuilder {
  readonly #context: RecordContext;
  readonly #lines: LineReader;
  readonly #donors: Donors;
  readonly #payers: Payers;
  #start: ClaimStart = { ordinal: 0, byteOffset: 0 };
  #firstRecord = 0;
  #re = {
    claimNo: '',
    claimType: '',
    month: 0,
    name: '',
    kana: '',
    sex: '',
    birth: 0,
    admission: '',
    search: '',
  };
  #place = 0;
  #diseases: Disease[] = [];
  #scope: LineScope = { monthLength: 31, checkDaySum: true, payers: 0 };

  constructor(context: RecordContext) {
    this.#context = context;
    this.#lines = new LineReader(context);
    this.#donors = new Donors(context);
    this.#payers = new Payers(context);
  }

  begin(start: ClaimStart): void {
    const context = this.#context;
    const { fields } = context;
    context.check(layoutOf('RE'));
    this.#start = start;
    this.#firstRecord = context.record;
    const month = fields.date(3);
    this.#re = {
      claimNo: fields.text(1),
      claimType: fields.text(2),
      month: month % 100 === 0 ? month : 0,
      name: fields.text(4),
      kana: fields.text(36),
      sex: fields.text(5),
      birth: fields.date(6),
      admission: fields.dateText(8),
      search: fields.text(18),
    };
    this.#place = 0;
    this.#payers.reset();
    this.#diseases = [];
    this.#lines.reset();
    this.#donors.reset();
    this.#scope = {
      monthLength: month === 0 ? 31 : monthLength(Math.floor(month / 10000), Math.floor(month / 100) % 100),
      checkDaySum: month >= DAY_SUM_SINCE,
      payers: 0,
    };
  }

  add(): boolean {
    const { type } = this.#context;
    if (this.#donors.isOpen || type === 'TI' || type === 'TR' || type === 'TS') {
      return this.#donors.add(this.#scope);
    }
    const place = PLACES.get(type);
    if (place === undefined) return false;
    if (place < this.#place) this.#context.report('record-order', null);
    else this.#place = place;
    if (place === 8) this.#addLine(type);
    else this.#addOther(type);
    return true;
  }

  #addLine(type: string): void {
    if (type === 'SI') this.#lines.add(type, SI, this.#scope);
    else if (type === 'IY') this.#lines.add(type, IY, this.#scope);
    else if (type === 'TO') this.#lines.add(type, TO, this.#scope);
    else this.#lines.addComment(CO, this.#scope);
  }

  #addOther(type: string): void {
    this.#context.check(layoutOf(type));
    if (type === 'SY') this.#addDisease();
    else this.#addPayer();
  }

  #addPayer(): void {
    const before = this.#payers.mask;
    this.#payers.add();
    if (this.#payers.mask !== before) this.#scope = { ...this.#scope, payers: this.#payers.mask };
  }

  #addDisease(): void {
    const { fields } = this.#context;
    const code = fields.text(1);
    const uncodedName = fields.text(5);
    if ((code === UNCODED) !== (uncodedName !== '')) this.#context.report('uncoded-name', 5);
    this.#diseases.push({
      record: this.#context.record,
      code,
      startDate: fields.dateText(2),
      outcome: fields.text(3),
      modifiers: splitModifiers(fields.text(4)),
      uncodedName,
      main: fields.text(6) === '01',
      note: fields.text(7),
    });
  }

  finish(end: ClaimEnd): FinishedClaim {
    const { findings, header } = this.#context;
    this.#checkStructure();
    this.#donors.close();
    const totalsDiffer = this.#checkTotals();
    this.#checkDays();
    this.#checkBirth();
    const re = this.#re;
    if (totalsDiffer && end.isLastOfCutFile) findings.add('claim-truncated', end.lastRecord, '', null);
    const inpatient = (re.claimType.charCodeAt(3) & 1) === 1;
    const month = re.month === 0 ? '' : isoDate(re.month).slice(0, 7);
    const birthDate = re.birth % 100 === 0 ? '' : isoDate(re.birth);
    this.#context.checkDuplicate(
      this.#firstRecord,
      [month, inpatient ? 'in' : 'out', birthDate, re.sex],
      this.#payers,
    );
    const { findings: ofClaim, broken } = findings.closeClaim();
    const claim: MedicalClaim = {
      kind: 'medical',
      ordinal: this.#start.ordinal,
      claimNo: re.claimNo,
      firstRecord: this.#firstRecord,
      lastRecord: end.lastRecord,
      byteOffset: this.#start.byteOffset,
      byteLength: end.byteLength,
      header,
      claimType: re.claimType,
      inpatient,
      month,
      name: re.name,
      kana: re.kana,
      sex: re.sex,
      birthDate,
      searchNumber: re.search,
      insurance: this.#payers.insurance,
      publicExpenses: this.#payers.publicExpenses,
      branch: this.#payers.branch,
      findings: ofClaim,
      broken,
      admissionDate: re.admission,
      diseases: this.#diseases,
      lines: this.#lines.lines,
      donorLines: this.#donors.lines,
    };
    const { main, count: payers } = this.#payers;
    return { claim, payers, points: main?.points ?? 0 };
  }

  #checkStructure(): void {
    const { findings } = this.#context;
    const { units } = this.#lines;
    if (this.#diseases.length === 0) findings.add('claim-no-disease', this.#firstRecord, 'RE', null);
    if (this.#lines.billed === 0) findings.add('claim-no-line', this.#firstRecord, 'RE', null);
    if (units.openSince !== 0) findings.add('unit-open', units.openSince, this.#typeOf(units.openSince), 5);
    const { claimType } = this.#re;
    if (
      !agreesWithPayers(
        'medical',
        claimType,
        this.#payers.insurance !== null,
        this.#payers.publicExpenses.length,
      )
    ) {
      findings.add('claim-type-payers', this.#firstRecord, 'RE', 2);
    }
  }

  #typeOf(record: number): string {
    return this.#lines.lines.find((line) => line.record === record)?.type ?? '';
  }

  #checkTotals(): boolean {
    const { findings } = this.#context;
    const { units } = this.#lines;
    let differs = false;
    const total = this.#payers.insurance?.points ?? null;
    if (total !== null && !units.agrees(0, total)) {
      findings.add('points-total', this.#payers.insuranceRecord, 'HO', 5);
      differs = true;
    }
    this.#payers.publicExpenses.forEach((payer, index) => {
      if (payer.points === null || units.agrees(index + 1, payer.points)) return;
      findings.add('points-total', this.#payers.publicRecords[index] ?? 0, 'KO', 5);
      differs = true;
    });
    return differs;
  }

  #checkDays(): void {
    const { findings } = this.#context;
    const { dayMask, dayMaskOfPayer } = this.#lines;
    const main = this.#payers.main;
    const record =
      this.#payers.insurance === null ? (this.#payers.publicRecords[0] ?? 0) : this.#payers.insuranceRecord;
    const days = main?.days ?? null;
    if (days !== null && this.#scope.checkDaySum && days !== bitCount(dayMask)) {
      findings.add('days-total', record, this.#payers.insurance === null ? 'KO' : 'HO', 4);
    }
    this.#payers.visitDays.forEach((visits, payer) => {
      if (visits === undefined) return;
      const treated = dayMaskOfPayer[payer] as number;
      if ((visits.days & ~visits.open) !== (treated & ~visits.open)) {
        findings.add('jd-mismatch', visits.record, 'JD', null);
      }
    });
  }

  #checkBirth(): void {
    const { birth, month } = this.#re;
    if (birth === 0 || month === 0) return;
    const { dayMask } = this.#lines;
    const lastDay = dayMask === 0 ? this.#scope.monthLength : 32 - Math.clz32(dayMask);
    if (birth > month + lastDay) this.#context.findings.add('birth-after-care', this.#firstRecord, 'RE', 6);
  }
}

const SI = layoutOf('SI');
const IY = layoutOf('IY');
const TO = layoutOf('TO');
const CO = layoutOf('CO');

function layoutOf(id: string): RecordLayout {
  const layout = MEDICAL_LAYOUT.records.get(id);
  if (layout === undefined) throw new Error(`no layout for ${id}`);
  return layout;
}

function bitCount(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

const NO_MODIFIERS: readonly string[] = [];

function splitModifiers(text: string): readonly string[] {
  if (text === '') return NO_MODIFIERS;
  const modifiers: string[] = [];
  for (let i = 0; i < text.length; i += 4) modifiers.push(text.slice(i, i + 4));
  return modifiers;
}
