import { readFileSync } from 'node:fs';

/** One line of a source table: the value of every named column. */
export type TableRow = (column: string) => string;

/**
 * Reads a source table (UTF-8, first line = column names, no quotes, no commas in cells).
 * Throws when a line has another number of cells or a column is asked for that is not there.
 */
export function readTable(location: URL): TableRow[] {
  const text = readFileSync(location, 'utf8');
  const [head = '', ...lines] = text.split('\n').filter((line) => line !== '');
  const columns = new Map(head.split(',').map((name, index) => [name, index]));
  return lines.map((line, number) => {
    const cells = line.split(',');
    if (cells.length !== columns.size)
      throw new Error(`${location.pathname} line ${number + 2}: wrong number of cells`);
    return (column) => {
      const index = columns.get(column);
      const cell = index === undefined ? undefined : cells[index];
      if (cell === undefined) throw new Error(`${location.pathname} has no column ${column}`);
      return cell;
    };
  });
}
