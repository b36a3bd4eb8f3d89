import type { Transaction } from '../db/database.ts';
import type { FhirResource } from '../fhir/ports.ts';

/**
 * The port through which a module that knows something about a patient offers it to the record.
 * Codes stand as they arrived; names, classes and audience rules are the record's business.
 * @spec DESIGN.md §1
 */
export interface RecordSource {
  readonly id: SourceId;
  read(personId: string, period: RecordPeriod): Promise<SourceRecord>;
}

export type SourceId = 'claims' | 'clinical' | 'prescriptions';

/**
 * Told inside the transaction that changes what a source says of people, also where the change is seen later only, so
 * that nothing that was made of it stays behind unnoticed.
 */
export type PersonsChanged = (tx: Transaction, personIds: readonly string[]) => Promise<void>;

/** Months of care `YYYY-MM`, both inclusive. */
export interface RecordPeriod {
  readonly from: string;
  readonly to: string;
}

export interface SourceRecord {
  readonly medications: readonly MedicationEvent[];
  readonly acts: readonly ActEvent[];
  readonly visits: readonly VisitEvent[];
  /** Prescriptions that wait for their drugs, or are with a pharmacy. */
  readonly prescribed?: readonly PrescribedEvent[];
  /** What institutions sent as FHIR resources, in their present version, newest first. */
  readonly resources: readonly SourceResource[];
  /** Newest month of care that the source knows of, `YYYY-MM`, and when the newest file behind it arrived. */
  readonly newestMonth: string | null;
  readonly newestReceivedAt: Date | null;
  /** Something of this person is being taken in and not seen yet. */
  readonly moreToCome?: boolean;
}

export type Setting = 'inpatient' | 'outpatient' | 'pharmacy';

/** How the amount of a drug is to be read. */
export type MedicationForm = 'oral' | 'as-needed' | 'external' | 'injection' | 'other';

/** The file that a claim came in; all its events share one. */
export interface SourceFile {
  readonly source: SourceId;
  /** SHA-256 of the file, hexadecimal. */
  readonly file: string;
  readonly fileName: string;
  readonly receivedAt: Date;
}

/** Where an event stands. Together these name it for ever. */
export interface Origin {
  readonly file: SourceFile;
  /** 1-based place of the claim in the file, and of the record. */
  readonly claim: number;
  readonly line: number;
  /** Tells the events of one record apart: the day of the month, or the record of the dispensing. */
  readonly part: number;
}

interface EventBase extends Origin {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** Month of care `YYYY-MM`, as of which the code is to be read. */
  readonly month: string;
  readonly code: string;
  readonly setting: Setting;
  /** 10 digits. */
  readonly facilityCode: string;
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
  /** RP番号 and RP内連番 within the claim, from 1; each line is an RP of its own where the source keeps no groups. */
  readonly rp: number;
  readonly orderInRp: number;
  /** As the sender wrote it; shown where no master knows the code. */
  readonly name?: string;
  /** 薬品コード種別 where it is none of claims: `4` YJ, `7` general name. @spec prescriptions.md §6.5 */
  readonly codeKind?: string;
  /** As the sender wrote it; counts where no master knows the code. */
  readonly unit?: string;
}

/** A drug that was prescribed and not handed out yet; `date` is the day of the prescription. */
export interface PrescribedEvent extends MedicationEvent {
  readonly prescriptionId: string;
  /** Last day on which it can be fetched, `YYYY-MM-DD`. */
  readonly usableUntil: string;
}

export interface ActEvent extends EventBase {
  readonly quantity: string | null;
  readonly count: number;
}

export interface VisitEvent extends Pick<Origin, 'file' | 'claim'> {
  readonly date: string;
  readonly month: string;
  readonly setting: Setting;
  readonly facilityCode: string;
}

/** Which consent a stored resource needs. */
export type SourceCategory = 'medication' | 'treatment' | 'surgery' | 'checkup';

/** One resource as its institution sent it; `id` and `meta` are this server's. */
export interface SourceResource {
  readonly category: SourceCategory;
  /** Of the institution that sent it, 10 digits. It always sees its own. */
  readonly facilityCode: string;
  /** Day of care `YYYY-MM-DD`; null where the resource names none. */
  readonly date: string | null;
  /**
   * Whether the patient was told: false = shown to nobody but the institution that sent it, not to the patient either;
   * null = nothing that anybody has to be told first. @spec mission-matrix S4-60; fhir-jp-core.md §4
   */
  readonly toldToPatient: boolean | null;
  /** By which the patient hides it from other institutions. */
  readonly hideKey: string;
  readonly receivedAt: Date;
  readonly resource: FhirResource;
}
