import type { Queryable } from '../../../../kernel/db/database.ts';
import type { DrugKnowledge } from '../../model/knowledge.ts';
import { knowledgeVersion, loadKnowledge } from './load-knowledge.ts';

const CHECK_MS = 5_000;

/**
 * The knowledge in memory, read anew after an import; looked for at most every few seconds. After a failure the next
 * one who asks tries again.
 */
export function openKnowledge(db: Queryable): () => Promise<DrugKnowledge> {
  let current: Promise<DrugKnowledge> | null = null;
  let checkedAt = 0;
  const renew = async (known: Promise<DrugKnowledge>): Promise<DrugKnowledge> => {
    const loaded = await known;
    return loaded.version === (await knowledgeVersion(db)) ? loaded : await loadKnowledge(db);
  };
  return () => {
    if (current !== null && Date.now() - checkedAt < CHECK_MS) return current;
    checkedAt = Date.now();
    const next = current === null ? loadKnowledge(db) : renew(current);
    current = next;
    next.catch(() => {
      if (current === next) current = null;
    });
    return next;
  };
}
