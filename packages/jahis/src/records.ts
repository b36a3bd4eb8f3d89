import { checkItems } from './check-items.ts';
import { rearrange } from './compact.ts';
import type { EraMarks } from './dates.ts';
import { finding, type Mode } from './findings.ts';
import type { Layout, RecordLayout } from './layout.ts';
import type { Finding } from './model.ts';
import type { Line } from './text.ts';

/** One record in its standard layout; `fields[0]` is item 1, trailing empty items are gone. */
export interface RawRecord {
  readonly line: number;
  readonly no: string;
  /** The number as it was written: an alias stands for the same record. */
  readonly writtenNo: string;
  readonly fields: readonly string[];
  readonly layout: RecordLayout;
}

/** A record that could not be placed, kept as it was written. */
export interface UnknownRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

export interface ReadRecords {
  readonly records: readonly RawRecord[];
  readonly unknown: readonly UnknownRecord[];
  readonly findings: readonly Finding[];
}

/** How the lines of a dialect are to be read. */
export interface RecordRules {
  readonly layout: Layout;
  readonly mode: Mode;
  readonly eras: EraMarks;
  /** Older column sets exist for prescriptions only. */
  readonly compact: boolean;
}

/** Reads the lines after the header, each on its own. */
export function readRecords(lines: readonly Line[], rules: RecordRules): ReadRecords {
  const records: RawRecord[] = [];
  const unknown: UnknownRecord[] = [];
  const findings: Finding[] = [];
  for (const line of lines) {
    if (line.text.trim() === '') {
      findings.push(finding('EMPTY_LINE', rules.mode, { line: line.number }));
      continue;
    }
    const written = withoutTrailingEmpty(line.text.split(','));
    const layout = rules.layout.get(written[0] ?? '');
    if (layout === undefined) {
      unknown.push({ line: line.number, fields: written });
      const record = /^\d{1,4}$/.test(written[0] ?? '') ? (written[0] ?? null) : null;
      findings.push(finding('UNKNOWN_RECORD_NUMBER', rules.mode, { line: line.number, record }));
      continue;
    }
    const one = readRecord(written, layout, line.number, rules);
    records.push(one.record);
    findings.push(...one.findings);
    if (one.leftOver) unknown.push({ line: line.number, fields: written });
  }
  return { records, unknown, findings };
}

function readRecord(
  written: readonly string[],
  layout: RecordLayout,
  line: number,
  rules: RecordRules,
): { record: RawRecord; findings: readonly Finding[]; leftOver: boolean } {
  const fields = written.slice(1);
  const record = { line, no: layout.no, writtenNo: written[0] ?? '', fields, layout };
  const findings = checkItems(fields, layout, line, rules);
  const misfit = findings.some((one) => one.rule !== 'SURROUNDING_SPACES' && one.rule !== 'LONG_TEXT');
  const standard = misfit && rules.compact ? rearrange(layout.no, fields) : null;
  if (standard === null) return { record, findings, leftOver: false };
  const noted = finding('NON_STANDARD_RECORD_LAYOUT', rules.mode, { line, record: layout.no });
  return {
    record: { ...record, fields: standard.fields },
    findings: [noted, ...checkItems(standard.fields, layout, line, rules)],
    leftOver: standard.leftOver,
  };
}

function withoutTrailingEmpty(fields: string[]): readonly string[] {
  let count = fields.length;
  while (count > 1 && fields[count - 1] === '') count--;
  return fields.slice(0, count);
}
