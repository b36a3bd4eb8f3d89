import { accountNames } from '../../identity/index.ts';
import { NOBODY, type PersonId, personNames } from '../../registry/index.ts';
import type { AtTheDesk } from '../consent/consent.ts';
import { type DiscloseDeps, type DiscloseInput, disclose } from '../disclose/disclose.ts';
import { facilityOf } from '../model/actor.ts';
import { parseCursor, toCursor } from '../model/log-cursor.ts';

/** What a facility's manager sees of an entry: the viewer, the patient, what and on which ground. @spec eligibility.md §11.3 */
export interface ViewLogEntry {
  readonly id: string;
  readonly at: string;
  readonly event: string;
  readonly account: string | null;
  readonly displayName: string;
  readonly role: string | null;
  readonly personRef: string;
  readonly personName: string;
  readonly categories: readonly string[];
  readonly purpose: string | null;
  readonly ground: string | null;
  readonly outcome: 'shown' | 'refused' | 'done';
  readonly refusalCode: string | null;
  readonly method: string | null;
  readonly itemCount: number | null;
  readonly requestId: string | null;
}

export interface ViewLogFilter {
  readonly from?: Date | undefined;
  /** Exclusive. */
  readonly to?: Date | undefined;
  readonly account?: string | undefined;
  /** Emergency and disaster only. */
  readonly emergency?: boolean | undefined;
  readonly cursor?: string | undefined;
}

export interface ViewLogPage {
  readonly entries: readonly ViewLogEntry[];
  readonly next: string | null;
}

const PAGE_SIZE = 100;
/** Lines of an export; one that had to be cut there says so at its end. */
const MOST_EXPORTED = 100_000;

type AtTheOffice = Omit<AtTheDesk, 'personId'>;

/** The log of the manager's institution, newest first. Throws INPUT_INVALID for a foreign cursor. */
export const listViewLog = (
  deps: DiscloseDeps,
  office: AtTheOffice & { readonly filter: ViewLogFilter },
): Promise<ViewLogPage> => readLog(deps, office, { size: PAGE_SIZE }, (entries, next) => ({ entries, next }));

/** The same for a file, written by `write`, which is told whether lines are missing; the export is an entry of its own. */
export const exportViewLog = <T>(
  deps: DiscloseDeps,
  office: AtTheOffice & { readonly filter: ViewLogFilter; readonly format: string },
  write: (entries: readonly ViewLogEntry[], isCut: boolean) => T,
): Promise<T> =>
  readLog(
    deps,
    office,
    { size: MOST_EXPORTED, event: 'export-made', detail: { format: office.format } },
    (entries, next) => write(entries, next !== null),
  );

interface Reading extends Pick<DiscloseInput, 'event' | 'detail'> {
  readonly size: number;
}

interface LogRow extends Omit<ViewLogEntry, 'displayName' | 'personName' | 'personRef'> {
  readonly person_id: PersonId;
  readonly instant: string;
}

function readLog<T>(
  deps: DiscloseDeps,
  { actor, requestId, filter }: AtTheOffice & { readonly filter: ViewLogFilter },
  { size, ...entry }: Reading,
  make: (entries: readonly ViewLogEntry[], next: string | null) => T,
): Promise<T> {
  const before = parseCursor(filter.cursor ?? null);
  const facilityCode = facilityOf(actor);
  const input = { actor, requestId, personId: NOBODY, purpose: 'review', categories: [], ...entry } as const;
  return disclose(deps, input, async () => {
    const rows = await deps.db.query<LogRow>(
      `SELECT entry_id AS id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, at::text AS instant,
         event, account, actor_role AS role, person_id, categories, purpose, ground, outcome,
         refusal_code AS "refusalCode", method, item_count AS "itemCount", request_id AS "requestId"
       FROM audit.entry
       WHERE facility_code = $1 AND ($2::timestamptz IS NULL OR at >= $2) AND ($3::timestamptz IS NULL OR at < $3)
         AND ($4::text IS NULL OR account = $4) AND (NOT $5 OR ground IN ('emergency', 'disaster') OR purpose IN ('emergency', 'disaster'))
         AND ($6::timestamptz IS NULL OR (at, entry_id) < ($6, $7::uuid))
       ORDER BY at DESC, entry_id DESC LIMIT $8`,
      [
        facilityCode,
        filter.from ?? null,
        filter.to ?? null,
        filter.account ?? null,
        filter.emergency ?? false,
        before?.at ?? null,
        before?.id ?? null,
        size + 1,
      ],
    );
    const page = rows.slice(0, size);
    const last = page.at(-1);
    const next = rows.length > size && last !== undefined ? toCursor(last.instant, last.id) : null;
    const people = await personNames(deps.db, [...new Set(page.map((row) => row.person_id))]);
    const accounts = page.flatMap((row) => (row.account === null ? [] : [row.account]));
    const names = await accountNames(deps.db, [...new Set(accounts)]);
    const entries = page.map(({ person_id: personId, instant: _, ...row }) => ({
      ...row,
      displayName: names.get(row.account ?? '') ?? row.account ?? '',
      personRef: personId,
      personName: people.get(personId) ?? '',
    }));
    return { answer: () => make(entries, next), itemCount: entries.length };
  });
}
