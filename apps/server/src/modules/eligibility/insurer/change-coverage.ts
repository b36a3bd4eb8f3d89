import { dateInTokyo } from '../../../kernel/clock.ts';
import type { Transaction } from '../../../kernel/db/database.ts';
import { repeatOnConflict } from '../../../kernel/db/repeat-on-conflict.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { type DiscloseDeps, disclose } from '../../access/index.ts';
import { NOBODY, readPersonIdKey, registerPeople } from '../../registry/index.ts';
import { type CheckedCoverage, checkCoverage } from '../model/check-coverage.ts';
import type { Change, CoverageFacts, CoverageVersion } from '../model/coverage.ts';
import { type CoverageView, viewCoverage } from '../model/coverage-view.ts';
import { type CoverageFinding, describeFinding, isRefused } from '../model/finding.ts';
import { noteNumbers } from '../note-numbers.ts';
import {
  findOverlaps,
  furtherVersion,
  type Registering,
  registerCoverages,
  toRegistration,
} from '../register.ts';
import { newestCoverages, versionsOf } from '../store.ts';
import { writeOverlaps, writeVersions } from '../write-versions.ts';
import { type CoverageInput, toDrafts } from './coverage-body.ts';
import type { Clerk, OneCoverage } from './own-insurer.ts';

export interface ChangeDeps extends DiscloseDeps {
  /** Told after coverages were stored: others may know more people now. */
  readonly coverageRegistered: () => void;
}

export interface Changed {
  readonly coverage: CoverageView;
  readonly findings: readonly ReturnType<typeof describeFinding>[];
}

interface Stored {
  readonly kind: Change | 'unchanged';
  readonly coverage: CoverageVersion;
  readonly findings: readonly CoverageFinding[];
}

const EVENTS = {
  registered: 'coverage-registered',
  corrected: 'coverage-corrected',
  closed: 'coverage-closed',
  unchanged: 'coverage-corrected',
} as const;

/** Fields and the codes of what refuses them. */
const refusal = (findings: readonly CoverageFinding[]): AppError =>
  new AppError(
    'COVERAGE_REFUSED',
    Object.fromEntries(findings.filter(isRefused).map(({ code, column }) => [column ?? 'coverage', code])),
  );

/** Throws COVERAGE_REFUSED with the fields at fault. */
function check(
  deps: ChangeDeps,
  clerk: Clerk,
  body: CoverageInput,
): { coverage: CheckedCoverage; findings: readonly CoverageFinding[] } {
  const context = { ...clerk, today: dateInTokyo(deps.clock()) };
  const { drafts, publicExpense } = toDrafts(body);
  const all = drafts.map((draft) => checkCoverage(draft, context));
  const [first] = all;
  const facts = all.flatMap(({ coverage }) => (coverage === null ? [] : [coverage.facts]));
  if (first === undefined || first.coverage === null || facts.length < all.length)
    throw refusal(all.flatMap(({ findings }) => findings));
  const specificDiseases = facts.flatMap((one) => one.specificDiseases);
  return {
    coverage: { ...first.coverage, facts: { ...first.coverage.facts, specificDiseases, publicExpense } },
    findings: first.findings,
  };
}

/** Registers a coverage of the clerk's own insurer. Throws COVERAGE_REFUSED. */
export async function registerCoverage(
  deps: ChangeDeps,
  clerk: Clerk,
  body: CoverageInput,
): Promise<Changed> {
  const { coverage, findings } = check(deps, clerk, body);
  return enter(deps, clerk, findings, async (tx, registering) => {
    const [outcome] = await registerCoverages(tx, [coverage], registering);
    if (outcome === undefined || outcome.kind === 'refused') throw refusal(outcome?.findings ?? []);
    return outcome;
  });
}

/** Stores what is right as a further version. Throws COVERAGE_UNKNOWN, COVERAGE_REFUSED. */
export async function correctCoverage(
  deps: ChangeDeps,
  clerk: Clerk,
  { one, body }: { readonly one: OneCoverage; readonly body: CoverageInput },
): Promise<Changed> {
  const { coverage, findings } = check(deps, clerk, body);
  return enter(deps, clerk, findings, async (tx, registering) => {
    const before = await newestOwn(tx, clerk, one);
    const { facts, numberKey } = coverage;
    // New numbers must be this person's: they continue the chain of the old ones.
    const [outcome] = await registerPeople(tx, {
      personIdKey: await readPersonIdKey(tx),
      at: registering.at,
      people: [{ ...toRegistration(coverage), previous: before.facts }],
    });
    if (outcome?.kind === 'refused' || outcome?.personId !== before.personId)
      throw new AppError('COVERAGE_REFUSED', { number: 'identity-differs' });
    return store(tx, furtherVersion(before, facts, numberKey, registering), registering);
  });
}

/** Ends a coverage. Throws COVERAGE_UNKNOWN, COVERAGE_REFUSED. */
export async function closeCoverage(
  deps: ChangeDeps,
  clerk: Clerk,
  { one, validTo, reasonOfLoss }: { one: OneCoverage; validTo: string; reasonOfLoss: string },
): Promise<Changed> {
  return enter(deps, clerk, [], async (tx, registering) => {
    const before = await newestOwn(tx, clerk, one);
    if (validTo < before.facts.validFrom)
      throw new AppError('COVERAGE_REFUSED', { validTo: 'end-before-begin' });
    const facts: CoverageFacts = { ...before.facts, validTo, reasonOfLoss };
    return store(tx, furtherVersion(before, facts, before.numberKey, registering), registering);
  });
}

async function newestOwn(tx: Transaction, clerk: Clerk, one: OneCoverage): Promise<CoverageVersion> {
  const before = (await versionsOf(tx, one.personId, one.coverageId)).at(-1);
  if (before === undefined || before.facts.insurerNumber !== clerk.insurerNumber)
    throw new AppError('COVERAGE_UNKNOWN');
  return before;
}

async function store(
  tx: Transaction,
  step: { kind: Change | 'unchanged'; coverage: CoverageVersion },
  registering: Registering,
): Promise<Stored> {
  const { coverage, kind } = step;
  const known = (await newestCoverages(tx, [coverage.personId])).get(coverage.personId) ?? [];
  const crossing = findOverlaps(coverage, known);
  if (kind !== 'unchanged') {
    await writeVersions(tx, [coverage], registering.fileId);
    await noteNumbers(tx, [...known.filter((one) => one.coverageId !== coverage.coverageId), coverage]);
  }
  await writeOverlaps(
    tx,
    crossing.map((other) => ({ ours: coverage, other, at: registering.at })),
  );
  return { kind, coverage, findings: crossing.length > 0 ? [{ code: 'overlap', column: null }] : [] };
}

/** Stores through the one door: the entry names what was done to whom. */
async function enter(
  deps: ChangeDeps,
  clerk: Clerk,
  findings: readonly CoverageFinding[],
  change: (tx: Transaction, registering: Registering) => Promise<Stored>,
): Promise<Changed> {
  const { actor, requestId } = clerk;
  const registering = { account: actor.account, at: deps.clock(), fileId: null };
  const {
    coverage,
    kind,
    findings: further,
  } = await repeatOnConflict(() => deps.db.transaction((tx) => change(tx, registering))).catch(
    async (error) => {
      if (error instanceof AppError) await refuse(deps, clerk, error);
      throw error;
    },
  );
  if (kind !== 'unchanged') deps.coverageRegistered();
  const view = viewCoverage(coverage, coverage.facts.validFrom, OWN);
  const { personId } = coverage;
  return disclose(
    deps,
    { actor, requestId, personId, purpose: 'insurance', categories: [], event: EVENTS[kind] },
    async () => ({
      answer: () => ({
        coverage: newestCertificates(view, coverage),
        findings: [...findings, ...further].map((one) => describeFinding(null, one)),
      }),
      itemCount: 1,
    }),
  );
}

async function refuse(deps: ChangeDeps, { actor, requestId }: Clerk, error: AppError): Promise<void> {
  const nothing = { actor, requestId, personId: NOBODY, purpose: 'insurance', categories: [] } as const;
  await disclose(deps, nothing, () => Promise.reject(error)).catch(() => {});
}

/** An insurer sees everything of its own coverages. */
const OWN = { limitCertificate: true, specificDiseases: true };

/** The insurer's own view shows the certificates said last, whether or not they hold today. */
export const newestCertificates = (view: CoverageView, { facts }: CoverageVersion): CoverageView => ({
  ...view,
  elderly: facts.elderly,
  limitCertificate: facts.limitCertificates.at(-1) ?? null,
  specificDiseases: facts.specificDiseases,
});
