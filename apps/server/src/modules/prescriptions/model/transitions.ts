import { AppError } from '../../../kernel/errors/app-error.ts';
import table from './transitions.json' with { type: 'json' };

/** @spec prescriptions.md §3.1 */
export type State = 'open' | 'in-dispensing' | 'dispensed' | 'refused' | 'cancelled';
export type Side = 'institution' | 'pharmacy';
export type StepEvent =
  | 'register'
  | 'register-taken'
  | 'cancel'
  | 'undo-cancel'
  | 'replace'
  | 'undo-replace'
  | 'withdraw-replacement'
  | 'receive'
  | 'receive-again'
  | 'release'
  | 'refuse'
  | 'undo-refuse'
  | 'dispense'
  | 'dispense-more-to-come'
  | 'change-result'
  | 'change-earlier-result'
  | 'cancel-result'
  | 'cancel-earlier-result';

/** Who takes a step, for whom and when. */
export interface StepBy {
  readonly side: Side;
  readonly facilityCode: string;
  readonly account: string;
  readonly at: Date;
}

interface Transition {
  readonly by: Side;
  readonly to: State;
}

const isState = (text: string): text is State => table.states.includes(text);

function load(): ReadonlyMap<string, Transition> {
  return new Map(
    table.transitions.map(({ event, by, from, to }): [string, Transition] => {
      if (!isState(to) || (by !== 'institution' && by !== 'pharmacy'))
        throw new Error(`transitions.json: ${event}`);
      return [`${from ?? ''} ${event}`, { by, to }];
    }),
  );
}
const TRANSITIONS = load();

/**
 * Where a step leads by `transitions.json`. Throws RX_STATE with the state and the event where it leads nowhere, which
 * is also so for the other side.
 */
export function nextState(from: State | null, event: StepEvent, side: Side): State {
  const found = TRANSITIONS.get(`${from ?? ''} ${event}`);
  if (found === undefined || found.by !== side)
    throw new AppError('RX_STATE', { state: from ?? 'none', event });
  return found.to;
}

/** While it stands there an access code opens it. @spec prescriptions.md §3 */
export const codeLives = (state: State): boolean => state === 'open' || state === 'in-dispensing';
