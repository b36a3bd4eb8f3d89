import type { App } from '../../kernel/http/app.ts';
import type { PrescriptionsDeps } from './deps.ts';

export interface Prescriptions {
  /** Resolves when there is nothing left to do in the background. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** Electronic prescriptions, what becomes of them, and the checks of drugs; declares their routes. */
export function openPrescriptions(_app: App, _given: PrescriptionsDeps): Prescriptions {
  return {
    async idle() {},
    async stop() {},
  };
}
