import type { DiscloseDeps } from '../../access/index.ts';
import type { GatherDeps } from '../gather.ts';

/** What records need of insurance; `main.ts` hands it in. The facts are those of the module eligibility. */
export interface KnownCoverage {
  readonly coverageId: string;
  readonly version: number;
  readonly registeredAt: Date;
  readonly facts: {
    readonly insurerNumber: string;
    readonly insurerName: string;
    readonly cardClass: string;
    readonly symbol: string;
    readonly number: string;
    readonly branch: string;
    readonly relation: 'insured' | 'family';
    readonly validFrom: string;
    /** Exclusive. */
    readonly validTo: string | null;
    readonly ratioPercent: number | null;
  };
}

export interface FhirRecordDeps extends DiscloseDeps, GatherDeps {
  /** The newest versions of everything that insurers told about a person. */
  readonly coverages: (personId: string) => Promise<readonly KnownCoverage[]>;
}
