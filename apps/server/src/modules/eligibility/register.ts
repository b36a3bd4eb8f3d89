import { createHash } from 'node:crypto';
import type { Transaction } from '../../kernel/db/database.ts';
import { type PersonId, readPersonIdKey, registerPeople } from '../registry/index.ts';
import type { CheckedCoverage } from './model/check-coverage.ts';
import {
  type Certificate,
  type Change,
  type CoverageFacts,
  type CoverageVersion,
  overlaps,
  PUBLIC_ASSISTANCE,
} from './model/coverage.ts';
import type { CoverageFinding, FindingCode } from './model/finding.ts';
import { noteNumbers } from './note-numbers.ts';
import { newestCoverages } from './store.ts';
import { type OverlapRow, writeOverlaps, writeVersions } from './write-versions.ts';

export interface Registering {
  readonly account: string;
  /** When the insurer told us. */
  readonly at: Date;
  /** The file it stands in; null for the interface. */
  readonly fileId: string | null;
}

export type RegisterOutcome =
  | {
      readonly kind: Change | 'unchanged';
      readonly coverage: CoverageVersion;
      readonly findings: readonly CoverageFinding[];
    }
  | { readonly kind: 'refused'; readonly findings: readonly CoverageFinding[] };

const SEX_CODES = { male: 1, female: 2, unknown: 3 } as const;
const COLUMNS: Readonly<Partial<Record<FindingCode, string>>> = {
  'several-candidates': 'branch',
  'identity-differs': 'birthDate',
  'name-degraded': 'name',
};
const finding = (code: FindingCode): CoverageFinding => ({
  code,
  column: COLUMNS[code] ?? (code.startsWith('previous') ? 'previousNumber' : null),
});

/**
 * Registers coverages of one insurer: each is new, a further version of one that is known (same numbers, same
 * 資格取得日), or says nothing new. One outcome per coverage, in order. Fails on a unique constraint when another
 * transaction changes the same ones: whoever began the transaction repeats it.
 */
export async function registerCoverages(
  tx: Transaction,
  coverages: readonly CheckedCoverage[],
  registering: Registering,
): Promise<RegisterOutcome[]> {
  const people = await registerPeople(tx, {
    personIdKey: await readPersonIdKey(tx),
    at: registering.at,
    people: coverages.map(toRegistration),
  });
  const ids = people.flatMap((one) => (one.kind === 'refused' ? [] : [one.personId]));
  const known = await newestCoverages(tx, ids);
  const versions: CoverageVersion[] = [];
  const overlapping: OverlapRow[] = [];
  const outcomes = coverages.map((coverage, position): RegisterOutcome => {
    const person = people[position];
    if (person === undefined) throw new Error('a person without an outcome');
    if (person.kind === 'refused') return { kind: 'refused', findings: [finding(person.reason)] };
    const { personId } = person;
    const mine = known.get(personId) ?? [];
    const step = nextVersion(mine, coverage, personId, registering);
    const crossing = findOverlaps(step.coverage, mine);
    if (step.kind !== 'unchanged') {
      versions.push(step.coverage);
      known.set(personId, [
        ...mine.filter(({ coverageId }) => coverageId !== step.coverage.coverageId),
        step.coverage,
      ]);
      overlapping.push(...crossing.map((other) => ({ ours: step.coverage, other, at: registering.at })));
    }
    // What the draft's own check has said already is not said twice.
    const said = person.findings.filter((code) => code !== 'name-degraded').map(finding);
    return { ...step, findings: crossing.length > 0 ? [...said, finding('overlap')] : said };
  });
  await writeVersions(tx, versions, registering.fileId);
  await writeOverlaps(tx, overlapping);
  const changed = new Set(versions.map(({ personId }) => personId));
  await noteNumbers(
    tx,
    [...changed].flatMap((personId) => known.get(personId) ?? []),
  );
  return outcomes;
}

export const toRegistration = ({ facts, numberKey, previous }: CheckedCoverage) => ({
  numberKey,
  previous,
  birthDate: facts.birthDate,
  sex: SEX_CODES[facts.sex],
  branch: facts.branch,
  insurerNumber: facts.insurerNumber,
  symbol: facts.symbol,
  number: facts.number,
  name: facts.name,
  kana: facts.kana,
  address: facts.address ?? '',
  postNumber: facts.postNumber ?? '',
});

/** Coverages of other insurers that share a day with `ours`; public assistance may stand beside any. */
export const findOverlaps = (ours: CoverageVersion, all: readonly CoverageVersion[]): CoverageVersion[] =>
  all.filter(
    (other) =>
      other.coverageId !== ours.coverageId &&
      other.facts.insurerNumber !== ours.facts.insurerNumber &&
      other.facts.cardClass !== PUBLIC_ASSISTANCE &&
      ours.facts.cardClass !== PUBLIC_ASSISTANCE &&
      overlaps(ours.facts, other.facts),
  );

function nextVersion(
  mine: readonly CoverageVersion[],
  { facts, numberKey }: CheckedCoverage,
  personId: PersonId,
  registering: Registering,
): { kind: Change | 'unchanged'; coverage: CoverageVersion } {
  const coverageId = coverageIdOf(personId, numberKey, facts);
  const before =
    mine.find((one) => one.numberKey === numberKey && one.facts.validFrom === facts.validFrom) ??
    mine.find((one) => one.coverageId === coverageId);
  return before === undefined
    ? { kind: 'registered', coverage: firstVersion(personId, coverageId, numberKey, facts, registering) }
    : furtherVersion(before, facts, numberKey, registering);
}

function firstVersion(
  personId: PersonId,
  coverageId: string,
  numberKey: string,
  facts: CoverageFacts,
  { account, at }: Registering,
): CoverageVersion {
  const { branch, birthDate } = facts;
  const stamp = { version: 1, registeredAt: at, registeredBy: account, change: 'registered' as const };
  return { personId, coverageId, ...stamp, numberKey, branch, birthDate, facts };
}

/** The version that follows `before`; the same one, `unchanged`, where the facts say nothing new. */
export function furtherVersion(
  before: CoverageVersion,
  said: CoverageFacts,
  numberKey: string,
  { account, at }: Registering,
): { kind: Change | 'unchanged'; coverage: CoverageVersion } {
  const facts: CoverageFacts = {
    ...said,
    branch: said.branch || before.facts.branch,
    limitCertificates: follow(before.facts.limitCertificates, said.limitCertificates),
    specificDiseases: follow(before.facts.specificDiseases, said.specificDiseases, (one) => one.disease),
    publicExpense: said.publicExpense.length > 0 ? said.publicExpense : before.facts.publicExpense,
  };
  if (JSON.stringify(facts) === JSON.stringify(before.facts)) return { kind: 'unchanged', coverage: before };
  const ends = before.facts.validTo === null && facts.validTo !== null;
  const kind: Change = ends ? 'closed' : 'corrected';
  const registeredAt = at > before.registeredAt ? at : before.registeredAt;
  const { branch, birthDate } = facts;
  const stamp = { version: before.version + 1, registeredAt, registeredBy: account, change: kind };
  return { kind, coverage: { ...before, ...stamp, numberKey, branch, birthDate, facts } };
}

/**
 * Certificates of earlier times stay, so that a day long ago is answered with the one that held then. What is said now
 * replaces those that begin on the same day; saying nothing leaves them all.
 */
function follow<C extends Certificate>(before: readonly C[], said: readonly C[], kindOf = (_: C) => ''): C[] {
  const replaced = (old: C) =>
    said.some((one) => one.validFrom === old.validFrom && kindOf(one) === kindOf(old));
  return [...before.filter((old) => !replaced(old)), ...said];
}

/** The same coverage, registered twice at once, has one id, so that the second one fails and is repeated. */
function coverageIdOf(personId: PersonId, numberKey: string, { validFrom }: CoverageFacts): string {
  const hex = createHash('sha256').update(`${personId}|${numberKey}|${validFrom}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
