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
  readonly older: Version<Entry> | null;
  expired: Resolution<Entry> | null;
}

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
    for (const entry of entries) {
      const before = newest.get(entry.code) ?? null;
      const older = before?.answer.edition === edition ? before.older : before;
      newest.set(entry.code, { answer: { entry, edition, status: 'in-force' }, older, expired: null });
    }
  }

  return {
    size: newest.size,
    resolve(code, date) {
      const first = newest.get(code);
      if (first === undefined) return null;
      const day = date.length === 7 ? lastDayOf(date) : date;
      for (let version: Version<Entry> | null = first; version !== null; version = version.older) {
        const { validFrom, validUntil } = version.answer.entry;
        if ((validFrom === null || validFrom <= day) && (validUntil === null || day <= validUntil)) {
          return version.answer;
        }
      }
      const nearest = nearestByRelease(first, day);
      nearest.expired ??= { ...nearest.answer, status: 'not-in-force' };
      return nearest.expired;
    },
  };
}

const lastDays = new Map<string, string>();

/** Bounds compare as text, so the 31st stands for the last day of any month. */
function lastDayOf(month: string): string {
  let day = lastDays.get(month);
  if (day === undefined) {
    // Months come from claims; a hostile file must not grow this without end.
    if (lastDays.size > 5000) lastDays.clear();
    day = `${month}-31`;
    lastDays.set(month, day);
  }
  return day;
}

/** Of two releases at the same distance the newer one is taken. */
function nearestByRelease<Entry>(first: Version<Entry>, day: string): Version<Entry> {
  const target = dayNumber(day);
  let best = first;
  let bestDistance = Math.abs(dayNumber(first.answer.edition) - target);
  for (let version = first.older; version !== null; version = version.older) {
    const distance = Math.abs(dayNumber(version.answer.edition) - target);
    if (distance < bestDistance) {
      best = version;
      bestDistance = distance;
    }
  }
  return best;
}

function dayNumber(day: string): number {
  return (
    Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10))) / 86_400_000
  );
}
