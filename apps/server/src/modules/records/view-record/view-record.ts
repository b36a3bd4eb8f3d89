import type { Clock } from '../../../kernel/clock.ts';
import { dateInTokyo } from '../../../kernel/clock.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import type {
  MedicationEvent,
  RecordPeriod,
  RecordSource,
  SourceFile,
  SourceRecord,
} from '../../../kernel/records/record-source.ts';
import {
  type Actor,
  type Category,
  type CategoryDecision,
  type DiscloseDeps,
  disclose,
  facilityOf,
  type Purpose,
  RECORD_CATEGORIES,
  readShownLimits,
  type ShownLimits,
} from '../../access/index.ts';
import type { MasterCatalogue } from '../../masters/index.ts';
import { facilityNames, type PersonId, readPerson } from '../../registry/index.ts';
import { displayPeriod, displayPeriodRule } from '../model/display-period.ts';
import { drugMayBeHidden, hiddenFrom, type IsHidden, NOTHING_HIDDEN } from '../model/hiding.ts';
import type { Audience, DrugLine, PersonRecord, ShownFile, TreatmentLine, Visit } from '../model/record.ts';
import { consentsFor, type Renderer, renderDrug, renderTreatments } from '../model/render.ts';

export interface ViewRecordDeps extends DiscloseDeps {
  readonly clock: Clock;
  readonly sources: readonly RecordSource[];
  readonly catalogue: () => Promise<MasterCatalogue>;
  readonly policy: AudiencePolicy;
}

/** @spec mission-matrix S4-58: names of institutions are for the patient only, unless an installation decides otherwise */
export interface AudiencePolicy {
  readonly institutionNames: 'patient-only' | 'all';
}

export interface ViewRecordInput {
  readonly actor: Actor;
  readonly personId: PersonId;
  readonly purpose: Extract<Purpose, 'care' | 'self' | 'operation'>;
  readonly audience: Audience;
  readonly requestId: string;
  /** `all`: everything that is stored, for whoever operates the installation. Default: the display period of the day. */
  readonly period?: 'display' | 'all';
}

const EVERYTHING: RecordPeriod = { from: '1900-01', to: '9999-12' };

/** The record of a person as an audience may see it. Throws the refusal of `access`, and PERSON_UNKNOWN. */
export const viewRecord = (deps: ViewRecordDeps, input: ViewRecordInput): Promise<PersonRecord> =>
  answerRecord(deps, input, (record) => record);

/** The same in the form that `write` gives it, which it does while the entry is being written. */
export function answerRecord<T>(
  deps: ViewRecordDeps,
  input: ViewRecordInput,
  write: (record: PersonRecord) => T,
): Promise<T> {
  const { actor, personId, purpose, requestId } = input;
  return disclose(
    deps,
    { actor, personId, purpose, categories: RECORD_CATEGORIES, requestId },
    async (decisions) => {
      const record = await assemble(deps, input, decisions);
      return { answer: () => write(record), itemCount: record.drugs.length + record.treatments.length };
    },
  );
}

async function assemble(
  deps: ViewRecordDeps,
  { actor, personId, audience, period: wanted = 'display' }: ViewRecordInput,
  decisions: readonly CategoryDecision[],
): Promise<PersonRecord> {
  const generatedAt = deps.clock();
  const today = dateInTokyo(generatedAt);
  const rule = wanted === 'all' ? null : displayPeriodRule(today);
  const period = rule === null ? EVERYTHING : displayPeriod(today, rule);
  const [person, catalogue, limits, ...found] = await Promise.all([
    readPerson(deps.db, personId),
    deps.catalogue(),
    audience === 'patient' || wanted === 'all' ? NO_LIMITS : readShownLimits(deps.db, personId),
    ...deps.sources.map((source) => source.read(personId, period)),
  ]);
  if (person === null) throw new AppError('PERSON_UNKNOWN');
  const named = seesInstitutions(deps, audience) && !limits.withheld;
  const nameOf = named ? await institutionNamer(deps, found) : () => null;
  const fileOf = named ? (file: SourceFile) => file : namelessFiles();
  const allowed = new Set(decisions.filter((one) => one.shown).map((one) => one.category));
  const isHidden = hiddenFrom(facilityOf(actor), limits.hidden);
  const lines = render(found, { catalogue, nameOf, fileOf }, allowed, isHidden);
  return {
    view: audience,
    person,
    generatedAt,
    period: { ...period, rule },
    categories: decisions.map((one) => ({
      category: one.category,
      shown: one.shown,
      ground: one.shown ? one.ground : null,
      validUntil: one.shown ? one.validUntil : null,
      refusalCode: one.shown ? null : one.refusalCode,
    })),
    freshness: freshnessOf(found),
    ...lines,
  };
}

/** A patient sees everything, and so does whoever operates the installation. */
const NO_LIMITS: ShownLimits = { hidden: new Set(), withheld: false };

const seesInstitutions = ({ policy }: ViewRecordDeps, audience: Audience): boolean =>
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
  deps: ViewRecordDeps,
  found: readonly SourceRecord[],
): Promise<Renderer['nameOf']> {
  const codes = new Set<string>();
  for (const { medications, acts, visits } of found) {
    for (const { facilityCode, prescriberCode } of medications) {
      codes.add(facilityCode);
      if (prescriberCode !== null) codes.add(prescriberCode);
    }
    for (const { facilityCode } of acts) codes.add(facilityCode);
    for (const { facilityCode } of visits) codes.add(facilityCode);
  }
  const names = await facilityNames(deps.db, [...codes]);
  const institutions = new Map([...codes].map((code) => [code, { code, name: names.get(code) ?? code }]));
  return (code) => institutions.get(code) ?? null;
}

interface Lines {
  readonly drugs: DrugLine[];
  readonly treatments: TreatmentLine[];
  readonly visits: Visit[];
}

const newestFirst = <T extends { readonly date: string }>(lines: T[]): T[] =>
  lines.sort((a, b) => (a.date < b.date ? 1 : a.date > b.date ? -1 : 0));

function render(
  found: readonly SourceRecord[],
  renderer: Renderer,
  allowed: ReadonlySet<Category>,
  isHidden: IsHidden,
): Lines {
  const drugs: DrugLine[] = [];
  const treatments: TreatmentLine[] = [];
  const visits: Visit[] = [];
  for (const source of found) {
    if (allowed.has('medication')) {
      for (const event of source.medications) {
        if (isHidden(event) && mayHide(renderer, event)) continue;
        const line = renderDrug(renderer, event);
        if (line !== null) drugs.push(line);
      }
    }
    for (const line of renderTreatments(renderer, source.acts, isHidden)) {
      if (consentsFor(line.act.category).every((category) => allowed.has(category))) treatments.push(line);
    }
    if (allowed.has('treatment')) {
      for (const { date, setting, facilityCode } of withoutHidden(source.visits, isHidden)) {
        visits.push({ date, setting, institution: renderer.nameOf(facilityCode) });
      }
    }
  }
  return { drugs: newestFirst(drugs), treatments: newestFirst(treatments), visits: newestFirst(visits) };
}

const mayHide = ({ catalogue }: Renderer, { code, month }: MedicationEvent): boolean =>
  drugMayBeHidden(catalogue.drug(code, month)?.entry.controlledKind ?? 0);

const withoutHidden = <T extends Parameters<IsHidden>[0]>(events: readonly T[], isHidden: IsHidden) =>
  isHidden === NOTHING_HIDDEN ? events : events.filter((event) => !isHidden(event));

function freshnessOf(found: readonly SourceRecord[]): PersonRecord['freshness'] {
  let newestMonth: string | null = null;
  let newestReceivedAt: Date | null = null;
  for (const source of found) {
    if (source.newestMonth !== null && source.newestMonth > (newestMonth ?? ''))
      newestMonth = source.newestMonth;
    const { newestReceivedAt: received } = source;
    if (received !== null && (newestReceivedAt === null || received > newestReceivedAt))
      newestReceivedAt = received;
  }
  return { newestMonth, newestReceivedAt };
}
