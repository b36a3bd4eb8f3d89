import { AppError } from '../../kernel/errors/app-error.ts';
import type { FhirIssue } from '../../kernel/fhir/ports.ts';
import { type PersonId, parsePersonId } from '../registry/index.ts';
import type { ClinicalDeps } from './deps.ts';
import { type Sender, throughDoor } from './door.ts';

const PAGE_SIZE = 50;
const MOST_FINDINGS = 50;

export interface SubmissionView {
  readonly id: string;
  readonly receivedAt: Date;
  readonly kind: 'bundle' | 'resources';
  readonly what: string;
  readonly identifier: string | null;
  readonly state: 'taken' | 'unchanged' | 'waiting' | 'refused';
  readonly reason: string | null;
  readonly resources: number;
  readonly bytes: number;
  readonly sha256: string | null;
  readonly counts: { readonly error: number; readonly warning: number; readonly information: number };
  /** The first ones. */
  readonly findings: readonly FhirIssue[];
}

interface Row {
  readonly submission_id: string;
  readonly received_no: string;
  readonly received_at: Date;
  readonly kind: SubmissionView['kind'];
  readonly what: string;
  readonly identifier: string | null;
  readonly state: SubmissionView['state'];
  readonly reason: string | null;
  readonly resources: number;
  readonly bytes: string;
  readonly sha256: string | null;
  readonly errors: number;
  readonly warnings: number;
  readonly informations: number;
}

type FindingRow = FhirIssue & { readonly submission_id: string };

/** The institution's own submissions, newest first; nothing clinical and nobody's name. */
export async function listSubmissions(
  { db }: ClinicalDeps,
  { facilityCode }: Sender,
  { state, cursor }: { readonly state: SubmissionView['state'] | null; readonly cursor: string | null },
): Promise<{ readonly submissions: readonly SubmissionView[]; readonly next: string | null }> {
  if (facilityCode === '') throw new AppError('INSTITUTION_REQUIRED');
  const rows = await db.query<Row>(
    `SELECT * FROM clinical.submission
     WHERE facility_code = $1 AND ($2::text IS NULL OR state = $2) AND ($3::bigint IS NULL OR received_no < $3)
     ORDER BY received_no DESC LIMIT $4`,
    [facilityCode, state, cursor, PAGE_SIZE + 1],
  );
  const page = rows.slice(0, PAGE_SIZE);
  const findings = await db.query<FindingRow>(
    `SELECT submission_id, severity, code, rule, expression, message FROM clinical.finding
     WHERE submission_id = ANY ($1) AND finding_no <= $2 ORDER BY submission_id, finding_no`,
    [page.map((row) => row.submission_id), MOST_FINDINGS],
  );
  return {
    submissions: page.map((row) => toView(row, findings)),
    next: rows.length > PAGE_SIZE ? (page.at(-1)?.received_no ?? null) : null,
  };
}

const toView = (row: Row, findings: readonly FindingRow[]): SubmissionView => ({
  id: row.submission_id,
  receivedAt: row.received_at,
  kind: row.kind,
  what: row.what,
  identifier: row.identifier,
  state: row.state,
  reason: row.reason,
  resources: row.resources,
  bytes: Number(row.bytes),
  sha256: row.sha256,
  counts: { error: row.errors, warning: row.warnings, information: row.informations },
  findings: findings
    .filter((one) => one.submission_id === row.submission_id)
    .map(({ severity, code, rule, expression, message }) => ({ severity, code, rule, expression, message })),
});

/** The bytes as they came, through the door for everybody whom they are about. Throws CLINICAL_SUBMISSION_UNKNOWN. */
export async function readOriginal(
  deps: ClinicalDeps,
  sender: Sender,
  submissionId: string,
): Promise<{ readonly bytes: Buffer; readonly sha256: string }> {
  const [row] = await deps.db.query<{ sha256: string | null }>(
    'SELECT sha256 FROM clinical.submission WHERE submission_id = $1 AND facility_code = $2',
    [submissionId, sender.facilityCode],
  );
  const sha256 = row?.sha256 ?? null;
  // A batch is kept once, and every entry names it: the same bytes are about the persons of all of them.
  const people = await deps.db.query<{ person_id: string }>(
    `SELECT DISTINCT p.person_id FROM clinical.submission s JOIN clinical.submission_person p USING (submission_id)
     WHERE s.facility_code = $1 AND s.sha256 = $2 ORDER BY p.person_id`,
    [sender.facilityCode, sha256],
  );
  const persons = people.flatMap(({ person_id }): PersonId[] => {
    const personId = parsePersonId(person_id);
    return personId === null || sha256 === null ? [] : [personId];
  });
  return throughDoor(deps, { sender, persons, submissionId }, async () => {
    if (sha256 === null) throw new AppError('CLINICAL_SUBMISSION_UNKNOWN');
    const chunks: Uint8Array[] = [];
    for await (const chunk of deps.files.read(sha256)) chunks.push(chunk);
    return { bytes: Buffer.concat(chunks), sha256 };
  });
}
