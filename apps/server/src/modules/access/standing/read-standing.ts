import type { Database } from '../../../kernel/db/database.ts';
import type { PersonId } from '../../registry/index.ts';
import type { Actor } from '../model/actor.ts';
import type { Purpose } from '../model/decide.ts';
import {
  type Category,
  type ConsentBasis,
  type Limits,
  NOTHING_STANDS,
  type OpenedView,
  type ProxyGrant,
  type Standing,
} from '../model/standing.ts';
import { readProxies } from './read-proxies.ts';

interface StandingInput {
  readonly actor: Actor;
  readonly personId: PersonId;
  readonly purpose: Purpose;
  readonly now: Date;
}

/** Reads just what the decision about this purpose may rest on. */
export async function readStanding(db: Database, input: StandingInput): Promise<Standing> {
  const { actor, personId, purpose, now } = input;
  if (actor.kind === 'patient') {
    if (actor.personId === personId) return NOTHING_STANDS;
    return { ...NOTHING_STANDS, proxies: await proxiesBetween(db, personId, actor.personId) };
  }
  if (actor.kind !== 'staff') return NOTHING_STANDS;
  if (purpose === 'export') return { ...NOTHING_STANDS, limits: await limitsEverywhere(db, personId) };
  if (actor.facilityCode === null) return NOTHING_STANDS;
  if (purpose === 'disaster') {
    return { ...NOTHING_STANDS, disasterModeOpen: (await openModeAt(db, actor.facilityCode, now)) !== null };
  }
  return purpose === 'care' || purpose === 'drug-check'
    ? readForCare(db, input, actor.facilityCode, actor.account)
    : NOTHING_STANDS;
}

async function proxiesBetween(db: Database, principalId: PersonId, proxyId: string): Promise<ProxyGrant[]> {
  const all = await readProxies(db, principalId);
  return all.filter((one) => one.principalId === principalId && one.proxyId === proxyId);
}

/** What holds at no institution in particular. */
async function limitsEverywhere(db: Database, personId: PersonId): Promise<Limits> {
  const rows = await db.prepared<{ kind: string }>(
    'access.read-limits-everywhere',
    `SELECT kind FROM access.limitation WHERE person_id = $1 AND facility_code = '' AND ended_at IS NULL`,
    [personId],
  );
  return {
    withheld: rows.some(({ kind }) => kind === 'withheld'),
    sharingStopped: rows.some(({ kind }) => kind === 'sharing-stopped'),
    denied: [],
  };
}

/** The newest disaster mode that is open for the area of an institution. @spec eligibility.md §11.2 */
export async function openModeAt(
  db: Database,
  facilityCode: string,
  now: Date,
): Promise<{ readonly modeId: string; readonly closesAt: Date } | null> {
  const [row] = await db.query<{ mode_id: string; closes_at: Date }>(
    `SELECT mode_id, closes_at FROM access.disaster_mode
     WHERE left($1, 2) = ANY (areas) AND opens_at <= $2 AND closes_at > $2 AND closed_at IS NULL
     ORDER BY closes_at DESC LIMIT 1`,
    [facilityCode, now],
  );
  return row === undefined ? null : { modeId: row.mode_id, closesAt: row.closes_at };
}

// Instants travel inside json as milliseconds. Of each category only the consent that lasts longest can carry the
// decision, and a withdrawn one cannot: however many visits there were, a standing consent is not crowded out.
const CARE_SQL = `SELECT
  (SELECT json_agg(json_build_array(category, basis, floor(extract(epoch FROM given_at) * 1000),
     floor(extract(epoch FROM valid_until) * 1000)))
   FROM (SELECT DISTINCT ON (category) category, basis, given_at, valid_until FROM access.consent
         WHERE person_id = $1 AND facility_code = $2 AND withdrawn_at IS NULL AND given_at <= $3
         ORDER BY category, valid_until DESC NULLS FIRST, given_at DESC) AS consent) AS consents,
  (SELECT json_agg(json_build_array(kind, category)) FROM access.limitation
   WHERE person_id = $1 AND facility_code IN ('', $2) AND ended_at IS NULL) AS limits,
  (SELECT json_agg(json_build_array(v.mode, floor(extract(epoch FROM v.opened_at) * 1000),
     floor(extract(epoch FROM LEAST(v.valid_until, m.closes_at)) * 1000)))
   FROM access.opened_view v LEFT JOIN access.disaster_mode m ON m.mode_id = v.disaster_mode_id
   WHERE v.person_id = $1 AND v.facility_code = $2 AND v.valid_until > $3
     AND (CASE v.mode WHEN 'emergency' THEN v.account = $4 ELSE m.closed_at IS NULL END)) AS opened`;

interface CareRow {
  readonly consents: string | null;
  readonly limits: string | null;
  readonly opened: string | null;
}

async function readForCare(
  db: Database,
  { personId, now }: StandingInput,
  facilityCode: string,
  account: string,
): Promise<Standing> {
  const [row] = await db.prepared<CareRow>('access.read-standing', CARE_SQL, [
    personId,
    facilityCode,
    now,
    account,
  ]);
  const limits = parse<[kind: string, category: Category | '']>(row?.limits);
  return {
    ...NOTHING_STANDS,
    consents: parse<[Category, ConsentBasis, number, number | null]>(row?.consents).map(
      ([category, basis, givenAt, validUntil]) => ({
        category,
        basis,
        givenAt: new Date(givenAt),
        validUntil: validUntil === null ? null : new Date(validUntil),
        withdrawnAt: null,
      }),
    ),
    limits: {
      withheld: limits.some(([kind]) => kind === 'withheld'),
      sharingStopped: limits.some(([kind]) => kind === 'sharing-stopped'),
      denied: limits.flatMap(([kind, category]) => (kind === 'denied' ? [category || 'all'] : [])),
    },
    opened: parse<[OpenedView['mode'], number, number]>(row?.opened).map(([mode, from, until]) => ({
      mode,
      from: new Date(from),
      until: new Date(until),
    })),
  };
}

const parse = <T>(json: string | null | undefined): T[] => (json == null ? [] : (JSON.parse(json) as T[]));
