import type { MasterKind } from '../model/entries.ts';
import { masterLayouts } from '../model/layout/layout.ts';

/** What a file name promises: which master, and of which release. */
export interface RecognisedFile {
  readonly master: MasterKind;
  /** Release date, `YYYY-MM-DD`. */
  readonly edition: string;
}

const nameForm = /^([a-z])_(?:ALL)?(\d{4})(\d{2})(\d{2})\.(?:csv|txt)$/i;

/**
 * Reads names such as `s_ALL20240531.csv` and `b_20240601.txt`; null = not the name of one of our masters.
 * The name is only a promise: the content must fit it.
 *
 * @spec claims.md §10.1
 */
export function recogniseFile(fileName: string): RecognisedFile | null {
  const [, prefix, year = '', month = '', day = ''] = nameForm.exec(fileName) ?? [];
  const layout = masterLayouts.find((candidate) => candidate.prefix === prefix?.toLowerCase());
  const edition = isoDate(`${year}${month}${day}`);
  return layout === undefined || edition === null ? null : { master: layout.master, edition };
}

/** `YYYYMMDD` to `YYYY-MM-DD`; null = no such day. */
export function isoDate(digits: string): string | null {
  if (!/^\d{8}$/.test(digits)) return null;
  const iso = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`;
  const time = Date.parse(`${iso}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(iso) ? iso : null;
}
