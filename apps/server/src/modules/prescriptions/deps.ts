import type { AuditLog } from '../../kernel/audit/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database } from '../../kernel/db/database.ts';
import type { RecordSource } from '../../kernel/records/record-source.ts';
import type { MasterCatalogue } from '../masters/index.ts';
import type { PersonId } from '../registry/index.ts';
import type { DrugKnowledge } from './model/knowledge.ts';
import type { SigningDeps } from './signing/deps.ts';
import type { Signing } from './signing/port.ts';

/** What every part of the module may use. */
export interface PrescriptionsDeps extends Omit<SigningDeps, 'onTrustProblem'> {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly clock: Clock;
  /** Masters as the claims use them. */
  readonly catalogue: () => Promise<MasterCatalogue>;
  /** What is known about drugs. */
  readonly knowledge: () => Promise<DrugKnowledge>;
  /** Where else it is known what a person takes. */
  readonly sources: readonly RecordSource[];
  /** Scheme, host and port under which this server is reached. */
  readonly publicOrigin: string;
  /** How a person is insured on a day, `YYYY-MM-DD`; null = not at all, as far as is known. */
  readonly insuredOn: (personId: PersonId, day: string) => Promise<InsuredOn | null>;
  /** Whether a person placed the card on the reader of an institution today. */
  readonly checkedInToday: (personId: PersonId, facilityCode: string) => Promise<boolean>;
  readonly onError: (error: unknown) => void;
}

/** With what the module itself opens. */
export interface LifeDeps extends PrescriptionsDeps {
  readonly signing: Signing;
}

/** As much of a coverage as a prescription repeats. */
export interface InsuredOn {
  readonly insurerNumber: string;
  readonly symbol: string;
  readonly number: string;
  readonly branch: string;
  /** `1` insured, `2` dependant; null = not known. */
  readonly relation: string | null;
  /** 医療扶助: the numbers are 公費負担者番号 and 受給者番号. */
  readonly publicAssistance: boolean;
}
