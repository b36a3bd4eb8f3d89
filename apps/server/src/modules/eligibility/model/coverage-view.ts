import {
  type Certificate,
  type CoverageFacts,
  type CoverageVersion,
  type ElderlyCertificate,
  holdsOn,
  type LimitCertificate,
  type SpecificDisease,
} from './coverage.ts';

/** A coverage as an answer shows it: certificates only where they hold on the day and may be shown. */
export interface CoverageView extends Omit<CoverageFacts, 'limitCertificates'> {
  readonly coverageId: string;
  readonly registeredAt: Date;
  readonly elderly: ElderlyCertificate | null;
  readonly limitCertificate: LimitCertificate | null;
  readonly specificDiseases: readonly SpecificDisease[];
}

/** What besides the coverage itself may be shown. @spec eligibility.md §4.1 */
export interface Permitted {
  readonly limitCertificate: boolean;
  readonly specificDiseases: boolean;
}

const holding = <C extends Certificate>(certificates: readonly C[], date: string): C[] =>
  certificates.filter((one) => holdsOn(one, date));

/** Ids carry the person, by whom the table is keyed. */
export const coverageRef = ({ personId, coverageId }: Pick<CoverageVersion, 'personId' | 'coverageId'>) =>
  `${personId}~${coverageId}`;

export function viewCoverage(version: CoverageVersion, date: string, permitted: Permitted): CoverageView {
  const { limitCertificates, elderly, specificDiseases, ...facts } = version.facts;
  return {
    ...facts,
    coverageId: coverageRef(version),
    registeredAt: version.registeredAt,
    elderly: elderly !== null && holdsOn(elderly, date) ? elderly : null,
    limitCertificate: permitted.limitCertificate ? (holding(limitCertificates, date).at(-1) ?? null) : null,
    specificDiseases: permitted.specificDiseases ? holding(specificDiseases, date) : [],
  };
}
