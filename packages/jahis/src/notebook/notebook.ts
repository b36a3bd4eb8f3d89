import { finding, type Mode, refuses } from '../findings.ts';
import { formOf, inForm, type WrittenForm } from '../form.ts';
import { checkFrame, NOTEBOOK_FRAME, openFrame, SERVICE_FRAME } from '../frame.ts';
import { layoutOf } from '../layout.ts';
import table from '../layouts/notebook.json' with { type: 'json' };
import type { Finding } from '../model.ts';
import { finishRows, printLines, type Written } from '../print.ts';
import { type RawRecord, readRecords, type UnknownRecord } from '../records.ts';
import { buildNotebook } from './build.ts';
import type { Notebook } from './notebook-model.ts';
import { notebookRows } from './rows.ts';
import { checkNotebook } from './structure.ts';

/** A notebook as it was read. */
export interface ReadNotebook {
  /** null: strict, and a finding is an error; or nothing could be read. */
  readonly notebook: Notebook | null;
  readonly findings: readonly Finding[];
  readonly unknown: readonly UnknownRecord[];
  readonly form: WrittenForm | null;
}

const LAYOUT = layoutOf(table.records, 'tc');
const HEADER = /^JAHISTC(\d{2}),([12]),*$/;
/** Version 2.6. */
const WRITTEN_VERSION = '08';

/** Whether a first line names a notebook, well formed or not. */
export function isNotebookHeader(header: string): boolean {
  return header.startsWith('JAHISTC');
}

/**
 * Reads a medication notebook of either category in UTF-8 or Shift_JIS; never throws for a text.
 * @spec prescriptions.md §6.7
 */
export function readNotebook(input: Uint8Array | string, options: { readonly mode: Mode }): ReadNotebook {
  const { mode } = options;
  const frame = openFrame(input, mode);
  if (frame.refused !== null) return { notebook: null, findings: [frame.refused], unknown: [], form: null };
  const header = (frame.lines[0]?.text ?? '').trim();
  const named = HEADER.exec(header);
  if (named === null && !isNotebookHeader(header)) {
    return {
      notebook: null,
      findings: [finding('INVALID_HEADER', 'strict', { line: 1 })],
      unknown: [],
      form: null,
    };
  }
  const category = named?.[2] === '2' ? '2' : '1';
  const rules = { layout: LAYOUT, mode, eras: 'letter', compact: false } as const;
  const { records, unknown, findings: found } = readRecords(frame.lines.slice(1), rules);
  const findings = [
    ...headerFindings(named, mode),
    ...checkFrame(frame, NOTEBOOK_FRAME, mode),
    ...found,
    ...checkNotebook(records, category, mode),
  ];
  const orphans = orphanIngredients(records);
  const all = { findings, unknown: [...unknown, ...orphans] };
  if (records.length === 0 || (mode === 'strict' && refuses(findings)))
    return { notebook: null, ...all, form: null };
  const notebook = buildNotebook(records, category);
  // What was read needs no fitting into an encoding.
  const own = finishRows(notebookRows(notebook), LAYOUT, SERVICE_FRAME).rows;
  return { notebook, ...all, form: formOf(header, own, records, LAYOUT, 'letter') };
}

/** Writes a notebook, Version 2.6. `losses` as with prescriptions. */
export function writeNotebook(
  notebook: Notebook,
  options: { readonly form?: WrittenForm | null } = {},
): Written {
  const { rows, changes } = finishRows(notebookRows(notebook), LAYOUT, NOTEBOOK_FRAME);
  const form = options.form ?? null;
  const formed = form === null ? rows : inForm(rows, form, LAYOUT);
  const version = (form === null ? null : HEADER.exec(form.header)?.[1]) ?? WRITTEN_VERSION;
  const header = `JAHISTC${version},${notebook.category}`;
  const printed = printLines([header, ...formed.map((row) => row.join(','))], NOTEBOOK_FRAME);
  const refused = readNotebook(printed.bytes, { mode: 'strict' }).findings.filter(
    (one) => one.level === 'error',
  );
  return { ...printed, losses: [...changes, ...refused] };
}

function headerFindings(named: RegExpExecArray | null, mode: Mode): Finding[] {
  if (named === null) return [finding('INVALID_HEADER', mode, { line: 1 })];
  const version = Number(named[1]);
  return version >= 1 && version <= 8 ? [] : [finding('HEADER_VERSION_UNKNOWN', mode, { line: 1 })];
}

/** Ingredients whose drug is not in the text stay as they were written. */
function orphanIngredients(records: readonly RawRecord[]): UnknownRecord[] {
  const known = new Set<number>();
  const orphans: UnknownRecord[] = [];
  for (const { no, line, fields } of records) {
    if (no === '3' && fields[4] !== undefined) known.add(Number(fields[4]));
    if (no === '31' && !known.has(Number(fields[0]))) orphans.push({ line, fields: [no, ...fields] });
  }
  return orphans;
}
