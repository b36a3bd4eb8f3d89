import type { Claim, Finding, MedicalClaim, MedicalLine, Severity } from '@tsunagu/uke';
import type { ActEntry, MasterCatalogue, MasterKind, Resolution } from '../../masters/index.ts';
import { isWardCode } from '../../masters/index.ts';
import { type ActCounts, noActs } from './counts.ts';

/** One use of a code that no master knows. */
export interface UnknownCode {
  readonly code: string;
  readonly claim: number;
  readonly record: number;
}

/** 未コード化傷病名. @spec claims.md §4.2 */
const UNCODED_DISEASE = '0000999';
/** Where the code stands in its record: SI, IY, TO and CO alike; the drug of a pharmacy's IY. @spec claims.md §4.2, §8 */
const CODE_COLUMN = 3;
const PHARMACY_CODE_COLUMN = 2;
/** First of the inline comments. */
const COMMENT_COLUMN = { SI: 7, IY: 7, TO: 11 } as const;

/** 告示等識別(1): recorded as an add-on, so that a basic item must stand in the unit. @spec claims.md §10.3 */
const isAddOn = ({ recordingKind }: ActEntry): boolean => recordingKind === 7 || recordingKind === 9;

/** Looks every code of many claims up in the masters of their months. @spec claims.md §17 */
export class CodeChecker {
  readonly findings: Finding[] = [];
  readonly unknown: UnknownCode[] = [];
  readonly acts: ActCounts = noActs();
  private readonly catalogue: MasterCatalogue;
  private claim = 0;

  constructor(catalogue: MasterCatalogue) {
    this.catalogue = catalogue;
  }

  check(claim: Claim): void {
    this.claim = claim.ordinal;
    if (claim.kind === 'medical') {
      this.checkDiseases(claim);
      this.checkLines(claim);
      return;
    }
    const { catalogue } = this;
    for (const block of claim.blocks) {
      for (const { code, record } of block.drugs) {
        this.judge(catalogue.drug(code, claim.month), 'drug', 'IY', code, record, PHARMACY_CODE_COLUMN);
      }
      for (const { code, record } of block.materials) {
        this.judge(
          catalogue.material(code, claim.month),
          'material',
          'TO',
          code,
          record,
          PHARMACY_CODE_COLUMN,
        );
      }
    }
  }

  private checkDiseases({ diseases, month }: MedicalClaim): void {
    const { catalogue } = this;
    for (const { code, modifiers, record } of diseases) {
      if (code !== UNCODED_DISEASE)
        this.judge(catalogue.disease(code, month), 'disease', 'SY', code, record, 1);
      for (const modifier of modifiers) {
        this.judge(catalogue.modifier(modifier, month), 'modifier', 'SY', modifier, record, 4);
      }
    }
  }

  private checkLines({ lines, month, inpatient }: MedicalClaim): void {
    const { catalogue } = this;
    const unitsWithBasic = new Set<number>();
    const addOns: MedicalLine[] = [];
    for (const line of lines) {
      const { type, code, record } = line;
      if (type === 'IY') this.judge(catalogue.drug(code, month), 'drug', type, code, record, CODE_COLUMN);
      else if (type === 'TO')
        this.judge(catalogue.material(code, month), 'material', type, code, record, CODE_COLUMN);
      else if (type === 'CO')
        this.judge(catalogue.comment(code, month), 'comment', type, code, record, CODE_COLUMN);
      else if (!isWardCode(code)) {
        const act = catalogue.act(code, month);
        this.judge(act, 'act', type, code, record, CODE_COLUMN);
        // Nobody knows whether an unknown act is a basic item: its unit is given the benefit of the doubt.
        if (act === null) {
          unitsWithBasic.add(line.unit);
          continue;
        }
        this.countAct(act.entry, inpatient, record);
        if (isAddOn(act.entry)) addOns.push(line);
        else unitsWithBasic.add(line.unit);
      }
    }
    for (const { unit, record } of addOns) {
      if (!unitsWithBasic.has(unit)) this.report('add-on-alone', 'info', 'SI', record, CODE_COLUMN);
    }
    for (const { type, comments, record } of lines) {
      if (type === 'CO') continue;
      for (const { code } of comments) {
        this.judge(catalogue.comment(code, month), 'comment', type, code, record, COMMENT_COLUMN[type]);
      }
    }
  }

  private countAct(entry: ActEntry, inpatient: boolean, record: number): void {
    const { classification, inOut } = entry;
    if ((inOut === 1 && !inpatient) || (inOut === 2 && inpatient)) {
      this.report('code-in-out', 'warn', 'SI', record, CODE_COLUMN);
    }
    if (classification.category === null) return;
    const table = isAddOn(entry) ? this.acts.addOns : this.acts.acts;
    table[classification.category] = (table[classification.category] ?? 0) + 1;
  }

  /** Without any edition of a master its silence says nothing about a code. */
  private judge(
    resolution: Resolution<unknown> | null,
    kind: MasterKind,
    type: string,
    code: string,
    record: number,
    column: number,
  ): void {
    if (resolution?.status === 'in-force') return;
    if (resolution !== null) this.report('code-not-in-force', 'info', type, record, column);
    else if (!this.catalogue.isEmpty(kind)) {
      if (kind === 'act') this.acts.unknown++;
      this.report('code-unknown', 'warn', type, record, column);
      this.unknown.push({ code, claim: this.claim, record });
    }
  }

  private report(code: string, severity: Severity, type: string, record: number, column: number): void {
    this.findings.push({ code, severity, file: '', record, type, column, claim: this.claim });
  }
}
