import { createRandom, type Random } from '../random.ts';
import { createCareLog } from './care/care-log.ts';
import { assembleClaims } from './claims/assemble.ts';
import { type ClaimFile, planFiles, renderFile } from './claims/claim-files.ts';
import type { Draft } from './claims/drafts.ts';
import { placeSpecialCases } from './claims/special-cases.ts';
import { assignConditions } from './cohort.ts';
import { condition } from './conditions/index.ts';
import { addMonths, ageOn, dayIn, monthOf } from './dates.ts';
import { FACILITIES, type Facility, facilitiesFor, PHARMACIES } from './facilities.ts';
import { createPatient } from './patient.ts';
import { createPopulation, type Person } from './population.ts';

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

export interface Region {
  readonly facilities: readonly Facility[];
  readonly people: readonly RegionPerson[];
  /** Months of the histories as `YYYY-MM`, oldest first. */
  readonly months: readonly string[];
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

/** Where a person goes: children to the paediatrician, everybody to the same hospital and pharmacy. */
function chooseHomes(random: Random, person: Person, lastDate: string): Homes {
  const child = ageOn(person.birthDate, lastDate) < 15;
  const clinic = random.pick(child ? facilitiesFor('paediatric') : facilitiesFor('internal').slice(1));
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

function draftsOf(random: Random, person: RegionPerson, months: readonly string[]): Draft[] {
  const firstDate = dayIn(months[0] ?? '', 1);
  const lastDate = dayIn(months.at(-1) ?? '', 31);
  const begin = person.birthDate > firstDate ? person.birthDate : firstDate;
  const log = createCareLog(begin, lastDate);
  const { clinic, hospital, pharmacyFor } = chooseHomes(random.fork('homes'), person, lastDate);
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
  const conditions = assignConditions(random.fork('conditions'), population, dayIn(lastMonth, 28));
  const people = population.map((person, index) => ({ ...person, conditions: conditions[index] ?? [] }));
  const drafts = people.flatMap((person) => draftsOf(random.fork(person.id), person, months));
  const plans = planFiles(placeSpecialCases(drafts, months));
  return {
    facilities: FACILITIES,
    people,
    months,
    claims: plans.reduce((sum, plan) => sum + plan.drafts.length, 0),
    files: {
      *[Symbol.iterator]() {
        for (const plan of plans) yield renderFile(plan);
      },
    },
  };
}
