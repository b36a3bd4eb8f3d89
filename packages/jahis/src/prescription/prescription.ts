import { finding, type Mode, refuses } from '../findings.ts';
import { formOf, inForm, type WrittenForm } from '../form.ts';
import { checkFrame, openFrame, QR_FRAME, SERVICE_FRAME } from '../frame.ts';
import { type Layout, layoutOf } from '../layout.ts';
import table from '../layouts/prescription.json' with { type: 'json' };
import type { Finding, Prescription } from '../model.ts';
import { finishRows, printLines, type Written } from '../print.ts';
import { readRecords, type UnknownRecord } from '../records.ts';
import { checkStructure } from '../structure.ts';
import { buildPrescription } from './build.ts';
import { checkConditions } from './conditions.ts';
import { Losses, rowsOf } from './rows.ts';

/** `sj1`: the service, `SJ1`; `qr`: JAHIS 院外処方箋2次元シンボル. @spec prescriptions.md §6.1 */
export type PrescriptionDialect = 'sj1' | 'qr';

/** A prescription as it was read. */
export interface ReadPrescription {
  readonly dialect: PrescriptionDialect;
  /** null: strict, and a finding is an error; or nothing could be read. */
  readonly prescription: Prescription | null;
  readonly findings: readonly Finding[];
  /** Records that the model has no place for, as they were written. */
  readonly unknown: readonly UnknownRecord[];
  /** For writing the same values as they were written. */
  readonly form: WrittenForm | null;
}

/** What of the writing is not settled. */
export interface WriteOptions {
  readonly form?: WrittenForm | null;
  /** One system in service writes the narcotic record as 60. @spec prescriptions.md §6.6 */
  readonly narcoticRecord?: '60' | '61';
}

const LAYOUTS: Readonly<Record<PrescriptionDialect, Layout>> = {
  sj1: layoutOf(table.records, 'sj1'),
  qr: layoutOf(table.records, 'qr'),
};
const FRAMES = { sj1: SERVICE_FRAME, qr: QR_FRAME } as const;
const HEADERS = { sj1: 'SJ1', qr: 'JAHIS10' } as const;

/** The dialect that a header names; null = none of them. */
export function dialectOf(header: string): PrescriptionDialect | null {
  if (/^SJ\d+$/.test(header)) return 'sj1';
  return /^JAHIS\d{1,2}$/.test(header) ? 'qr' : null;
}

/**
 * Reads a prescription of either dialect in UTF-8 or Shift_JIS. Never throws for a text: what is wrong is a finding.
 * @spec prescriptions.md §6
 */
export function readPrescription(
  input: Uint8Array | string,
  options: { readonly mode: Mode; readonly dialect?: PrescriptionDialect },
): ReadPrescription {
  const { mode } = options;
  const frame = openFrame(input, mode);
  const header = frame.lines[0]?.text ?? '';
  const named = dialectOf(header.trim());
  const dialect = options.dialect ?? named ?? 'qr';
  if (frame.refused !== null) {
    return { dialect, prescription: null, findings: [frame.refused], unknown: [], form: null };
  }
  if (/^JAHISTC/.test(header)) {
    const findings = [finding('INVALID_HEADER', 'strict', { line: 1 })];
    return { dialect, prescription: null, findings, unknown: [], form: null };
  }
  const layout = LAYOUTS[dialect];
  const headless = named === null && layout.has(header.split(',')[0] ?? '');
  const read = readRecords(frame.lines.slice(headless ? 0 : 1), {
    layout,
    mode,
    eras: 'digit',
    compact: true,
  });
  const findings = [
    ...headerFindings(header, named, dialect, mode),
    ...checkFrame(frame, FRAMES[dialect], mode),
    ...read.findings,
    ...checkStructure(read.records, layout, mode),
    ...checkConditions(read.records, dialect, mode),
  ];
  const readable = read.records.length > 0 && !(mode === 'strict' && refuses(findings));
  const prescription = readable ? buildPrescription(read.records) : null;
  const rows = prescription === null ? [] : rowsOf(prescription, wordsOf(dialect), new Losses());
  // What was read needs no fitting into an encoding.
  const own = finishRows(rows, layout, SERVICE_FRAME).rows;
  return {
    dialect,
    prescription,
    findings,
    unknown: read.unknown,
    form: prescription === null ? null : formOf(header.trim(), own, read.records, layout, 'digit'),
  };
}

/**
 * Writes a prescription. `losses`: what the dialect has no place for or could not write as it was (warnings), and
 * what it does not allow at all (errors; the text is then not to be sent).
 */
export function writePrescription(
  prescription: Prescription,
  dialect: PrescriptionDialect,
  options: WriteOptions = {},
): Written {
  const layout = LAYOUTS[dialect];
  const losses = new Losses();
  const { rows, changes } = finishRows(
    rowsOf(prescription, wordsOf(dialect), losses),
    layout,
    FRAMES[dialect],
  );
  const form = options.form ?? null;
  const named = form !== null && dialectOf(form.header) === dialect ? form : null;
  const formed = named === null ? rows : inForm(rows, named, layout);
  const lines = formed.map((row) => {
    const [no = '', ...items] = row;
    return [no === '61' && options.narcoticRecord !== undefined ? options.narcoticRecord : no, ...items].join(
      ',',
    );
  });
  const printed = printLines([named?.header ?? HEADERS[dialect], ...lines], FRAMES[dialect]);
  const own = readPrescription(printed.bytes, { mode: 'strict', dialect });
  const refused = own.findings.filter((one) => one.level === 'error');
  return { ...printed, losses: [...losses.findings, ...changes, ...refused] };
}

function wordsOf(dialect: PrescriptionDialect): 'service' | 'qr' {
  return dialect === 'sj1' ? 'service' : 'qr';
}

function headerFindings(
  header: string,
  named: PrescriptionDialect | null,
  dialect: PrescriptionDialect,
  mode: Mode,
): Finding[] {
  if (named !== dialect) return [finding('INVALID_HEADER', mode, { line: 1 })];
  const known = header === 'SJ1' || /^JAHIS(?:[1-9]|10)$/.test(header);
  return known ? [] : [finding('HEADER_VERSION_UNKNOWN', mode, { line: 1 })];
}
