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
 * Returns a function that builds the claim of one person. Outpatient claims of the shape RE HO SN JD,
 * 1–6 SY, 1–3 visit days with 1–6 acts each, and 0–4 drugs of 14 days dispensed at one visit.
 * @spec claims.md §5.2, §15
 */
export function createClaimBuilder(input: ClaimBuilderInput): (claimNo: number, person: number) => BulkClaim {
  const { fragments, random, personSeed, careMonth } = input;
  const { acts, drugs, drugTails, diseases, revisit } = fragments;
  const careYear = Number(careMonth.slice(0, 4));
  const visitDays = new Int32Array(MAX_VISITS);
  const chosen = new Int32Array(MAX_VISITS * MAX_ACTS);
  let records = 0;
  let points = 0;

  const drawVisits = (): number => {
    const visits = random.between(1, MAX_VISITS);
    for (let i = 0; i < visits; i += 1) {
      const slot = Math.floor(LAST_VISIT_DAY / visits);
      visitDays[i] = i * slot + random.between(1, slot);
    }
    return visits;
  };

  const diseaseLines = (): string => {
    const count = random.between(1, MAX_ACTS);
    const first = random.between(0, diseases.length - 1);
    let text = '';
    for (let i = 0; i < count; i += 1) {
      const started = `${careYear - random.between(1, 9)}0${random.between(1, 9)}${random.between(10, 28)}`;
      text += `${diseases[(first + i * 7) % diseases.length]}${started},1,,,${i === 0 ? '01' : ''},\r\n`;
    }
    records += count;
    return text;
  };

  const drugLines = (day: number): string => {
    const count = random.between(0, 4);
    let text = '';
    let sen = 0;
    const first = random.between(0, drugs.length - 1);
    for (let i = 0; i < count; i += 1) {
      const drug = drugs[(first + i * 31) % drugs.length];
      if (drug === undefined) break;
      sen += drug.priceSen;
      const close = i === count - 1 ? String(drugPoints(sen)) : '';
      text += `${i === 0 ? drug.firstHead : drug.nextHead}${close}${drugTails[day]}`;
    }
    if (count > 0) points += drugPoints(sen) * DAYS_SUPPLIED;
    records += count;
    return text;
  };

  /** Index into `acts` and visit, packed so that sorting brings the 診療識別 into ascending order. */
  const chooseActs = (visits: number): number => {
    let count = 0;
    for (let visit = 0; visit < visits; visit += 1) {
      const more = random.between(0, MAX_ACTS - 1);
      const start = random.between(0, acts.length - 1);
      for (let i = 0; i < more; i += 1) {
        chosen[count] = ((start + i * 11) % acts.length) * 4 + visit;
        count += 1;
      }
    }
    sortFirst(chosen, count);
    return count;
  };

  const careLines = (visits: number): string => {
    let text = '';
    for (let visit = 0; visit < visits; visit += 1) text += revisit.lines[visitDays[visit] ?? 1];
    points += revisit.points * visits;
    const count = chooseActs(visits);
    records += visits + count;
    let drugsWritten = false;
    for (let i = 0; i < count; i += 1) {
      const packed = chosen[i] ?? 0;
      const act = acts[packed >> 2];
      if (act === undefined) continue;
      if (!drugsWritten && act.category >= FIRST_AFTER_DRUGS) {
        text += drugLines(visitDays[0] ?? 1);
        drugsWritten = true;
      }
      text += act.lines[visitDays[packed & 3] ?? 1];
      points += act.points;
    }
    return drugsWritten ? text : text + drugLines(visitDays[0] ?? 1);
  };

  const payerDays = (visits: number): string => {
    let text = 'JD,1';
    let last = 0;
    for (let visit = 0; visit < visits; visit += 1) {
      const day = visitDays[visit] ?? 1;
      text += `${','.repeat(day - last)}1`;
      last = day;
    }
    return `${text}${','.repeat(31 - last)}\r\n`;
  };

  return (claimNo, person) => {
    records = 4;
    points = 0;
    const who = bulkPerson(personSeed, person, careYear);
    const visits = drawVisits();
    const body = diseaseLines() + careLines(visits);
    const head = `RE,${claimNo},${who.claimType},${careMonth},${who.identity}${RE_GAP}${who.kana},\r\n`;
    const payer = `${who.insurance},${visits},${points},,,,,,,,,\r\n${who.confirmation}\r\n`;
    return { text: head + payer + payerDays(visits) + body, records, points };
  };
}
