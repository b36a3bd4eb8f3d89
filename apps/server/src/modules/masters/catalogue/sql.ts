import type { MasterKind } from '../model/entries.ts';

/** Releases are only ever added, so their number tells one state of the tables from every other. */
export const selectVersion = `SELECT count(*)::text AS version FROM masters.release`;

/**
 * The highest revision of each release, full files behind the difference files of the same date; `version` as in
 * `selectVersion`, read in the same statement.
 */
export const selectReleases = `
  SELECT DISTINCT ON (master, edition, scope)
         release_id, master, edition::text AS edition, (SELECT count(*)::text FROM masters.release) AS version
    FROM masters.release
   ORDER BY master, edition, scope, revision DESC`;

const common = ['code', 'changed_on', 'usable_until'] as const;

const columns = {
  act: [
    'short_name',
    'name',
    'unit_code',
    'unit',
    'point_kind',
    'in_out',
    'aggregation_out',
    'hospital',
    'donor',
    'specimen',
    'aggregation_in',
    'recording_kind',
    'tariff_kind',
    'short_stay',
    'letter',
    'section',
    'branch',
    'item',
  ],
  drug: [
    'name',
    'unit_code',
    'unit',
    'price_kind',
    'controlled_kind',
    'generic',
    'contrast_kind',
    'brand_of',
    'dosage_form',
    'price_list_code',
    'general_name_code',
    'general_name',
  ],
  material: ['short_name', 'name', 'unit_code', 'unit', 'price_kind'],
  disease: ['name', 'icd10', 'icd10_second', 'exchange_code', 'management_number', 'successor'],
  comment: [
    'pattern',
    'body',
    'position_1',
    'digits_1',
    'position_2',
    'digits_2',
    'position_3',
    'digits_3',
    'position_4',
    'digits_4',
  ],
  modifier: ['name', 'category', 'exchange_code', 'management_number'],
} as const satisfies Record<MasterKind, readonly string[]>;

/** The columns that the catalogue keeps of one master. */
export type ColumnOf<Kind extends MasterKind> = (typeof columns)[Kind][number] | (typeof common)[number];

/**
 * One row with one text per column: the values of all rows of a release, joined by line feeds, null as blank.
 * All aggregates of a statement see the rows in the same order, and no value holds a control character. The
 * driver is several times slower with a field per value.
 */
export function selectColumns(master: MasterKind): string {
  const joined = [...common, ...columns[master]].map(
    (column) => `string_agg(coalesce(${column}::text, ''), E'\\n') AS ${column}`,
  );
  return `SELECT ${joined.join(',\n       ')}\n  FROM masters.${master} WHERE release_id = $1`;
}

/** Of every edition the last revision, newest edition first. */
export const selectStoredFiles = `
  SELECT DISTINCT ON (edition, scope) release_id, file_name AS name, edition::text AS edition, scope
    FROM masters.release WHERE master = $1 ORDER BY edition DESC, scope, revision DESC`;

export const selectContent = `SELECT content_gzip AS content FROM masters.release WHERE release_id = $1`;
