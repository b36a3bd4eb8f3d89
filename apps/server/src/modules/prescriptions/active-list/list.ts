import { addMonths, monthOf, parseLocalDate } from '@tsunagu/ids';
import { type Clock, dateInTokyo } from '../../../kernel/clock.ts';
import type { Database, Queryable } from '../../../kernel/db/database.ts';
import type { RecordPeriod, RecordSource } from '../../../kernel/records/record-source.ts';
import type { DrugKnowledge } from '../model/knowledge.ts';
import { notebookDrugs } from '../notebook/notebook-drugs.ts';
import { type HistoryAllergy, type HistoryDrug, historyOf } from './history.ts';
import type { OwnDrug } from './own-drugs.ts';

export interface ListDeps {
  readonly db: Database;
  readonly clock: Clock;
  /** What others know of a person; this module's own documents are in the list already. */
  readonly sources: readonly RecordSource[];
  readonly knowledge: () => Promise<Pick<DrugKnowledge, 'resolve'>>;
}

/** What a person takes, as far as it is known. */
export interface ActiveList {
  readonly own: readonly OwnDrug[];
  readonly history: readonly HistoryDrug[];
  readonly allergies: readonly HistoryAllergy[];
  readonly asOf: Date | null;
}

interface ListRow {
  readonly own: string;
  readonly history: string;
  readonly allergies: string;
  readonly history_as_of: Date | null;
  readonly stale: boolean;
  readonly marks: number;
}

/** As long as anything is supplied, and the weeks that it is kept for afterwards. */
const MONTHS_LOOKED_BACK = 8;
const MOST_ATTEMPTS = 3;

/** One row read; where others know something new, their part is made anew first. */
export async function readActiveList(deps: ListDeps, personId: string): Promise<ActiveList> {
  let row = await selectRow(deps.db, personId);
  for (let attempt = 1; (row === null || row.stale) && attempt <= MOST_ATTEMPTS; attempt++) {
    row = await buildHistory(deps, personId, row);
  }
  return row === null ? NOTHING : parseRow(row);
}

const NOTHING: ActiveList = { own: [], history: [], allergies: [], asOf: null };

/** What a person takes by this service's own documents alone. */
export async function readOwnDrugs(db: Queryable, personId: string): Promise<readonly OwnDrug[]> {
  const [row] = await db.query<Pick<ListRow, 'own'>>(
    'SELECT own::json FROM prescriptions.active_list WHERE person_id = $1',
    [personId],
  );
  return row === undefined ? [] : parseOwn(row.own);
}

async function selectRow(db: Database, personId: string): Promise<ListRow | null> {
  const [row] = await db.prepared<ListRow>(
    'prescriptions.read-active-list',
    `SELECT own::json, history::json, allergies::json, history_as_of, stale, marks
     FROM prescriptions.active_list WHERE person_id = $1`,
    [personId],
  );
  return row ?? null;
}

/**
 * Reads the sources without holding a lock and stores what they say, unless somebody marked the list meanwhile: then it
 * stays stale, and the next one reads again. Two at once store the same.
 */
async function buildHistory(deps: ListDeps, personId: string, row: ListRow | null): Promise<ListRow | null> {
  const before = row ?? (await beginList(deps.db, personId));
  const now = deps.clock();
  const period = lookedBack(dateInTokyo(now));
  const [knowledge, notebook, ...found] = await Promise.all([
    deps.knowledge(),
    notebookDrugs(deps.db, personId),
    ...deps.sources.flatMap((source) =>
      source.id === 'prescriptions' ? [] : [source.read(personId, period)],
    ),
  ]);
  const { drugs, allergies } = historyOf(found, {
    today: dateInTokyo(now),
    nameOf: (code, on) => knowledge.resolve(code, on)?.name ?? null,
  });
  const stale = found.some(({ moreToCome }) => moreToCome === true);
  const [written] = await deps.db.query<ListRow>(
    `UPDATE prescriptions.active_list
     SET history = $3, allergies = $4, history_as_of = $5, stale = $6 OR marks <> $2
     WHERE person_id = $1 RETURNING own::json, history::json, allergies::json, history_as_of, stale, marks`,
    [
      personId,
      before?.marks ?? 0,
      JSON.stringify([...drugs, ...notebook.drugs.map(told)]),
      JSON.stringify([...allergies, ...notebook.allergies.map(told)]),
      now,
      stale,
    ],
  );
  // What is still being taken in is not seen by anybody: there is nothing to wait for.
  return written === undefined || !stale
    ? (written ?? null)
    : { ...written, stale: written.marks !== before?.marks };
}

/** Patients know what they wrote. */
const told = <T extends object>(noted: T) => ({ ...noted, untold: false });

async function beginList(db: Database, personId: string): Promise<ListRow | null> {
  await db.query('INSERT INTO prescriptions.active_list (person_id) VALUES ($1) ON CONFLICT DO NOTHING', [
    personId,
  ]);
  return selectRow(db, personId);
}

function lookedBack(today: string): RecordPeriod {
  const day = parseLocalDate(today);
  if (day === null) throw new Error('a clock that shows no day');
  const month = monthOf(day);
  return { from: addMonths(month, -MONTHS_LOOKED_BACK), to: month };
}

const parseOwn = (own: string): readonly OwnDrug[] => JSON.parse(own) as OwnDrug[];

const parseRow = ({ own, history, allergies, history_as_of: asOf }: ListRow): ActiveList => ({
  own: parseOwn(own),
  history: JSON.parse(history) as HistoryDrug[],
  allergies: JSON.parse(allergies) as HistoryAllergy[],
  asOf,
});
