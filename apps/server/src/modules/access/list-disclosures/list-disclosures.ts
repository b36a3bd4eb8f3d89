import { AppError } from '../../../kernel/errors/app-error.ts';
import type { AtTheDesk } from '../consent/consent.ts';
import { type DiscloseDeps, disclose } from '../disclose/disclose.ts';

const PAGE_SIZE = 50;

/** What a patient sees of an entry: the institution and the role, never the member of staff. @spec eligibility.md §11.3 */
export interface DisclosureView {
  readonly id: string;
  readonly at: string;
  readonly facilityName: string | null;
  readonly role: string;
  readonly purpose: string;
  readonly ground: string | null;
  readonly categories: readonly string[];
  readonly outcome: 'shown' | 'refused';
  readonly refusalCode: string | null;
  readonly itemCount: number;
}

export interface DisclosurePage {
  readonly entries: readonly DisclosureView[];
  /** Hand in again for the page after this one; null at the end. */
  readonly next: string | null;
}

/** Who looked at the person's data, newest first, refused attempts included. Throws INPUT_INVALID for a foreign cursor. */
export async function listDisclosures(
  deps: DiscloseDeps,
  { actor, personId, requestId, cursor }: AtTheDesk & { readonly cursor: string | null },
): Promise<DisclosurePage> {
  const before = parseCursor(cursor);
  return disclose(deps, { actor, personId, purpose: 'self', categories: [], requestId }, async () => {
    const rows = await deps.db.query<DisclosureView & { instant: string }>(
      `SELECT disclosure_id AS id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, at::text AS instant,
         COALESCE(facility_name, facility_code) AS "facilityName", actor_role AS role, purpose, ground, categories, outcome,
         refusal_code AS "refusalCode", item_count AS "itemCount"
       FROM access.disclosure
       WHERE person_id = $1 AND ($2::timestamptz IS NULL OR (at, disclosure_id) < ($2, $3::uuid))
       ORDER BY at DESC, disclosure_id DESC LIMIT $4`,
      [personId, before?.at ?? null, before?.id ?? null, PAGE_SIZE + 1],
    );
    const page = rows.slice(0, PAGE_SIZE);
    const last = page.at(-1);
    const next = rows.length > PAGE_SIZE && last !== undefined ? `${last.instant}|${last.id}` : null;
    return {
      answer: () => ({ entries: page.map(({ instant: _, ...entry }) => entry), next }),
      itemCount: page.length,
    };
  });
}

function parseCursor(cursor: string | null): { at: string; id: string } | null {
  if (cursor === null) return null;
  const [, at, id] = /^(\d{4}-\d\d-\d\d [\d:.]+[+-]\d\d)\|([0-9a-f-]{36})$/.exec(cursor) ?? [];
  if (at === undefined || id === undefined) throw new AppError('INPUT_INVALID', { cursor: 'unknown' });
  return { at, id };
}
