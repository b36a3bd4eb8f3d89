import type { Queryable } from '../../kernel/db/database.ts';
import { insertRows } from '../../kernel/db/insert-rows.ts';
import type { FhirIssue, ReceivedBytes } from '../../kernel/fhir/ports.ts';
import type { FileStore } from '../../kernel/files/file-store.ts';

/** What arrived in one request, before anything is known about it. */
export interface Arrived {
  readonly submissionId: string;
  readonly facilityCode: string;
  readonly account: string;
  readonly receivedAt: Date;
  readonly kind: 'bundle' | 'resources';
  readonly what: string;
  readonly identifier: string | null;
  readonly sha256: string | null;
  readonly bytes: number;
  readonly contentType: string;
}

type Described = Omit<Arrived, 'sha256' | 'bytes' | 'contentType'>;

/** The entries of a batch come with the same body, which is written once and not for each. */
const keptAs = new WeakMap<ReceivedBytes, string>();

/** Keeps the bytes as they came, before anything else is done with them. */
export async function keepOriginal(
  files: FileStore,
  original: ReceivedBytes,
  described: Described,
): Promise<Arrived> {
  const { bytes, contentType } = original;
  let sha256 = keptAs.get(original);
  if (sha256 === undefined && bytes.length > 0) {
    ({ sha256 } = await files.put(once(bytes)));
    keptAs.set(original, sha256);
  }
  return {
    ...described,
    sha256: sha256 ?? null,
    bytes: bytes.length,
    contentType: contentType.slice(0, 200),
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

export interface Result {
  readonly state: 'taken' | 'unchanged' | 'waiting' | 'refused';
  readonly reason: string | null;
  readonly resources: number;
  readonly persons: readonly string[];
}

export async function storeSubmission(
  db: Queryable,
  arrived: Arrived,
  result: Result,
  findings: readonly FhirIssue[],
): Promise<void> {
  const count = (severity: FhirIssue['severity']) =>
    findings.filter((one) => one.severity === severity).length;
  await db.query(
    `INSERT INTO clinical.submission (submission_id, facility_code, received_at, account, sha256, bytes, content_type,
       kind, what, identifier, state, reason, resources, errors, warnings, informations)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    [
      arrived.submissionId,
      arrived.facilityCode,
      arrived.receivedAt,
      arrived.account,
      arrived.sha256,
      arrived.bytes,
      arrived.contentType,
      arrived.kind,
      arrived.what,
      arrived.identifier,
      result.state,
      result.reason,
      result.resources,
      count('error'),
      count('warning'),
      count('information'),
    ],
  );
  if (findings.length > 0) {
    await insertRows(db, {
      into: 'clinical.finding (submission_id, finding_no, severity, code, rule, expression, message)',
      rows: findings.map((one, at) => [
        arrived.submissionId,
        at + 1,
        one.severity,
        one.code,
        one.rule,
        one.expression,
        one.message,
      ]),
    });
  }
  await notePersons(db, arrived.submissionId, result.persons);
}

export async function notePersons(
  db: Queryable,
  submissionId: string,
  persons: readonly string[],
): Promise<void> {
  if (persons.length === 0) return;
  await insertRows(db, {
    into: 'clinical.submission_person (person_id, submission_id)',
    rows: [...new Set(persons)].map((personId) => [personId, submissionId]),
    suffix: 'ON CONFLICT DO NOTHING',
  });
}
