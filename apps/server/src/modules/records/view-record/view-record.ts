import type { SourceRecord } from '../../../kernel/records/record-source.ts';
import {
  type CategoryDecision,
  type DiscloseDeps,
  disclose,
  type Purpose,
  RECORD_CATEGORIES,
} from '../../access/index.ts';
import {
  eachDrug,
  eachPrescribed,
  type GatherDeps,
  type Gathered,
  type GatherInput,
  gather,
  shownTreatments,
  shownVisits,
} from '../gather.ts';
import type { DrugLine, PersonRecord, TreatmentLine, Visit } from '../model/record.ts';

export interface ViewRecordDeps extends DiscloseDeps, GatherDeps {}

export interface ViewRecordInput extends Omit<GatherInput, 'months' | 'readSources'> {
  readonly purpose: Extract<Purpose, 'care' | 'self' | 'operation'>;
  readonly requestId: string;
}

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
      const record = assemble(await gather(deps, input, decisions), input, decisions);
      return { answer: () => write(record), itemCount: record.drugs.length + record.treatments.length };
    },
  );
}

function assemble(
  gathered: Gathered,
  { audience }: ViewRecordInput,
  decisions: readonly CategoryDecision[],
): PersonRecord {
  const { person, generatedAt, period, rule, found } = gathered;
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
    // How far claims have arrived: electronic prescriptions are known at once and say nothing of that. What institutions
    // sent is not in this record, and some of it nobody has been told.
    freshness: freshnessOf(
      found.filter(({ resources, prescribed }) => resources.length === 0 && prescribed === undefined),
    ),
    ...linesOf(gathered),
  };
}

interface Lines {
  readonly drugs: DrugLine[];
  readonly prescribed: DrugLine[];
  readonly treatments: TreatmentLine[];
  readonly visits: Visit[];
}

const newestFirst = <T extends { readonly date: string }>(lines: T[]): T[] =>
  lines.sort((a, b) => (a.date < b.date ? 1 : a.date > b.date ? -1 : 0));

function linesOf(gathered: Gathered): Lines {
  const drugs: DrugLine[] = [];
  const prescribed: DrugLine[] = [];
  const treatments: TreatmentLine[] = [];
  const visits: Visit[] = [];
  for (const source of gathered.found) {
    eachDrug(gathered, source, (line) => drugs.push(line));
    eachPrescribed(gathered, source, (line) => prescribed.push(line));
    for (const line of shownTreatments(gathered, source)) treatments.push(line);
    for (const { date, setting, facilityCode } of shownVisits(gathered, source))
      visits.push({ date, setting, institution: gathered.nameOf(facilityCode) });
  }
  return {
    drugs: newestFirst(drugs),
    prescribed: newestFirst(prescribed),
    treatments: newestFirst(treatments),
    visits: newestFirst(visits),
  };
}

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
