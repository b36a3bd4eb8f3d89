import type { ClaimKind } from './model.ts';
import { encodeRecords, type PrintOptions, padRecord } from './printer.ts';

type Row = readonly string[];

const POINTS_COLUMN = 5;

/**
 * Prints a file claim by claim and works out its GO: `header`, `claim` for each, `trailer` at the
 * end. Each call returns the bytes to be written next. Rows are cells, blanks at the end may be left
 * out.
 * @spec claims.md §2.1, §4.4
 */
export class ClaimPrinter {
  readonly #kind: ClaimKind;
  readonly #options: PrintOptions;
  #payers = 0;
  #points = 0;

  constructor(kind: ClaimKind, options: PrintOptions = {}) {
    this.#kind = kind;
    this.#options = options;
  }

  /** Prints IR or YK. @throws UnprintableCellError, UnencodableError */
  header(cells: Row): Uint8Array {
    return this.#print([cells]);
  }

  /** Prints the records of one claim, RE first, and counts its payers and points. */
  claim(rows: readonly Row[]): Uint8Array {
    const insurance = rows.find((cells) => cells[0] === 'HO');
    const publicExpenses = rows.filter((cells) => cells[0] === 'KO');
    const main = insurance ?? publicExpenses[0];
    this.#payers += (insurance === undefined ? 0 : 1) + publicExpenses.length;
    this.#points += Number(main?.[POINTS_COLUMN] ?? 0);
    return this.#print(rows);
  }

  /** Prints GO and the EOF byte. */
  trailer(): Uint8Array {
    const rows = [['GO', String(this.#payers), String(this.#points), '99']];
    return encodeRecords(rows, this.#options);
  }

  #print(rows: readonly Row[]): Uint8Array {
    const padded = rows.map((cells) => padRecord(this.#kind, cells));
    return encodeRecords(padded, { ...this.#options, eof: false });
  }
}

/** Prints a whole file: header, claims, GO with its totals. @throws UnprintableCellError, UnencodableError */
export function* printClaims(
  kind: ClaimKind,
  header: Row,
  claims: Iterable<readonly Row[]>,
  options: PrintOptions = {},
): Generator<Uint8Array> {
  const printer = new ClaimPrinter(kind, options);
  yield printer.header(header);
  for (const rows of claims) yield printer.claim(rows);
  yield printer.trailer();
}
