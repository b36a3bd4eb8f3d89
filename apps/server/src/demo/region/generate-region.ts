import { type DemoInsurer, INSURERS } from '../people/insurers.ts';
import { createRandom, type Random } from '../random.ts';
import { createCareLog } from './care/care-log.ts';
import { assembleClaims } from './claims/assemble.ts';
import { type ClaimFile, type FilePlan, planFiles, renderFile } from './claims/claim-files.ts';
import type { Draft, SpecialCase } from './claims/drafts.ts';
import { placeSpecialCases } from './claims/special-cases.ts';
import { assignConditions } from './cohort.ts';
import { condition } from './conditions/index.ts';
import { addMonths, ageOn, dayIn, monthOf } from './dates.ts';
import { FACILITIES, type Facility, facilitiesFor, PHARMACIES } from './facilities.ts';
import { createPatient } from './patient.ts';
import { createPopulation, type Person } from './population.ts';
import {
  castShowcase,
  SHOWCASE_HOMES,
  SHOWCASE_STAFF,
  type ShowcasePerson,
  type ShowcaseRole,
  type ShowcaseStaff,
  showcasePeople,
} from './showcase.ts';

export interface RegionOptions {
  readonly seed: string;
  /** `YYYY-MM-DD`; the histories end with the last full month before it. */
  readonly referenceDate: string;
  /** Number of people, at least 50. */
  readonly people: number;
}

/** A person of the region with what the histories are made of. */
export interface RegionPerson extends Person {
  readonly conditions: readonly string[];
}

/** Where a deliberate deviation stands. */
export interface PlacedSpecialCase {
  readonly kind: SpecialCase;
  readonly file: string;
  /** RE1. */
  readonly claimNo: number;
}

export interface Region {
  readonly facilities: readonly Facility[];
  readonly insurers: readonly DemoInsurer[];
  readonly people: readonly RegionPerson[];
  /** Months of the histories as `YYYY-MM`, oldest first. */
  readonly months: readonly string[];
  /** People and accounts to try the demo with. */
  readonly showcase: { readonly people: readonly ShowcasePerson[]; readonly staff: readonly ShowcaseStaff[] };
  readonly specialCases: readonly PlacedSpecialCase[];
  /** Number of claims in `files`. */
  readonly claims: number;
  /** Rendered one by one while they are iterated; can be iterated again. */
  readonly files: Iterable<ClaimFile>;
}

const HISTORY_MONTHS = 36;
const MIN_PEOPLE = 50;
const HOSPITALS = ['city-hospital', 'central-hospital', 'misaki-hospital'];

interface Homes {
  readonly clinic: Facility;
  readonly hospital: Facility;
  readonly pharmacyFor: (prescriber: Facility) => Facility;
}

/** The people of the showcase go where the accounts of the demo work. */
function showcaseHomes(role: ShowcaseRole): Homes {
  const { hospital, pharmacy, secondPharmacy } = SHOWCASE_HOMES;
  const clinic = role.child ? SHOWCASE_HOMES.childClinic : SHOWCASE_HOMES.clinic;
  const near = [clinic, hospital];
  return {
    clinic,
    hospital,
    pharmacyFor: (prescriber) => (near.includes(prescriber) ? pharmacy : secondPharmacy),
  };
}

/** Where a person goes: children to the paediatrician, everybody to the same hospital and pharmacy. */
function chooseHomes(random: Random, person: Person, lastDate: string): Homes {
  const child = ageOn(person.birthDate, lastDate) < 15;
  const clinic = random.pick(
    child ? facilitiesFor('paediatric') : facilitiesFor('internal').filter(({ kind }) => kind === 'clinic'),
  );
  const hospitalKey = random.pick(HOSPITALS);
  const hospital = FACILITIES.find((entry) => entry.key === hospitalKey) ?? clinic;
  const usual = random.pick(PHARMACIES);
  const loyal = random.chance(0.6);
  const offset = random.between(1, PHARMACIES.length - 1);
  return {
    clinic,
    hospital,
    pharmacyFor: (prescriber) => {
      if (loyal || prescriber === clinic) return usual;
      const index = (FACILITIES.indexOf(prescriber) + offset) % PHARMACIES.length;
      return PHARMACIES[index] ?? usual;
    },
  };
}

function draftsOf(random: Random, person: RegionPerson, homes: Homes, months: readonly string[]): Draft[] {
  const firstDate = dayIn(months[0] ?? '', 1);
  const lastDate = dayIn(months.at(-1) ?? '', 31);
  const begin = person.birthDate > firstDate ? person.birthDate : firstDate;
  const log = createCareLog(begin, lastDate);
  const { clinic, hospital, pharmacyFor } = homes;
  const patient = createPatient({ person, random, log, months, clinic, hospital });
  for (const id of person.conditions) condition(id).emit(patient);
  return assembleClaims({
    person,
    days: log.days(),
    pharmacyFor,
    random: random.fork('dispensing'),
    firstDate,
    lastDate,
  });
}

const specialCasesIn = (plans: readonly FilePlan[]): PlacedSpecialCase[] =>
  plans.flatMap(({ name, drafts }) =>
    drafts.flatMap(({ special }, index) =>
      special === null ? [] : [{ kind: special, file: name, claimNo: index + 1 }],
    ),
  );

function checkOptions({ referenceDate, people }: RegionOptions): void {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(referenceDate)) throw new RangeError('referenceDate must be YYYY-MM-DD');
  if (!Number.isInteger(people) || people < MIN_PEOPLE)
    throw new RangeError(`people must be a whole number of at least ${MIN_PEOPLE}`);
}

/**
 * Generates the demo region: people with three years of history, and the claim files of all its
 * institutions and pharmacies. Equal options give equal bytes.
 * @throws RangeError for a malformed date or too few people
 */
export function generateRegion(options: RegionOptions): Region {
  checkOptions(options);
  const random = createRandom(`region/${options.seed}`);
  const lastMonth = addMonths(monthOf(options.referenceDate), -1);
  const firstMonth = addMonths(lastMonth, 1 - HISTORY_MONTHS);
  const months = Array.from({ length: HISTORY_MONTHS }, (_, index) => addMonths(firstMonth, index));
  const population = createPopulation({
    random: random.fork('population'),
    count: options.people,
    firstMonth,
    lastMonth,
  });
  const lastDate = dayIn(lastMonth, 31);
  const conditions = assignConditions(random.fork('conditions'), population, lastDate);
  const cast = castShowcase(population, dayIn(firstMonth, 1), lastDate);
  const people = population.map((person, index) => ({
    ...person,
    conditions: cast.get(index)?.conditions ?? conditions[index] ?? [],
  }));
  const drafts = people.flatMap((person, index) => {
    const own = random.fork(person.id);
    const role = cast.get(index);
    const homes = role === undefined ? chooseHomes(own.fork('homes'), person, lastDate) : showcaseHomes(role);
    return draftsOf(own, person, homes, months);
  });
  const plans = planFiles(placeSpecialCases(drafts, months));
  return {
    facilities: FACILITIES,
    insurers: Object.values(INSURERS),
    people,
    months,
    showcase: { people: showcasePeople(people, cast, lastDate), staff: SHOWCASE_STAFF },
    specialCases: specialCasesIn(plans),
    claims: plans.reduce((sum, plan) => sum + plan.drafts.length, 0),
    files: {
      *[Symbol.iterator]() {
        for (const plan of plans) yield renderFile(plan);
      },
    },
  };
}
