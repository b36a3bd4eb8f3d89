import type { Database } from '../../../kernel/db/database.ts';
import type { Person, Sex } from '../person.ts';
import type { PersonId } from '../person-id.ts';
import { readPerson } from './find-person.ts';

/** 氏名, 生年月日, 性別, and 住所 or 保険者. @spec eligibility.md §11.1 */
export interface FourItems {
  readonly name: string;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string;
  readonly sex: Sex;
  readonly address?: string | undefined;
  /** Number of the insurer, with or without leading zeros. */
  readonly insurerNumber?: string | undefined;
}

interface Candidate {
  readonly person_id: PersonId;
  readonly name: string;
  readonly kana: string;
  readonly address: string;
  readonly insurers: string[] | null;
}

/** For comparing only: full width and half width, spaces and hyphens make no difference. */
const comparable = (text: string): string => text.normalize('NFKC').replace(/[\s‐‑‒–—―−ー-]/gu, '');

const withoutZeros = (insurerNumber: string): string => comparable(insurerNumber).replace(/^0+/, '');

/**
 * The people whom all four items fit, at most two: whoever asks learns that the items do not suffice, not who they are.
 * The name may be given in kanji or in kana; an address fits when one of the two begins with the other.
 */
export async function findByFourItems(db: Database, items: FourItems): Promise<Person[]> {
  const candidates = await db.query<Candidate>(
    `SELECT p.person_id, p.name, p.kana, p.address, array_agg(n.insurer_number) AS insurers
     FROM registry.person p LEFT JOIN registry.insured_number n USING (person_id)
     WHERE p.birth_date = $1 AND p.sex = $2 GROUP BY p.person_id`,
    [items.birthDate, items.sex],
  );
  const fitting = candidates.filter((one) => fits(one, items));
  const people: Person[] = [];
  for (const { person_id } of fitting.slice(0, 2)) {
    const person = await readPerson(db, person_id);
    if (person !== null) people.push(person);
  }
  return people;
}

function fits(one: Candidate, { name, address, insurerNumber }: FourItems): boolean {
  const wanted = comparable(name);
  if (wanted === '' || (comparable(one.name) !== wanted && comparable(one.kana) !== wanted)) return false;
  if (address !== undefined) {
    const [shorter = '', longer = ''] = [comparable(address), comparable(one.address)].sort(
      (a, b) => a.length - b.length,
    );
    if (shorter === '' || !longer.startsWith(shorter)) return false;
  }
  if (insurerNumber === undefined) return address !== undefined;
  const insurer = withoutZeros(insurerNumber);
  return (one.insurers ?? []).some((number) => withoutZeros(number) === insurer);
}
