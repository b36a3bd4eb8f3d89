import type {
  DispensedGroup,
  Dispensing,
  Finding,
  PrescriptionSummary,
  PrescriptionView,
  VerificationView,
} from './prescription-types.ts';
import type { LocalDate } from './types.ts';

/** How a prescription is looked for. The code with the numbers of the certificate, its id, or the code of its slip. */
export type PharmacySearch =
  | {
      readonly accessCode: string;
      readonly insurerNumber: string;
      readonly symbol?: string;
      readonly number: string;
      readonly branch?: string;
    }
  | { readonly prescriptionId: string }
  | { readonly qr: string };

export interface FoundPrescriptions {
  readonly prescriptions: readonly PrescriptionSummary[];
}

/** What the pharmacist says of what was handed out; the rest comes from the prescriptions and the session. */
export interface DispensingDraft {
  readonly dispensedOn: LocalDate;
  readonly groups: readonly DispensedGroup[];
  readonly inquiries: readonly string[];
  readonly refill: { readonly nextOn: LocalDate | null; readonly finished: boolean } | null;
  readonly split: Dispensing['split'];
  readonly message: string | null;
}

export interface DispensingInput {
  readonly prescriptionIds: readonly string[];
  readonly draft: DispensingDraft;
  /** `none`: only where the paper is the original. */
  readonly sign: 'service' | 'none';
}

export interface RegisteredDispensing {
  readonly dispensingId: string;
  readonly version: number;
  readonly state: 'registered' | 'cancelled';
  readonly signature: VerificationView | null;
}

export interface PharmacyWork {
  readonly inDispensing: readonly PrescriptionSummary[];
  readonly overdueRefills: readonly PrescriptionSummary[];
  readonly today: readonly PrescriptionSummary[];
}

/** A prescription that was read from paper, with what was noticed; the paper is what counts. */
export interface TakenPaper extends PrescriptionView {
  readonly findings: readonly Finding[];
}

/** One's own prescription, with the line of its code while it can be used. */
export interface OwnPrescription extends PrescriptionView {
  readonly qrText: string | null;
}
