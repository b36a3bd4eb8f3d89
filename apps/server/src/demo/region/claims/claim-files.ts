import { byteString, bytesOf } from '../../byte-string.ts';
import { addMonths, compact } from '../dates.ts';
import type { Facility } from '../facilities.ts';
import type { Draft, RenderedClaim } from './drafts.ts';
import { renderMedicalClaim } from './medical-claim.ts';
import { renderPharmacyClaim } from './pharmacy-claim.ts';
import { deviate } from './special-cases.ts';

/** A claim file as an institution sends it. */
export interface ClaimFile {
  /** `2026-10/1319900018_RECEIPTC.UKE`: month of billing, facility, official name. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The drafts of one facility and billing month, in the order of the claims. */
export interface FilePlan {
  readonly name: string;
  readonly facility: Facility;
  /** `YYYY-MM`, the month after the care unless a claim was corrected later. */
  readonly billingMonth: string;
  readonly drafts: readonly Draft[];
}

const header = ({ facility, billingMonth }: FilePlan): string => {
  const { prefecture, tariffTable, institutionCode, kind } = facility;
  const name = byteString(facility.name);
  const origin = `1,${prefecture},${tariffTable},${institutionCode}`;
  return kind === 'pharmacy'
    ? `YK,${origin},${name},${compact(billingMonth)},00,`
    : `IR,${origin},,${name},${compact(billingMonth)},00,`;
};

const renderClaim = (draft: Draft, claimNo: number): RenderedClaim => {
  const rendered =
    draft.kind === 'medical' ? renderMedicalClaim(draft, claimNo) : renderPharmacyClaim(draft, claimNo);
  return draft.special === null ? rendered : deviate(rendered, draft.special);
};

/** Prints a file: header, claims numbered from 1, GO, CR LF and one 1A. @spec claims.md §2.1, §4.4 */
export function renderFile(plan: FilePlan): ClaimFile {
  const records = [header(plan)];
  let payers = 0;
  let points = 0;
  plan.drafts.forEach((draft, index) => {
    const claim = renderClaim(draft, index + 1);
    for (const record of claim.records) records.push(record);
    payers += claim.payers;
    points += claim.points;
  });
  records.push(`GO,${payers},${points},99`);
  return { name: plan.name, bytes: bytesOf(`${records.join('\r\n')}\r\n\x1a`) };
}

/** Groups drafts by facility and billing month, oldest month first, facilities in order of their codes. */
export function planFiles(
  drafts: readonly { readonly draft: Draft; readonly billedLateBy: number }[],
): FilePlan[] {
  const plans = new Map<string, { plan: FilePlan; drafts: Draft[] }>();
  for (const { draft, billedLateBy } of drafts) {
    const billingMonth = addMonths(draft.month, 1 + billedLateBy);
    const official = draft.facility.kind === 'pharmacy' ? 'RECEIPTY.CYO' : 'RECEIPTC.UKE';
    const name = `${billingMonth}/${draft.facility.code}_${official}`;
    const known = plans.get(name);
    if (known !== undefined) {
      known.drafts.push(draft);
      continue;
    }
    const list = [draft];
    plans.set(name, { plan: { name, facility: draft.facility, billingMonth, drafts: list }, drafts: list });
  }
  return [...plans.values()].map(({ plan }) => plan).sort((a, b) => (a.name < b.name ? -1 : 1));
}
