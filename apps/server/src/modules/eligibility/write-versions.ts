import { copyRows } from '../../kernel/db/copy-rows.ts';
import type { Transaction } from '../../kernel/db/database.ts';
import { insertRows } from '../../kernel/db/insert-rows.ts';
import type { CoverageVersion } from './model/coverage.ts';

/** Stores further versions; fails on a unique constraint when somebody else stored one of them. */
export async function writeVersions(
  tx: Transaction,
  versions: readonly CoverageVersion[],
  fileId: string | null,
): Promise<void> {
  await copyRows(
    tx,
    `eligibility.coverage (person_id, coverage_id, version, registered_at, registered_by, change, file_id, insurer_number,
       number_key, branch, birth_date, card_class, valid_from, valid_to, name, facts)`,
    versions.map(({ facts, ...one }) => [
      one.personId,
      one.coverageId,
      one.version,
      one.registeredAt.toISOString(),
      one.registeredBy,
      one.change,
      fileId,
      facts.insurerNumber,
      one.numberKey,
      one.branch,
      one.birthDate,
      facts.cardClass,
      facts.validFrom,
      facts.validTo,
      facts.name,
      JSON.stringify(facts),
    ]),
  );
  await insertRows(tx, {
    into: 'eligibility.coverage_number (number_key, birth_date, person_id)',
    rows: versions.map(({ numberKey, birthDate, personId }) => [numberKey, birthDate, personId]),
    suffix: 'ON CONFLICT DO NOTHING',
  });
}

export interface OverlapRow {
  readonly ours: CoverageVersion;
  readonly other: CoverageVersion;
  readonly at: Date;
}

export async function writeOverlaps(tx: Transaction, rows: readonly OverlapRow[]): Promise<void> {
  await insertRows(tx, {
    into: `eligibility.overlap (person_id, coverage_id, other_coverage_id, insurer_number, other_insurer_number, noticed_at)`,
    rows: rows.map(({ ours, other, at }) => [
      ours.personId,
      ours.coverageId,
      other.coverageId,
      ours.facts.insurerNumber,
      other.facts.insurerNumber,
      at,
    ]),
    suffix: 'ON CONFLICT DO NOTHING',
  });
}
