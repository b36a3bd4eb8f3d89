import type { Clock } from '../../../kernel/clock.ts';
import type { Database } from '../../../kernel/db/database.ts';
import { AppError, type ErrorCode } from '../../../kernel/errors/app-error.ts';
import type { PersonId } from '../../registry/index.ts';
import { readConsents } from '../consent/sql.ts';
import { type Actor, type Category, type CategoryDecision, decide, type Purpose } from '../model/decide.ts';
import type { DisclosureLog } from './disclosure-log.ts';

export interface DiscloseDeps {
  readonly db: Database;
  readonly log: DisclosureLog;
  readonly clock: Clock;
}

export interface DiscloseInput {
  readonly actor: Actor;
  readonly personId: PersonId;
  readonly purpose: Purpose;
  readonly categories: readonly Category[];
  readonly requestId: string;
}

export interface Disclosed<T> {
  /** Makes the answer; done while the entry is being written, and handed on only afterwards. */
  readonly answer: () => T;
  /** Lines about the person that the answer holds. */
  readonly itemCount: number;
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
  const { actor, personId, purpose, requestId } = input;
  const now = deps.clock();
  const needsConsent = actor.kind === 'staff' && actor.facilityCode !== null && purpose === 'care';
  const consents = needsConsent ? await readConsents(deps.db, personId, actor.facilityCode ?? '') : [];
  const decision = decide({ ...input, consents, now });
  const entry = { personId, at: now, actor, purpose, requestId };

  const refuse = async (refusalCode: ErrorCode): Promise<void> =>
    deps.log.append({ ...entry, ground: null, categories: input.categories, refusalCode, itemCount: 0 });

  if (!decision.allowed) {
    await refuse(decision.refusalCode);
    throw new AppError(decision.refusalCode);
  }
  const { answer, itemCount } = await read(decision.categories).catch(async (error) => {
    // For example: no such person. That somebody tried is entered all the same.
    if (error instanceof AppError) await refuse(error.code);
    throw error;
  });
  const categories = decision.categories.filter((one) => one.shown).map((one) => one.category);
  const entered = deps.log.append({
    ...entry,
    ground: decision.ground,
    categories,
    refusalCode: null,
    itemCount,
  });
  try {
    return answer();
  } finally {
    await entered;
  }
}
