import { normaliseSymbol } from '@tsunagu/ids';
import { dateInTokyo } from '../../../kernel/clock.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { type DiscloseDeps, disclose } from '../../access/index.ts';
import { NOBODY } from '../../registry/index.ts';
import type { CoverageVersion } from '../model/coverage.ts';
import { type CoverageView, coverageRef, viewCoverage } from '../model/coverage-view.ts';
import { COVERAGE_COLUMNS, type CoverageRow, toVersion, versionsOf } from '../store.ts';
import { newestCertificates } from './change-coverage.ts';
import type { Clerk, OneCoverage } from './own-insurer.ts';

const PAGE = 50;

export interface ListInput {
  /** Part of the number or of the name; '' = everything. */
  readonly query: string;
  readonly state: 'current' | 'ended' | 'all';
  readonly cursor: string | null;
}

const own = (version: CoverageVersion): CoverageView =>
  newestCertificates(
    viewCoverage(version, version.facts.validFrom, { limitCertificate: true, specificDiseases: true }),
    version,
  );

/** The insurer's coverages in their newest version, in the order of the numbers. */
export function listCoverages(deps: DiscloseDeps, clerk: Clerk, input: ListInput) {
  const { actor, requestId, insurerNumber } = clerk;
  return disclose(
    deps,
    { actor, requestId, personId: NOBODY, purpose: 'insurance', categories: [] },
    async () => {
      const rows = await selectPage(deps, insurerNumber, input);
      const page = rows.slice(0, PAGE).map(toVersion);
      const last = page.at(-1);
      const next = rows.length > PAGE && last !== undefined ? cursorOf(last) : null;
      return { answer: () => ({ coverages: page.map(own), next }), itemCount: page.length };
    },
  );
}

const cursorOf = ({ numberKey, branch, ...one }: CoverageVersion): string =>
  Buffer.from(JSON.stringify([numberKey, branch, one.personId, one.coverageId])).toString('base64url');

/** Throws INPUT_INVALID for a foreign cursor. */
function parseCursor(cursor: string | null): (string | null)[] {
  if (cursor === null) return [null, null, null, null];
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parts) && parts.length === 4 && parts.every((part) => typeof part === 'string'))
      return parts;
  } catch {
    // Said below.
  }
  throw new AppError('INPUT_INVALID', { cursor: 'unknown' });
}

const likeText = (text: string): string => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;

function selectPage(
  { db, clock }: DiscloseDeps,
  insurerNumber: string,
  { query, state, cursor }: ListInput,
): Promise<CoverageRow[]> {
  const number = normaliseSymbol(query.trim());
  return db.query<CoverageRow>(
    `SELECT ${COVERAGE_COLUMNS} FROM eligibility.coverage c
     WHERE c.insurer_number = $1
       AND ($2 = '' OR c.name LIKE $3 OR c.number_key LIKE $4)
       AND ($5 = 'all' OR ($5 = 'current') = (c.valid_to IS NULL OR c.valid_to > $6))
       AND ($7::text IS NULL OR (c.number_key, c.branch, c.person_id, c.coverage_id) > ($7, $8, $9::uuid, $10::uuid))
       AND NOT EXISTS (SELECT FROM eligibility.coverage later
         WHERE later.person_id = c.person_id AND later.coverage_id = c.coverage_id AND later.version > c.version)
     ORDER BY c.number_key, c.branch, c.person_id, c.coverage_id LIMIT ${PAGE + 1}`,
    [
      insurerNumber,
      query.trim(),
      likeText(query.trim()),
      likeText(number === '' ? query.trim() : number),
      state,
      dateInTokyo(clock()),
      ...parseCursor(cursor),
    ],
  );
}

/** A coverage with everything that was ever told about it, oldest first. Throws COVERAGE_UNKNOWN. */
export function showCoverage(deps: DiscloseDeps, clerk: Clerk, one: OneCoverage) {
  const { actor, requestId, insurerNumber } = clerk;
  const { personId } = one;
  return disclose(deps, { actor, requestId, personId, purpose: 'insurance', categories: [] }, async () => {
    const versions = await versionsOf(deps.db, personId, one.coverageId);
    const newest = versions.at(-1);
    if (newest === undefined || newest.facts.insurerNumber !== insurerNumber)
      throw new AppError('COVERAGE_UNKNOWN');
    const history = versions.map((version) => ({
      registeredAt: version.registeredAt,
      change: version.change,
      by: version.registeredBy,
      values: own(version),
    }));
    return { answer: () => ({ coverage: own(newest), history }), itemCount: versions.length };
  });
}

interface OverlapRow {
  readonly person_id: string;
  readonly coverage_id: string;
  readonly other_coverage_id: string;
  readonly noticed_at: Date;
  readonly ours: string;
  readonly theirs: string;
}

/** Overlaps with coverages of other insurers that still stand; both insurers see them. Contents of the other are not shown. */
export function listOverlaps(deps: DiscloseDeps, clerk: Clerk) {
  const { actor, requestId, insurerNumber } = clerk;
  return disclose(
    deps,
    { actor, requestId, personId: NOBODY, purpose: 'insurance', categories: [] },
    async () => {
      const rows = await deps.db.query<OverlapRow>(
        `SELECT o.person_id, o.coverage_id, o.other_coverage_id, o.noticed_at, a.facts AS ours, b.facts AS theirs
         FROM eligibility.overlap o
         CROSS JOIN LATERAL (SELECT facts, valid_from, valid_to FROM eligibility.coverage c
           WHERE c.person_id = o.person_id AND c.coverage_id = o.coverage_id ORDER BY version DESC LIMIT 1) a
         CROSS JOIN LATERAL (SELECT facts, valid_from, valid_to FROM eligibility.coverage c
           WHERE c.person_id = o.person_id AND c.coverage_id = o.other_coverage_id ORDER BY version DESC LIMIT 1) b
         WHERE (o.insurer_number = $1 OR o.other_insurer_number = $1)
           AND (b.valid_to IS NULL OR a.valid_from < b.valid_to) AND (a.valid_to IS NULL OR b.valid_from < a.valid_to)
         ORDER BY o.noticed_at DESC LIMIT 500`,
        [insurerNumber],
      );
      const overlaps = rows.map((row) => toOverlap(row, insurerNumber));
      return { answer: () => ({ overlaps }), itemCount: overlaps.length };
    },
  );
}

function toOverlap(row: OverlapRow, insurerNumber: string) {
  const facts = [JSON.parse(row.ours), JSON.parse(row.theirs)] as [
    CoverageVersion['facts'],
    CoverageVersion['facts'],
  ];
  const mine = facts[0].insurerNumber === insurerNumber ? facts[0] : facts[1];
  const other = mine === facts[0] ? facts[1] : facts[0];
  const coverageId = mine === facts[0] ? row.coverage_id : row.other_coverage_id;
  const personId = row.person_id as CoverageVersion['personId'];
  return {
    coverageId: coverageRef({ personId, coverageId }),
    name: mine.name,
    symbol: mine.symbol,
    number: mine.number,
    branch: mine.branch,
    validFrom: mine.validFrom,
    validTo: mine.validTo,
    other: {
      insurerNumber: other.insurerNumber,
      insurerName: other.insurerName,
      validFrom: other.validFrom,
      validTo: other.validTo,
    },
    noticedAt: row.noticed_at,
  };
}
