import type { Claim, Finding } from '@tsunagu/uke';
import type { MasterCatalogue } from '../../masters/index.ts';
import { CodeChecker } from '../model/code-checker.ts';
import { type StorableClaim, storableClaim } from '../model/stored-claim.ts';

export type WorkKind = 'person-unresolved' | 'code-unknown' | 'claim-broken';

export interface WorkItem {
  readonly kind: WorkKind;
  /** The claim's ordinal, or the unknown code. */
  readonly subject: string;
  readonly reason: string;
  readonly claim: number;
  readonly record: number | null;
  readonly column: number | null;
  occurrences: number;
}

/** Some hundred claims and all that was found in them: what one transaction will write. */
export class Batch {
  readonly claims: StorableClaim[] = [];
  /** Of the reader; those about codes stand in `codes`. */
  readonly findings: Finding[] = [];
  /** Names by facility code. */
  readonly facilities = new Map<string, string>();
  readonly codes: CodeChecker;
  fileFindings = 0;
  readonly brokenClaims: WorkItem[] = [];
  lastClaim = 0;
  bytesRead = 0;

  constructor(catalogue: MasterCatalogue) {
    this.codes = new CodeChecker(catalogue);
  }

  addFileFinding(finding: Finding): void {
    this.fileFindings++;
    this.findings.push(finding);
  }

  addClaim(claim: Claim): void {
    this.lastClaim = claim.ordinal;
    this.bytesRead = claim.byteOffset + claim.byteLength;
    this.findings.push(...claim.findings);
    this.codes.check(claim);
    if (claim.broken) this.addBroken(claim);
    else {
      this.claims.push(storableClaim(claim));
      this.noteFacilities(claim);
    }
  }

  /** What somebody has to look at: broken claims, and each unknown code once with the number of its uses. */
  workItems(): WorkItem[] {
    const byCode = new Map<string, WorkItem>();
    for (const { code, claim, record } of this.codes.unknown) {
      const known = byCode.get(code);
      if (known !== undefined) known.occurrences++;
      else
        byCode.set(code, {
          kind: 'code-unknown',
          subject: code,
          reason: 'code-unknown',
          claim,
          record,
          column: null,
          occurrences: 1,
        });
    }
    return [...this.brokenClaims, ...byCode.values()];
  }

  private addBroken(claim: Claim): void {
    const first = claim.findings.find((finding) => finding.severity === 'claim');
    this.brokenClaims.push({
      kind: 'claim-broken',
      subject: String(claim.ordinal),
      reason: first?.code ?? 'claim-broken',
      claim: claim.ordinal,
      record: first?.record ?? claim.firstRecord,
      column: first?.column ?? null,
      occurrences: 1,
    });
  }

  private noteFacilities(claim: Claim): void {
    if (claim.header !== null) this.noteFacility(claim.header.facilityCode, claim.header.name);
    if (claim.kind === 'pharmacy') this.noteFacility(claim.prescriberFacilityCode, claim.prescriberName);
  }

  private noteFacility(code: string, name: string): void {
    if (!this.facilities.get(code)) this.facilities.set(code, name);
  }
}
