import type { Random } from '../random.ts';
import type { CareLog, Day } from './care/care-log.ts';
import { addMonths, ageOn, dayIn, monthOf, workday } from './dates.ts';
import type { Facility } from './facilities.ts';
import { livesIn, type Person } from './population.ts';

/** Everything a condition module may use. It writes into `log` and draws from its own `random`. */
export interface Patient {
  readonly person: Person;
  readonly random: Random;
  readonly log: CareLog;
  /** Months of the histories, oldest first. */
  readonly months: readonly string[];
  /** Where the person goes with everyday illnesses. */
  readonly clinic: Facility;
  /** The hospital that the person is sent to. */
  readonly hospital: Facility;
  /** Visits at the clinic for chronic illnesses; the same days for all of them. */
  readonly chronicVisits: () => readonly ChronicVisit[];
  readonly ageIn: (month: string) => number;
  /** Date on which a chronic illness was found, before the histories begin. */
  readonly since: (years: number) => string;
}

export interface ChronicVisit {
  readonly day: Day;
  /** 0, 1, 2 … over the person's visits. */
  readonly index: number;
  /** Days until the next visit, in whole weeks: how long drugs must last. */
  readonly days: number;
}

export interface Condition {
  readonly id: string;
  readonly emit: (patient: Patient) => void;
}

interface PatientInput {
  readonly person: Person;
  readonly random: Random;
  readonly log: CareLog;
  readonly months: readonly string[];
  readonly clinic: Facility;
  readonly hospital: Facility;
}

/** Every month or every other month by person, on the person's own day of the month; now and then one is missed. */
function planVisits(input: PatientInput): ChronicVisit[] {
  const random = input.random.fork('chronic-visits');
  const everyMonths = random.chance(0.18) ? 1 : 2;
  const own = random.between(2, 25);
  const planned = input.months.filter(
    (month, index) => index % everyMonths === 0 && livesIn(input.person, month) && !random.chance(0.05),
  );
  return planned.map((month, index) => ({
    day: input.log.visit(input.clinic, workday(dayIn(month, own + random.between(0, 2)))),
    index,
    days: everyMonths === 1 ? 28 : 56,
  }));
}

export function createPatient(input: PatientInput): Patient {
  let visits: readonly ChronicVisit[] | null = null;
  const firstMonth = input.months[0] ?? monthOf(input.person.birthDate);
  return {
    ...input,
    chronicVisits: () => {
      visits ??= planVisits(input);
      return visits;
    },
    ageIn: (month) => ageOn(input.person.birthDate, dayIn(month, 15)),
    since: (years) => {
      const date = dayIn(addMonths(firstMonth, -12 * years), 10);
      return date < input.person.birthDate ? input.person.birthDate : date;
    },
  };
}
