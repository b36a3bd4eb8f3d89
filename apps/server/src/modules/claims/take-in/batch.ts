import type { Claim, Finding } from '@tsunagu/uke';
import type { MasterCatalogue } from '../../masters/index.ts';
import { checkCodes } from '../model/code-findings.ts';
import { type ActCounts, noActs } from '../model/counts.ts';
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
  readonly findings: Finding[] = [];
  readonly workItems = new Map<string, WorkItem>();
  /** Names by facility code. */
  readonly facilities = new Map<string, string>();
  readonly actCounts: ActCounts = noActs();
  fileFindings = 0;
  broken = 0;
  lastClaim = 0;
  bytesRead = 0;
  private readonly catalogue: MasterCatalogue;

  constructor(catalogue: MasterCatalogue) {
    this.catalogue = catalogue;
  }

  addFileFinding(finding: Finding): void {
    this.fileFindings++;
    this.findings.push(finding);
  }

  addClaim(claim: Claim): void {
    this.lastClaim = claim.ordinal;
    this.bytesRead = claim.byteOffset + claim.byteLength;
    this.findings.push(...claim.findings);
    const { findings, unknown } = checkCodes(claim, this.catalogue, this.actCounts);
    this.findings.push(...findings);
    for (const { code, record } of unknown) {
      this.addWork({
        kind: 'code-unknown',
        subject: code,
        reason: 'code-unknown',
        claim: claim.ordinal,
        record,
        column: null,
      });
    }
    if (claim.broken) this.addBroken(claim);
    else {
      this.claims.push(storableClaim(claim));
      this.noteFacilities(claim);
    }
  }

  private addBroken(claim: Claim): void {
    this.broken++;
    const first = claim.findings.find((finding) => finding.severity === 'claim');
    this.addWork({
      kind: 'claim-broken',
      subject: String(claim.ordinal),
      reason: first?.code ?? 'claim-broken',
      claim: claim.ordinal,
      record: first?.record ?? claim.firstRecord,
      column: first?.column ?? null,
    });
  }

  private addWork(item: Omit<WorkItem, 'occurrences'>): void {
    const key = `${item.kind}\t${item.subject}`;
    const known = this.workItems.get(key);
    if (known === undefined) this.workItems.set(key, { ...item, occurrences: 1 });
    else known.occurrences++;
  }

  private noteFacilities(claim: Claim): void {
    if (claim.header !== null) this.noteFacility(claim.header.facilityCode, claim.header.name);
    if (claim.kind === 'pharmacy') this.noteFacility(claim.prescriberFacilityCode, claim.prescriberName);
  }

  private noteFacility(code: string, name: string): void {
    if (!this.facilities.get(code)) this.facilities.set(code, name);
  }
}
