import type { PersonId } from '../../registry/index.ts';
import type { Actor } from './actor.ts';

/** A patient, or a proxy in the patient's place, at their own screen. */
export interface AtHome {
  readonly actor: Actor;
  readonly personId: PersonId;
  readonly requestId: string;
}
