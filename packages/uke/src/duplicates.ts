const FIRST_SLOTS = 4096;
/** Claims beyond this are not compared any more: an institution has no million claims in a month. */
const MOST_KEYS = 1 << 20;

/**
 * Claim keys seen in a file, as 64-bit hashes: 16 bytes a claim at most, 32 MiB at the bound of
 * 1,048,576 claims. Two keys with one hash would be reported as duplicates; at a million claims that
 * has a chance of one in thirty million, and the finding is only information.
 * @spec claims.md §5.8
 */
export class DuplicateKeys {
  #high = new Uint32Array(FIRST_SLOTS);
  #low = new Uint32Array(FIRST_SLOTS);
  #size = 0;
  #keyHigh = 0;
  #keyLow = 0;

  /** Begins a key with its first part. */
  begin(part: string): void {
    this.#keyHigh = 0x811c9dc5;
    this.#keyLow = 0x2f0b4c47;
    this.mix(part);
  }

  /** Adds a part to the key that was begun. */
  mix(part: string): void {
    let high = this.#keyHigh;
    let low = this.#keyLow;
    for (let i = 0; i <= part.length; i++) {
      // A separator, so that parts cannot run into each other.
      const unit = i === part.length ? 0x1f : part.charCodeAt(i);
      high = Math.imul(high ^ unit, 0x01000193);
      low = Math.imul(low ^ unit, 0x85ebca6b) ^ (low >>> 15);
    }
    this.#keyHigh = high;
    this.#keyLow = low;
  }

  /** Enters the key that was begun; true when it was there already. */
  enter(): boolean {
    const low = (this.#keyLow ^ (this.#keyLow >>> 13)) >>> 0;
    return this.#enter(this.#keyHigh >>> 0, low === 0 ? 1 : low);
  }

  #enter(high: number, low: number): boolean {
    if (this.#size * 2 >= this.#low.length) this.#grow();
    const slots = this.#low.length;
    let slot = (high ^ low) & (slots - 1);
    while (this.#low[slot] !== 0) {
      if (this.#low[slot] === low && this.#high[slot] === high) return true;
      slot = (slot + 1) & (slots - 1);
    }
    if (this.#size >= MOST_KEYS) return false;
    this.#low[slot] = low;
    this.#high[slot] = high;
    this.#size += 1;
    return false;
  }

  #grow(): void {
    if (this.#size >= MOST_KEYS) return;
    const high = this.#high;
    const low = this.#low;
    this.#high = new Uint32Array(low.length * 2);
    this.#low = new Uint32Array(low.length * 2);
    this.#size = 0;
    for (let i = 0; i < low.length; i++) if (low[i] !== 0) this.#enter(high[i] as number, low[i] as number);
  }
}
