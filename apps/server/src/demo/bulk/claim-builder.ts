import { drugPoints } from '../drug-points.ts';
import type { Random } from '../random.ts';
import { bulkPerson } from './bulk-person.ts';
import { DAYS_SUPPLIED, type Fragments, LAST_VISIT_DAY } from './fragments.ts';

/** A finished claim as a byte string, with what the trailer and the statistics need. */
export interface BulkClaim {
  readonly text: string;
  readonly records: number;
  readonly points: number;
}

export interface ClaimBuilderInput {
  readonly fragments: Fragments;
  readonly random: Random;
  /** Selects the persons; the same in every file of a run. */
  readonly personSeed: number;
  /** `YYYYMM`. */
  readonly careMonth: string;
}

const MAX_VISITS = 3;
const MAX_ACTS = 6;
const MAX_DISEASES = 6;
const MAX_DRUGS = 4;
/** Steps through the lists that bring no element twice into one claim. */
const DISEASE_STEP = 7;
const DRUG_STEP = 31;
const ACT_STEP = 11;
/** Drug lines (21) stand before the acts of this 診療識別 and above. */
const FIRST_AFTER_DRUGS = 28;
/** From the birth date (RE6) to カタカナ氏名 (RE36). */
const RE_GAP = ','.repeat(30);

/** Sorts the first `count` cells in place; the arrays are too short for anything cleverer to pay. */
function sortFirst(cells: Int32Array, count: number): void {
  for (let i = 1; i < count; i += 1) {
    const value = cells[i] ?? 0;
    let j = i - 1;
    while (j >= 0 && (cells[j] ?? 0) > value) {
      cells[j + 1] = cells[j] ?? 0;
      j -= 1;
    }
    cells[j + 1] = value;
  }
}

/**
 * Builds outpatient claims of the shape RE HO SN JD, 1–6 SY, 1–3 visit days with 1–6 acts each, and
 * 0–4 drugs of 14 days dispensed at the first visit.
 * @spec claims.md §5.2, §15
 */
export class ClaimBuilder {
  readonly #fragments: Fragments;
  readonly #random: Random;
  readonly #personSeed: number;
  readonly #careMonth: string;
  readonly #careYear: number;
  readonly #visitDays = new Int32Array(MAX_VISITS);
  readonly #chosen = new Int32Array(MAX_VISITS * MAX_ACTS);
  #records = 0;
  #points = 0;

  constructor({ fragments, random, personSeed, careMonth }: ClaimBuilderInput) {
    this.#fragments = fragments;
    this.#random = random;
    this.#personSeed = personSeed;
    this.#careMonth = careMonth;
    this.#careYear = Number(careMonth.slice(0, 4));
  }

  /** The claim of the `person`-th person under a レセプト番号. */
  build(claimNo: number, person: number): BulkClaim {
    this.#records = 4;
    this.#points = 0;
    const who = bulkPerson(this.#personSeed, person);
    const visits = this.#drawVisits();
    const body = this.#diseaseLines() + this.#careLines(visits);
    const { claimType, identity, kana, insurance, confirmation } = who;
    const head = `RE,${claimNo},${claimType},${this.#careMonth},${identity}${RE_GAP}${kana},\r\n`;
    const payer = `${insurance},${visits},${this.#points},,,,,,,,,\r\n${confirmation}\r\n`;
    return {
      text: head + payer + this.#payerDays(visits) + body,
      records: this.#records,
      points: this.#points,
    };
  }

  /** One day in each part of the month, so that the days differ and ascend. */
  #drawVisits(): number {
    const visits = this.#random.between(1, MAX_VISITS);
    const slot = Math.floor(LAST_VISIT_DAY / visits);
    for (let i = 0; i < visits; i += 1) this.#visitDays[i] = i * slot + this.#random.between(1, slot);
    return visits;
  }

  #dayOf(visit: number): number {
    return this.#visitDays[visit] ?? 1;
  }

  #payerDays(visits: number): string {
    let text = 'JD,1';
    let last = 0;
    for (let visit = 0; visit < visits; visit += 1) {
      const day = this.#dayOf(visit);
      text += `${','.repeat(day - last)}1`;
      last = day;
    }
    return `${text}${','.repeat(31 - last)}\r\n`;
  }

  #diseaseLines(): string {
    const random = this.#random;
    const { diseases } = this.#fragments;
    const count = random.between(1, MAX_DISEASES);
    const first = random.between(0, diseases.length - 1);
    let text = '';
    for (let i = 0; i < count; i += 1) {
      const year = this.#careYear - random.between(1, 9);
      const started = `${year}0${random.between(1, 9)}${random.between(10, 28)}`;
      const main = i === 0 ? '01' : '';
      text += `${diseases[(first + i * DISEASE_STEP) % diseases.length]}${started},1,,,${main},\r\n`;
    }
    this.#records += count;
    return text;
  }

  #drugLines(day: number): string {
    const { drugs, drugTails } = this.#fragments;
    const count = this.#random.between(0, MAX_DRUGS);
    const first = this.#random.between(0, drugs.length - 1);
    let text = '';
    let sen = 0;
    for (let i = 0; i < count; i += 1) {
      const drug = drugs[(first + i * DRUG_STEP) % drugs.length];
      if (drug === undefined) break;
      sen += drug.priceSen;
      const close = i === count - 1 ? String(drugPoints(sen)) : '';
      text += `${i === 0 ? drug.firstHead : drug.nextHead}${close}${drugTails[day]}`;
    }
    if (count > 0) this.#points += drugPoints(sen) * DAYS_SUPPLIED;
    this.#records += count;
    return text;
  }

  /** Index into `acts` and visit, packed so that sorting brings the 診療識別 into ascending order. */
  #chooseActs(visits: number): number {
    const { acts } = this.#fragments;
    let count = 0;
    for (let visit = 0; visit < visits; visit += 1) {
      const more = this.#random.between(0, MAX_ACTS - 1);
      const start = this.#random.between(0, acts.length - 1);
      for (let i = 0; i < more; i += 1) {
        this.#chosen[count] = ((start + i * ACT_STEP) % acts.length) * 4 + visit;
        count += 1;
      }
    }
    sortFirst(this.#chosen, count);
    return count;
  }

  #careLines(visits: number): string {
    const { acts, revisit } = this.#fragments;
    let text = '';
    for (let visit = 0; visit < visits; visit += 1) text += revisit.lines[this.#dayOf(visit)];
    const count = this.#chooseActs(visits);
    this.#points += revisit.points * visits;
    this.#records += visits + count;
    let drugsWritten = false;
    for (let i = 0; i < count; i += 1) {
      const packed = this.#chosen[i] ?? 0;
      const act = acts[packed >> 2];
      if (act === undefined) continue;
      if (!drugsWritten && act.category >= FIRST_AFTER_DRUGS) {
        text += this.#drugLines(this.#dayOf(0));
        drugsWritten = true;
      }
      text += act.lines[this.#dayOf(packed & 3)];
      this.#points += act.points;
    }
    return drugsWritten ? text : text + this.#drugLines(this.#dayOf(0));
  }
}
