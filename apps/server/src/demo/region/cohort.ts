import type { Random } from '../random.ts';
import { readTable } from '../table.ts';
import { ageOn } from './dates.ts';
import type { Person } from './population.ts';

/** Who can have a condition and how many do. */
interface Cohort {
  readonly condition: string;
  /** '' = both. */
  readonly sex: string;
  readonly minAge: number;
  readonly maxAge: number;
  /** Part of all people, at least one person; 1 = everybody of the age. */
  readonly share: number;
  readonly excludes: readonly string[];
}

const COHORTS: readonly Cohort[] = readTable(new URL('./data/cohorts.csv', import.meta.url)).map((cell) => ({
  condition: cell('condition'),
  sex: cell('sex'),
  minAge: Number(cell('min_age')),
  maxAge: Number(cell('max_age')),
  share: Number(cell('share')),
  excludes: cell('excludes')
    .split(' ')
    .filter((id) => id !== ''),
}));

function shuffled<T>(random: Random, list: readonly T[]): T[] {
  const result = [...list];
  for (let i = result.length - 1; i > 0; i -= 1) {
    const j = random.between(0, i);
    const [a, b] = [result[i], result[j]];
    if (a === undefined || b === undefined) continue;
    result[i] = b;
    result[j] = a;
  }
  return result;
}

/**
 * Conditions of every person, by position in `people`. Rare conditions are drawn as quotas, so that
 * each of them occurs even in a small region.
 * @param today decides the ages
 */
export function assignConditions(
  random: Random,
  people: readonly Person[],
  today: string,
): readonly (readonly string[])[] {
  const assigned: string[][] = people.map(() => []);
  for (const cohort of COHORTS) {
    const fits = [...people.keys()].filter((index) => {
      const person = people[index];
      if (person === undefined || (cohort.sex !== '' && person.sex !== cohort.sex)) return false;
      const age = ageOn(person.birthDate, today);
      if (age < cohort.minAge || age > cohort.maxAge) return false;
      return !cohort.excludes.some((id) => assigned[index]?.includes(id));
    });
    const quota = cohort.share === 1 ? fits.length : Math.max(1, Math.round(people.length * cohort.share));
    for (const index of shuffled(random.fork(cohort.condition), fits).slice(0, quota)) {
      assigned[index]?.push(cohort.condition);
    }
  }
  return assigned;
}
