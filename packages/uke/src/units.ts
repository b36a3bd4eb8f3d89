import type { DayCount } from './model.ts';

/** Most payers of a claim: the insurer and four public ones. */
const PAYERS = 5;

/** What a line says about its unit (点数・回数算定単位). */
export interface UnitLine {
  readonly burden: string;
  readonly times: number | null;
  readonly days: readonly DayCount[];
  readonly points: number | null;
}

/**
 * Groups lines into units and adds their amounts up by payer. A unit ends with its first line that
 * has 点数; all its lines have the same 負担区分, 回数 and days.
 * @spec claims.md §5.1, §5.2
 */
export class Units {
  /** Number of the unit that the next line belongs to. */
  unit = 0;
  /** Physical number of the first line of the open unit, 0 when none is open. */
  openSince = 0;
  /** Points by payer with every unit added. */
  readonly sums = new Float64Array(PAYERS);
  /** The same with units of reducing markers subtracted. */
  readonly reduced = new Float64Array(PAYERS);
  /** Points of all units, whoever pays. */
  total = 0;
  reducedTotal = 0;
  #burden = '';
  #times: number | null = null;
  #days: readonly DayCount[] = [];
  #isReducing = true;

  reset(): void {
    this.unit = 0;
    this.openSince = 0;
    this.sums.fill(0);
    this.reduced.fill(0);
    this.total = 0;
    this.reducedTotal = 0;
  }

  /** Leaves the open unit as it is and lets a new one begin. */
  abandon(): void {
    this.unit += 1;
    this.openSince = 0;
  }

  /**
   * Takes a line. Returns false when it differs from the first line of its unit.
   * `payers` = bit mask of the payers, 0 for a line that is not counted (yen); `isReducing` = the
   * line is a marker whose points are taken off.
   */
  add(record: number, line: UnitLine, payers: number, isReducing: boolean): boolean {
    let isEven = true;
    if (this.openSince === 0) {
      this.openSince = record;
      this.#burden = line.burden;
      this.#times = line.times;
      this.#days = line.days;
      this.#isReducing = isReducing;
    } else {
      isEven = line.burden === this.#burden && line.times === this.#times && sameDays(line.days, this.#days);
      this.#isReducing &&= isReducing;
    }
    if (line.points !== null) this.#close(line.points * (line.times ?? 0), payers);
    return isEven;
  }

  #close(amount: number, payers: number): void {
    this.unit += 1;
    this.openSince = 0;
    if (amount === 0 || payers === 0) return;
    this.total += amount;
    this.reducedTotal += this.#isReducing ? -amount : amount;
    for (let payer = 0; payer < PAYERS; payer++) {
      if ((payers & (1 << payer)) === 0) continue;
      this.sums[payer] = (this.sums[payer] as number) + amount;
      this.reduced[payer] = (this.reduced[payer] as number) + (this.#isReducing ? -amount : amount);
    }
  }

  /** Whether a payer's total agrees; the sign of reducing markers is unverified, so both are accepted. */
  agrees(payer: number, total: number): boolean {
    return this.sums[payer] === total || this.reduced[payer] === total;
  }
}

function sameDays(a: readonly DayCount[], b: readonly DayCount[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    const x = a[i];
    const y = b[i];
    if (x !== y && (x === undefined || y === undefined || x[0] !== y[0] || x[1] !== y[1])) return false;
  }
  return true;
}
