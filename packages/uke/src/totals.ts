import type { RecordContext } from './context.ts';
import type { FileHeader } from './model.ts';

const LAST_VOLUME = 99;

/**
 * What GO must say. It counts payers, not patients, and the points of the main payer only; only the
 * last of several volumes carries totals, over all of them.
 * @spec claims.md §2.1, §4.4
 */
export class Totals {
  readonly #context: RecordContext;
  #payers = 0;
  #points = 0;
  #header: FileHeader | null = null;
  #volume = 0;
  /** Earlier volumes are not in this file, so its totals cannot be compared. */
  #isPartial = false;

  constructor(context: RecordContext) {
    this.#context = context;
  }

  add(payers: number, points: number): void {
    this.#payers += payers;
    this.#points += points;
  }

  /** Takes the header of a file or volume. */
  begin(header: FileHeader): void {
    const volume = Number(header.volume) || 0;
    const previous = this.#header;
    const continues =
      volume > 0 &&
      previous !== null &&
      previous.facilityCode === header.facilityCode &&
      previous.billingMonth === header.billingMonth;
    if (!continues) {
      this.#payers = 0;
      this.#points = 0;
      this.#isPartial = volume > 0;
    } else if (volume !== this.#volume + 1) {
      this.#isPartial = true;
      this.#context.report(volume > this.#volume ? 'volume-gap' : 'volume-order', volumeColumn(header));
    }
    this.#header = header;
    this.#volume = volume;
  }

  /** Compares with the GO at hand. */
  compare(): void {
    const context = this.#context;
    const { fields } = context;
    const next = fields.integer(3);
    if (next >= 0 && next !== LAST_VOLUME && next !== this.#volume + 1) context.report('volume-order', 3);
    const claims = fields.integer(1);
    const points = fields.integer(2);
    const hasNone = claims < 0 && points < 0 && next !== LAST_VOLUME;
    const isWaived = claims === 0 && points === 0;
    if (hasNone || isWaived || this.#isPartial) return;
    if (claims !== this.#payers) context.report('go-count', 1);
    if (points !== this.#points) context.report('go-points', 2);
  }
}

function volumeColumn(header: FileHeader): number {
  return header.kind === 'medical' ? 8 : 7;
}
