import {
  type FindPersonInput,
  type FindPersonResult,
  findPerson,
  NOBODY,
  type Person,
  readPerson,
} from '../../registry/index.ts';
import type { AtTheDesk } from '../consent/consent.ts';
import { type DiscloseDeps, disclose } from '../disclose/disclose.ts';

/** Finds the person behind the numbers on a card. A search that finds nobody, or several people, leaves its entry too. */
export async function identifyPerson(
  deps: DiscloseDeps,
  { actor, requestId, numbers }: Omit<AtTheDesk, 'personId'> & { readonly numbers: FindPersonInput },
): Promise<FindPersonResult> {
  const found = await findPerson(deps.db, numbers);
  const personId = found.result === 'found' ? found.person.personId : NOBODY;
  return disclose(
    deps,
    { actor, personId, purpose: 'identification', categories: [], requestId },
    async () => ({
      answer: () => found,
      itemCount: found.result === 'found' ? 1 : 0,
    }),
  );
}

/** The banner of a person who was identified before; null when unknown. */
export function showPerson(
  deps: DiscloseDeps,
  { actor, personId, requestId }: AtTheDesk,
): Promise<Person | null> {
  return disclose(
    deps,
    { actor, personId, purpose: 'identification', categories: [], requestId },
    async () => {
      const person = await readPerson(deps.db, personId);
      return { answer: () => person, itemCount: person === null ? 0 : 1 };
    },
  );
}
