import type { Transaction } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import type { FhirIssue, FhirResource, Written } from '../../../kernel/fhir/ports.ts';
import type { SourceCategory } from '../../../kernel/records/record-source.ts';
import type { PersonId } from '../../registry/index.ts';
import { categoryOf, dateOf, fingerprintOf, hideKeyOf, identifiersOf, toldOf } from '../model/facts.ts';
import { isOfAnother } from '../model/ids.ts';
import { isObject, type JsonObject } from '../model/json.ts';
import { referencesIn } from '../model/references.ts';
import {
  addVersion,
  findByIdentifier,
  readContent,
  replaceIdentifiers,
  type StoredVersion,
  versionsOf,
  writeContent,
} from '../store.ts';

/** Where and by whom versions are written. */
export interface Place {
  readonly tx: Transaction;
  readonly facilityCode: string;
  readonly submissionId: string;
  readonly now: Date;
  /** Everything that was stored, in order. */
  readonly stored: StoredVersion[];
}

export interface Put {
  readonly type: string;
  readonly personId: PersonId;
  readonly resourceId: string;
  readonly body: JsonObject;
  readonly issues: readonly FhirIssue[];
  /** The present version, where there is one. */
  readonly head: StoredVersion | null;
  /** Default: by the type. */
  readonly category?: SourceCategory;
  /** Whether the patient was told; default: by the marks inside. */
  readonly told?: boolean | null;
  /** Holds its own resources and refers to them: nothing inside is looked at. */
  readonly isDocument?: boolean;
  /** Day of care; default: by the type. */
  readonly effectiveOn?: string | null;
}

/** Stores the next version, unless the present one says the same. */
export async function putResource(place: Place, put: Put): Promise<Written> {
  const { tx, facilityCode, submissionId, now } = place;
  const { type, personId, resourceId, body, issues, head } = put;
  const fingerprint = fingerprintOf(body);
  if (head !== null && !head.deleted && head.fingerprint === fingerprint)
    return writtenOf(head, 'unchanged', issues);
  if (put.isDocument !== true) refuseOthers(body, personId);
  await refuseTaken(place, type, body, resourceId);
  const version = (head?.version ?? 0) + 1;
  const meta = isObject(body.meta) ? body.meta : {};
  const { resourceType: _, id: _id, ...rest } = body;
  const resource: FhirResource = {
    resourceType: type,
    id: resourceId,
    ...rest,
    meta: { ...meta, versionId: String(version), lastUpdated: now.toISOString() },
  };
  const effectiveOn = put.effectiveOn === undefined ? dateOf(type, body) : put.effectiveOn;
  const one: StoredVersion = {
    personId,
    resourceId,
    version,
    type,
    facilityCode,
    submissionId,
    receivedAt: now,
    deleted: false,
    category: put.category ?? categoryOf(type),
    effectiveOn,
    told: put.told === undefined ? toldOf(body) : put.told,
    hideKey: hideKeyOf(type, body, { facilityCode, date: effectiveOn, resourceId }),
    fingerprint,
    content: writeContent(resource),
  };
  await addVersion(tx, one);
  await replaceIdentifiers(tx, one, identifiersOf(body));
  place.stored.push(one);
  const created = head === null || head.deleted;
  return { ...writtenOf(one, created ? 'created' : 'updated', issues), resource };
}

/** Nothing of one person points to what belongs to another. */
function refuseOthers(body: JsonObject, personId: PersonId): void {
  const strange = referencesIn(body).some((reference) => {
    const [type = '', id = ''] = reference
      .replace(/\/_history\/.*$/, '')
      .split('/')
      .slice(-2);
    return type === 'Patient' ? /^[0-9a-f-]{36}$/.test(id) && id !== personId : isOfAnother(id, personId);
  });
  if (strange) throw new AppError('CLINICAL_PERSON_CHANGED', { reason: 'a reference' });
}

async function refuseTaken(
  { tx, facilityCode }: Place,
  type: string,
  body: JsonObject,
  resourceId: string,
): Promise<void> {
  for (const { system, value, isKey } of identifiersOf(body)) {
    if (!isKey) continue;
    const found = await findByIdentifier(tx, { facilityCode, type, system, value });
    if (found.some((one) => one.resourceId !== resourceId)) throw new AppError('CLINICAL_IDENTIFIER_TAKEN');
  }
}

/** Deletes what is there; its versions stay. */
export async function deleteResource(place: Place, head: StoredVersion): Promise<Written> {
  if (head.deleted) return writtenOf(head, 'deleted', []);
  const { tx, submissionId, now } = place;
  const one: StoredVersion = {
    ...head,
    version: head.version + 1,
    submissionId,
    receivedAt: now,
    deleted: true,
    category: null,
    effectiveOn: null,
    told: null,
    hideKey: null,
    fingerprint: null,
    content: null,
  };
  await addVersion(tx, one);
  await replaceIdentifiers(tx, one, []);
  place.stored.push(one);
  return writtenOf(one, 'deleted', []);
}

export const writtenOf = (
  { type, resourceId, version, receivedAt, content }: StoredVersion,
  outcome: Written['outcome'],
  issues: readonly FhirIssue[],
): Written => ({
  outcome,
  resource: content === null || outcome === 'deleted' ? null : readContent(content),
  type,
  id: resourceId,
  versionId: String(version),
  lastUpdated: receivedAt,
  issues,
});

/** The present version of the institution's own resource. Throws FHIR_RESOURCE_UNKNOWN. */
export async function ownHead(
  { tx, facilityCode }: Place,
  type: string,
  personId: PersonId,
  resourceId: string,
): Promise<StoredVersion> {
  const [head] = await versionsOf(tx, personId, resourceId);
  if (head === undefined || head.facilityCode !== facilityCode || head.type !== type)
    throw new AppError('FHIR_RESOURCE_UNKNOWN');
  return head;
}
