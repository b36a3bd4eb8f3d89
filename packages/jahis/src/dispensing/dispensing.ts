import { formatDay, parseDay } from '../dates.ts';
import { finding, type Mode, refuses } from '../findings.ts';
import { formOf, inForm, type WrittenForm } from '../form.ts';
import { checkFrame, openFrame, SERVICE_FRAME } from '../frame.ts';
import { type Layout, layoutOf } from '../layout.ts';
import table from '../layouts/dispensing.json' with { type: 'json' };
import prescriptions from '../layouts/prescription.json' with { type: 'json' };
import type { DispensedDrug, DispensedGroup, Dispensing, Finding } from '../model.ts';
import {
  buildDrug,
  buildGroups,
  buildInstitution,
  buildInsurance,
  buildPatient,
  buildSigner,
  type Found,
  indexRecords,
  itemOf,
  wholeNumber,
} from '../prescription/build.ts';
import { checkConditions } from '../prescription/conditions.ts';
import { groupRows, institutionRows, insuranceRows, Losses, patientRows } from '../prescription/rows.ts';
import { finishRows, printLines, type Row, type Written } from '../print.ts';
import { type RawRecord, readRecords, type UnknownRecord } from '../records.ts';
import { checkStructure } from '../structure.ts';

/** A dispensing result as it was read. */
export interface ReadDispensing {
  /** null: strict, and a finding is an error; or nothing could be read. */
  readonly dispensing: Dispensing | null;
  readonly findings: readonly Finding[];
  readonly unknown: readonly UnknownRecord[];
  readonly form: WrittenForm | null;
}

/** 調剤終了区分 of 521 that says that no further use follows. @spec prescriptions.md §4: which is which is unverified. */
export interface DispensingOptions {
  readonly finishedCode?: '1' | '2';
}

const LAYOUT = dispensingLayout();
const MARK: Row = ['500', 'TSUNAGU-RESULT', 1];
const FINISHED = '2';

/** Whether a text is one of our dispensing results: our mark stands right after the header. */
export function isDispensing(secondLine: string): boolean {
  return secondLine.startsWith('500,TSUNAGU-RESULT');
}

/**
 * Reads a dispensing result in this project's own record set; never throws for a text.
 * @spec prescriptions.md §6.6
 */
export function readDispensing(
  input: Uint8Array | string,
  options: DispensingOptions & { readonly mode: Mode },
): ReadDispensing {
  const { mode } = options;
  const frame = openFrame(input, mode);
  if (frame.refused !== null) return { dispensing: null, findings: [frame.refused], unknown: [], form: null };
  const header = frame.lines[0]?.text ?? '';
  const rules = { layout: LAYOUT, mode, eras: 'digit', compact: false } as const;
  const { records, unknown, findings: found } = readRecords(frame.lines.slice(1), rules);
  const findings = [
    ...(/^SJ\d+$/.test(header.trim()) ? [] : [finding('INVALID_HEADER', mode, { line: 1 })]),
    ...(records[0]?.no === '500'
      ? []
      : [finding('DISPENSING_MARK_MISSING', mode, { line: 2, record: '500' })]),
    ...checkFrame(frame, SERVICE_FRAME, mode),
    ...found,
    ...checkStructure(records, LAYOUT, mode),
    ...checkConditions(records, 'dispensing', mode),
  ];
  const readable = records.length > 0 && !(mode === 'strict' && refuses(findings));
  if (!readable) return { dispensing: null, findings, unknown, form: null };
  const dispensing = build(records, options.finishedCode ?? FINISHED);
  const own = finishRows(
    rowsOf(dispensing, options.finishedCode ?? FINISHED, new Losses()),
    LAYOUT,
    SERVICE_FRAME,
  ).rows;
  return { dispensing, findings, unknown, form: formOf(header.trim(), own, records, LAYOUT, 'digit') };
}

/** Writes a dispensing result: UTF-8, LF. `losses` as with prescriptions. */
export function writeDispensing(
  dispensing: Dispensing,
  options: DispensingOptions & { readonly form?: WrittenForm | null } = {},
): Written {
  const losses = new Losses();
  const finished = options.finishedCode ?? FINISHED;
  const { rows, changes } = finishRows(rowsOf(dispensing, finished, losses), LAYOUT, SERVICE_FRAME);
  const form = options.form ?? null;
  const formed = form === null ? rows : inForm(rows, form, LAYOUT);
  const printed = printLines([form?.header ?? 'SJ1', ...formed.map((row) => row.join(','))], SERVICE_FRAME);
  const own = readDispensing(printed.text, { mode: 'strict', finishedCode: finished });
  const refused = own.findings.filter((one) => one.level === 'error');
  return { ...printed, losses: [...losses.findings, ...changes, ...refused] };
}

/** The prescription's own records where they are used, and ours around them. */
function dispensingLayout(): Layout {
  const taken = Object.entries(prescriptions.records).filter(([no]) => table.taken.includes(no));
  return layoutOf({ ...Object.fromEntries(taken), ...table.records }, 'dispensing');
}

function rowsOf(d: Dispensing, finished: '1' | '2', losses: Losses): Row[] {
  return [
    MARK,
    ...d.prescriptionIds.map((id, at): Row => ['501', at + 1, id]),
    ['502', formatDay(d.dispensedOn)],
    ...institutionRows(d.pharmacy),
    ['5', d.pharmacist.code, d.pharmacist.kana, d.pharmacist.name],
    ...patientRows(d.patient),
    ...insuranceRows(d.insurance, 'service'),
    ...(d.split === null ? [] : [['63', d.split.count, d.split.part] as const]),
    ...d.groups.flatMap((group, at) => withAnswers(group, at + 1, losses)),
    ...d.inquiries.map((text, at): Row => ['511', at + 1, text]),
    ...(d.refill === null ? [] : [refillRow(d.refill, finished)]),
    ...(d.message === null
      ? []
      : d.message.split(/\r\n|\n|\r/).map((text, at): Row => ['531', at + 1, text])),
  ];
}

function refillRow(refill: NonNullable<Dispensing['refill']>, finished: '1' | '2'): Row {
  const unfinished = finished === '1' ? '2' : '1';
  const nextOn = refill.nextOn === null ? null : formatDay(refill.nextOn);
  return ['521', refill.use, refill.finished ? finished : unfinished, nextOn];
}

/** 251 stands between 241 and 281 of its drug. */
function withAnswers(group: DispensedGroup, rp: number, losses: Losses): Row[] {
  const rows = groupRows(group, rp, 'service', losses);
  group.drugs.forEach((drug, index) => {
    const row = answerRow(drug, rp, index + 1);
    if (row === null) return;
    const after = rows.findLastIndex(
      ([no, , at]) => Number(no) >= 201 && Number(no) < 251 && at === index + 1,
    );
    rows.splice(after + 1, 0, row);
  });
  return rows;
}

function answerRow(drug: DispensedDrug, rp: number, at: number): Row | null {
  const { answers, changeReason } = drug;
  if (answers === null && changeReason === null) return null;
  return [
    '251',
    rp,
    at,
    answers?.prescription ?? null,
    answers?.rp ?? null,
    answers?.drug ?? null,
    changeReason,
  ];
}

function build(records: readonly RawRecord[], finished: '1' | '2'): Dispensing {
  const found = indexRecords(records);
  const count = wholeNumber(found.head('63', 1));
  const part = wholeNumber(found.head('63', 2));
  return {
    prescriptionIds: found.all('501').map((record) => itemOf(record, 2) ?? ''),
    pharmacy: buildInstitution(found),
    pharmacist: buildSigner(found),
    patient: buildPatient(found),
    insurance: buildInsurance(found),
    dispensedOn: dayOf(found.head('502', 1)) ?? '',
    split: count === null || part === null ? null : { count, part },
    groups: buildDispensedGroups(found),
    inquiries: found.all('511').map((record) => itemOf(record, 2) ?? ''),
    refill: buildRefill(found, finished),
    message: found.has('531')
      ? found
          .all('531')
          .map((record) => itemOf(record, 2) ?? '')
          .join('\n')
      : null,
  };
}

function buildRefill(found: Found, finished: '1' | '2'): Dispensing['refill'] {
  const use = wholeNumber(found.head('521', 1));
  if (use === null) return null;
  return { use, finished: found.head('521', 2) === finished, nextOn: dayOf(found.head('521', 3)) };
}

function buildDispensedGroups(found: Found): DispensedGroup[] {
  return buildGroups(found, buildDispensedDrug).map(({ splitQuantity: _, ...group }) => group);
}

function buildDispensedDrug(found: Found): DispensedDrug {
  const [prescription, rp, drug] = [3, 4, 5].map((item) => wholeNumber(found.head('251', item)));
  const answers =
    typeof prescription === 'number' && typeof rp === 'number' && typeof drug === 'number'
      ? { prescription, rp, drug }
      : null;
  return { ...buildDrug(found), answers, changeReason: found.head('251', 6) };
}

function dayOf(text: string | null): string | null {
  return text === null ? null : parseDay(text, 'digit');
}
