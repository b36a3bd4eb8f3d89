import type { AuditEventName } from '../../kernel/audit/index.ts';
import type { Session } from '../../kernel/auth/session.ts';
import {
  type Actor,
  actorOf,
  type DiscloseDeps,
  disclose,
  facilityOf,
  type Purpose,
} from '../access/index.ts';
import type { PersonId } from '../registry/index.ts';
import type { Side, StepBy } from './model/transitions.ts';

/** On whose behalf something is asked for. */
export interface Caller {
  readonly actor: Actor;
  readonly account: string;
  /** 10 digits; '' for whoever belongs to no institution, which the door refuses. */
  readonly facilityCode: string;
  /** A program, not somebody at the portal. */
  readonly system: boolean;
  readonly requestId: string;
  /** For the key service, which enters who used a key. */
  readonly session: Session;
}

export function callerOf(session: Session, requestId: string): Caller {
  const actor = actorOf(session);
  return {
    actor,
    account: session.account,
    facilityCode: facilityOf(actor),
    system: session.kind === 'system',
    requestId,
    session,
  };
}

export const stepBy = ({ facilityCode, account }: Caller, side: Side, at: Date): StepBy => ({
  side,
  facilityCode,
  account,
  at,
});

export interface Entrance {
  readonly caller: Caller;
  readonly purpose: Purpose;
  readonly personId: PersonId;
  /** Default: disclosure. */
  readonly event?: AuditEventName;
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
}

interface Said<T> {
  /** What the answer holds about the person. Default: one line. */
  readonly lines?: (value: T) => number;
  /** What shows only when it is done, for the entry. */
  readonly detail?: (value: T) => Entrance['detail'];
}

/** Through the one door: decides, does it, and answers once the entry is durable. */
export const throughDoor = <T>(
  deps: DiscloseDeps,
  { caller, purpose, personId, event, detail }: Entrance,
  run: () => Promise<T>,
  { lines = () => 1, detail: said = () => undefined }: Said<T> = {},
): Promise<T> =>
  disclose(
    deps,
    {
      actor: caller.actor,
      personId,
      purpose,
      categories: [],
      requestId: caller.requestId,
      ...(caller.system ? { method: 'system' } : {}),
      ...(event === undefined ? {} : { event }),
      detail: detail ?? null,
    },
    async () => {
      const value = await run();
      return { answer: () => value, itemCount: lines(value), detail: said(value) ?? null };
    },
  );
