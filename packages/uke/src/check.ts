import { packClaimDate } from '@tsunagu/ids';
import { cp932Length } from './cp932.ts';
import { decodeText, type Fields } from './fields.ts';
import type { FindingCode, Findings } from './findings.ts';
import { type CodeTable, Flag, Mode, type RecordLayout } from './layout.ts';

/** Where the checks of one record report. */
export interface CheckTarget {
  readonly findings: Findings;
  /** 1-based physical number of the record. */
  record: number;
}

const ZERO = 48;
const NINE = 57;
const SPACE = 0x20;

/**
 * Checks columns 1 to `last - 1` of the record at hand against its layout: presence, mode, length,
 * closed code tables, dates.
 * @spec claims.md §3, §17
 */
export function checkColumns(fields: Fields, layout: RecordLayout, last: number, target: CheckTarget): void {
  const { starts } = fields;
  const { modes, flags } = layout;
  let next = starts[1] as number;
  for (let column = 1; column < last; column++) {
    const start = next;
    next = starts[column + 1] as number;
    const end = next - 1;
    if (start >= end) {
      const flag = flags[column] as number;
      if ((flag & Flag.required) !== 0) reportBlank(layout, column, flag, target);
      continue;
    }
    const mode = modes[column] as number;
    if (mode <= Mode.integer) checkDigits(fields.bytes, start, end, layout, column, target);
    else if (mode === Mode.month || mode === Mode.date)
      checkDate(fields.bytes, start, end, layout, column, target);
    else if (mode === Mode.decimal) checkDecimal(fields.bytes, start, end, layout, column, target);
    else if (!fields.isUndecodable) checkText(fields, start, end, layout, column, target);
  }
}

function reportBlank(layout: RecordLayout, column: number, flag: number, target: CheckTarget): void {
  const severity = (flag & Flag.name) !== 0 ? 'warn' : 'claim';
  target.findings.add('field-required', target.record, layout.id, column, severity);
}

function report(target: CheckTarget, code: FindingCode, layout: RecordLayout, column: number): void {
  target.findings.add(code, target.record, layout.id, column);
}

function checkDigits(
  bytes: Uint8Array,
  start: number,
  end: number,
  layout: RecordLayout,
  column: number,
  target: CheckTarget,
): void {
  let value = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    if (byte < ZERO || byte > NINE) {
      report(
        target,
        hasTrailingSpace(bytes, start, end) ? 'field-trailing-space' : 'field-mode',
        layout,
        column,
      );
      const table = layout.tables[column];
      if (table) checkTable(bytes, start, end, table, layout, column, target);
      return;
    }
    value = value * 10 + byte - ZERO;
  }
  const length = end - start;
  const max = layout.lengths[column] as number;
  if (length !== max && max !== 0) {
    if (length > max) report(target, 'field-too-long', layout, column);
    else if (((layout.flags[column] as number) & Flag.fixed) !== 0)
      report(target, 'field-fixed-length', layout, column);
  }
  if (layout.modes[column] === Mode.integer) {
    if (length > 1 && bytes[start] === ZERO) report(target, 'field-leading-zero', layout, column);
    return;
  }
  const table = layout.tables[column];
  if (!table) return;
  if (length !== table.width || table.bitmap[value] !== 1) {
    if ((layout.each[column] as number) === 0) reportCode(layout, column, target);
    else checkTable(bytes, start, end, table, layout, column, target);
  }
}

function reportCode(layout: RecordLayout, column: number, target: CheckTarget): void {
  const severity = ((layout.flags[column] as number) & Flag.soft) !== 0 ? 'warn' : 'claim';
  target.findings.add('field-code', target.record, layout.id, column, severity);
}

function checkTable(
  bytes: Uint8Array,
  start: number,
  end: number,
  table: CodeTable,
  layout: RecordLayout,
  column: number,
  target: CheckTarget,
): void {
  const each = (layout.each[column] as number) || end - start;
  if ((end - start) % each !== 0 || each !== table.width) {
    reportCode(layout, column, target);
    return;
  }
  for (let from = start; from < end; from += each) {
    if (!isInTable(bytes, from, from + each, table)) {
      reportCode(layout, column, target);
      return;
    }
  }
}

function isInTable(bytes: Uint8Array, start: number, end: number, table: CodeTable): boolean {
  if (!table.numeric) return table.bitmap[bytes[start] as number] === 1;
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = (bytes[i] as number) - ZERO;
    if (digit < 0 || digit > 9) return false;
    value = value * 10 + digit;
  }
  return table.bitmap[value] === 1;
}

/** `length` 5 or 7 is the era form, legal on input and reported once for the file. */
function checkDate(
  bytes: Uint8Array,
  start: number,
  end: number,
  layout: RecordLayout,
  column: number,
  target: CheckTarget,
): void {
  const length = end - start;
  const isMonth = layout.modes[column] === Mode.month;
  const western = isMonth ? 6 : 8;
  if ((length !== western && length !== western - 1) || packClaimDate(bytes, start, end) === 0) {
    report(target, 'date-invalid', layout, column);
  } else if (length !== western) {
    target.findings.addOnce('date-wareki', target.record, '', null);
  }
}

/** Digits, at most one point, no superfluous zero at either end, and the digits that the layout allows on each side. */
function checkDecimal(
  bytes: Uint8Array,
  start: number,
  end: number,
  layout: RecordLayout,
  column: number,
  target: CheckTarget,
): void {
  let point = -1;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    if (byte === 0x2e && point < 0 && i > start && i < end - 1) point = i;
    else if (byte < ZERO || byte > NINE) {
      report(target, 'field-mode', layout, column);
      return;
    }
  }
  const max = layout.lengths[column] as number;
  const whole = (point < 0 ? end : point) - start;
  const decimals = layout.decimals[column] as number;
  const fraction = point < 0 ? 0 : end - point - 1;
  if ((max !== 0 && end - start > max) || whole > decimals >> 4 || fraction > (decimals & 15)) {
    report(target, 'field-too-long', layout, column);
  }
  if (whole > 1 && bytes[start] === ZERO) report(target, 'field-leading-zero', layout, column);
  if (point >= 0 && bytes[end - 1] === ZERO) report(target, 'field-mode', layout, column);
}

function checkText(
  fields: Fields,
  start: number,
  end: number,
  layout: RecordLayout,
  column: number,
  target: CheckTarget,
): void {
  const { bytes } = fields;
  const mode = layout.modes[column] as number;
  const widths =
    fields.encoding === 'utf-8' && fields.hasHigh
      ? widthsOfText(fields, start, end)
      : widthsOfBytes(bytes, start, end);
  if (!isModeMet(mode, widths)) report(target, 'field-mode', layout, column);
  const length = widths & 0xffffff;
  const max = layout.lengths[column] as number;
  if (max !== 0) {
    if (length > max) report(target, 'field-too-long', layout, column);
    else if (length < max && ((layout.flags[column] as number) & Flag.fixed) !== 0) {
      report(target, 'field-fixed-length', layout, column);
    }
  }
  if (hasTrailingSpace(bytes, start, end)) {
    report(target, 'field-trailing-space', layout, column);
  }
  const table = layout.tables[column];
  if (table) checkTable(bytes, start, end, table, layout, column, target);
}

/** Kinds of characters met, above the length in cp932 bytes in the low 24 bits. */
const HALF = 1 << 24;
const KANA = 1 << 25;
const FULL = 1 << 26;
const OTHER = 1 << 27;

function isModeMet(mode: number, widths: number): boolean {
  if ((widths & OTHER) !== 0) return false;
  const full = (widths & FULL) !== 0;
  if (mode === Mode.half) return !full && (widths & KANA) === 0;
  if (mode === Mode.full) return (widths & (HALF | KANA)) === 0;
  return !full || (widths & (HALF | KANA)) === 0;
}

function widthsOfBytes(bytes: Uint8Array, start: number, end: number): number {
  let kinds = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    if (byte < 0x80) kinds |= byte < SPACE || byte === 0x7f ? OTHER : HALF;
    else if (byte >= 0xa1 && byte <= 0xdf) kinds |= KANA;
    else {
      kinds |= FULL;
      i += 1;
    }
  }
  return kinds | (end - start);
}

function widthsOfText(fields: Fields, start: number, end: number): number {
  const text = decodeText('utf-8', fields.bytes, start, end) ?? '';
  let kinds = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) kinds |= unit < SPACE || unit === 0x7f ? OTHER : HALF;
    else kinds |= unit >= 0xff61 && unit <= 0xff9f ? KANA : FULL;
  }
  return kinds | cp932Length(text);
}

/** Half-width only: names that end with a full-width space are in accepted files. */
function hasTrailingSpace(bytes: Uint8Array, start: number, end: number): boolean {
  return end > start && bytes[end - 1] === SPACE;
}
