import type { MasterKind } from '../model/entries.ts';
import { masterLayouts } from '../model/layout/layout.ts';

/** What a file name promises: which master, and of which release. */
export interface RecognisedFile {
  readonly master: MasterKind;
  /** Release date, `YYYY-MM-DD`. */
  readonly edition: string;
  /** `difference`: only the rows that changed, in the same layout. */
  readonly scope: 'full' | 'difference';
}

const nameForm = /^([a-z])_(ALL_?|update_)?(\d{8})\.(?:csv|txt)$/i;

/**
 * Reads names such as `s_ALL20240531.csv`, `b_20240601.txt` and `y_update_20260611.csv` (a difference file;
 * this form of name is second-hand); null = not the name of one of our masters. The name is only a promise: the
 * content must fit it.
 *
 * @spec claims.md §10.1
 */
export function recogniseFile(fileName: string): RecognisedFile | null {
  const [, prefix, extent, digits = ''] = nameForm.exec(fileName) ?? [];
  const layout = masterLayouts.find((candidate) => candidate.prefix === prefix?.toLowerCase());
  const edition = isoDate(digits);
  if (layout === undefined || edition === null) return null;
  const scope = extent?.toLowerCase() === 'update_' ? 'difference' : 'full';
  return { master: layout.master, edition, scope };
}

/** `YYYYMMDD` to `YYYY-MM-DD`; null = no such day. */
export function isoDate(digits: string): string | null {
  if (!/^\d{8}$/.test(digits)) return null;
  const iso = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`;
  const time = Date.parse(`${iso}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(iso) ? iso : null;
}
