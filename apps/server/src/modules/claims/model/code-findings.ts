import type { Claim, Finding, MedicalClaim, Severity } from '@tsunagu/uke';
import { isWardCode, type MasterCatalogue, type MasterKind, type Resolution } from '../../masters/index.ts';
import type { ActCounts } from './counts.ts';

export interface CodeCheck {
  readonly findings: Finding[];
  /** Each use of a code that no master knows. */
  readonly unknown: { readonly code: string; readonly record: number }[];
}

/** 未コード化傷病名. @spec claims.md §4.2 */
const UNCODED_DISEASE = '0000999';
/** 告示等識別(1): recorded as an add-on, so that a basic item must stand in the unit. @spec claims.md §10.3 */
const isAddOn = (recordingKind: number): boolean => recordingKind === 7 || recordingKind === 9;

/** Looks every code of a claim up in the masters of its month. @spec claims.md §17 */
export function checkCodes(claim: Claim, catalogue: MasterCatalogue, counts: ActCounts): CodeCheck {
  const check: CodeCheck = { findings: [], unknown: [] };
  const report = reporter(claim, check.findings);
  const resolve = (kind: MasterKind, type: string, code: string, record: number, column: number) => {
    if (catalogue.isEmpty(kind)) return null;
    const resolution: Resolution<unknown> | null = catalogue[kind](code, claim.month);
    if (resolution === null) {
      report('code-unknown', 'warn', type, record, column);
      check.unknown.push({ code, record });
    } else if (resolution.status === 'not-in-force') {
      report('code-not-in-force', 'info', type, record, column);
    }
    return resolution;
  };

  if (claim.kind === 'pharmacy') {
    for (const block of claim.blocks) {
      for (const drug of block.drugs) resolve('drug', 'IY', drug.code, drug.record, 2);
      for (const item of block.materials) resolve('material', 'TO', item.code, item.record, 2);
    }
    return check;
  }
  for (const disease of claim.diseases) {
    if (disease.code !== UNCODED_DISEASE) resolve('disease', 'SY', disease.code, disease.record, 1);
    for (const modifier of disease.modifiers) resolve('modifier', 'SY', modifier, disease.record, 4);
  }
  checkLines(claim, catalogue, counts, resolve, report);
  return check;
}

type Report = (code: string, severity: Severity, type: string, record: number, column: number) => void;
type ResolveCode = (
  kind: MasterKind,
  type: string,
  code: string,
  record: number,
  column: number,
) => Resolution<unknown> | null;

const reporter =
  (claim: Claim, findings: Finding[]): Report =>
  (code, severity, type, record, column) =>
    findings.push({ code, severity, file: '', record, type, column, claim: claim.ordinal });

function checkLines(
  claim: MedicalClaim,
  catalogue: MasterCatalogue,
  counts: ActCounts,
  resolve: ResolveCode,
  report: Report,
): void {
  const unitsWithBasic = new Set<number>();
  const addOns: { readonly unit: number; readonly record: number }[] = [];
  for (const line of claim.lines) {
    if (line.type === 'IY') resolve('drug', 'IY', line.code, line.record, 3);
    else if (line.type === 'TO') resolve('material', 'TO', line.code, line.record, 3);
    else if (line.type === 'CO') resolve('comment', 'CO', line.code, line.record, 3);
    else if (!isWardCode(line.code)) {
      resolve('act', 'SI', line.code, line.record, 3);
      const act = catalogue.act(line.code, claim.month);
      if (act === null) {
        if (!catalogue.isEmpty('act')) counts.unknown++;
        continue;
      }
      const { recordingKind, classification, inOut } = act.entry;
      if (isAddOn(recordingKind)) addOns.push({ unit: line.unit, record: line.record });
      else unitsWithBasic.add(line.unit);
      if ((inOut === 1 && !claim.inpatient) || (inOut === 2 && claim.inpatient)) {
        report('code-in-out', 'warn', 'SI', line.record, 3);
      }
      if (classification.category !== null) {
        const table = isAddOn(recordingKind) ? counts.addOns : counts.acts;
        table[classification.category] = (table[classification.category] ?? 0) + 1;
      }
    }
    if (line.type !== 'CO') {
      for (const comment of line.comments)
        resolve('comment', line.type, comment.code, line.record, line.type === 'TO' ? 11 : 7);
    }
  }
  for (const { unit, record } of addOns) {
    if (!unitsWithBasic.has(unit)) report('add-on-alone', 'info', 'SI', record, 3);
  }
}
