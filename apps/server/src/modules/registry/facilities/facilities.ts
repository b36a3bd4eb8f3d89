import type { Queryable } from '../../../kernel/db/database.ts';
import { insertRows } from '../../../kernel/db/insert-rows.ts';

export interface Facility {
  /** 10 digits. */
  readonly facilityCode: string;
  /** '' when no source has named it. */
  readonly name: string;
}

/** Notes institutions as files name them; an empty name never replaces a known one. */
export async function noteFacilities(db: Queryable, facilities: readonly Facility[]): Promise<void> {
  const byCode = new Map<string, Facility>();
  for (const facility of facilities) {
    if (!/^\d{10}$/.test(facility.facilityCode)) continue;
    const known = byCode.get(facility.facilityCode);
    if (known === undefined || known.name === '') byCode.set(facility.facilityCode, facility);
  }
  const rows = [...byCode.values()].sort((a, b) => (a.facilityCode < b.facilityCode ? -1 : 1));
  await insertRows(db, {
    into: 'registry.facility AS known (facility_code, name)',
    rows: rows.map((facility) => [facility.facilityCode, facility.name]),
    suffix: `ON CONFLICT (facility_code) DO UPDATE SET name = excluded.name, updated_at = now()
             WHERE excluded.name <> '' AND known.name <> excluded.name`,
  });
}

/** Names by facility code; codes that nobody has named are absent. */
export async function facilityNames(db: Queryable, codes: readonly string[]): Promise<Map<string, string>> {
  if (codes.length === 0) return new Map();
  const rows = await db.query<{ facility_code: string; name: string }>(
    `SELECT facility_code, name FROM registry.facility WHERE facility_code = ANY ($1) AND name <> ''`,
    [codes],
  );
  return new Map(rows.map((row) => [row.facility_code, row.name]));
}

/** A registered institution; null when no source has named its code. */
export async function readFacility(db: Queryable, code: string): Promise<KnownFacility | null> {
  const [row] = await db.query<KnownFacility>(`${KNOWN} WHERE facility_code = $1`, [code]);
  return row ?? null;
}

/** All institutions, by their codes. */
export const listFacilities = (db: Queryable): Promise<KnownFacility[]> =>
  db.query<KnownFacility>(`${KNOWN} ORDER BY facility_code`);

export interface KnownFacility extends Facility {
  readonly updatedAt: Date;
}

const KNOWN = `SELECT facility_code AS "facilityCode", name, updated_at AS "updatedAt" FROM registry.facility`;
