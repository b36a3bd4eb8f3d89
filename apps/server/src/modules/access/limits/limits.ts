import { AppError } from '../../../kernel/errors/app-error.ts';
import { facilityNames } from '../../registry/index.ts';
import { type DiscloseDeps, disclose } from '../disclose/disclose.ts';
import type { AtHome } from '../model/patient.ts';
import type { Category } from '../model/standing.ts';

export interface OwnLimits {
  readonly stopSharing: { readonly since: Date } | null;
  readonly withheld: boolean;
  readonly denied: readonly {
    readonly facilityCode: string;
    readonly facilityName: string;
    /** Null: every category. */
    readonly category: Category | null;
    readonly since: Date;
  }[];
  readonly hidden: readonly { readonly key: string; readonly label: string; readonly since: Date }[];
}

interface Limitation {
  readonly kind: 'withheld' | 'sharing-stopped' | 'denied';
  /** '' = everywhere. */
  readonly facilityCode: string;
  /** '' = every category. */
  readonly category: Category | '';
}

/** What a person has ruled out, and hidden. */
export const listLimits = (deps: DiscloseDeps, home: AtHome): Promise<OwnLimits> =>
  changeLimits(deps, home, null, async () => {});

/** One switch for all institutions; data stay, and an emergency view stays possible. @spec phr.md §3 A6 */
export const stopSharing = (
  deps: DiscloseDeps,
  home: AtHome & { readonly on: boolean },
): Promise<OwnLimits> => setLimitation(deps, home, EVERYWHERE('sharing-stopped'), home.on);

/** The flag of a person in danger: no view outside an opened mode, and no names or addresses inside. @spec eligibility.md §11.4 */
export const withhold = (deps: DiscloseDeps, home: AtHome & { readonly on: boolean }): Promise<OwnLimits> =>
  setLimitation(deps, home, EVERYWHERE('withheld'), home.on);

/** Denies an institution, wholly or in one category. Throws INSTITUTION_UNKNOWN. @spec phr.md §3 A5 */
export async function denyInstitution(
  deps: DiscloseDeps,
  home: AtHome & { readonly facilityCode: string; readonly category: Category | null; readonly on: boolean },
): Promise<OwnLimits> {
  const { facilityCode, category, on } = home;
  if (on && !(await facilityNames(deps.db, [facilityCode])).has(facilityCode))
    throw new AppError('INSTITUTION_UNKNOWN');
  return setLimitation(deps, home, { kind: 'denied', facilityCode, category: category ?? '' }, on);
}

/** Hides one entry of the record from institutions other than its own. @spec phr.md §3 A4 */
export function hideEntry(
  deps: DiscloseDeps,
  home: AtHome & { readonly key: string; readonly label: string; readonly on: boolean },
): Promise<OwnLimits> {
  const { personId, actor, key, label, on } = home;
  return changeLimits(deps, home, { kind: 'hidden', on }, async (now) => {
    if (on) {
      await deps.db.query(
        `INSERT INTO access.hidden_entry (person_id, hide_key, label, since, set_by)
         SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS
           (SELECT FROM access.hidden_entry WHERE person_id = $1 AND hide_key = $2 AND ended_at IS NULL)
         ON CONFLICT (person_id, hide_key, since) DO UPDATE SET ended_at = NULL`,
        [personId, key, label, now, actor.account],
      );
    } else {
      await deps.db.query(
        `UPDATE access.hidden_entry SET ended_at = $3 WHERE person_id = $1 AND hide_key = $2 AND ended_at IS NULL`,
        [personId, key, now],
      );
    }
  });
}

const EVERYWHERE = (kind: Limitation['kind']): Limitation => ({ kind, facilityCode: '', category: '' });

function setLimitation(
  deps: DiscloseDeps,
  home: AtHome,
  { kind, facilityCode, category }: Limitation,
  on: boolean,
): Promise<OwnLimits> {
  const { personId, actor } = home;
  const detail = { kind, on, facilityCode, category };
  return changeLimits(deps, home, detail, async (now) => {
    const key = [personId, kind, facilityCode, category, now];
    if (on) {
      await deps.db.query(
        `INSERT INTO access.limitation (person_id, kind, facility_code, category, since, set_by)
         SELECT $1, $2, $3, $4, $5, $6 WHERE NOT EXISTS (SELECT FROM access.limitation
           WHERE person_id = $1 AND kind = $2 AND facility_code = $3 AND category = $4 AND ended_at IS NULL)
         ON CONFLICT (person_id, kind, facility_code, category, since) DO UPDATE SET ended_at = NULL`,
        [...key, actor.account],
      );
    } else {
      await deps.db.query(
        `UPDATE access.limitation SET ended_at = $5
         WHERE person_id = $1 AND kind = $2 AND facility_code = $3 AND category = $4 AND ended_at IS NULL`,
        key,
      );
    }
  });
}

function changeLimits(
  deps: DiscloseDeps,
  { actor, personId, requestId }: AtHome,
  detail: Readonly<Record<string, string | boolean>> | null,
  change: (now: Date) => Promise<void>,
): Promise<OwnLimits> {
  const entry =
    detail === null
      ? ({ purpose: 'self' } as const)
      : ({ purpose: 'self-settings', event: 'restriction-changed', detail } as const);
  return disclose(deps, { actor, personId, requestId, categories: [], ...entry }, async () => {
    await change(deps.clock());
    const limits = await readOwnLimits(deps, personId);
    return { answer: () => limits, itemCount: limits.denied.length + limits.hidden.length };
  });
}

async function readOwnLimits({ db }: DiscloseDeps, personId: string): Promise<OwnLimits> {
  const rows = await db.query<{
    kind: Limitation['kind'];
    facility_code: string;
    category: Category | '';
    since: Date;
  }>(
    `SELECT kind, facility_code, category, since FROM access.limitation
     WHERE person_id = $1 AND ended_at IS NULL ORDER BY since DESC`,
    [personId],
  );
  const hidden = await db.query<{ key: string; label: string; since: Date }>(
    `SELECT hide_key AS key, label, since FROM access.hidden_entry
     WHERE person_id = $1 AND ended_at IS NULL ORDER BY since DESC`,
    [personId],
  );
  const denied = rows.filter((row) => row.kind === 'denied');
  const names = await facilityNames(db, [...new Set(denied.map((row) => row.facility_code))]);
  const stopped = rows.find((row) => row.kind === 'sharing-stopped');
  return {
    stopSharing: stopped === undefined ? null : { since: stopped.since },
    withheld: rows.some((row) => row.kind === 'withheld'),
    denied: denied.map((row) => ({
      facilityCode: row.facility_code,
      facilityName: names.get(row.facility_code) ?? row.facility_code,
      category: row.category === '' ? null : row.category,
      since: row.since,
    })),
    hidden,
  };
}
