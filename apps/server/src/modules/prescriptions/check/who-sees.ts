import { entryKey, visitKey } from '../../../kernel/records/hiding.ts';
import type { ShownLimits } from '../../access/index.ts';
import type { ActiveList } from '../active-list/list.ts';
import type { ActiveDrug, Alert, Allergy } from '../model/alert.ts';
import facts from '../model/facts-only.json' with { type: 'json' };

/** How much of what is known of elsewhere is told. */
export type Consent = 'full' | 'oral' | 'fact-only';

export interface Viewer {
  /** 10 digits. */
  readonly facilityCode: string;
  readonly consent: Consent;
  readonly limits: ShownLimits;
  /** Whether a drug may be hidden at all. @spec phr.md §3 A4 */
  readonly mayHide: (drug: ActiveDrug) => boolean;
  /** The code under which the record shows it, where it is another one than that of the document. */
  readonly claimsCode: (drug: ActiveDrug) => string | null;
}

type Known = ActiveList['own'][number] | ActiveList['history'][number];

/** Own knowledge is always told; that of others by consent, and not where the patient hides it. */
function seesDrug(viewer: Viewer, drug: Known): boolean {
  if (drug.facilityCode === viewer.facilityCode || drug.pharmacyCode === viewer.facilityCode) return true;
  if (viewer.consent === 'fact-only' || ('untold' in drug && drug.untold)) return false;
  return !(viewer.limits.hidden.size > 0 && isHidden(viewer, drug) && viewer.mayHide(drug));
}

function seesAllergy(viewer: Viewer, allergy: ActiveList['allergies'][number]): boolean {
  if (allergy.facilityCode === viewer.facilityCode) return true;
  if (viewer.consent === 'fact-only' || allergy.untold) return false;
  const { facilityCode, recordedOn } = allergy;
  const visit =
    facilityCode === null || recordedOn === null ? null : visitKey({ facilityCode, date: recordedOn });
  return [allergy.hideKey, visit].every((key) => key === null || !viewer.limits.hidden.has(key));
}

/** Under any name by which a patient may have hidden it: by its institutions and day, alone or with the whole visit. */
function isHidden({ limits, claimsCode }: Viewer, drug: ActiveDrug): boolean {
  if (drug.hideKey !== null && limits.hidden.has(drug.hideKey)) return true;
  const shownCode = claimsCode(drug);
  return [drug.facilityCode, drug.pharmacyCode].some((facilityCode) => {
    if (facilityCode === null) return false;
    const place = { facilityCode, date: drug.from };
    return (
      limits.hidden.has(visitKey(place)) ||
      limits.hidden.has(entryKey({ ...place, code: drug.code })) ||
      (shownCode !== null && limits.hidden.has(entryKey({ ...place, code: shownCode })))
    );
  });
}

interface Others {
  readonly drugs: readonly Known[];
  readonly allergies: readonly (Allergy & { readonly untold: boolean })[];
}

/**
 * An alert as the viewer may see it. What it rests on is looked up among everything that it could rest on: it is told
 * only if all of that may be. Null in `with` leaves the fact.
 */
export function asSeen(viewer: Viewer, others: Others, alert: Alert): Alert {
  const { with: other } = alert;
  if (other === null || other.source === 'same-prescription') return alert;
  const seen =
    alert.kind === 'allergy' || other.source === 'allergy'
      ? allergiesBehind(others, alert).every((one) => seesAllergy(viewer, one))
      : drugsBehind(others, alert).every((one) => seesDrug(viewer, one));
  if (!seen) return fact(alert);
  return viewer.consent === 'full' && !viewer.limits.withheld
    ? alert
    : { ...alert, with: { ...other, facilityCode: ownOrNull(viewer, other.facilityCode) } };
}

const ownOrNull = ({ facilityCode }: Viewer, code: string | null): string | null =>
  code === facilityCode ? code : null;

/** Nothing found would mean that nothing forbids it: then everything counts. */
const orAll = <T>(found: readonly T[], all: readonly T[]): readonly T[] => (found.length > 0 ? found : all);

function drugsBehind({ drugs }: Others, { with: other }: Alert): readonly Known[] {
  const found = drugs.filter(
    (one) =>
      other !== null &&
      one.source === other.source &&
      one.from === other.from &&
      one.to === other.to &&
      one.code === (other.code ?? ''),
  );
  return orAll(found, drugs);
}

const allergiesBehind = ({ allergies }: Others, { with: other }: Alert): Others['allergies'] =>
  orAll(
    allergies.filter(({ text, facilityCode }) => text === other?.name && facilityCode === other.facilityCode),
    allergies,
  );

/** @spec prescriptions.md §5.1 (without consent), §5.2 (hidden entries) */
function fact(alert: Alert): Alert {
  const kind = alert.kind === 'component' ? 'duplicate' : alert.kind;
  return { ...alert, kind, with: null, reason: facts[kind], findings: [] };
}
