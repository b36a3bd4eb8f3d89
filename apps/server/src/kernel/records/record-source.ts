/**
 * The port through which a module that knows something about a patient offers it to the record.
 * Codes stand as they arrived; names, classes and audience rules are the record's business.
 * @spec DESIGN.md §1
 */
export interface RecordSource {
  readonly id: SourceId;
  read(personId: string, period: RecordPeriod): Promise<SourceRecord>;
}

export type SourceId = 'claims';

/** Months of care `YYYY-MM`, both inclusive. */
export interface RecordPeriod {
  readonly from: string;
  readonly to: string;
}

export interface SourceRecord {
  readonly medications: readonly MedicationEvent[];
  readonly acts: readonly ActEvent[];
  readonly visits: readonly VisitEvent[];
  /** When the newest of the files behind it arrived; null when there is nothing. */
  readonly newestReceivedAt: Date | null;
}

export type Setting = 'inpatient' | 'outpatient' | 'pharmacy';

/** How the amount of a drug is to be read. */
export type MedicationForm = 'oral' | 'as-needed' | 'external' | 'injection' | 'other';

export interface EventProvenance {
  readonly source: SourceId;
  /** SHA-256 of the file, hexadecimal. */
  readonly file: string;
  readonly fileName: string;
  /** 1-based place of the claim in the file, and of the record. */
  readonly claim: number;
  readonly line: number;
  readonly receivedAt: Date;
}

interface EventBase {
  /** Stable over time: names the file, the claim, the line and the day. */
  readonly id: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly code: string;
  readonly setting: Setting;
  /** 10 digits. */
  readonly facilityCode: string;
  readonly provenance: EventProvenance;
}

export interface MedicationEvent extends EventBase {
  readonly prescribedOn: string | null;
  readonly prescriberCode: string | null;
  /** Null: the source does not say; the drug's own dosage form decides. */
  readonly form: MedicationForm | null;
  /** Decimal string: per day (oral), per dose (as-needed, injection), whole supply (external). */
  readonly amount: string | null;
  /** Days (oral), doses (as-needed), times (others). */
  readonly times: number;
  /** As the sender wrote it, or the words of its code; '' when nothing was said. */
  readonly usage: string;
}

export interface ActEvent extends EventBase {
  readonly quantity: string | null;
  readonly count: number;
}

export interface VisitEvent {
  readonly date: string;
  readonly setting: Setting;
  readonly facilityCode: string;
}
