import { shrink } from '@tsunagu/fhir';
import { AppError } from '../errors/app-error.ts';
import { compile } from './compile.ts';
import {
  baseUrlOf,
  type FhirAnswer,
  type FhirDeps,
  type FhirRequest,
  lastOf,
  type Method,
} from './exchange.ts';
import { grantedFilter } from './granted-filter.ts';
import { isNotModified, versionHeaders } from './headers.ts';
import { countOf, MOST_COUNT } from './page.ts';
import type { FhirResource, PersonReader } from './ports.ts';
import { requireInteraction, requirePatientOfLaunch } from './scopes.ts';

export const ID = /^[A-Za-z0-9\-.]{1,64}$/;

/** `GET [type]/[id]`. */
export async function readInstance(
  deps: FhirDeps,
  request: FhirRequest,
  type: string,
  id: string,
): Promise<FhirAnswer> {
  const resource = await currentOf(deps, request, type, id);
  if (resource === null) throw await whyMissing(deps, request, type, id);
  return answerWith(request, await asAsked(deps, request, resource));
}

/** With the elements only that `_summary` and `_elements` ask for. */
async function asAsked(
  deps: FhirDeps,
  { parameters }: FhirRequest,
  resource: FhirResource,
): Promise<FhirResource> {
  const shape = parameters.filter(([name]) => name === '_summary' || name === '_elements');
  if (shape.length === 0) return resource;
  const { definitions } = await deps.sets.get('core');
  const { resourceType: type } = resource;
  const { summary, elements } = compile(deps, definitions, { type, parameters: shape, strict: true });
  return shrink(definitions, resource, { summary, elements });
}

/** The resource as it is now; null when there is none, or none that the caller may know of. */
export async function currentOf(
  deps: FhirDeps,
  request: FhirRequest,
  type: string,
  id: string,
): Promise<FhirResource | null> {
  const { caller } = request;
  const grant = requireInteraction(caller.session, type, 'read');
  if (!ID.test(id)) return null;
  const accepts = await grantedFilter(deps, type, grant);
  const owner = ownerOf(deps.persons, type, id);
  if (owner !== null) {
    requirePatientOfLaunch(caller.session, owner.personId);
    return owner.reader.read(
      { caller, personId: owner.personId, types: [type], id, interaction: `read ${type}` },
      ({ resources }) => {
        const found = resources.find((one) => one.resourceType === type && one.id === id && accepts(one));
        return { answer: found ?? null, itemCount: found === undefined ? 0 : 1 };
      },
    );
  }
  for (const directory of deps.directories) {
    if (!directory.types.includes(type)) continue;
    const found = await directory.read(caller, type, id);
    if (found !== null && accepts(found)) return found;
  }
  return keptByWriter(deps, request, type, id);
}

/** What nobody else reads is about no person: a subscription, for example. */
async function keptByWriter(
  { persons, directories, writer }: FhirDeps,
  { caller }: FhirRequest,
  type: string,
  id: string,
): Promise<FhirResource | null> {
  const read = [...persons, ...directories].some(({ types }) => types.includes(type));
  if (read || writer === null || !writer.types.includes(type)) return null;
  const [newest] = await writer.history(caller, type, id);
  return newest?.resource ?? null;
}

/** The reader that knows whose resource this is. */
export function ownerOf(
  readers: readonly PersonReader[],
  type: string,
  id: string,
): { readonly reader: PersonReader; readonly personId: string } | null {
  for (const reader of readers) {
    if (!reader.types.includes(type)) continue;
    const personId = reader.personOf(type, id);
    if (personId !== null) return { reader, personId };
  }
  return null;
}

/** Gone, where the history says so; otherwise unknown. */
async function whyMissing(
  { writer }: FhirDeps,
  { caller }: FhirRequest,
  type: string,
  id: string,
): Promise<AppError> {
  const known = writer?.types.includes(type) === true && ID.test(id);
  const [newest] = known ? await writer.history(caller, type, id) : [];
  return new AppError(newest?.deleted === true ? 'FHIR_RESOURCE_DELETED' : 'FHIR_RESOURCE_UNKNOWN');
}

function answerWith({ headers }: FhirRequest, resource: FhirResource): FhirAnswer {
  const told = versionHeaders(resource.meta?.versionId, resource.meta?.lastUpdated);
  if (isNotModified(headers, resource)) return { status: 304, headers: told };
  return { status: 200, headers: told, resource };
}

interface Version {
  readonly versionId: string;
  readonly lastUpdated: string;
  readonly deleted: boolean;
  readonly resource: FhirResource | null;
}

/** Newest first. What is rendered from other data has one version: the present one. */
async function versionsOf(
  deps: FhirDeps,
  request: FhirRequest,
  type: string,
  id: string,
): Promise<readonly Version[]> {
  const { caller } = request;
  const grant = requireInteraction(caller.session, type, 'read');
  const owner = ownerOf(deps.persons, type, id);
  if (owner !== null) requirePatientOfLaunch(caller.session, owner.personId);
  if (ID.test(id) && deps.writer?.types.includes(type) === true) {
    const accepts = await grantedFilter(deps, type, grant);
    const kept = await deps.writer.history(caller, type, id);
    const shown = kept.filter(({ resource }) => resource === null || accepts(resource));
    if (shown.length > 0) return shown.map((one) => ({ ...one, lastUpdated: one.lastUpdated.toISOString() }));
  }
  const resource = await currentOf(deps, request, type, id);
  const { versionId, lastUpdated } = resource?.meta ?? {};
  if (resource === null || versionId === undefined || lastUpdated === undefined) return [];
  return [{ versionId, lastUpdated, deleted: false, resource }];
}

/** `GET [type]/[id]/_history/[version]`. */
export async function readVersion(
  deps: FhirDeps,
  request: FhirRequest,
  [type, id, versionId]: readonly [type: string, id: string, versionId: string],
): Promise<FhirAnswer> {
  const versions = await versionsOf(deps, request, type, id);
  if (versions.length === 0) throw new AppError('FHIR_RESOURCE_UNKNOWN');
  const found = versions.find((one) => one.versionId === versionId);
  if (found === undefined) throw new AppError('FHIR_VERSION_UNKNOWN');
  if (found.resource === null) throw new AppError('FHIR_RESOURCE_DELETED');
  return answerWith(request, found.resource);
}

/** `GET [type]/[id]/_history`: newest first. */
export async function readHistory(
  deps: FhirDeps,
  request: FhirRequest,
  type: string,
  id: string,
): Promise<FhirAnswer> {
  const since = sinceOf(lastOf(request.parameters, '_since'));
  const count = countOf(lastOf(request.parameters, '_count'), MOST_COUNT);
  const versions = await versionsOf(deps, request, type, id);
  if (versions.length === 0) throw new AppError('FHIR_RESOURCE_UNKNOWN');
  const base = baseUrlOf(deps);
  const told = versions.filter(({ lastUpdated }) => Date.parse(lastUpdated) >= since);
  const entry = told.slice(0, count).map(({ versionId, lastUpdated, deleted, resource }) => {
    const oldest = versionId === versions.at(-1)?.versionId;
    const method: Method = deleted ? 'DELETE' : oldest ? 'POST' : 'PUT';
    return {
      fullUrl: `${base}/${type}/${id}`,
      ...(resource === null ? {} : { resource }),
      request: { method, url: method === 'POST' ? type : `${type}/${id}` },
      response: {
        status: deleted ? '204' : oldest ? '201' : '200',
        etag: `W/"${versionId}"`,
        lastModified: lastUpdated,
      },
    };
  });
  const link = [{ relation: 'self', url: `${base}/${type}/${id}/_history` }];
  return {
    status: 200,
    resource: { resourceType: 'Bundle', type: 'history', total: told.length, link, entry },
  };
}

/** Epoch milliseconds; everything where nothing is asked for. Throws FHIR_PARAMETER_INVALID. */
function sinceOf(text: string | null): number {
  if (text === null) return Number.NEGATIVE_INFINITY;
  const at = Date.parse(text.replace(' ', '+'));
  if (Number.isNaN(at)) throw new AppError('FHIR_PARAMETER_INVALID', { parameter: '_since' });
  return at;
}
