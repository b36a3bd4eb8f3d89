import { encodeRecords, padRecord } from '../src/index.ts';

/**
 * Made-up 医科 outpatient claims for measurements and tests: each with RE HO SN JD, 1–6 SY and 1–3
 * visit days with 1–6 acts, and 0–4 drugs of 14 days. Totals are right, every number is computed,
 * names are invented. The same seed gives the same bytes.
 * @spec claims.md §15
 */
export interface GenerateOptions {
  readonly claims: number;
  readonly seed: number;
  /** Claims of one piece of output. Default 500. */
  readonly claimsPerChunk?: number;
}

type Row = readonly string[];

const FAMILY = ['試験', '見本', '架空', '検証', '例題'];
const GIVEN = ['太郎', '花子', '一郎', '桜', '次郎', '葵'];
const KANA = ['シケンタロウ', 'ミホンハナコ', 'カクウイチロウ', 'ケンショウサクラ', 'レイダイアオイ'];
const CATEGORIES = ['13', '31', '40', '60', '60', '60', '70', '80'];

/** A generator of pseudo-random integers that gives the same series for the same seed (xorshift32). */
class Series {
  #state: number;
  constructor(seed: number) {
    this.#state = seed | 1;
  }
  /** 0 … `limit - 1`. */
  below(limit: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % limit;
  }
  between(first: number, last: number): number {
    return first + this.below(last - first + 1);
  }
  of(values: readonly string[]): string {
    return values[this.below(values.length)] ?? '';
  }
}

/** Pieces of one file, header first and GO last, for a reader that takes them as a stream. */
export function* generateClaims(options: GenerateOptions): Generator<Uint8Array> {
  const series = new Series(options.seed);
  const perChunk = options.claimsPerChunk ?? 500;
  yield print([['IR', '1', '13', '1', '9999999', '', '試験医院', '202405', '00', '']]);
  let total = 0;
  let rows: Row[] = [];
  for (let claim = 1; claim <= options.claims; claim++) {
    total += addClaim(rows, claim, series);
    if (claim % perChunk === 0) {
      yield print(rows);
      rows = [];
    }
  }
  rows.push(['GO', String(options.claims), String(total), '99']);
  yield encodeRecords(rows, { eof: true });
}

function print(rows: readonly Row[]): Uint8Array {
  return encodeRecords(rows, { eof: false });
}

/** Adds the records of a claim and returns its points. */
function addClaim(rows: Row[], claim: number, series: Series): number {
  const days = visitDays(series);
  const lines = claimLines(days, series);
  const points = lines.points;
  const birth = `${series.between(1930, 2005)}${two(series.between(1, 12))}${two(series.between(1, 28))}`;
  const name = `${series.of(FAMILY)}\u3000${series.of(GIVEN)}`;
  const re = padRecord('medical', [
    'RE',
    String(claim),
    '1112',
    '202404',
    name,
    String(series.between(1, 2)),
    birth,
  ]);
  re[13] = String(100000 + claim);
  re[36] = series.of(KANA);
  const jd = padRecord('medical', ['JD', '1']);
  for (const day of days) jd[day + 1] = '1';
  rows.push(re);
  rows.push(
    padRecord('medical', [
      'HO',
      insurer(series),
      '',
      String(1000000 + claim),
      String(days.length),
      String(points),
    ]),
  );
  rows.push(padRecord('medical', ['SN', '1', '01', '', '', '', two(series.below(4))]));
  rows.push(jd);
  const diseases = series.between(1, 6);
  for (let i = 0; i < diseases; i++) {
    rows.push([
      'SY',
      String(series.between(1000000, 8999999)),
      `2024040${series.between(1, 9)}`,
      '1',
      '',
      '',
      i === 0 ? '01' : '',
      '',
    ]);
  }
  rows.push(...lines.rows);
  return points;
}

function visitDays(series: Series): number[] {
  const days = new Set<number>();
  const count = series.between(1, 3);
  while (days.size < count) days.add(series.between(1, 30));
  return [...days].sort((a, b) => a - b);
}

function claimLines(days: readonly number[], series: Series): { rows: Row[]; points: number } {
  const rows: Row[] = [];
  let points = 0;
  for (const day of days) {
    const acts = series.between(1, 6);
    for (let i = 0; i < acts; i++) {
      const price = series.between(8, 900);
      points += price;
      rows.push(
        line(
          'SI',
          series.of(CATEGORIES),
          `1${two(series.between(10, 17))}${String(series.below(1000)).padStart(5, '0')}0`,
          '',
          price,
          1,
          day,
        ),
      );
    }
  }
  const drugs = series.below(5);
  for (let i = 0; i < drugs; i++) {
    const price = series.between(1, 60);
    points += price * 14;
    const code = `6${String(series.below(20000)).padStart(8, '2')}`;
    rows.push(line('IY', i === 0 ? '21' : '', code, String(series.between(1, 6)), price, 14, days[0] ?? 1));
  }
  return { rows, points };
}

function line(
  type: 'SI' | 'IY',
  category: string,
  code: string,
  quantity: string,
  points: number,
  times: number,
  day: number,
): string[] {
  const cells = padRecord('medical', [type, category, '1', code, quantity, String(points), String(times)]);
  cells[12 + day] = String(times);
  return cells;
}

function insurer(series: Series): string {
  return `0699${String(series.below(10000)).padStart(4, '0')}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
