/** The columns of one release; each reader takes a row number, `0 … size - 1`. */
export interface Columns<Name extends string> {
  readonly size: number;
  /** Blank stays blank. */
  text(name: Name): (row: number) => string;
  /** Blank is null. */
  optional(name: Name): (row: number) => string | null;
  /** For values that repeat a lot, such as dates and units: as `optional`, but equal values are one string. */
  shared(name: Name): (row: number) => string | null;
  integer(name: Name): (row: number) => number;
}

/** Splits the texts that `selectColumns` gives. */
export function splitColumns<Name extends string>(
  texts: Readonly<Record<Name | 'code', string>>,
): Columns<Name> {
  const split = (name: Name): string[] => texts[name].split('\n');
  return {
    size: texts.code.split('\n').length,
    text(name) {
      const values = split(name);
      return (row) => values[row] ?? '';
    },
    optional(name) {
      const values = split(name);
      return (row) => values[row] || null;
    },
    shared(name) {
      const values = split(name);
      const copies = new Map<string, string>();
      return (row) => {
        const value = values[row];
        if (!value) return null;
        const copy = copies.get(value);
        if (copy !== undefined) return copy;
        copies.set(value, value);
        return value;
      };
    },
    integer(name) {
      const values = split(name);
      return (row) => Number(values[row]);
    },
  };
}
