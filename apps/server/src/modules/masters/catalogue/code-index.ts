import type { Resolution } from '../model/catalogue.ts';
import type { MasterEntry } from '../model/entries.ts';

export interface Snapshot<Entry> {
  /** Release date, `YYYY-MM-DD`. Of a code in two snapshots of one date, the later snapshot's row counts. */
  readonly edition: string;
  readonly entries: Iterable<Entry>;
}

export interface CodeIndex<Entry> {
  resolve(code: string, date: string): Resolution<Entry> | null;
  readonly size: number;
}

/** The row of one code in one snapshot, linked to the same code's row in the next older snapshot. */
interface Version<Entry> {
  readonly answer: Resolution<Entry>;
  /** Bounds as numbers `YYYYMMDD`: comparing texts would cost most of a look-up. */
  readonly from: number;
  readonly until: number;
  /** Release date in days. */
  readonly released: number;
  readonly older: Version<Entry> | null;
  expired: Resolution<Entry> | null;
}

const ALWAYS = 0;
const OPEN = 9999_99_99;

/**
 * Builds the look-up over all snapshots of one master.
 *
 * @spec claims.md §10.1
 */
export function createCodeIndex<Entry extends MasterEntry>(
  snapshots: readonly Snapshot<Entry>[],
): CodeIndex<Entry> {
  const newest = new Map<string, Version<Entry>>();
  const oldestFirst = [...snapshots].sort((a, b) => a.edition.localeCompare(b.edition));
  for (const { edition, entries } of oldestFirst) {
    const released = momentOf(edition).days;
    for (const entry of entries) {
      const before = newest.get(entry.code) ?? null;
      newest.set(entry.code, {
        answer: { entry, edition, status: 'in-force' },
        from: entry.validFrom === null ? ALWAYS : momentOf(entry.validFrom).ordinal,
        until: entry.validUntil === null ? OPEN : momentOf(entry.validUntil).ordinal,
        released,
        older: before?.answer.edition === edition ? before.older : before,
        expired: null,
      });
    }
  }

  return {
    size: newest.size,
    resolve(code, date) {
      const first = newest.get(code);
      if (first === undefined) return null;
      const { ordinal, days } = momentOf(date);
      for (let version: Version<Entry> | null = first; version !== null; version = version.older) {
        if (version.from <= ordinal && ordinal <= version.until) return version.answer;
      }
      const nearest = nearestByRelease(first, days);
      nearest.expired ??= { ...nearest.answer, status: 'not-in-force' };
      return nearest.expired;
    },
  };
}

/** Of two releases at the same distance the newer one is taken. */
function nearestByRelease<Entry>(first: Version<Entry>, days: number): Version<Entry> {
  let best = first;
  for (let version = first.older; version !== null; version = version.older) {
    if (Math.abs(version.released - days) < Math.abs(best.released - days)) best = version;
  }
  return best;
}

interface Moment {
  /** The day as a number `YYYYMMDD`. */
  readonly ordinal: number;
  /** Days since 1970. */
  readonly days: number;
}

const MOST_MOMENTS = 20_000;
const moments = new Map<string, Moment>();

/** A look-up asks for few days, over and over; dates of a hostile file must not pile up. */
function momentOf(date: string): Moment {
  let moment = moments.get(date);
  if (moment === undefined) {
    const year = Number(date.slice(0, 4));
    const month = Number(date.slice(5, 7));
    // A month stands for its last day; day 0 of the next month is that day.
    const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
    const day = date.length === 7 ? last : Number(date.slice(8, 10));
    moment = {
      ordinal: year * 10_000 + month * 100 + day,
      days: Date.UTC(year, month - 1, day) / 86_400_000,
    };
    if (moments.size >= MOST_MOMENTS) moments.clear();
    moments.set(date, moment);
  }
  return moment;
}
