import { insuredKey, normaliseBranch } from '@tsunagu/ids';
import type { Transaction } from '../../../kernel/db/database.ts';
import type { Identity } from '../identity.ts';
import type { PersonId } from '../person-id.ts';
import { derivePersonId } from '../person-id.ts';
import { NumberIndex } from './number-index.ts';
import {
  isDegraded,
  type Registration,
  type RegistrationFinding,
  type RegistrationOutcome,
} from './registration.ts';
import { type AddedNumber, insertNumbers, insertRegistered, updateRegistered } from './sql.ts';

export interface RegisterPeopleInput {
  readonly personIdKey: string;
  /** When the insurer told us. */
  readonly at: Date;
  readonly people: readonly Registration[];
}

const previousIdentity = ({ previous, birthDate, sex }: Registration): Identity | null => {
  const numberKey = previous === null ? null : insuredKey(previous);
  return previous === null || numberKey === null
    ? null
    : { numberKey, birthDate, sex, branch: normaliseBranch(previous.branch) ?? '' };
};

/**
 * Registers people under their numbers and continues the chain of whoever carried the previous ones. One outcome per
 * person, in order. Fails on a unique constraint when another transaction creates one of them at the same time:
 * whoever began the transaction repeats it. @spec eligibility.md §2.3
 */
export async function registerPeople(
  tx: Transaction,
  { personIdKey, at, people }: RegisterPeopleInput,
): Promise<RegistrationOutcome[]> {
  const keys = people.flatMap((who) => [who.numberKey, previousIdentity(who)?.numberKey ?? who.numberKey]);
  const index = await NumberIndex.load(tx, keys);
  const created = new Map<PersonId, Registration>();
  const named = new Map<PersonId, Registration>();
  const numbers: AddedNumber[] = [];
  const outcomes = people.map((who): RegistrationOutcome => {
    const outcome = resolve(index, who, personIdKey);
    if (outcome.kind === 'refused') return outcome;
    const { personId, kind, added } = outcome;
    if (added) {
      index.add({ ...who, personId });
      numbers.push({ ...who, personId });
    }
    if (kind === 'created') created.set(personId, who);
    else if (!isDegraded(who.name) || !named.has(personId)) named.set(personId, who);
    const degraded: readonly RegistrationFinding[] = isDegraded(who.name + who.kana) ? ['name-degraded'] : [];
    return { kind, personId, findings: [...outcome.findings, ...degraded] };
  });
  await insertRegistered(tx, created, at);
  await insertNumbers(tx, numbers);
  await updateRegistered(tx, named, at);
  return outcomes;
}

type Resolution =
  | (Exclude<RegistrationOutcome, { kind: 'refused' }> & { readonly added: boolean })
  | Extract<RegistrationOutcome, { kind: 'refused' }>;

function resolve(index: NumberIndex, who: Registration, personIdKey: string): Resolution {
  const present = index.search(who);
  if (present.kind === 'several') return { kind: 'refused', reason: 'several-candidates' };
  if (present.kind === 'differs') return { kind: 'refused', reason: 'identity-differs' };
  const chain = searchPrevious(index, who);
  if (present.kind === 'one') {
    const { personId } = present;
    const split = chain.personId !== null && chain.personId !== personId;
    const findings = split ? (['previous-is-another-person'] as const) : chain.findings;
    return { kind: 'known', personId, findings, added: !present.exact };
  }
  if (chain.personId !== null) return { kind: 'joined', personId: chain.personId, findings: [], added: true };
  const personId = derivePersonId(personIdKey, who.numberKey, who.birthDate, who.sex, who.branch);
  return { kind: 'created', personId, findings: chain.findings, added: true };
}

interface Chain {
  readonly personId: PersonId | null;
  readonly findings: readonly RegistrationFinding[];
}

function searchPrevious(index: NumberIndex, who: Registration): Chain {
  if (who.previous === null) return { personId: null, findings: [] };
  const identity = previousIdentity(who);
  const found = identity === null ? { kind: 'none' as const } : index.search(identity);
  switch (found.kind) {
    case 'one':
      return { personId: found.personId, findings: [] };
    case 'several':
      return { personId: null, findings: ['previous-ambiguous'] };
    case 'differs':
      return { personId: null, findings: ['previous-differs'] };
    case 'none':
      return { personId: null, findings: ['previous-unknown'] };
  }
}
