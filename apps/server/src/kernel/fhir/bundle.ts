import { STATUS_CODES } from 'node:http';
import { AppError } from '../errors/app-error.ts';
import { type BundleEntry, entriesOf } from './bundle-entries.ts';
import type { FhirAnswer, FhirDeps, FhirRequest } from './exchange.ts';
import { noteRefusal } from './note-refusal.ts';
import { outcomeOfError } from './operation-outcome.ts';
import type { WriteRequest } from './ports.ts';
import { ResourceRefused } from './resource-refused.ts';
import { requireInteraction, TokenRefused } from './scopes.ts';
import { answerOfWritten, requireBundle, writeRequestOf, writerOf } from './write.ts';

export type Dispatch = (deps: FhirDeps, request: FhirRequest) => Promise<FhirAnswer>;

/** `POST` at the base: entries for themselves (batch), or all of them or none (transaction). */
export async function processBundle(
  deps: FhirDeps,
  request: FhirRequest,
  dispatch: Dispatch,
): Promise<FhirAnswer> {
  const bundle = requireBundle(request.body);
  if (bundle.type !== 'batch' && bundle.type !== 'transaction')
    throw new AppError('FHIR_BODY_UNEXPECTED', {
      expression: 'Bundle.type',
      expected: 'batch or transaction',
    });
  const entries = entriesOf(deps, request, bundle);
  const answers =
    bundle.type === 'batch'
      ? await oneByOne(deps, entries, dispatch)
      : await allOrNone(deps, request, entries, dispatch);
  return {
    status: 200,
    resource: { resourceType: 'Bundle', type: `${bundle.type}-response`, entry: answers },
  };
}

type ResponseEntry = Readonly<Record<string, unknown>>;

/** All answers are held until the last is there: more than this, and entries that read are refused. */
const MOST_ANSWER_CHARACTERS = 32 * 1024 * 1024;

/** How much of the answers of a bundle there is room for. */
interface Room {
  characters: number;
}
const emptyRoom = (): Room => ({ characters: MOST_ANSWER_CHARACTERS });

const READS: ReadonlySet<string> = new Set(['_search', '_history']);
const isReading = ({ method, path }: FhirRequest): boolean =>
  method === 'GET' || path.some((part) => part.startsWith('$') || READS.has(part));

/** An entry that fails says so in its place and keeps no other from being handled. */
async function oneByOne(
  deps: FhirDeps,
  entries: readonly BundleEntry[],
  dispatch: Dispatch,
): Promise<ResponseEntry[]> {
  const answers: ResponseEntry[] = [];
  const room = emptyRoom();
  for (const entry of entries) answers.push(await answerAlone(deps, entry, dispatch, room));
  return answers;
}

async function answerAlone(
  deps: FhirDeps,
  entry: BundleEntry,
  dispatch: Dispatch,
  room: Room,
): Promise<ResponseEntry> {
  try {
    if (entry.problem !== null) throw entry.problem;
    // Before the door is asked, so that nothing is entered that nobody gets.
    if (room.characters <= 0 && isReading(entry.request))
      throw new AppError('FHIR_BUNDLE_TOO_LONG', { mostCharacters: MOST_ANSWER_CHARACTERS });
    const answer = await dispatch(deps, entry.request);
    if (answer.resource !== undefined) room.characters -= JSON.stringify(answer.resource).length;
    return responseOf(answer);
  } catch (error) {
    await noteRefusal(deps, error, entry.request);
    const { status, outcome } = outcomeOfError(error, entry.request.caller.requestId);
    return { response: { status: statusLine(status), outcome } };
  }
}

function responseOf({ status, headers = {}, resource }: FhirAnswer): ResponseEntry {
  const { location, etag } = headers;
  const at = headers['last-modified'];
  const response = {
    status: statusLine(status),
    ...(location === undefined ? {} : { location }),
    ...(etag === undefined ? {} : { etag }),
    ...(at === undefined ? {} : { lastModified: new Date(at).toISOString() }),
  };
  if (resource === undefined) return { response };
  return resource.resourceType === 'OperationOutcome'
    ? { response: { ...response, outcome: resource } }
    : { resource, response };
}

const statusLine = (status: number): string => `${status} ${STATUS_CODES[status] ?? ''}`.trim();

/** What is removed goes first, then what is new, then what changes. @spec https://hl7.org/fhir/R4/http.html#trules */
const ORDER = ['DELETE', 'POST', 'PUT', 'PATCH'];

/**
 * All writing entries in one call of the writer. Reading entries are checked before and answered afterwards: what they
 * cannot find undoes nothing, and is said in their place.
 */
async function allOrNone(
  deps: FhirDeps,
  request: FhirRequest,
  entries: readonly BundleEntry[],
  dispatch: Dispatch,
): Promise<ResponseEntry[]> {
  requireDistinct(entries);
  for (const entry of entries) atEntry(entry, () => requireReadable(entry));
  const answers: ResponseEntry[] = new Array(entries.length);
  const writing = entries
    .filter((entry) => entry.request.method !== 'GET')
    .toSorted((a, b) => ORDER.indexOf(a.request.method) - ORDER.indexOf(b.request.method));
  const asked = writing.map((entry) => atEntry(entry, () => askedBy(deps, entry)));
  if (asked.length > 0) {
    const written = await writeAll(deps, request, writing, asked);
    for (const [at, one] of written.entries()) {
      const entry = writing[at];
      if (entry !== undefined) answers[entry.index] = responseOf(answerOfWritten(deps, entry.request, one));
    }
  }
  const room = emptyRoom();
  for (const entry of entries) {
    if (entry.request.method === 'GET') answers[entry.index] = await answerAlone(deps, entry, dispatch, room);
  }
  return answers;
}

/** What could be refused without looking anything up is refused before anything is written. */
function requireReadable({ request, problem }: BundleEntry): void {
  if (problem !== null) throw problem;
  const [type, id, ...rest] = request.path;
  if (request.method !== 'GET' || type === undefined || !/^[A-Z]/.test(type) || rest.length > 0) return;
  requireInteraction(request.caller.session, type, id === undefined ? 'search' : 'read');
}

function askedBy(deps: FhirDeps, { request, fullUrl }: BundleEntry): WriteRequest {
  const asked = writeRequestOf(deps, request);
  const pointedAt = asked.kind === 'create' || asked.kind === 'conditional-update';
  return pointedAt && fullUrl !== null ? { ...asked, fullUrl } : asked;
}

async function writeAll(
  deps: FhirDeps,
  { caller, original }: FhirRequest,
  writing: readonly BundleEntry[],
  asked: readonly WriteRequest[],
) {
  try {
    return await writerOf(deps).write(caller, asked, original);
  } catch (error) {
    // The writer counts in its own order.
    const at = error instanceof AppError ? error.fields.entry : undefined;
    const entry = typeof at === 'number' ? writing[at] : undefined;
    throw entry === undefined ? error : placed(error, entry);
  }
}

function atEntry<T>(entry: BundleEntry, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw placed(error, entry);
  }
}

/** The same refusal, with the entry that it is about. */
function placed(error: unknown, { index }: BundleEntry): unknown {
  if (!(error instanceof AppError)) return error;
  const fields = { ...error.fields, entry: index, expression: `Bundle.entry[${index}]` };
  if (error instanceof ResourceRefused) return new ResourceRefused(error.code, error.issues, fields);
  if (error instanceof TokenRefused) return new TokenRefused(error.code, fields);
  return new AppError(error.code, fields, { cause: error });
}

/** In a transaction nothing is written twice, and no name stands for two things. */
function requireDistinct(entries: readonly BundleEntry[]): void {
  const seen = new Set<string>();
  for (const entry of entries) {
    const { method, path } = entry.request;
    const written = method !== 'GET' && path.length === 2 ? `to ${path.join('/')}` : null;
    const names = [written, entry.fullUrl === null ? null : `as ${entry.fullUrl}`];
    for (const name of names) {
      if (name === null) continue;
      if (seen.has(name))
        throw placed(new AppError('FHIR_BODY_UNEXPECTED', { reason: 'named twice' }), entry);
      seen.add(name);
    }
  }
}
