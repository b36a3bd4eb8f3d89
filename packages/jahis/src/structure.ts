import { finding, type Mode, type RuleId } from './findings.ts';
import type { Layout, RecordLevel } from './layout.ts';
import type { Finding } from './model.ts';
import type { RawRecord } from './records.ts';

const SECTIONS: Readonly<Record<RecordLevel, number>> = { first: 0, head: 1, rp: 2, drug: 2, tail: 3 };

/**
 * What the records of a prescription or of a dispensing result require of each other: order, number, references,
 * sequences. One walk over the records, one over the RPs. @spec prescriptions.md §6.3, §6.4
 */
export function checkStructure(
  records: readonly RawRecord[],
  layout: Layout,
  mode: Mode,
): readonly Finding[] {
  return [
    ...checkOrder(records, mode),
    ...checkNumber(records, layout, mode),
    ...checkReferences(records, mode),
    ...checkSequences(records, mode),
  ];
}

function at(
  record: RawRecord,
  item: number | null = null,
): { line: number; record: string; item: number | null } {
  return { line: record.line, record: record.no, item };
}

function numbered(record: RawRecord, item: number): number {
  const value = Number(record.fields[item - 1] ?? '');
  return Number.isInteger(value) ? value : 0;
}

/** Section, RP, whether it stands at a drug, drug, number: ascending in a text that is in order. */
function place(record: RawRecord): readonly number[] {
  const { level } = record.layout;
  const inRp = level === 'rp' || level === 'drug';
  const drug = level === 'drug' ? numbered(record, 2) + 1 : 0;
  return [SECTIONS[level], inRp ? numbered(record, 1) : 0, drug, Number(record.no)];
}

function checkOrder(records: readonly RawRecord[], mode: Mode): Finding[] {
  const findings: Finding[] = [];
  let last: readonly number[] = [];
  for (const record of records) {
    const here = place(record);
    if (isBefore(here, last)) findings.push(finding('INVALID_RECORD_ORDER', mode, at(record)));
    else last = here;
  }
  return findings;
}

function isBefore(one: readonly number[], other: readonly number[]): boolean {
  for (let index = 0; index < other.length; index++) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** What a record belongs to: the text, an RP or a drug. */
function owner(record: RawRecord): string {
  const { level } = record.layout;
  if (level === 'rp') return `${numbered(record, 1)}`;
  if (level === 'drug') return `${numbered(record, 1)}.${numbered(record, 2)}`;
  return '';
}

function checkNumber(records: readonly RawRecord[], layout: Layout, mode: Mode): Finding[] {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const record of records) {
    const key = `${record.no} ${owner(record)}`;
    if (seen.has(key) && (!record.layout.repeats || record.no === '201')) {
      findings.push(finding('INVALID_RECORD_CARDINALITY', mode, at(record)));
    }
    seen.add(key);
  }
  const present = new Set(records.map((record) => record.no));
  for (const [no, row] of layout) {
    if (row.mandatory && no === row.no && !present.has(no)) {
      findings.push(finding('MISSING_RECORD', mode, { record: no }));
    }
  }
  return findings;
}

function checkReferences(records: readonly RawRecord[], mode: Mode): Finding[] {
  const groups = new Set<string>();
  const drugs = new Set<string>();
  for (const record of records) {
    if (record.no === '101') groups.add(owner(record));
    if (record.no === '201') drugs.add(owner(record));
  }
  const findings: Finding[] = [];
  const complete = new Map<string, Set<string>>();
  for (const record of records) {
    const { level } = record.layout;
    if (level !== 'rp' && level !== 'drug') continue;
    const rp = `${numbered(record, 1)}`;
    const present = complete.get(rp) ?? new Set<string>();
    complete.set(rp, present.add(record.no));
    if (record.no !== '101' && !groups.has(rp)) {
      findings.push(finding('MISSING_REFERENCED_RECORD', mode, at(record, 1)));
    } else if (level === 'drug' && record.no !== '201' && !drugs.has(owner(record))) {
      findings.push(finding('MISSING_REFERENCED_RECORD', mode, at(record, 2)));
    }
  }
  for (const record of records) {
    if (record.no !== '101') continue;
    const present = complete.get(owner(record));
    for (const needed of ['111', '201']) {
      if (present?.has(needed) !== true) {
        findings.push(finding('MISSING_RP_RECORD', mode, { line: record.line, record: needed }));
      }
    }
  }
  return findings;
}

function checkSequences(records: readonly RawRecord[], mode: Mode): Finding[] {
  const counts = new Map<string, number>();
  const findings: Finding[] = [];
  for (const record of records) {
    const { items, level, no } = record.layout;
    const item = level === 'drug' && no !== '201' ? 3 : level === 'rp' || level === 'drug' ? 2 : 1;
    const isGroup = no === '101';
    if (!isGroup && items[item - 1]?.type !== 'S') continue;
    const key = no === '201' ? `201 ${numbered(record, 1)}` : isGroup ? '101' : `${no} ${owner(record)}`;
    const expected = (counts.get(key) ?? 0) + 1;
    counts.set(key, expected);
    if (numbered(record, isGroup ? 1 : item) !== expected) {
      findings.push(finding(sequenceRule(no), mode, at(record, isGroup ? 1 : item)));
    }
  }
  return findings;
}

/** RPs and drugs are found by their numbers, so that gaps do no harm. */
function sequenceRule(no: string): RuleId {
  return no === '101' || no === '201' ? 'NUMBER_GAP' : 'INVALID_NOTE_SEQUENCE';
}
