import { type EraMarks, parsePartial } from './dates.ts';
import type { Item, Layout } from './layout.ts';
import type { RawRecord } from './records.ts';

/**
 * How a text wrote what its dialect leaves open: header version, dates in eras, zeros before numbers, `0` for an
 * omitted flag, numbers of RPs. Given to the writer, the same values come out in the same form; other values, in the
 * form of this package. It never carries a value.
 */
export interface WrittenForm {
  readonly header: string;
  /** By place in the text: the form of this package, and the one that was found. */
  readonly items: Readonly<Record<string, readonly [own: string, found: string]>>;
}

/** Compares what was read with what this package would write for it. Rows: number, then items. */
export function formOf(
  header: string,
  own: readonly (readonly string[])[],
  found: readonly RawRecord[],
  layout: Layout,
  eras: EraMarks,
): WrittenForm {
  const items: Record<string, readonly [string, string]> = {};
  const keys = new Places();
  own.forEach((row, index) => {
    const record = found[index];
    const no = row[0] ?? '';
    const places = keys.of(row, layout);
    if (record === undefined || record.no !== no) return;
    const foundItems = [record.writtenNo, ...record.fields];
    row.forEach((value, item) => {
      const written = foundItems[item] ?? '';
      const key = places[item] ?? '';
      if (written === value || items[key] !== undefined) return;
      if (item === 0 || sameValue(layout.get(no)?.items[item - 1], value, written, eras)) {
        items[key] = [value, written];
      }
    });
  });
  return { header, items };
}

/** The rows in the form that was found, wherever the value is the same. */
export function inForm(
  rows: readonly (readonly string[])[],
  form: WrittenForm,
  layout: Layout,
): readonly (readonly string[])[] {
  const keys = new Places();
  return rows.map((row) => {
    const places = keys.of(row, layout);
    return row.map((value, item) => {
      const known = form.items[places[item] ?? ''];
      return known !== undefined && known[0] === value ? known[1] : value;
    });
  });
}

/** Names of the places of a text. Numbers of RPs and drugs have one name wherever they occur, so that they stay together. */
class Places {
  readonly #counts = new Map<string, number>();

  of(row: readonly string[], layout: Layout): readonly string[] {
    const no = row[0] ?? '';
    const count = (this.#counts.get(no) ?? 0) + 1;
    this.#counts.set(no, count);
    const level = layout.get(no)?.level;
    return row.map((_, item) => {
      if (item === 1 && (level === 'rp' || level === 'drug')) return `rp ${row[1]}`;
      if (item === 2 && level === 'drug') return `drug ${row[1]}.${row[2]}`;
      return `${no}#${count}.${item}`;
    });
  }
}

function sameValue(item: Item | undefined, own: string, found: string, eras: EraMarks): boolean {
  if (item === undefined) return false;
  const written = found === '' ? item.standard : found;
  const meant = own === '' ? item.standard : own;
  switch (item.type) {
    case 'S':
      return /^\d+$/.test(written);
    case '9':
      return (
        written === meant || (/^\d+$/.test(written) && meant !== '' && Number(written) === Number(meant))
      );
    case 'D':
    case 'B':
      return parsePartial(written, eras) === parsePartial(meant, eras) && parsePartial(meant, eras) !== null;
    case 'N':
      return written.trim() === meant;
    default:
      return written === meant;
  }
}
