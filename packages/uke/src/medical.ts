import { monthLength } from '@tsunagu/ids';
import {
  agreesWithPayers,
  type ClaimBuilder,
  type ClaimEnd,
  type ClaimStart,
  type FinishedClaim,
  type RecordContext,
  readInsurance,
  readPublicExpense,
} from './context.ts';
import { Donors } from './donors.ts';
import { isoDate } from './fields.ts';
import { MEDICAL_LAYOUT, type RecordLayout } from './layout.ts';
import { LineReader, type LineScope } from './medical-lines.ts';
import type { Disease, Insurance, MedicalClaim, PublicExpense } from './model.ts';

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

const MOST_PUBLIC_PAYERS = 4;
const INSURER = '1';
const UNCODED = '0000999';
/** Since then 回数 is the sum of the day columns. @spec claims.md §5.2 */
const DAY_SUM_SINCE = 20120400;

/** Builds 医科 claims, one at a time. */
export class MedicalBuilder implements ClaimBuilder {
  readonly #context: RecordContext;
  readonly #lines: LineReader;
  readonly #donors: Donors;
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
  #insurance: Insurance | null = null;
  #insuranceRecord = 0;
  #publicExpenses: PublicExpense[] = [];
  #publicRecords: number[] = [];
  #branch = '';
  #diseases: Disease[] = [];
  /** Days of JD by payer: bits of days that were visits; null where no JD stands. */
  #visitDays: ({ readonly record: number; readonly days: number; readonly open: number } | null)[] = [];
  #scope: LineScope = { monthLength: 31, checkDaySum: true, payers: 0 };

  constructor(context: RecordContext) {
    this.#context = context;
    this.#lines = new LineReader(context);
    this.#donors = new Donors(context);
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
    this.#insurance = null;
    this.#publicExpenses = [];
    this.#publicRecords = [];
    this.#branch = '';
    this.#diseases = [];
    this.#visitDays = [];
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
    if (type === 'HO') this.#addInsurance();
    else if (type === 'KO') this.#addPublicExpense();
    else if (type === 'SN') this.#addCertificate();
    else if (type === 'JD') this.#addVisitDays();
    else if (type === 'SY') this.#addDisease();
  }

  #addInsurance(): void {
    if (this.#insurance !== null) {
      this.#context.report('record-duplicate', null);
      return;
    }
    this.#insurance = readInsurance(this.#context.fields);
    this.#insuranceRecord = this.#context.record;
    this.#scope = { ...this.#scope, payers: this.#scope.payers | 1 };
  }

  #addPublicExpense(): void {
    const count = this.#publicExpenses.length + 1;
    if (count > MOST_PUBLIC_PAYERS) {
      this.#context.report('record-duplicate', null);
      return;
    }
    this.#publicExpenses.push(readPublicExpense(this.#context.fields));
    this.#publicRecords.push(this.#context.record);
    this.#scope = { ...this.#scope, payers: this.#scope.payers | (1 << count) };
  }

  #addCertificate(): void {
    const { fields } = this.#context;
    if (fields.text(1) === INSURER && this.#branch === '') this.#branch = fields.text(6);
  }

  #addVisitDays(): void {
    const { fields, record } = this.#context;
    const payer = fields.integer(1) - 1;
    if (payer < 0 || payer > MOST_PUBLIC_PAYERS) return;
    if (this.#visitDays[payer]) {
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
    this.#visitDays[payer] = { record, days, open };
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
    this.#donors.finish();
    const totalsDiffer = this.#checkTotals();
    this.#checkDays();
    this.#checkBirth();
    const re = this.#re;
    if (totalsDiffer && end.isLastOfCutFile) findings.add('claim-truncated', end.lastRecord, '', null);
    const inpatient = (re.claimType.charCodeAt(3) & 1) === 1;
    const month = re.month === 0 ? '' : isoDate(re.month).slice(0, 7);
    const birthDate = re.birth % 100 === 0 ? '' : isoDate(re.birth);
    const payersOfClaim = {
      insurance: this.#insurance,
      publicExpenses: this.#publicExpenses,
      branch: this.#branch,
    };
    this.#context.checkDuplicate(
      this.#firstRecord,
      [month, inpatient ? 'in' : 'out', birthDate, re.sex],
      payersOfClaim,
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
      insurance: this.#insurance,
      publicExpenses: this.#publicExpenses,
      branch: this.#branch,
      findings: ofClaim,
      broken,
      admissionDate: re.admission,
      diseases: this.#diseases,
      lines: this.#lines.lines,
      donorLines: this.#donors.lines,
    };
    const main = this.#insurance ?? this.#publicExpenses[0];
    const payers = (this.#insurance === null ? 0 : 1) + this.#publicExpenses.length;
    return { claim, payers, points: main?.points ?? 0 };
  }

  #checkStructure(): void {
    const { findings } = this.#context;
    const { units } = this.#lines;
    if (this.#diseases.length === 0) findings.add('claim-no-disease', this.#firstRecord, 'RE', null);
    if (this.#lines.billed === 0) findings.add('claim-no-line', this.#firstRecord, 'RE', null);
    if (units.openSince !== 0) findings.add('unit-open', units.openSince, this.#typeOf(units.openSince), 5);
    const { claimType } = this.#re;
    if (!agreesWithPayers('medical', claimType, this.#insurance !== null, this.#publicExpenses.length)) {
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
    const total = this.#insurance?.points ?? null;
    if (total !== null && !units.agrees(0, total)) {
      findings.add('points-total', this.#insuranceRecord, 'HO', 5);
      differs = true;
    }
    this.#publicExpenses.forEach((payer, index) => {
      if (payer.points === null || units.agrees(index + 1, payer.points)) return;
      findings.add('points-total', this.#publicRecords[index] ?? 0, 'KO', 5);
      differs = true;
    });
    return differs;
  }

  #checkDays(): void {
    const { findings } = this.#context;
    const { dayMask, dayMaskOfPayer } = this.#lines;
    const main = this.#insurance ?? this.#publicExpenses[0];
    const record = this.#insurance === null ? (this.#publicRecords[0] ?? 0) : this.#insuranceRecord;
    const days = main?.days ?? null;
    if (days !== null && this.#scope.checkDaySum && days !== bitCount(dayMask)) {
      findings.add('days-total', record, this.#insurance === null ? 'KO' : 'HO', 4);
    }
    this.#visitDays.forEach((visits, payer) => {
      if (visits === null || visits === undefined) return;
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
