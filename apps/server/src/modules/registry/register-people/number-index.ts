import type { Queryable } from '../../../kernel/db/database.ts';
import type { Identity } from '../identity.ts';
import type { PersonId } from '../person-id.ts';
import { selectNumbers } from '../select-numbers.ts';

interface Holder extends Identity {
  readonly personId: PersonId;
}

const NOT_SET = 3;

const sameSex = (a: number, b: number): boolean => a === b || a === NOT_SET || b === NOT_SET;

export type Search =
  | { readonly kind: 'one'; readonly personId: PersonId; readonly exact: boolean }
  | { readonly kind: 'none' | 'several' | 'differs' };

/** Who carries which numbers: as stored, and as a registration in hand adds to it. */
export class NumberIndex {
  private readonly holders = new Map<string, Holder[]>();

  static async load(db: Queryable, numberKeys: Iterable<string>): Promise<NumberIndex> {
    const index = new NumberIndex();
    const keys = [...new Set(numberKeys)];
    if (keys.length === 0) return index;
    for (const row of await selectNumbers(db, keys))
      index.add({
        numberKey: row.number_key,
        birthDate: row.birth_date,
        sex: row.sex,
        branch: row.branch,
        personId: row.person_id,
      });
    return index;
  }

  add(holder: Holder): void {
    const all = this.holders.get(holder.numberKey);
    if (all === undefined) this.holders.set(holder.numberKey, [holder]);
    else all.push(holder);
  }

  /**
   * Birth date and sex must agree (a sex that is not set agrees with any); an unknown branch agrees with any, provided
   * that one person is left. `differs`: the very branch belongs to somebody with another birth date or sex.
   */
  search(who: Identity): Search {
    const all = this.holders.get(who.numberKey) ?? [];
    const alike = all.filter(({ birthDate, sex }) => birthDate === who.birthDate && sameSex(sex, who.sex));
    const branched = who.branch === '' ? [] : alike.filter(({ branch }) => branch === who.branch);
    const open =
      branched.length > 0 ? branched : alike.filter((one) => one.branch === '' || who.branch === '');
    const people = new Set(open.map(({ personId }) => personId));
    const [personId] = people;
    if (personId === undefined) {
      const taken = who.branch !== '' && all.some(({ branch }) => branch === who.branch);
      return { kind: taken ? 'differs' : 'none' };
    }
    if (people.size > 1) return { kind: 'several' };
    return {
      kind: 'one',
      personId,
      exact: open.some((one) => one.branch === who.branch && one.sex === who.sex),
    };
  }
}
