import type { Fields } from './fields.ts';
import type { DayCount } from './model.ts';

export const NO_DAYS: readonly DayCount[] = [];

const CACHED_COUNT = 100;
const pairs: DayCount[] = [];
const singles: (readonly DayCount[])[] = [];
for (let day = 1; day <= 31; day++) {
  for (let count = 0; count < CACHED_COUNT; count++) {
    const pair: DayCount = [day, count];
    pairs.push(pair);
    singles.push([pair]);
  }
}

/** The 31 day columns of a line, read in one pass. Most lines have one day, whose arrays are shared. */
export class DayColumns {
  days: readonly DayCount[] = NO_DAYS;
  /** Σ of the counts. */
  sum = 0;
  /** Bit `day - 1` is set for every day with a count. */
  mask = 0;
  /** First column with other than digits, or 0. */
  badColumn = 0;
  /** First column of more than three digits, or 0. */
  longColumn = 0;
  /** First column with a leading zero, or 0. */
  zeroColumn = 0;

  read(fields: Fields, first: number): void {
    const { starts, bytes } = fields;
    this.badColumn = 0;
    this.longColumn = 0;
    this.zeroColumn = 0;
    let sum = 0;
    let mask = 0;
    let found = 0;
    let firstPair = 0;
    let list: DayCount[] | null = null;
    let start = starts[first] as number;
    for (let day = 0; day < 31; day++) {
      const next = starts[first + day + 1] as number;
      if (next - start > 1) {
        const count = this.#count(bytes, start, next - 1, first + day);
        if (count > 0) {
          sum += count;
          mask |= 1 << day;
          const pair = day * CACHED_COUNT + count;
          if (found === 0) firstPair = count < CACHED_COUNT ? pair : -1;
          if (found === 1) list = [this.days[0] as DayCount];
          const entry = count < CACHED_COUNT ? (pairs[pair] as DayCount) : ([day + 1, count] as const);
          if (list !== null) list.push(entry);
          else this.days = firstPair >= 0 ? (singles[firstPair] as readonly DayCount[]) : [entry];
          found += 1;
        }
      }
      start = next;
    }
    this.sum = sum;
    this.mask = mask;
    if (found === 0) this.days = NO_DAYS;
    else if (list !== null) this.days = list;
  }

  #count(bytes: Uint8Array, start: number, end: number, column: number): number {
    let value = 0;
    for (let i = start; i < end; i++) {
      const digit = (bytes[i] as number) - 48;
      if (digit < 0 || digit > 9) {
        if (this.badColumn === 0) this.badColumn = column;
        return 0;
      }
      value = value * 10 + digit;
    }
    if (end - start > 3 && this.longColumn === 0) this.longColumn = column;
    if (end - start > 1 && bytes[start] === 48 && this.zeroColumn === 0) this.zeroColumn = column;
    return value;
  }
}
