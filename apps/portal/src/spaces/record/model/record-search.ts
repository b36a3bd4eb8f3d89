/** What the address says about the view of a record. All values are text, absent = not restricted. */
export interface RecordSearch {
  readonly view?: string;
  readonly cat?: string;
  readonly q?: string;
  readonly current?: string;
  readonly setting?: string;
  readonly span?: string;
  readonly month?: string;
  readonly sort?: string;
  readonly group?: string;
}

export const RECORD_SEARCH_KEYS = [
  'view',
  'cat',
  'q',
  'current',
  'setting',
  'span',
  'month',
  'sort',
  'group',
] as const;
