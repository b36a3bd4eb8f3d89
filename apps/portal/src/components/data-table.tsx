import { Fragment, type ReactNode, useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import type { Cell } from '../lib/csv.ts';
import { download, toCsv } from '../lib/csv.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { Empty } from './page.tsx';

export interface Column<Row> {
  readonly id: string;
  readonly label: string;
  readonly cell: (row: Row) => ReactNode;
  /** Value by which to sort and which stands in the exported table. */
  readonly value: (row: Row) => Cell;
  readonly numeric?: boolean;
  /** Dates and amounts are never broken over lines. */
  readonly whole?: boolean;
}

const FIRST_ROWS = 200;

function compare(a: Cell, b: Cell): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), 'ja');
}

/** Rows sorted by `columnId` or, with a leading `-`, the other way round; missing values last. */
function sortRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sort: string): readonly Row[] {
  const down = sort.startsWith('-');
  const column = columns.find((one) => one.id === (down ? sort.slice(1) : sort));
  if (column === undefined) return rows;
  return [...rows].sort((a, b) => {
    const [left, right] = [column.value(a), column.value(b)];
    if (left === null || right === null) return compare(left, right);
    return down ? compare(right, left) : compare(left, right);
  });
}

/** A table that can be sorted, grouped, exported and printed whole. `sort` is a column id, `-` before it = descending. */
export function DataTable<Row extends { readonly id: string }>({
  caption,
  rows,
  columns,
  sort,
  onSort,
  groupOf,
  fileName,
  empty,
}: {
  caption: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  sort: string;
  onSort: (sort: string) => void;
  groupOf?: ((row: Row) => string) | undefined;
  /** Null: no file, as where the server itself makes one and notes it. */
  fileName: string | null;
  empty: string;
}) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  useEffect(() => {
    const showAll = () => flushSync(() => setAll(true));
    window.addEventListener('beforeprint', showAll);
    return () => window.removeEventListener('beforeprint', showAll);
  }, []);
  if (rows.length === 0) return <Empty title={empty}>{t('table.emptyNote')}</Empty>;
  const sorted = sortRows(rows, columns, sort);
  const shown = all ? sorted : sorted.slice(0, FIRST_ROWS);
  const save = (name: string) =>
    download(
      name,
      toCsv(
        columns.map((column) => column.label),
        sorted.map((row) => columns.map((column) => column.value(row))),
      ),
    );
  return (
    <div className="panel">
      <div className="flex flex-wrap items-center justify-between gap-2 px-3 py-1">
        <p className="text-sm">{t('table.rows', { n: rows.length })}</p>
        {fileName === null ? null : (
          <div className="print:hidden">
            <Button look="quiet" onPress={() => save(fileName)}>
              <Icon name="download" />
              {t('table.csv')}
            </Button>
          </div>
        )}
      </div>
      <section
        aria-label={caption}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table must be scrolled by keyboard too
        tabIndex={0}
        className="overflow-x-auto"
      >
        <table className="data-table stacking">
          <caption className="sr-only">{caption}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <HeaderCell key={column.id} column={column} sort={sort} onSort={onSort} />
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, index) => {
              const group = groupOf?.(row);
              const before = shown[index - 1];
              const starts = group !== undefined && (before === undefined || groupOf?.(before) !== group);
              return (
                <Fragment key={row.id}>
                  {starts ? (
                    <tr className="group-row">
                      <th scope="rowgroup" colSpan={columns.length}>
                        {group}
                      </th>
                    </tr>
                  ) : null}
                  <tr>
                    {columns.map((column) => (
                      <td key={column.id} data-label={column.label} className={cellClass(column)}>
                        {/* One box: where cells stack, the label stands beside all of it. */}
                        <div className="min-w-0">{column.cell(row)}</div>
                      </td>
                    ))}
                  </tr>
                </Fragment>
              );
            })}
          </tbody>
        </table>
      </section>
      {shown.length < sorted.length ? (
        <div className="p-3 text-center">
          <Button onPress={() => setAll(true)}>{t('table.showAll', { n: sorted.length })}</Button>
        </div>
      ) : null}
    </div>
  );
}

function cellClass<Row>(column: Column<Row>): string {
  if (column.numeric) return 'number';
  return column.whole ? 'whole' : '';
}

function HeaderCell<Row>({
  column,
  sort,
  onSort,
}: {
  column: Column<Row>;
  sort: string;
  onSort: (sort: string) => void;
}) {
  const up = sort === column.id;
  const down = sort === `-${column.id}`;
  return (
    <th
      scope="col"
      aria-sort={up ? 'ascending' : down ? 'descending' : 'none'}
      className={column.numeric ? 'number' : ''}
    >
      <button
        type="button"
        className="inline-flex min-h-8 items-center gap-1 font-bold"
        onClick={() => onSort(up ? `-${column.id}` : column.id)}
      >
        {column.label}
        <span aria-hidden="true" className="w-3 text-xs">
          {up ? '▲' : down ? '▼' : ''}
        </span>
      </button>
    </th>
  );
}
