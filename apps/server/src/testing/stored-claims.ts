import type { TestRuntime } from './test-runtime.ts';

/** Everything that an intake left behind, without what may differ between two runs: row order and instants. */
export async function everythingStored({ asOwner }: Pick<TestRuntime, 'asOwner'>) {
  const rows = (sql: string) => asOwner(sql);
  return {
    files: await rows(
      `SELECT sha256, name, state, refusal_code, kind, claims, file_findings, bytes, bytes_read, stored, quarantined, replaced,
         findings_kept, finding_counts::text, act_counts::text, records, records_by_type::text FROM claims.file ORDER BY sha256`,
    ),
    claims: await rows(
      `SELECT n.number_key, c.month, c.file_id, c.ordinal, c.facility_code, c.setting, c.payer, c.prescriber, c.superseded_by, c.facts::text
       FROM claims.claim c JOIN registry.insured_number n USING (person_id) ORDER BY c.file_id, c.ordinal, n.number_key`,
    ),
    pending: await rows(
      'SELECT file_id, ordinal, facts::text FROM claims.pending_claim ORDER BY file_id, ordinal',
    ),
    findings: await rows(
      `SELECT file_id, finding_no, code, severity, record, type, "column", claim FROM claims.finding ORDER BY file_id, finding_no`,
    ),
    workItems: await rows(
      `SELECT file_id, kind, subject, reason, claim, record, "column", occurrences FROM claims.work_item ORDER BY file_id, kind, subject`,
    ),
    persons: await rows(
      'SELECT number_key, birth_date::text, sex, branch FROM registry.insured_number ORDER BY 1, 2, 3, 4',
    ),
  };
}
