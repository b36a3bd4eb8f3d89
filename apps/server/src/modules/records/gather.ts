import { type Clock, dateInTokyo } from '../../kernel/clock.ts';
import type { Database } from '../../kernel/db/database.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import {
  drugMayBeHidden,
  hiddenFrom,
  type IsHidden,
  NOTHING_HIDDEN,
  visitKey,
} from '../../kernel/records/hiding.ts';
import type {
  ActEvent,
  MedicationEvent,
  PrescribedEvent,
  RecordPeriod,
  RecordSource,
  SourceFile,
  SourceRecord,
  SourceResource,
  VisitEvent,
} from '../../kernel/records/record-source.ts';
import {
  type Actor,
  type Category,
  type CategoryDecision,
  facilityOf,
  readShownLimits,
  type ShownLimits,
} from '../access/index.ts';
import type { MasterCatalogue } from '../masters/index.ts';
import { facilityNames, type Person, type PersonId, readPerson } from '../registry/index.ts';
import { type DisplayPeriodRule, displayPeriod, displayPeriodRule } from './model/display-period.ts';
import { mergeSources } from './model/merge-sources.ts';
import type { Audience, DrugLine, ShownFile, TreatmentLine } from './model/record.ts';
import { consentsFor, drugOfEvent, type Renderer, renderDrug, renderTreatments } from './model/render.ts';

export interface GatherDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly sources: readonly RecordSource[];
  readonly catalogue: () => Promise<MasterCatalogue>;
  readonly policy: AudiencePolicy;
}

/** @spec mission-matrix S4-58: names of institutions are for the patient only, unless an installation decides otherwise */
export interface AudiencePolicy {
  readonly institutionNames: 'patient-only' | 'all';
}

export interface GatherInput {
  readonly actor: Actor;
  readonly personId: PersonId;
  readonly audience: Audience;
  /** `all`: everything that is stored, for whoever operates the installation. Default: the display period of the day. */
  readonly period?: 'display' | 'all';
  /** Months of care outside which nothing is wanted; null = open. Never widens the display period. */
  readonly months?: { readonly from: string | null; readonly to: string | null };
  /** False: the person alone is wanted. Default true. */
  readonly readSources?: boolean;
}

/** What the sources know of one person, with everything that decides what of it an audience sees. */
export interface Gathered extends Renderer {
  readonly person: Person;
  readonly generatedAt: Date;
  readonly period: RecordPeriod;
  /** Null: the display period was not asked for. */
  readonly rule: DisplayPeriodRule | null;
  readonly found: readonly SourceRecord[];
  readonly allowed: ReadonlySet<Category>;
  readonly isHidden: IsHidden;
  readonly limits: ShownLimits;
  /** The institution that looks; '' for whoever belongs to none. */
  readonly viewer: string;
}

const EVERYTHING: RecordPeriod = { from: '1900-01', to: '9999-12' };

/** Reads what the door has allowed. Throws PERSON_UNKNOWN. */
export async function gather(
  deps: GatherDeps,
  { actor, personId, audience, period: wanted = 'display', months, readSources = true }: GatherInput,
  decisions: readonly CategoryDecision[],
): Promise<Gathered> {
  const generatedAt = deps.clock();
  const today = dateInTokyo(generatedAt);
  const rule = wanted === 'all' ? null : displayPeriodRule(today);
  const period = within(rule === null ? EVERYTHING : displayPeriod(today, rule), months);
  const [person, catalogue, limits, ...read] = await Promise.all([
    readPerson(deps.db, personId),
    deps.catalogue(),
    audience === 'patient' || wanted === 'all' ? NO_LIMITS : readShownLimits(deps.db, personId),
    ...(!readSources || period.from > period.to
      ? []
      : deps.sources.map((source) => source.read(personId, period))),
  ]);
  if (person === null) throw new AppError('PERSON_UNKNOWN');
  const found = mergeSources(read);
  const named = seesInstitutions(deps, audience) && !limits.withheld;
  const viewer = facilityOf(actor);
  return {
    person,
    generatedAt,
    period,
    rule,
    found,
    catalogue,
    nameOf: named ? await institutionNamer(deps, found) : () => null,
    fileOf: named ? (file) => file : namelessFiles(),
    allowed: new Set(decisions.filter((one) => one.shown).map((one) => one.category)),
    isHidden: hiddenFrom(viewer, limits.hidden),
    limits,
    viewer,
  };
}

const within = (period: RecordPeriod, months: GatherInput['months']): RecordPeriod => ({
  from: months?.from != null && months.from > period.from ? months.from : period.from,
  to: months?.to != null && months.to < period.to ? months.to : period.to,
});

/** A patient sees everything, and so does whoever operates the installation. */
const NO_LIMITS: ShownLimits = { hidden: new Set(), withheld: false };

const seesInstitutions = ({ policy }: Pick<GatherDeps, 'policy'>, audience: Audience): boolean =>
  audience === 'patient' || policy.institutionNames === 'all';

/** Each file without its name, once: lines of one file share one object. */
function namelessFiles(): Renderer['fileOf'] {
  const nameless = new Map<SourceFile, ShownFile>();
  return (file) => {
    let shown = nameless.get(file);
    if (shown === undefined) {
      shown = { ...file, fileName: null };
      nameless.set(file, shown);
    }
    return shown;
  };
}

async function institutionNamer(
  deps: Pick<GatherDeps, 'db'>,
  found: readonly SourceRecord[],
): Promise<Renderer['nameOf']> {
  const codes = new Set<string>();
  for (const { medications, prescribed = [], acts, visits, resources } of found) {
    for (const { facilityCode, prescriberCode } of [...medications, ...prescribed]) {
      codes.add(facilityCode);
      if (prescriberCode !== null) codes.add(prescriberCode);
    }
    for (const { facilityCode } of acts) codes.add(facilityCode);
    for (const { facilityCode } of visits) codes.add(facilityCode);
    for (const { facilityCode } of resources) codes.add(facilityCode);
  }
  const names = await facilityNames(deps.db, [...codes]);
  const institutions = new Map([...codes].map((code) => [code, { code, name: names.get(code) ?? code }]));
  return (code) => institutions.get(code) ?? null;
}

/** The drugs that may be shown, in the order of the source. */
export const eachDrug = (
  gathered: Gathered,
  { medications }: Pick<SourceRecord, 'medications'>,
  take: (line: DrugLine, event: MedicationEvent) => void,
): void => eachShown(gathered, medications, take);

/** The drugs that were prescribed and wait, likewise. */
export const eachPrescribed = (
  gathered: Gathered,
  { prescribed = [] }: Pick<SourceRecord, 'prescribed'>,
  take: (line: DrugLine, event: PrescribedEvent) => void,
): void => eachShown(gathered, prescribed, take);

function eachShown<T extends MedicationEvent>(
  gathered: Gathered,
  events: readonly T[],
  take: (line: DrugLine, event: T) => void,
): void {
  if (!gathered.allowed.has('medication')) return;
  for (const event of events) {
    if (gathered.isHidden(event) && mayHide(gathered, event)) continue;
    const line = renderDrug(gathered, event);
    if (line !== null) take(line, event);
  }
}

const mayHide = ({ catalogue }: Renderer, event: MedicationEvent): boolean =>
  drugMayBeHidden(drugOfEvent(catalogue, event)?.entry.controlledKind ?? 0);

/** The treatments that may be shown, likewise. */
export const shownTreatments = (
  gathered: Gathered,
  { acts }: { readonly acts: readonly ActEvent[] },
): TreatmentLine[] =>
  renderTreatments(gathered, acts, gathered.isHidden).filter((line) =>
    consentsFor(line.act.category).every((category) => gathered.allowed.has(category)),
  );

/** The visits that may be shown, likewise. */
export const shownVisits = (
  { allowed, isHidden }: Gathered,
  { visits }: Pick<SourceRecord, 'visits'>,
): readonly VisitEvent[] =>
  allowed.has('treatment')
    ? isHidden === NOTHING_HIDDEN
      ? visits
      : visits.filter((one) => !isHidden(one))
    : [];

/**
 * The resources of institutions that may be shown, likewise. What the patient has not been told is for the institution
 * that sent it alone. @spec mission-matrix S4-60; phr.md §3 A4
 */
export const shownResources = (
  { allowed, limits, viewer }: Gathered,
  { resources }: Pick<SourceRecord, 'resources'>,
): SourceResource[] =>
  resources.filter(({ category, facilityCode, date, toldToPatient, hideKey }) => {
    if (!allowed.has(category)) return false;
    if (facilityCode === viewer) return true;
    const ofVisit = date !== null && limits.hidden.has(visitKey({ facilityCode, date }));
    return toldToPatient !== false && !limits.hidden.has(hideKey) && !ofVisit;
  });
