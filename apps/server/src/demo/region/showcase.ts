import { type DemoInsurer, INSURERS } from '../people/insurers.ts';
import { readTable } from '../table.ts';
import { ageOn } from './dates.ts';
import { type Facility, facility } from './facilities.ts';
import { type Coverage, coverageOn, type Person } from './population.ts';

/** A kind of person worth looking at; `showcase.csv` gives each one a fixed set of conditions. */
export interface ShowcaseRole {
  readonly key: string;
  readonly sex: string;
  readonly minAge: number;
  readonly maxAge: number;
  readonly child: boolean;
  readonly conditions: readonly string[];
  readonly descriptionJa: string;
  readonly descriptionEn: string;
}

/** A person to try the demo with. */
export interface ShowcasePerson {
  readonly key: string;
  readonly personId: string;
  readonly name: string;
  readonly kana: string;
  readonly birthDate: string;
  /** 1 male, 2 female. */
  readonly sex: Person['sex'];
  /** Coverage on the last day of the histories: insurer number, symbol, number, branch. */
  readonly coverage: Coverage;
  readonly descriptionJa: string;
  readonly descriptionEn: string;
}

const STAFF_ROLES = [
  'physician',
  'pharmacist',
  'nurse',
  'receptionist',
  'manager',
  'insurer-clerk',
  'ministry',
  'intake-operator',
  'administrator',
] as const;

/** An account of the demo; the role is one of those of the sign-in module. */
export interface ShowcaseStaff {
  readonly account: string;
  readonly role: (typeof STAFF_ROLES)[number];
  /** Null for organisations that treat nobody. */
  readonly facility: Facility | null;
  /** Null for organisations that insure nobody. */
  readonly insurer: DemoInsurer | null;
  readonly kind: Facility['kind'] | 'insurer' | 'ministry' | 'operator';
  readonly organisation: string;
  readonly displayName: string;
  /** May use the emergency view, and the institution too. */
  readonly emergencyDesignated: boolean;
}

const at = (fileName: string): URL => new URL(`./data/${fileName}`, import.meta.url);

export const SHOWCASE_ROLES: readonly ShowcaseRole[] = readTable(at('showcase.csv')).map((cell) => ({
  key: cell('key'),
  sex: cell('sex'),
  minAge: Number(cell('min_age')),
  maxAge: Number(cell('max_age')),
  child: cell('child') === '1',
  conditions: cell('conditions').split(' '),
  descriptionJa: cell('description_ja'),
  descriptionEn: cell('description_en'),
}));

function oneOf<T extends string>(text: string, known: readonly T[]): T {
  const found = known.find((one) => one === text);
  if (found === undefined) throw new Error(`unknown in staff.csv: ${text}`);
  return found;
}

const insurerOf = (kind: string): DemoInsurer | null =>
  kind === '' ? null : INSURERS[oneOf(kind, ['employees', 'municipal', 'elderly'])];

export const SHOWCASE_STAFF: readonly ShowcaseStaff[] = readTable(at('staff.csv')).map((cell) => {
  const place = cell('facility') === '' ? null : facility(cell('facility'));
  const insurer = insurerOf(cell('insurer'));
  return {
    account: cell('account'),
    role: oneOf(cell('role'), STAFF_ROLES),
    facility: place,
    insurer,
    kind: place?.kind ?? oneOf(cell('kind'), ['insurer', 'ministry', 'operator']),
    organisation: place?.name ?? insurer?.nameJa ?? cell('organisation'),
    displayName: cell('name'),
    emergencyDesignated: cell('emergency') === '1',
  };
});

/** Where the people of the showcase go, so that the accounts of the demo meet them. */
export const SHOWCASE_HOMES = {
  hospital: facility('city-hospital'),
  clinic: facility('minato-clinic'),
  childClinic: facility('kodomo-clinic'),
  pharmacy: facility('aozora-pharmacy'),
  secondPharmacy: facility('minato-pharmacy'),
};

const isSteady = (person: Person, firstDate: string, lastDate: string): boolean =>
  coverageOn(person, firstDate) === coverageOn(person, lastDate);

/**
 * Gives each role of the showcase to the first person who fits and whose coverage stays the same
 * throughout, one to a household. Roles that nobody fits (in very small regions) are left out.
 * @returns role by position in `people`
 */
export function castShowcase(
  people: readonly Person[],
  firstDate: string,
  lastDate: string,
): ReadonlyMap<number, ShowcaseRole> {
  const cast = new Map<number, ShowcaseRole>();
  const households = new Set<number>();
  for (const role of SHOWCASE_ROLES) {
    const index = people.findIndex((person) => {
      if (households.has(person.household) || person.sex !== role.sex) return false;
      const age = ageOn(person.birthDate, lastDate);
      return age >= role.minAge && age <= role.maxAge && isSteady(person, firstDate, lastDate);
    });
    const chosen = people[index];
    if (chosen === undefined) continue;
    households.add(chosen.household);
    cast.set(index, role);
  }
  return cast;
}

/** The people of the showcase in the order of `showcase.csv`. */
export function showcasePeople(
  people: readonly Person[],
  cast: ReadonlyMap<number, ShowcaseRole>,
  lastDate: string,
): ShowcasePerson[] {
  return [...cast].flatMap(([index, role]) => {
    const person = people[index];
    if (person === undefined) return [];
    return [
      {
        key: role.key,
        personId: person.id,
        name: person.name,
        kana: person.kana,
        birthDate: person.birthDate,
        sex: person.sex,
        coverage: coverageOn(person, lastDate),
        descriptionJa: role.descriptionJa,
        descriptionEn: role.descriptionEn,
      },
    ];
  });
}
