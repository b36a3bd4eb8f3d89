import type { Actor } from '../../access/index.ts';
import type { PersonId } from '../../registry/index.ts';
import type { Alert, CheckedDrug, NotChecked } from '../model/alert.ts';

export interface CheckInput {
  readonly actor: Actor;
  readonly personId: PersonId;
  readonly targets: readonly CheckedDrug[];
  /** Day as of which it is checked, `YYYY-MM-DD`. */
  readonly on: string;
  /** Prescriptions that are being changed or dispensed: their own drugs are no overlap. */
  readonly ownPrescriptionIds: readonly string[];
  /** 口頭同意, noted in the chart. */
  readonly oralConsent: { readonly chartNoteId: string } | null;
  readonly requestId: string;
}

export interface ShownAlert extends Alert {
  readonly alertId: string;
  /** Somebody said for this pair that it need not be shown for a while. */
  readonly suppressed: boolean;
}

export interface CheckAnswer {
  readonly checkedOn: string;
  readonly knowledge: { readonly version: string; readonly demo: boolean };
  /** How much of the other drugs is told. */
  readonly consent: 'full' | 'oral' | 'fact-only';
  readonly alerts: readonly ShownAlert[];
  readonly notChecked: readonly NotChecked[];
  /** When the list of what the person takes was brought up to date from claims and submissions; null = never. */
  readonly listAsOf: string | null;
}
