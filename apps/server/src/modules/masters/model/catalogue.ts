import type {
  ActEntry,
  CommentEntry,
  DiseaseEntry,
  DrugEntry,
  MasterKind,
  MaterialEntry,
  ModifierEntry,
} from './entries.ts';

export interface Resolution<Entry> {
  readonly entry: Entry;
  /** Release date of the snapshot that the entry was taken from, `YYYY-MM-DD`. */
  readonly edition: string;
  /** `not-in-force`: the code exists, but no snapshot says that this content held on the date. */
  readonly status: 'in-force' | 'not-in-force';
}

/**
 * Looks a code up as of a date.
 *
 * `date` is `YYYY-MM-DD`, or `YYYY-MM` which stands for the last day of that month: a code that starts within
 * the month (drugs are listed mid-month) is then in force, one that ended before its last day is not.
 * Other forms of date are the caller's mistake and give an arbitrary snapshot.
 *
 * null = the code is in no snapshot. The same answer object is returned for the same answer, so callers may
 * cache by identity.
 *
 * @spec claims.md §10.1
 */
export type Resolve<Entry> = (code: string, date: string) => Resolution<Entry> | null;

/** All editions of all masters, in memory; never changes. Load a new one after an import. */
export interface MasterCatalogue {
  /** Equals `catalogueVersion(db)` at the time of loading. */
  readonly version: string;
  readonly act: Resolve<ActEntry>;
  readonly drug: Resolve<DrugEntry>;
  readonly material: Resolve<MaterialEntry>;
  readonly disease: Resolve<DiseaseEntry>;
  readonly comment: Resolve<CommentEntry>;
  readonly modifier: Resolve<ModifierEntry>;
  /** True = no edition of this master is loaded, so null answers say nothing about the code. */
  isEmpty(kind: MasterKind): boolean;
  /** Release dates of the loaded editions, newest first. */
  editions(kind: MasterKind): readonly string[];
}
