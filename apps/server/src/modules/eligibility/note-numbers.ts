import type { Transaction } from '../../kernel/db/database.ts';
import { type NumberValidity, noteValidity } from '../registry/index.ts';
import { type CoverageVersion, PUBLIC_ASSISTANCE } from './model/coverage.ts';

/**
 * Tells the registry for which days the numbers of people hold: of several coverages under the same numbers the one that
 * begins last. `coverages`: the newest versions of everything that these people have.
 */
export async function noteNumbers(tx: Transaction, coverages: Iterable<CoverageVersion>): Promise<void> {
  const newest = new Map<string, NumberValidity>();
  for (const { personId, numberKey, birthDate, branch, facts } of coverages) {
    const key = `${personId}|${numberKey}|${birthDate}|${branch}`;
    const { validFrom, validTo } = facts;
    if (validFrom < (newest.get(key)?.validFrom ?? validFrom)) continue;
    const publicAssistance = facts.cardClass === PUBLIC_ASSISTANCE;
    newest.set(key, { personId, numberKey, birthDate, branch, validFrom, validTo, publicAssistance });
  }
  await noteValidity(tx, [...newest.values()]);
}
