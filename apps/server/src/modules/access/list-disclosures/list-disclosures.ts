import { type DiscloseDeps, disclose } from '../disclose/disclose.ts';
import { parseCursor, toCursor } from '../model/log-cursor.ts';
import type { AtHome } from '../model/patient.ts';
import type { DisclosureEntry } from './entries-of-person.ts';

const PAGE_SIZE = 50;

/** An entry with what else its person may know and do about it. */
export interface DisclosureView extends Omit<DisclosureEntry, 'at'> {
  readonly at: string;
  /** Somebody acted in the person's place. */
  readonly actingFor: boolean;
  /** Seen in an emergency or disaster. @spec phr.md §3 A8 */
  readonly highlighted: boolean;
  readonly question: { readonly state: 'asked' | 'answered'; readonly answer: string | null } | null;
}

export interface DisclosurePage {
  readonly entries: readonly DisclosureView[];
  /** Hand in again for the page after this one; null at the end. */
  readonly next: string | null;
}

interface EntryRow extends Omit<DisclosureView, 'question'> {
  readonly instant: string;
  readonly asked: boolean;
  readonly answer: string | null;
}

/** Who looked at the person's data, newest first, refused attempts included. Throws INPUT_INVALID for a foreign cursor. */
export async function listDisclosures(
  deps: DiscloseDeps,
  { actor, personId, requestId, cursor }: AtHome & { readonly cursor: string | null },
): Promise<DisclosurePage> {
  const before = parseCursor(cursor);
  return disclose(deps, { actor, personId, purpose: 'self', categories: [], requestId }, async () => {
    const rows = await deps.db.query<EntryRow>(
      `SELECT e.entry_id AS id, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at,
         e.at::text AS instant, e.event, COALESCE(e.facility_name, e.facility_code) AS "facilityName",
         e.actor_role AS role, e.purpose, e.ground, e.categories, e.outcome, e.refusal_code AS "refusalCode",
         e.item_count AS "itemCount", e.method, e.acting_for IS NOT NULL AS "actingFor",
         (e.ground IN ('emergency', 'disaster') OR e.purpose = 'emergency') IS TRUE AS highlighted,
         q.question_id IS NOT NULL AS asked, q.answer
       FROM audit.entry e LEFT JOIN access.question q ON q.person_id = e.person_id AND q.entry_id = e.entry_id
       WHERE e.person_id = $1 AND ($2::timestamptz IS NULL OR (e.at, e.entry_id) < ($2, $3::uuid))
       ORDER BY e.at DESC, e.entry_id DESC LIMIT $4`,
      [personId, before?.at ?? null, before?.id ?? null, PAGE_SIZE + 1],
    );
    const page = rows.slice(0, PAGE_SIZE);
    const last = page.at(-1);
    const next = rows.length > PAGE_SIZE && last !== undefined ? toCursor(last.instant, last.id) : null;
    return { answer: () => ({ entries: page.map(toView), next }), itemCount: page.length };
  });
}

function toView({ instant: _, asked, answer, ...entry }: EntryRow): DisclosureView {
  return {
    ...entry,
    question: asked ? { state: answer === null ? 'asked' : 'answered', answer } : null,
  };
}
