import type { AuditEventName } from '../../kernel/audit/index.ts';
import type { FhirCaller } from '../../kernel/fhir/ports.ts';
import { type Actor, actorOf, type DiscloseDeps, disclose, facilityOf } from '../access/index.ts';
import { NOBODY, type PersonId } from '../registry/index.ts';

/** On whose behalf something is taken in; kept with what waits. */
export interface Sender {
  readonly actor: Actor;
  /** 10 digits; '' for whoever belongs to no institution, which the door refuses. */
  readonly facilityCode: string;
  readonly requestId: string;
  readonly client: string | null;
}

export function senderOf({ session, requestId }: FhirCaller): Sender {
  const actor = actorOf(session);
  return { actor, facilityCode: facilityOf(actor), requestId, client: session.app?.clientId ?? null };
}

export interface Entry {
  readonly sender: Sender;
  readonly persons: readonly PersonId[];
  /** Default: disclosure. */
  readonly event?: AuditEventName;
  readonly submissionId?: string;
}

/**
 * Through the one door for everybody whom it is about, and then once: an entry each, under the person of zeros where
 * nobody is known.
 */
export async function throughDoor<T>(deps: DiscloseDeps, entry: Entry, run: () => Promise<T>): Promise<T> {
  const persons = [...new Set(entry.persons)];
  const enter = (at: number): Promise<T> => {
    const personId = persons[at];
    return personId === undefined ? run() : disclosed(deps, entry, personId, () => enter(at + 1));
  };
  return persons.length === 0 ? disclosed(deps, entry, NOBODY, run) : enter(0);
}

async function disclosed<T>(
  deps: DiscloseDeps,
  { sender, event, submissionId }: Entry,
  personId: PersonId,
  run: () => Promise<T>,
): Promise<T> {
  const { actor, requestId, client } = sender;
  const detail = {
    ...(client === null ? {} : { client }),
    ...(submissionId === undefined ? {} : { submission: submissionId }),
  };
  return disclose(
    deps,
    {
      actor,
      personId,
      purpose: 'submission',
      categories: [],
      requestId,
      ...(client === null ? {} : { method: 'app' }),
      ...(event === undefined ? {} : { event }),
      detail: Object.keys(detail).length === 0 ? null : detail,
    },
    async () => {
      const value = await run();
      return { answer: () => value, itemCount: 1 };
    },
  );
}
