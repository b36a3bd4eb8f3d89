import type { Coverage, RegionPerson } from '../../demo/index.ts';
import {
  type CheckedCoverage,
  type CoverageDraft,
  checkCoverage,
  EMPTY_DRAFT,
  ratioByAge,
  registerCoverages,
} from '../../modules/eligibility/index.ts';
import type { Runtime } from '../../runtime.ts';
import { say } from '../arguments.ts';
import { DEMO_ADDRESS } from './demo-accounts.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** An insurer tells of a beginning about twelve days later, of an end after eight. @spec eligibility.md §14.2 */
const TOLD_OF_BEGIN_DAYS = 12;
const TOLD_OF_END_DAYS = 8;

/** What an insurer tells on a day. */
interface Told {
  /** `YYYY-MM-DD`. */
  readonly on: string;
  readonly person: RegionPerson;
  readonly coverage: Coverage;
  readonly before: Coverage | null;
  readonly ended: boolean;
}

/** Registers the coverages of the demo region as the insurers would have told of them over the years. */
export async function registerDemoCoverages(
  runtime: Runtime,
  people: readonly RegionPerson[],
): Promise<void> {
  const told = people.flatMap(toldOf).sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
  const newest = runtime.clock();
  let count = 0;
  for (const [on, all] of Map.groupBy(told, (one) => one.on)) {
    const at = new Date(`${on}T09:00:00+09:00`);
    const coverages = all.flatMap((one) => checked(one, on));
    await runtime.db.transaction((tx) =>
      registerCoverages(tx, coverages, { account: 'demo', at: at < newest ? at : newest, fileId: null }),
    );
    count += all.filter(({ ended }) => !ended).length;
  }
  say(`  coverages: ${count} of ${people.length} people`);
}

const addDays = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);

/** Told on the first of a month at the earliest after so many days, so that few days have something to tell. */
const nextRound = (date: string, days: number): string => {
  const day = addDays(date, days);
  return day.endsWith('-01') ? day : addDays(`${day.slice(0, 8)}01`, 32).replace(/\d\d$/, '01');
};

const toldOf = (person: RegionPerson): Told[] =>
  person.coverages.flatMap((coverage, index): Told[] => {
    const before = person.coverages[index - 1] ?? null;
    const begin = nextRound(coverage.validFrom, TOLD_OF_BEGIN_DAYS);
    const told = [{ on: begin, person, coverage, before, ended: false }];
    if (coverage.validTo === null) return told;
    const end = nextRound(coverage.validTo, TOLD_OF_END_DAYS);
    return [...told, { on: end > begin ? end : addDays(begin, 1), person, coverage, before, ended: true }];
  });

function checked({ person, coverage, before, ended }: Told, today: string): CheckedCoverage[] {
  const { insurer } = coverage;
  const context = { insurerNumber: insurer.number.padStart(8, '0'), insurerName: insurer.nameJa, today };
  const { coverage: found } = checkCoverage(
    {
      ...EMPTY_DRAFT,
      insurerNumber: insurer.number,
      cardClass: '01',
      symbol: coverage.symbol,
      number: coverage.number,
      branch: coverage.branch,
      relation: coverage.relation === 'insured' ? 'insured' : 'family',
      name: person.name,
      kana: person.kana,
      sex: person.sex === '1' ? 'male' : 'female',
      birthDate: person.birthDate,
      address: DEMO_ADDRESS,
      validFrom: coverage.validFrom,
      // 資格喪失日: the day after the last day.
      validTo: ended && coverage.validTo !== null ? addDays(coverage.validTo, 1) : '',
      reasonOfLoss: ended ? '03' : '',
      ratioPercent: String(ratioByAge(person.birthDate, today)),
      ...extrasOf(person),
      previousInsurerNumber: before?.insurer.number ?? '',
      previousSymbol: before?.symbol ?? '',
      previousNumber: before?.number ?? '',
      previousBranch: before?.branch ?? '',
    },
    context,
  );
  return found === null ? [] : [found];
}

/** Those on dialysis have the certificate for it; a few others a certificate of limits. */
function extrasOf(person: RegionPerson): Partial<CoverageDraft> {
  if (person.conditions.some((one) => one.includes('dialysis')))
    return { disease: '1', diseaseValidFrom: '2020-04-01', diseaseSelfPayYen: '10000' };
  if (person.household % 10 === 3)
    return { limitClassification: '01', limitFlag: 'A03', limitValidFrom: '2025-08-01' };
  return {};
}
