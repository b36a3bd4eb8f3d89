import type { AuditEvent, AuditEventName, AuditLog } from '../../../kernel/audit/index.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { Database } from '../../../kernel/db/database.ts';
import { AppError, type ErrorCode } from '../../../kernel/errors/app-error.ts';
import type { PersonId } from '../../registry/index.ts';
import type { Actor } from '../model/actor.ts';
import { type CategoryDecision, decide, type Purpose } from '../model/decide.ts';
import type { Category } from '../model/standing.ts';
import { readStanding } from '../standing/read-standing.ts';

export interface DiscloseDeps {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

export interface DiscloseInput {
  readonly actor: Actor;
  readonly personId: PersonId;
  readonly purpose: Purpose;
  readonly categories: readonly Category[];
  readonly requestId: string;
  /** What the entry is called when something is done and not only looked at. Default: disclosure. */
  readonly event?: AuditEventName;
  /** How the person was identified or consent was given, for the entry. */
  readonly method?: string;
  readonly detail?: AuditEvent['detail'];
}

export interface Disclosed<T> {
  /** Makes the answer; done while the entry is being written, and handed on only afterwards. */
  readonly answer: () => T;
  /** Lines about the person that the answer holds. */
  readonly itemCount: number;
  /** What the entry says besides the detail of the input, where that shows only in reading. */
  readonly detail?: AuditEvent['detail'];
}

/**
 * The one door: decides, lets `read` fetch what was allowed, and answers only after the entry about it is durable.
 * A refusal is logged too and then thrown with its code.
 */
export async function disclose<T>(
  deps: DiscloseDeps,
  input: DiscloseInput,
  read: (decisions: readonly CategoryDecision[]) => Promise<Disclosed<T>>,
): Promise<T> {
  const { event = 'disclosure' } = input;
  const now = deps.clock();
  const decision = decide({ ...input, standing: await readStanding(deps.db, { ...input, now }), now });
  const entry = entryOf(input, now);

  const refuse = (refusalCode: ErrorCode): Promise<void> =>
    deps.audit.append({
      ...entry,
      categories: input.categories,
      outcome: 'refused',
      refusalCode,
      itemCount: 0,
    });

  if (!decision.allowed) {
    await refuse(decision.refusalCode);
    throw new AppError(decision.refusalCode);
  }
  const {
    answer,
    itemCount,
    detail = null,
  } = await read(decision.categories).catch(async (error) => {
    // For example: no such person. That somebody tried is entered all the same.
    if (error instanceof AppError) await refuse(error.code);
    throw error;
  });
  const entered = deps.audit.append({
    ...entry,
    ground: decision.ground,
    categories: decision.categories.filter((one) => one.shown).map((one) => one.category),
    outcome: event === 'disclosure' ? 'shown' : 'done',
    itemCount,
    ...(detail === null ? {} : { detail: { ...entry.detail, ...detail } }),
  });
  try {
    return answer();
  } finally {
    await entered;
  }
}

const roleOf = (actor: Actor): string => (actor.kind === 'staff' ? actor.roles.join(',') : actor.kind);

function entryOf(input: DiscloseInput, at: Date) {
  const { actor, personId, purpose, requestId, event = 'disclosure', method = null, detail = null } = input;
  const staff = actor.kind === 'staff' ? actor : null;
  const acting = actor.kind === 'patient' && actor.personId !== personId;
  return {
    event,
    personId,
    at,
    account: actor.account,
    actorRole: roleOf(actor),
    facilityCode: staff?.facilityCode ?? null,
    facilityName: staff?.organisation ?? null,
    purpose,
    requestId,
    method,
    detail,
    actingFor: acting ? `${actor.personId} for ${personId}` : null,
  };
}
