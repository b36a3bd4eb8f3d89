import { Readable } from 'node:stream';
import type { Session } from '../../../kernel/auth/session.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import type { Operation, OperationAnswer, OperationCall } from '../../../kernel/fhir/ports.ts';
import type { ExportDeps } from './deps.ts';
import { type ExportJob, type ExportPart, insertJob, readJob, readParts } from './jobs.ts';
import limits from './limits.json' with { type: 'json' };
import { readExportRequest, requireWhole } from './read-request.ts';
import { removeExport } from './work-off.ts';

const SCOPE = 'bulk-export';
const BULK_DATA = 'http://hl7.org/fhir/uv/bulkdata/OperationDefinition';
const STATUS = '$export-status';
const FILE = '$export-file';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export interface ExportOperationsDeps extends ExportDeps {
  /** Wakes the worker. */
  readonly poke: () => void;
}

/**
 * Export of the people whom an insurer insures, for its programs: kick-off, status, files.
 * @spec https://hl7.org/fhir/uv/bulkdata/STU2/export.html
 */
export function exportOperations(deps: ExportOperationsDeps): readonly Operation[] {
  const kickOff = (level: Operation['level'], types: readonly string[], name: string): Operation => ({
    name: '$export',
    level,
    types,
    changesState: false,
    definition: `${BULK_DATA}/${name}`,
    handle: (call) => start(deps, call),
  });
  const own = (name: string, handle: Operation['handle'], deletable = false): Operation => ({
    name,
    level: 'system',
    types: [],
    changesState: false,
    deletable,
    definition: `${BULK_DATA}/export`,
    handle,
  });
  return [
    kickOff('system', [], 'export'),
    kickOff('type', ['Patient'], 'patient-export'),
    kickOff('instance', ['Group'], 'group-export'),
    own(STATUS, (call) => status(deps, call), true),
    own(FILE, (call) => file(deps, call)),
  ];
}

/** The organisation of the caller, which must insure. Throws ROLE_NOT_ALLOWED, SCOPE_NOT_GRANTED, INSURER_REQUIRED. */
function insurerOf({ kind, scopes, organisation }: Session): {
  organisationId: string;
  insurerNumber: string;
} {
  if (kind !== 'system' || scopes === null) throw new AppError('ROLE_NOT_ALLOWED');
  if (!scopes.includes(SCOPE)) throw new AppError('SCOPE_NOT_GRANTED', { scope: SCOPE });
  const insurerNumber = organisation?.insurerNumber ?? null;
  if (organisation === null || insurerNumber === null) throw new AppError('INSURER_REQUIRED');
  return { organisationId: organisation.organisationId, insurerNumber };
}

async function start(deps: ExportOperationsDeps, call: OperationCall): Promise<OperationAnswer> {
  const { session, requestId } = call.caller;
  const { organisationId, insurerNumber } = insurerOf(session);
  // The one group that there is, of an insurer's own.
  if (call.level === 'instance' && call.id !== insurerNumber) throw new AppError('FHIR_RESOURCE_UNKNOWN');
  const offered = deps.persons.flatMap(({ types }) => types);
  const { types, since } = readExportRequest(call, offered);
  const { sessionId, account, displayName, roles, organisation, scopes } = session;
  const query = new URLSearchParams(call.parameters.map(([name, value]): [string, string] => [name, value]));
  const jobId = await insertJob(
    deps.db,
    {
      organisationId,
      insurerNumber,
      asking: { sessionId, account, displayName, roles, organisation, scopes },
      requestId,
      requestUrl: `${call.baseUrl}/${call.path}${query.size === 0 ? '' : `?${query}`}`,
      types,
      since,
      requestedAt: deps.clock(),
    },
    limits.mostUnderWay,
  );
  if (jobId === null) throw new AppError('EXPORT_TOO_MANY', { most: limits.mostUnderWay });
  deps.poke();
  return { status: 202, headers: { 'content-location': `${call.baseUrl}/${STATUS}?job=${jobId}` } };
}

/** The caller's own export. Throws EXPORT_UNKNOWN, also for other organisations' exports. */
async function jobOf(deps: ExportDeps, call: OperationCall): Promise<ExportJob> {
  const { organisationId } = insurerOf(call.caller.session);
  const id = call.parameters.find(([name]) => name === 'job')?.[1] ?? '';
  const job = UUID.test(id) ? await readJob(deps.db, id) : null;
  if (job === null || job.organisationId !== organisationId || job.state === 'deleted')
    throw new AppError('EXPORT_UNKNOWN');
  if (job.expiresAt !== null && job.expiresAt <= deps.clock()) throw new AppError('EXPORT_UNKNOWN');
  return job;
}

async function status(deps: ExportDeps, call: OperationCall): Promise<OperationAnswer> {
  const job = await jobOf(deps, call);
  if (call.method === 'DELETE') {
    await removeExport(deps, job.jobId);
    return { status: 202 };
  }
  if (job.state === 'failed') throw new AppError('EXPORT_FAILED');
  if (job.state === 'waiting')
    return {
      status: 202,
      headers: {
        'x-progress': `${job.persons} persons read`,
        'retry-after': String(limits.retryAfterSeconds),
      },
    };
  const manifest = manifestOf(job, await readParts(deps.db, job.jobId), call.baseUrl);
  return {
    headers: job.expiresAt === null ? {} : { expires: job.expiresAt.toUTCString() },
    bytes: { contentType: 'application/json', content: Buffer.from(JSON.stringify(manifest)) },
  };
}

/** @spec https://hl7.org/fhir/uv/bulkdata/STU2/export.html#response---complete-status */
function manifestOf(job: ExportJob, parts: readonly ExportPart[], baseUrl: string): object {
  const listed = (error: boolean) =>
    parts
      .filter((part) => part.error === error)
      .map(({ name, resourceType, resources }) => ({
        type: resourceType,
        url: `${baseUrl}/${FILE}?job=${job.jobId}&file=${name}`,
        count: resources,
      }));
  return {
    transactionTime: job.requestedAt.toISOString(),
    request: job.requestUrl,
    requiresAccessToken: true,
    output: listed(false),
    deleted: [],
    error: listed(true),
  };
}

async function file(deps: ExportDeps, call: OperationCall): Promise<OperationAnswer> {
  const job = await jobOf(deps, call);
  const name = call.parameters.find(([one]) => one === 'file')?.[1];
  const part = (await readParts(deps.db, job.jobId)).find((one) => one.name === name);
  if (job.state !== 'complete' || part === undefined) throw new AppError('EXPORT_UNKNOWN');
  // Another program of the same insurer may have asked for more than this one may read.
  if (!part.error) requireWhole(call, part.resourceType);
  const { session, requestId } = call.caller;
  // Each person's entry was made when the person was read; this one tells when the file left.
  await deps.audit.append({
    event: 'export-made',
    personId: null,
    account: session.account,
    actorRole: session.roles.join(','),
    facilityName: session.organisation?.name ?? null,
    outcome: 'done',
    requestId,
    purpose: 'export',
    itemCount: part.resources,
    detail: { job: job.jobId, file: part.name },
  });
  const content = Readable.from(deps.files.read(part.sha256), { objectMode: false });
  return { bytes: { contentType: 'application/fhir+ndjson', content } };
}
