/** A row of CSV, or what was wrong with it. `ordinal` counts from 1, the headings included. */
export interface CsvRow {
  readonly ordinal: number;
  readonly values: readonly string[];
  /** A quote that is not closed, or a row beyond every measure: nothing of it is to be trusted. */
  readonly broken: boolean;
}

/** Longer rows are taken for a quote that was never closed. */
const LONGEST_ROW = 64 * 1024;

/**
 * Rows of CSV (RFC 4180: quotes optional, doubled inside quotes, CRLF or LF) from text that flows in. Blank lines count
 * no row. Holds one row at a time.
 */
export async function* readCsv(chunks: AsyncIterable<string>): AsyncGenerator<CsvRow> {
  const scanner = new Scanner();
  for await (const chunk of chunks) yield* scanner.take(chunk);
  yield* scanner.end();
}

class Scanner {
  private values: string[] = [];
  private value = '';
  private length = 0;
  private quoted = false;
  /** A quote inside quotes was just seen: doubled, or the end. */
  private pending = false;
  private wasQuoted = false;
  private skipping = false;
  private ordinal = 0;

  *take(text: string): Generator<CsvRow> {
    for (const char of text) {
      if (this.skipping) {
        if (char === '\n') this.skipping = false;
        continue;
      }
      if (this.quoted && !this.pending) {
        if (char === '"') this.pending = true;
        else this.add(char);
        if (this.length > LONGEST_ROW) yield this.giveUp(char);
        continue;
      }
      if (this.pending) {
        this.pending = false;
        if (char === '"') {
          this.add(char);
          continue;
        }
        this.quoted = false;
      }
      if (char === '\n') yield* this.finish();
      else if (char === ',') this.next();
      else if (char === '"' && this.value === '' && !this.wasQuoted) {
        this.quoted = true;
        this.wasQuoted = true;
      } else if (char !== '\r') this.add(char);
      if (this.length > LONGEST_ROW) yield this.giveUp(char);
    }
  }

  *end(): Generator<CsvRow> {
    if (this.skipping) return;
    if (this.quoted && !this.pending) yield this.row(true);
    else yield* this.finish();
  }

  private add(char: string): void {
    this.value += char;
    this.length += 1;
  }

  private next(): void {
    this.values.push(this.value);
    this.value = '';
    this.wasQuoted = false;
  }

  private *finish(): Generator<CsvRow> {
    if (this.values.length === 0 && this.value === '' && !this.wasQuoted) return;
    yield this.row(false);
  }

  private giveUp(char: string): CsvRow {
    this.skipping = char !== '\n';
    return this.row(true);
  }

  private row(broken: boolean): CsvRow {
    this.next();
    const { values } = this;
    this.values = [];
    this.length = 0;
    this.quoted = false;
    this.pending = false;
    this.ordinal += 1;
    return { ordinal: this.ordinal, values, broken };
  }
}

const NEEDS_QUOTES = /[",\r\n]/;

/** One line of CSV with CRLF. A text that a spreadsheet would take for a formula is not changed: it goes back to its writer. */
export const writeCsvRow = (values: readonly string[]): string =>
  `${values.map((value) => (NEEDS_QUOTES.test(value) ? `"${value.replaceAll('"', '""')}"` : value)).join(',')}\r\n`;
