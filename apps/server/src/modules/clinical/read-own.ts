import type { FhirCaller, ResourceWriter } from '../../kernel/fhir/ports.ts';
import { parseFhirScope } from '../../kernel/fhir/scopes.ts';
import type { ClinicalDeps } from './deps.ts';
import { senderOf, throughDoor } from './door.ts';
import { personOfId } from './model/ids.ts';
import { findByIdentifier, readContent, versionsOf } from './store.ts';

type History = Awaited<ReturnType<ResourceWriter['history']>>;

/** People, and programs that write: for others the door of submissions is closed. */
const writes = ({ session: { scopes } }: FhirCaller): boolean =>
  scopes === null || scopes.some((text) => /[cud]/.test(parseFhirScope(text)?.letters ?? ''));

/**
 * Versions of what the caller's institution sent, newest first. Nobody else learns that they are there; a program that
 * only reads sees the present version, as everybody does.
 */
export async function readHistory(
  deps: ClinicalDeps,
  caller: FhirCaller,
  type: string,
  id: string,
): Promise<History> {
  const personId = personOfId(id);
  const sender = senderOf(caller);
  if (personId === null || sender.facilityCode === '' || !writes(caller)) return [];
  const versions = await versionsOf(deps.db, personId, id);
  const own = versions.filter((one) => one.facilityCode === sender.facilityCode && one.type === type);
  if (own.length === 0) return [];
  return throughDoor(deps, { sender, persons: [personId] }, async () =>
    own.map(({ version, receivedAt, deleted, content }) => ({
      versionId: String(version),
      lastUpdated: receivedAt,
      deleted,
      resource: content === null ? null : readContent(content),
    })),
  );
}

/** Ids of the institution's own resources with an identifier. */
export async function ownByIdentifier(
  { db }: ClinicalDeps,
  caller: FhirCaller,
  type: string,
  identifier: { readonly system: string | null; readonly value: string },
): Promise<readonly string[]> {
  const { facilityCode } = senderOf(caller);
  if (facilityCode === '') return [];
  const found = await findByIdentifier(db, { facilityCode, type, ...identifier });
  return found.map(({ resourceId }) => resourceId);
}
