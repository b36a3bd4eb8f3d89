import type { Clock } from '../../../kernel/clock.ts';
import type { Database } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { facilityNames, type PersonId } from '../../registry/index.ts';
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
  readonly value: T;
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
  const entry = { personId, at: now, actor, facilityName: await nameOf(deps.db, actor), purpose, requestId };

  if (!decision.allowed) {
    const { refusalCode } = decision;
    await deps.log.append({
      ...entry,
      ground: null,
      categories: input.categories,
      refusalCode,
      itemCount: 0,
    });
    throw new AppError(refusalCode);
  }
  const { value, itemCount } = await read(decision.categories);
  const categories = decision.categories.filter((one) => one.shown).map((one) => one.category);
  await deps.log.append({ ...entry, ground: decision.ground, categories, refusalCode: null, itemCount });
  return value;
}

// Institutions are renamed rarely: an hour-old name on an entry does no harm, a query for each view would.
const NAME_LIFETIME_MS = 3_600_000;
const names = new WeakMap<Database, Map<string, { readonly name: string | null; readonly readAt: number }>>();

async function nameOf(db: Database, actor: Actor): Promise<string | null> {
  if (actor.kind !== 'staff' || actor.facilityCode === null) return null;
  const cache = names.get(db) ?? new Map();
  names.set(db, cache);
  const known = cache.get(actor.facilityCode);
  if (known !== undefined && Date.now() - known.readAt < NAME_LIFETIME_MS) return known.name;
  const name = (await facilityNames(db, [actor.facilityCode])).get(actor.facilityCode) ?? null;
  cache.set(actor.facilityCode, { name, readAt: Date.now() });
  return name;
}
