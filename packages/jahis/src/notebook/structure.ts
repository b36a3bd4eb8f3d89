import { finding, type Mode } from '../findings.ts';
import type { Finding } from '../model.ts';
import { itemOf } from '../prescription/build.ts';
import type { RawRecord } from '../records.ts';

/** Order of the records of a notebook; those of an RP stand together. @spec prescriptions.md §6.7 */
const RP_PHASE = 10;
const PHASES: Readonly<Record<string, number>> = {
  1: 1,
  2: 2,
  3: 3,
  31: 3,
  4: 4,
  5: 5,
  11: 6,
  15: 7,
  51: 8,
  55: 9,
  201: RP_PHASE,
  281: RP_PHASE,
  291: RP_PHASE,
  301: RP_PHASE,
  311: RP_PHASE,
  391: RP_PHASE,
  401: 11,
  411: 12,
  421: 13,
  501: 14,
  601: 15,
  701: 20,
  911: 21,
};
const SINGLE = new Set(['1', '911']);
/** One of each in a block. */
const SINGLE_IN_BLOCK = new Set(['11', '15']);

/** What the records of a notebook require of each other. */
export function checkNotebook(
  records: readonly RawRecord[],
  category: '1' | '2',
  mode: Mode,
): readonly Finding[] {
  return [
    ...checkOrder(records, mode),
    ...checkBlocks(records, category, mode),
    ...checkGroups(records, mode),
    ...checkWhole(records, category, mode),
  ];
}

function at(
  record: RawRecord,
  item: number | null = null,
): { line: number; record: string; item: number | null } {
  return { line: record.line, record: record.no, item };
}

function checkOrder(records: readonly RawRecord[], mode: Mode): Finding[] {
  const findings: Finding[] = [];
  let last: RawRecord | undefined;
  for (const record of records) {
    if (last !== undefined && !mayFollow(record, last)) {
      findings.push(finding('INVALID_RECORD_ORDER', mode, at(record)));
    } else last = record;
  }
  return findings;
}

function mayFollow(record: RawRecord, last: RawRecord): boolean {
  const here = PHASES[record.no] ?? 0;
  const before = PHASES[last.no] ?? 0;
  if (record.no === '5') return before <= 15;
  if (record.no === '51' || record.no === '55') return before >= 5 && before <= RP_PHASE;
  if (here !== RP_PHASE || before !== RP_PHASE) return here >= before;
  const rp = Number(record.fields[0]);
  const rpBefore = Number(last.fields[0]);
  if (rp !== rpBefore) return rp > rpBefore;
  // Each drug is followed by what belongs to it.
  return record.no === '201' ? Number(last.no) < 300 : Number(record.no) >= Number(last.no);
}

/** A block at a facility needs its code, and prescribed drugs the institution's. */
function checkBlocks(records: readonly RawRecord[], category: '1' | '2', mode: Mode): Finding[] {
  const findings: Finding[] = [];
  const facilities = records.filter(({ no }) => no === '11' || no === '51');
  for (const record of category === '1' ? facilities : []) {
    const missing = [2, 3, 4].find((item) => itemOf(record, item) === null);
    if (missing !== undefined) {
      findings.push(finding('CONDITIONAL_REQUIRED_MISSING', mode, at(record, missing)));
    }
  }
  const blocks = blocksOf(records);
  let last: string | null = null;
  for (const block of blocks) {
    findings.push(...checkBlock(block, category, mode));
    const on = itemOf(block[0], 1);
    if (on !== null && last !== null && /^\d{8}$/.test(on) && /^\d{8}$/.test(last) && on > last && block[0]) {
      findings.push(finding('BLOCKS_NOT_NEWEST_FIRST', mode, at(block[0], 1)));
    }
    last = on;
  }
  if (category === '1' && blocks.length === 0)
    findings.push(finding('MISSING_RECORD', mode, { record: '5' }));
  return findings;
}

function checkBlock(block: readonly RawRecord[], category: '1' | '2', mode: Mode): Finding[] {
  const findings: Finding[] = [];
  const numbers = new Set(block.map(({ no }) => no));
  const line = block[0]?.line ?? 0;
  if (category === '1' && !numbers.has('11'))
    findings.push(finding('MISSING_RECORD', mode, { line, record: '11' }));
  if (category === '1' && numbers.has('201') && !numbers.has('51')) {
    findings.push(finding('MISSING_RECORD', mode, { line, record: '51' }));
  }
  const seen = new Set<string>();
  for (const record of block) {
    if (!SINGLE_IN_BLOCK.has(record.no)) continue;
    if (seen.has(record.no)) findings.push(finding('INVALID_RECORD_CARDINALITY', mode, at(record)));
    seen.add(record.no);
  }
  return findings;
}

/** Each block: its record 5 and what follows. Records of blocks before the first 5 refer to nothing. */
function blocksOf(records: readonly RawRecord[]): RawRecord[][] {
  const blocks: RawRecord[][] = [];
  for (const record of records) {
    if (record.no === '5') blocks.push([record]);
    else blocks.at(-1)?.push(record);
  }
  return blocks;
}

function checkGroups(records: readonly RawRecord[], mode: Mode): Finding[] {
  const findings: Finding[] = [];
  let inBlock = false;
  let groups = new Map<string, { first: RawRecord; drug: boolean; usage: boolean }>();
  const close = (): void => {
    for (const { first, drug, usage } of groups.values()) {
      if (!drug) findings.push(finding('MISSING_RP_RECORD', mode, { line: first.line, record: '201' }));
      if (!usage) findings.push(finding('MISSING_RP_RECORD', mode, { line: first.line, record: '301' }));
    }
    groups = new Map();
  };
  for (const record of records) {
    if (record.no === '5') inBlock = true;
    if (record.no === '5' || record.no === '51' || record.no === '55') close();
    const phase = PHASES[record.no] ?? 0;
    if (!inBlock && phase > 5 && phase < 20)
      findings.push(finding('MISSING_REFERENCED_RECORD', mode, at(record)));
    if (phase !== RP_PHASE) continue;
    const rp = `${Number(record.fields[0])}`;
    const known = groups.get(rp) ?? { first: record, drug: false, usage: false };
    if (record.no === '301' && known.usage)
      findings.push(finding('INVALID_RECORD_CARDINALITY', mode, at(record)));
    known.drug ||= record.no === '201';
    known.usage ||= record.no === '301';
    groups.set(rp, known);
    const referred = record.no === '311' ? known.usage : known.drug || record.no === '301';
    if (!referred) findings.push(finding('MISSING_REFERENCED_RECORD', mode, at(record, 1)));
  }
  close();
  return findings;
}

function checkWhole(records: readonly RawRecord[], category: '1' | '2', mode: Mode): Finding[] {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  const otc = new Set<number>();
  for (const record of records) {
    if (SINGLE.has(record.no) && seen.has(record.no)) {
      findings.push(finding('INVALID_RECORD_CARDINALITY', mode, at(record)));
    }
    seen.add(record.no);
    if (record.no === '3') otc.add(Number(itemOf(record, 5) ?? Number.NaN));
    if (record.no === '31' && !otc.has(Number(record.fields[0]))) {
      findings.push(finding('MISSING_REFERENCED_RECORD', mode, at(record, 1)));
    }
    if (record.no === '301' && category === '1' && itemOf(record, 2) === null) {
      if (!['9', '10'].includes(itemOf(record, 5) ?? '')) {
        findings.push(finding('CONDITIONAL_REQUIRED_MISSING', mode, at(record, 2)));
      }
    }
    if (
      record.no === '911' &&
      !(Number(record.fields[2]) >= 1 && Number(record.fields[2]) <= Number(record.fields[1]))
    ) {
      findings.push(finding('INVALID_SPLIT_COUNT_RECORD', mode, at(record, 3)));
    }
  }
  if (category === '2' && !seen.has('1')) findings.push(finding('MISSING_RECORD', mode, { record: '1' }));
  return findings;
}
