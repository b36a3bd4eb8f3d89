import type { CsvRow } from '../model/csv.ts';
import type { CoverageDraft, DraftField } from '../model/draft.ts';
import type { CoverageFinding } from '../model/finding.ts';
import COLUMNS from './columns.json' with { type: 'json' };

/** A column that a corrected file brings along; it is not read. */
export const ERROR_HEADING = 'エラー';

const FIELDS = Object.keys(COLUMNS) as DraftField[];
const NEEDED: readonly DraftField[] = ['number', 'name', 'birthDate', 'sex', 'validFrom'];
const BLANK = Object.fromEntries(FIELDS.map((field) => [field, ''])) as unknown as CoverageDraft;

const fold = (heading: string): string => heading.normalize('NFKC').replace(/\s/gu, '').toLowerCase();
const FIELD_BY_HEADING = new Map(
  FIELDS.flatMap((field) => [field, ...COLUMNS[field]].map((heading) => [fold(heading), field] as const)),
);

/** Which column holds which field; null where a heading is unknown. */
export interface Headings {
  readonly fields: readonly (DraftField | null)[];
  readonly names: readonly string[];
  readonly findings: readonly CoverageFinding[];
}

/** Reads the first row: English field names or the Japanese headings, in any order. */
export function readHeadings({ values, broken }: CsvRow): Headings {
  const names = values.map((value) => value.trim());
  const fields = names.map((name) => FIELD_BY_HEADING.get(fold(name)) ?? null);
  const unknown = names.filter((name, at) => fields[at] === null && name !== ERROR_HEADING && name !== '');
  const findings: CoverageFinding[] = unknown.map((column) => ({ code: 'heading-unknown', column }));
  if (broken || NEEDED.some((field) => !fields.includes(field)))
    findings.unshift({ code: 'headings-missing', column: null });
  return { fields, names, findings };
}

/** The fields of a row, or why they cannot be read. */
export function readDraft(headings: Headings, row: CsvRow): CoverageDraft | CoverageFinding {
  if (row.broken) return { code: 'row-broken', column: null };
  if (row.values.slice(headings.fields.length).some((value) => value !== ''))
    return { code: 'row-too-wide', column: null };
  const said = headings.fields.flatMap((field, at) =>
    field === null ? [] : [[field, row.values[at] ?? '']],
  );
  return { ...BLANK, ...Object.fromEntries(said) };
}

/** The heading under which the file has a field. */
export const headingOf = ({ fields, names }: Headings, column: string | null): string | null =>
  names[fields.findIndex((field) => field !== null && field === column)] ?? column;
