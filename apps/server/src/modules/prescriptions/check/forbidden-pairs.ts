import type { Queryable } from '../../../kernel/db/database.ts';
import { readOwnDrugs } from '../active-list/list.ts';
import type { CheckedDrug } from '../model/alert.ts';
import type { DrugKnowledge } from '../model/knowledge.ts';
import { checkDrugs } from './check-drugs.ts';
import { refuseTooMany } from './targets.ts';

interface Question {
  readonly personId: string;
  readonly targets: readonly CheckedDrug[];
  readonly on: string;
  readonly facilityCode: string;
  readonly prescriptionIds: readonly string[];
}

/**
 * What must not be given together with this service's own documents, as they stand: cheap enough to be asked for again
 * where they are locked, to see whether something came since a check. Throws INPUT_INVALID for too many drugs.
 */
export async function forbiddenPairs(
  db: Queryable,
  knowledge: DrugKnowledge,
  { personId, targets, on, facilityCode, prescriptionIds }: Question,
): Promise<ReadonlySet<string>> {
  refuseTooMany(targets);
  const others = await readOwnDrugs(db, personId);
  const own = { facilityCode, prescriptionIds };
  const { alerts } = checkDrugs(knowledge, { on, targets, others, allergies: [], own });
  return new Set(alerts.filter(({ tier }) => tier === 1).map(({ pair }) => pair));
}
