import {
  agreesWithPayers,
  type ClaimBuilder,
  type ClaimEnd,
  type ClaimStart,
  type FinishedClaim,
  type RecordContext,
} from './context.ts';
import { isoDate } from './fields.ts';
import { PHARMACY_LAYOUT, type RecordLayout } from './layout.ts';
import type { PharmacyClaim } from './model.ts';
import { Payers } from './payers.ts';
import { Blocks } from './pharmacy-blocks.ts';

/** Places of the records in a 調剤 claim. SH, CZ, IY, TO and CO repeat as blocks. @spec claims.md §8 */
const PLACES: ReadonlyMap<string, number> = new Map([
  ['HO', 1],
  ['KO', 2],
  ['SN', 3],
  ['JD', 4],
  ['MF', 5],
  ['SH', 6],
  ['CZ', 6],
  ['IY', 6],
  ['TO', 6],
  ['CO', 6],
  ['TK', 7],
  ['KI', 8],
  ['ST', 9],
]);
const BLOCK_PLACE = 6;
const DOCTORS = 20;

/** Builds 調剤 claims, one at a time. */
export class PharmacyBuilder implements ClaimBuilder {
  readonly #context: RecordContext;
  readonly #blocks: Blocks;
  readonly #payers: Payers;
  #start: ClaimStart = { ordinal: 0, byteOffset: 0 };
  #firstRecord = 0;
  #re = { claimNo: '', claimType: '', month: 0, name: '', kana: '', sex: '', birth: 0, search: '' };
  #prescriber = { code: '', name: '' };
  #doctors: string[] = [];
  #place = 0;

  constructor(context: RecordContext) {
    this.#context = context;
    this.#blocks = new Blocks(context);
    this.#payers = new Payers(context);
  }

  begin(start: ClaimStart): void {
    const { fields } = this.#context;
    this.#context.check(layoutOf('RE'));
    this.#start = start;
    this.#firstRecord = this.#context.record;
    const month = fields.date(3);
    this.#re = {
      claimNo: fields.text(1),
      claimType: fields.text(2),
      month: month % 100 === 0 ? month : 0,
      name: fields.text(4),
      kana: fields.text(41),
      sex: fields.text(5),
      birth: fields.date(6),
      search: fields.text(37),
    };
    const code = fields.text(9) + fields.text(10) + fields.text(11);
    this.#prescriber = { code: code.length === 10 ? code : '', name: fields.text(12) };
    this.#doctors = this.#readDoctors();
    this.#place = 0;
    this.#payers.reset();
    this.#blocks.reset();
  }

  #readDoctors(): string[] {
    const { fields } = this.#context;
    const doctors: string[] = [];
    for (let i = 0; i < DOCTORS; i++) doctors.push(fields.text(14 + i));
    while (doctors.length > 0 && doctors.at(-1) === '') doctors.pop();
    return doctors;
  }

  add(): boolean {
    const { type } = this.#context;
    const place = PLACES.get(type);
    if (place === undefined) return false;
    if (place < this.#place) this.#context.report('record-order', null);
    else this.#place = place;
    this.#context.check(layoutOf(type));
    if (place === BLOCK_PLACE) this.#blocks.add(this.#payers.mask);
    else if (type === 'TK') this.#blocks.checkCommentCode();
    else if (type === 'KI') this.#blocks.addFees();
    else this.#payers.add();
    return true;
  }

  finish(end: ClaimEnd): FinishedClaim {
    const { findings, header } = this.#context;
    const re = this.#re;
    this.#blocks.finish();
    if (this.#blocks.isEmpty) findings.add('claim-no-line', this.#firstRecord, 'RE', null);
    if (
      !agreesWithPayers(
        'pharmacy',
        re.claimType,
        this.#payers.insurance !== null,
        this.#payers.publicExpenses.length,
      )
    ) {
      findings.add('claim-type-payers', this.#firstRecord, 'RE', 2);
    }
    const total = this.#payers.insurance?.points ?? null;
    const totalsDiffer = total !== null && !this.#blocks.agrees(total);
    if (totalsDiffer) findings.add('points-total', this.#payers.insuranceRecord, 'HO', 5);
    if (re.birth > 0 && this.#blocks.lastDispensed > 0 && re.birth > this.#blocks.lastDispensed) {
      findings.add('birth-after-care', this.#firstRecord, 'RE', 6);
    }
    if (totalsDiffer && end.isLastOfCutFile) findings.add('claim-truncated', end.lastRecord, '', null);
    const month = re.month === 0 ? '' : isoDate(re.month).slice(0, 7);
    const birthDate = re.birth % 100 === 0 ? '' : isoDate(re.birth);
    this.#context.checkDuplicate(
      this.#firstRecord,
      [month, this.#prescriber.code, birthDate, re.sex],
      this.#payers,
    );
    const { findings: ofClaim, broken } = findings.closeClaim();
    const claim: PharmacyClaim = {
      kind: 'pharmacy',
      ordinal: this.#start.ordinal,
      claimNo: re.claimNo,
      firstRecord: this.#firstRecord,
      lastRecord: end.lastRecord,
      byteOffset: this.#start.byteOffset,
      byteLength: end.byteLength,
      header,
      claimType: re.claimType,
      inpatient: false,
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
      prescriberFacilityCode: this.#prescriber.code,
      prescriberName: this.#prescriber.name,
      doctors: this.#doctors,
      blocks: this.#blocks.blocks,
    };
    const { main, count: payers } = this.#payers;
    return { claim, payers, points: main?.points ?? 0 };
  }
}

function layoutOf(id: string): RecordLayout {
  const layout = PHARMACY_LAYOUT.records.get(id);
  if (layout === undefined) throw new Error(`no layout for ${id}`);
  return layout;
}
