import type {
  CheckIn,
  ConsentCategory,
  EligibilityAnswer,
  Identification,
  Identified,
  PrescriptionForm,
} from '../../api/eligibility-types.ts';

/** The card that lies on the reader: a file, or one of the demo's. */
export type Card =
  | { readonly kind: 'demo'; readonly key: string; readonly name: string }
  | { readonly kind: 'file'; readonly bytes: ArrayBuffer; readonly name: string };

export interface Fault {
  /** Stable code with words under `error`. */
  readonly code: string;
  readonly requestId: string | null;
}

/** Where the patient stands. Every step carries what it needs, so that the first step holds nobody's data. */
export type Step =
  | { readonly at: 'card' }
  | { readonly at: 'identify'; readonly card: Card }
  | { readonly at: 'staff'; readonly card: Card }
  | {
      readonly at: 'pin';
      readonly card: Card;
      readonly identification: Identification;
      readonly wrong: number;
    }
  | { readonly at: 'working' }
  | { readonly at: 'consent'; readonly who: Identified }
  | { readonly at: 'choose'; readonly who: Identified }
  | {
      readonly at: 'done';
      readonly checkIn: CheckIn;
      readonly answer: EligibilityAnswer;
      readonly asked: boolean;
    }
  | { readonly at: 'problem'; readonly fault: Fault; readonly again: Step };

export const START: Step = { at: 'card' };

/** A real card locks itself after so many wrong numbers; the reader stops there too. */
export const PIN_TRIES = 3;

/**
 * The step after a way of identification was chosen. A card of the demo opens by itself, as a real card does for face
 * and for the look of staff; any other file has to be opened with its number first.
 */
export function afterChoice(card: Card, identification: Identification): Step | 'identify-now' {
  if (identification === 'pin' || card.kind === 'file') {
    return { at: 'pin', card, identification, wrong: 0 };
  }
  return 'identify-now';
}

/** The step after a wrong number: once more, or to the desk. */
export function afterWrongPin(step: Extract<Step, { at: 'pin' }>): Step {
  const wrong = step.wrong + 1;
  if (wrong < PIN_TRIES) return { ...step, wrong };
  return { at: 'problem', fault: { code: 'CARD_PIN_WRONG', requestId: null }, again: START };
}

/** What is asked, surgery apart from the rest. @spec eligibility.md §4.1 */
export function grouped(asks: readonly ConsentCategory[]): {
  readonly usual: readonly ConsentCategory[];
  readonly surgery: boolean;
} {
  return { usual: asks.filter((one) => one !== 'surgery'), surgery: asks.includes('surgery') };
}

/** Seconds without a touch after which everything is cleared; none while nothing is there to clear. */
export function idleSeconds(step: Step): number | null {
  if (step.at === 'card' || step.at === 'working') return null;
  return step.at === 'done' || step.at === 'problem' ? 30 : 60;
}

/** Prescriptions are ordered by hospitals and clinics only; a pharmacy has nothing to ask. */
export function asksPrescription(kind: string | undefined): boolean {
  return kind === 'hospital' || kind === 'clinic';
}

export interface Choice {
  readonly consents: readonly ConsentCategory[];
  readonly prescription: PrescriptionForm | null;
}
