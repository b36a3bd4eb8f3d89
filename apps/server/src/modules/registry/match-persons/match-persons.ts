import type { Queryable, Transaction } from '../../../kernel/db/database.ts';
import type { Identity, Newcomer } from '../identity.ts';
import type { PersonId } from '../person-id.ts';
import { derivePersonId } from '../person-id.ts';
import { selectNumbers } from '../select-numbers.ts';
import { insertPeople } from './sql.ts';

export type Match =
  | { readonly kind: 'one'; readonly personId: PersonId }
  | { readonly kind: 'none' }
  | { readonly kind: 'several' };

interface Candidate {
  readonly branch: string;
  readonly personId: PersonId;
}

const identityKey = (who: Identity): string => `${who.numberKey}\t${who.birthDate}\t${who.sex}`;

/**
 * Finds the people behind many claims with one query. Numbers, birth date and sex must agree exactly; an unknown
 * branch on either side agrees with any, provided that only one person is left.
 * @spec eligibility.md §2.2 (any remaining difference means another person)
 */
export class PersonMatcher {
  private readonly candidates = new Map<string, Candidate[]>();

  static async load(db: Queryable, people: readonly Identity[]): Promise<PersonMatcher> {
    const matcher = new PersonMatcher();
    const keys = [...new Set(people.map((who) => who.numberKey))];
    if (keys.length === 0) return matcher;
    for (const row of await selectNumbers(db, keys)) {
      matcher.add(
        { numberKey: row.number_key, birthDate: row.birth_date, sex: row.sex, branch: row.branch },
        row.person_id,
      );
    }
    return matcher;
  }

  match(who: Identity): Match {
    const all = this.candidates.get(identityKey(who));
    if (all === undefined) return { kind: 'none' };
    const exact = all.find((candidate) => candidate.branch === who.branch && who.branch !== '');
    if (exact !== undefined) return { kind: 'one', personId: exact.personId };
    const agreeing = all.filter((candidate) => candidate.branch === '' || who.branch === '');
    const people = new Set(agreeing.map((candidate) => candidate.personId));
    const [personId] = people;
    if (personId === undefined) return { kind: 'none' };
    return people.size === 1 ? { kind: 'one', personId } : { kind: 'several' };
  }

  /** Creates the people whom `match` does not find; may fail as `insertPeople` does. Returns how many were new. */
  async createMissing(tx: Transaction, personIdKey: string, people: readonly Newcomer[]): Promise<number> {
    const fresh: (Newcomer & { personId: PersonId })[] = [];
    for (const who of people) {
      if (this.match(who).kind !== 'none') continue;
      const personId = derivePersonId(personIdKey, who.numberKey, who.birthDate, who.sex, who.branch);
      this.add(who, personId);
      fresh.push({ ...who, personId });
    }
    await insertPeople(tx, fresh);
    return fresh.length;
  }

  private add(who: Identity, personId: PersonId): void {
    const key = identityKey(who);
    const all = this.candidates.get(key);
    if (all === undefined) this.candidates.set(key, [{ branch: who.branch, personId }]);
    else all.push({ branch: who.branch, personId });
  }
}
