import type { PersonBanner } from '../../access/index.ts';
import type { CodedAct, CodedDrug, Institution, PersonRecord, ShownFile } from '../model/record.ts';

/** Gives each distinct object a number and remembers them in order. */
class Table<T> {
  readonly items: T[] = [];
  private readonly numbers = new Map<T, number>();

  indexOf(item: T): number {
    let index = this.numbers.get(item);
    if (index === undefined) {
      index = this.items.push(item) - 1;
      this.numbers.set(item, index);
    }
    return index;
  }

  /** Null stays null: there is nothing to point at. */
  indexOrNull(item: T | null): number | null {
    return item === null ? null : this.indexOf(item);
  }
}

const DRUG_COLUMNS = [
  'date',
  'drug',
  'amount',
  'times',
  'form',
  'usage',
  'prescribedOn',
  'setting',
  'institution',
  'prescriber',
  'file',
  'claim',
  'line',
] as const;
const TREATMENT_COLUMNS = [
  'date',
  'act',
  'count',
  'quantity',
  'details',
  'setting',
  'institution',
  'file',
  'claim',
  'line',
] as const;
const VISIT_COLUMNS = ['date', 'setting', 'institution'] as const;

/**
 * The record as it travels: lines are rows below a heading of columns, and what many lines share (names, institutions,
 * files) stands once in a table that they point into by position. A tenth of the size of full lines, and of the time
 * to write them.
 */
export function packRecord(record: PersonRecord, person: PersonBanner) {
  const drugs = new Table<CodedDrug>();
  const acts = new Table<CodedAct>();
  const institutions = new Table<Institution>();
  const files = new Table<ShownFile>();

  const drugRows = record.drugs.map((line) => [
    line.date,
    drugs.indexOf(line.drug),
    line.amount,
    line.times,
    line.form,
    line.usage,
    line.prescribedOn,
    line.setting,
    institutions.indexOrNull(line.institution),
    institutions.indexOrNull(line.prescriber),
    files.indexOf(line.file),
    line.claim,
    line.line,
  ]);
  const treatmentRows = record.treatments.map((line) => [
    line.date,
    acts.indexOf(line.act),
    line.count,
    line.quantity,
    line.details.map((detail) => acts.indexOf(detail)),
    line.setting,
    institutions.indexOrNull(line.institution),
    files.indexOf(line.file),
    line.claim,
    line.line,
  ]);
  const visitRows = record.visits.map(({ date, setting, institution }) => [
    date,
    setting,
    institutions.indexOrNull(institution),
  ]);
  const { view, generatedAt, period, categories, freshness } = record;
  return {
    view,
    person,
    generatedAt,
    period,
    categories,
    freshness,
    tables: { drugs: drugs.items, acts: acts.items, institutions: institutions.items, files: files.items },
    drugs: { columns: DRUG_COLUMNS, rows: drugRows },
    treatments: { columns: TREATMENT_COLUMNS, rows: treatmentRows },
    visits: { columns: VISIT_COLUMNS, rows: visitRows },
  };
}
