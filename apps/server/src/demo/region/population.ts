import { beneficiaryNumber, type DemoInsurer, INSURERS, type InsurerKind } from '../people/insurers.ts';
import { drawGivenName, FAMILY_NAMES, type NamePart, type Sex } from '../people/names.ts';
import type { Random } from '../random.ts';
import { addDays, addMonths, ageOn, dayIn, isPreschool, monthOf } from './dates.ts';

/** One eligibility of a person; both ends included, `null` = still running. */
export interface Coverage {
  readonly insurer: DemoInsurer;
  readonly symbol: string;
  readonly number: string;
  /** Two digits; '' for the insurer of the elderly. */
  readonly branch: string;
  readonly relation: 'insured' | 'dependant';
  readonly validFrom: string;
  readonly validTo: string | null;
}

export interface Person {
  /** `P0001` … in order of generation. */
  readonly id: string;
  readonly household: number;
  /** Full-width with one full-width space. */
  readonly name: string;
  readonly kana: string;
  readonly sex: Sex;
  readonly birthDate: string;
  /** 受給者番号 of the child subsidy, used while below school age. */
  readonly beneficiary: string;
  readonly coverages: readonly Coverage[];
}

interface Member {
  readonly sex: Sex;
  readonly birthDate: string;
}

interface PopulationInput {
  readonly random: Random;
  readonly count: number;
  /** First and last month of the histories. */
  readonly firstMonth: string;
  readonly lastMonth: string;
}

const ELDERLY_AGE = 75;
const COVERED_SINCE = '2019-04-01';
const FAR_FUTURE = '9999-12-31';

const sexOf = (random: Random): Sex => (random.chance(0.5) ? '1' : '2');

function birthDate(random: Random, age: number, today: string): string {
  const year = Number(today.slice(0, 4)) - age - 1;
  const day = addDays(`${year}-${today.slice(5, 7)}-01`, random.between(1, 364));
  return ageOn(day, today) === age ? day : addDays(day, -31);
}

/** Ages of the members of one household, the head first. */
function drawHousehold(random: Random): number[] {
  const kind = random.unit();
  if (kind < 0.2) return [random.between(22, 64)];
  if (kind < 0.32) return [random.between(70, 92)];
  if (kind < 0.5) {
    const head = random.between(66, 88);
    return [head, head - random.between(0, 6)];
  }
  if (kind < 0.66) {
    const head = random.between(40, 68);
    return [head, head - random.between(-3, 5)];
  }
  const head = random.between(29, 52);
  const children = Array.from({ length: random.between(1, 3) }, (_, index) =>
    Math.max(0, head - 27 - random.between(0, 5) - index * 3),
  ).filter((age) => age < 22);
  const grandparent = random.chance(0.12) ? [head + random.between(25, 31)] : [];
  return [head, head - random.between(-2, 5), ...children, ...grandparent];
}

/** What the members of a household share at one insurer. */
interface Contract {
  readonly kind: InsurerKind;
  readonly symbol: string;
  readonly number: string;
}

function drawContract(random: Random, kind: InsurerKind, serial: number): Contract {
  if (kind === 'employees') {
    return { kind, symbol: `9901${random.between(1000, 9999)}`, number: String(100_000 + serial) };
  }
  return { kind, symbol: 'つな９９', number: String(7_000_000 + serial) };
}

/** A contract from a day on; null = insurer of the elderly. */
interface CoverageStep {
  readonly contract: Contract | null;
  readonly from: string;
}

interface CoveragePlan {
  readonly member: Member;
  readonly position: number;
  readonly serial: number;
  readonly contracts: readonly { readonly contract: Contract; readonly from: string }[];
  /** Eligibilities that begin later are not known yet. */
  readonly lastDate: string;
}

/** Contracts of the household until the 75th birthday, from then on the insurer of the elderly. */
function coveragesOf(plan: CoveragePlan): Coverage[] {
  const { member, position, serial, contracts, lastDate } = plan;
  const year = Number(member.birthDate.slice(0, 4)) + ELDERLY_AGE;
  const anniversary = `${year}${member.birthDate.slice(4)}`;
  const elderlyFrom = anniversary.endsWith('-02-29') ? `${year}-02-28` : anniversary;
  const planned: CoverageStep[] = contracts.filter((step) => step.from < elderlyFrom);
  const steps = [...planned, { contract: null, from: elderlyFrom }]
    .filter((step) => step.from <= lastDate)
    .filter((_, index, all) => (all[index + 1]?.from ?? FAR_FUTURE) > member.birthDate);
  return steps.map(({ contract, from }, index) => {
    const next = steps[index + 1];
    const period = {
      validFrom: from < member.birthDate ? member.birthDate : from,
      validTo: next === undefined ? null : addDays(next.from, -1),
    };
    if (contract === null) {
      const number = String(90_000_000 + serial);
      return { insurer: INSURERS.elderly, symbol: '', number, branch: '', relation: 'insured', ...period };
    }
    const insured = contract.kind === 'municipal' || position === 0;
    return {
      insurer: INSURERS[contract.kind],
      symbol: contract.symbol,
      number: contract.number,
      branch: String(position).padStart(2, '0'),
      relation: insured ? 'insured' : 'dependant',
      ...period,
    };
  });
}

function drawMembers(random: Random, today: string): Member[] {
  return drawHousehold(random).map((age, position, ages) => {
    const couple = position === 1 && (ages[1] ?? 0) > 25;
    const sex = couple ? '2' : position === 0 && ages.length > 1 ? '1' : sexOf(random);
    return { sex, birthDate: birthDate(random, age, today) };
  });
}

/** A job change replaces the household's contract at the beginning of a month inside the histories. */
function drawContracts(random: Random, input: PopulationInput, household: number, headAge: number) {
  const kind: InsurerKind = headAge < 66 && random.chance(0.72) ? 'employees' : 'municipal';
  const first = { contract: drawContract(random, kind, household), from: COVERED_SINCE };
  if (kind !== 'employees' || !random.chance(0.08)) return [first];
  const after = random.chance(0.5) ? 'employees' : 'municipal';
  const contract = drawContract(random, after, household + 50_000);
  return [first, { contract, from: dayIn(addMonths(input.firstMonth, random.between(6, 30)), 1) }];
}

/** Coverage in force on a date; the last one when none covers it. */
export function coverageOn(person: Person, date: string): Coverage {
  const found =
    person.coverages.find((c) => c.validFrom <= date && (c.validTo === null || date <= c.validTo)) ??
    person.coverages.at(-1);
  if (found === undefined) throw new Error('a person without coverage');
  return found;
}

/** 受給者番号 on a date, or null where the child subsidy does not pay. */
export const subsidyOn = (person: Person, date: string): string | null =>
  isPreschool(person.birthDate, date) ? person.beneficiary : null;

/** Households with invented names until `count` people are reached. */
export function createPopulation(input: PopulationInput): Person[] {
  const { random, count, lastMonth } = input;
  const today = dayIn(lastMonth, 28);
  const people: Person[] = [];
  for (let household = 1; people.length < count; household += 1) {
    const family: NamePart = random.pick(FAMILY_NAMES);
    const members = drawMembers(random, today);
    const headAge = ageOn(members[0]?.birthDate ?? today, today);
    const contracts = drawContracts(random, input, household, headAge);
    members.slice(0, count - people.length).forEach((member, position) => {
      const serial = people.length + 1;
      const given = drawGivenName(random, member.sex, Number(member.birthDate.slice(0, 4)));
      people.push({
        id: `P${String(serial).padStart(4, '0')}`,
        household,
        name: `${family.name}　${given.name}`,
        kana: `${family.kana}${given.kana}`,
        sex: member.sex,
        birthDate: member.birthDate,
        beneficiary: beneficiaryNumber(serial),
        coverages: coveragesOf({ member, position, serial, contracts, lastDate: dayIn(lastMonth, 31) }),
      });
    });
  }
  return people;
}

/** Whether a person was born before a month began. */
export const livesIn = (person: Person, month: string): boolean => monthOf(person.birthDate) < month;
