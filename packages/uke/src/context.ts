import { normaliseSymbol } from '@tsunagu/ids';
import type { CheckTarget } from './check.ts';
import { checkColumns } from './check.ts';
import { DuplicateKeys } from './duplicates.ts';
import type { Fields } from './fields.ts';
import type { FindingCode, Findings } from './findings.ts';
import { CODE_TABLES, type RecordLayout } from './layout.ts';
import type { Claim, FileHeader, Insurance, PublicExpense } from './model.ts';

/** What the builders of claims share: the record at hand and where findings go. */
export class RecordContext implements CheckTarget {
  readonly fields: Fields;
  readonly findings: Findings;
  /** 1-based physical number of the record at hand. */
  record = 0;
  type = '';
  /** The last header, null before one was seen. */
  header: FileHeader | null = null;
  readonly #keys = new DuplicateKeys();

  constructor(fields: Fields, findings: Findings) {
    this.fields = fields;
    this.findings = findings;
  }

  /** Reports against the record at hand. */
  report(code: FindingCode, column: number | null): void {
    this.findings.add(code, this.record, this.type, column);
  }

  /** Makes missing columns blank, then checks columns before `last` (default: all). */
  check(layout: RecordLayout, last: number = layout.width): void {
    this.fillTo(layout);
    checkColumns(this.fields, layout, last, this);
  }

  /** Makes columns that the record lacks read as blank. */
  fillTo(layout: RecordLayout): void {
    if (this.fields.count !== layout.width) this.#checkWidth(layout);
  }

  /** Reports the claim that began at `record` when an earlier one of the file has the same key. @spec claims.md §5.8 */
  checkDuplicate(record: number, parts: readonly string[], payers: ClaimPayers): void {
    const { insurance, publicExpenses, branch } = payers;
    const [first] = publicExpenses;
    const keys = this.#keys;
    keys.begin(this.header?.facilityCode ?? '');
    for (const part of parts) keys.mix(part);
    if (insurance === null) {
      keys.mix(first?.payerNumber ?? '');
      keys.mix(first?.beneficiaryNumber ?? '');
    } else {
      keys.mix(insurance.insurerNumber.trimStart());
      keys.mix(normaliseSymbol(insurance.symbol));
      keys.mix(normaliseSymbol(insurance.number));
      keys.mix(branch);
    }
    if (keys.enter()) this.findings.add('duplicate-claim', record, 'RE', null);
  }

  #checkWidth(layout: RecordLayout): void {
    const { count } = this.fields;
    if (count < layout.width) this.fields.fill(layout.width);
    const code = count < layout.width ? 'columns-short' : 'columns-long';
    this.findings.addOnce(code, this.record, this.type, null, code + this.type);
  }
}

export interface ClaimPayers {
  readonly insurance: Insurance | null;
  readonly publicExpenses: readonly PublicExpense[];
  readonly branch: string;
}

/** A claim in the making, one per kind of file; reused from claim to claim. */
export interface ClaimBuilder {
  /** Takes the RE at hand as the start of a claim. */
  begin(start: ClaimStart): void;
  /** Takes any later record of the claim. Returns false when this kind of file has no such record. */
  add(): boolean;
  /** Runs the checks on the whole claim and hands it out. */
  finish(end: ClaimEnd): FinishedClaim;
}

export interface ClaimStart {
  readonly ordinal: number;
  readonly byteOffset: number;
}

export interface ClaimEnd {
  readonly lastRecord: number;
  readonly byteLength: number;
  /** The file ended without a trailer after this claim although it had a header. */
  readonly isLastOfCutFile: boolean;
}

export interface FinishedClaim {
  readonly claim: Claim;
  /** What the claim adds to GO: number of payers and points of the main one. @spec claims.md §4.4 */
  readonly payers: number;
  readonly points: number;
}

const CLAIM_TYPES = {
  medical: CODE_TABLES.get('claimTypeMedical'),
  pharmacy: CODE_TABLES.get('claimTypePharmacy'),
};

/**
 * Whether the payers of a claim are those that its レセプト種別 announces; true for a type that is
 * not in the table, which has a finding of its own.
 * @spec claims.md §2.3, §6.1
 */
export function agreesWithPayers(
  kind: 'medical' | 'pharmacy',
  claimType: string,
  hasInsurance: boolean,
  publicPayers: number,
): boolean {
  if (CLAIM_TYPES[kind]?.codes.has(claimType) !== true) return true;
  const count = claimType.charCodeAt(2) - 48;
  if (claimType.charAt(1) === '2') return !hasInsurance && publicPayers === count;
  return hasInsurance && publicPayers === count - 1;
}
