import type { PersonId } from '../../registry/index.ts';

export type Relation = 'insured' | 'family';
export type SexName = 'male' | 'female' | 'unknown';

/** A certificate with the days for which it holds, both inclusive; null = not said. @spec eligibility.md §7.3 */
export interface Certificate {
  readonly issuedOn: string | null;
  readonly validFrom: string | null;
  readonly validTo: string | null;
}

/** 高齢受給者証. */
export interface ElderlyCertificate extends Certificate {
  readonly ratioPercent: number | null;
}

/** 限度額適用認定証: `classification` 01–03, `flag` A01…B10 (OQSCD012). */
export interface LimitCertificate extends Certificate {
  readonly classification: string;
  readonly flag: string | null;
  /** 長期入院該当年月日. */
  readonly longTermDate: string | null;
}

/** 特定疾病療養受療証: `disease` 1–3 (OQSCD013), `selfPayYen` a month. */
export interface SpecificDisease extends Certificate {
  readonly disease: string;
  readonly selfPayYen: number | null;
}

/** 医療券・調剤券: elements of `MedicalTicketInfo` by their names in lower camel case. @spec eligibility.md §7.3 */
export type MedicalTicket = Readonly<Record<string, string | number>>;

/** Everything an insurer says about one person for one time. For 医療扶助 the insurer number is the 公費負担者番号, the number the 受給者番号. */
export interface CoverageFacts {
  readonly insurerNumber: string;
  readonly insurerName: string;
  /** 01–07, A1. */
  readonly cardClass: string;
  readonly symbol: string;
  readonly number: string;
  /** Two digits, or '' when unknown. */
  readonly branch: string;
  readonly relation: Relation;
  readonly insuredName: string | null;
  readonly name: string;
  readonly kana: string;
  readonly sex: SexName;
  readonly birthDate: string;
  readonly address: string | null;
  readonly postNumber: string | null;
  readonly validFrom: string;
  /** 資格喪失日, exclusive. */
  readonly validTo: string | null;
  /** 01 death, 02 public assistance, 03 another insurance, 99 other. */
  readonly reasonOfLoss: string | null;
  readonly ratioPercent: number | null;
  readonly preschool: boolean;
  readonly cardIssuedOn: string | null;
  readonly cardValidFrom: string | null;
  readonly cardValidTo: string | null;
  readonly elderly: ElderlyCertificate | null;
  readonly limitCertificates: readonly LimitCertificate[];
  readonly specificDiseases: readonly SpecificDisease[];
  readonly publicExpense: readonly MedicalTicket[];
}

export const PUBLIC_ASSISTANCE = 'A1';

export type Change = 'registered' | 'corrected' | 'closed';

/** One version of a coverage, as it is stored. */
export interface CoverageVersion {
  readonly personId: PersonId;
  readonly coverageId: string;
  /** 1, 2, … */
  readonly version: number;
  readonly registeredAt: Date;
  readonly registeredBy: string;
  readonly change: Change;
  readonly numberKey: string;
  readonly branch: string;
  readonly birthDate: string;
  readonly facts: CoverageFacts;
}

/** Whether a coverage holds on a day. @spec eligibility.md §14.2 (the old one ends on the day on which the new one begins) */
export const coversOn = ({ facts: { validFrom, validTo } }: CoverageVersion, date: string): boolean =>
  validFrom <= date && (validTo === null || date < validTo);

/** Whether two coverages share a day. */
export const overlaps = (a: CoverageFacts, b: CoverageFacts): boolean =>
  (b.validTo === null || a.validFrom < b.validTo) &&
  (a.validTo === null || b.validFrom < a.validTo) &&
  a.validFrom !== a.validTo &&
  b.validFrom !== b.validTo;

/** Whether a certificate holds on a day; ends are inclusive, what is not said is open. */
export const holdsOn = ({ validFrom, validTo }: Certificate, date: string): boolean =>
  (validFrom === null || validFrom <= date) && (validTo === null || date <= validTo);

/** The newest version of each coverage that was known at an instant. @spec eligibility.md §2.3 */
export function asKnownAt<V extends Pick<CoverageVersion, 'coverageId' | 'version' | 'registeredAt'>>(
  versions: readonly V[],
  instant: Date,
): V[] {
  const newest = new Map<string, V>();
  for (const one of versions) {
    if (one.registeredAt > instant) continue;
    const other = newest.get(one.coverageId);
    if (other === undefined || other.version < one.version) newest.set(one.coverageId, one);
  }
  return [...newest.values()];
}

/** The share that the person pays on a day, in percent: that of the elderly certificate where one holds. */
export const ratioOn = ({ elderly, ratioPercent }: CoverageFacts, date: string): number | null =>
  elderly !== null && elderly.ratioPercent !== null && holdsOn(elderly, date)
    ? elderly.ratioPercent
    : ratioPercent;
