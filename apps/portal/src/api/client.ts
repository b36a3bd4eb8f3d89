import type {
  Category,
  ConsentMethod,
  ConsentState,
  FilePage,
  FindInput,
  FindingPage,
  FindResult,
  IntakeFile,
  PersonBanner,
  RetryAnswer,
  Session,
  SessionAnswer,
  WorkPage,
} from './types.ts';
import { type PackedRecord, unpackRecord } from './unpack-record.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** One thing of several that are wrong, in both languages, and where it stands. */
export interface ErrorFinding {
  readonly message: { readonly ja: string; readonly en: string };
  /** Place and details by their names, as the server tells them; never of a person. */
  readonly details: ReadonlyMap<string, string>;
}

/** A refusal or failure of the server, or of the way to it (`code` NETWORK, status 0). */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly fields: Readonly<Record<string, string>>;
  readonly requestId: string | null;
  readonly findings: readonly ErrorFinding[];

  constructor(
    code: string,
    status: number,
    fields: Readonly<Record<string, string>>,
    requestId: string | null,
    findings: readonly ErrorFinding[] = [],
  ) {
    super(code);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
    this.fields = fields;
    this.requestId = requestId;
    this.findings = findings;
  }
}

type SessionChange = 'lost' | 'locked' | 'unfinished';
type OnSessionChange = (change: SessionChange) => void;
let onSessionChange: OnSessionChange = () => {};

const SESSION_CHANGES: ReadonlyMap<string, SessionChange> = new Map([
  ['SESSION_REQUIRED', 'lost'],
  ['SESSION_LOCKED', 'locked'],
  ['SIGN_IN_UNFINISHED', 'unfinished'],
]);

/** Registers what happens when the server no longer knows the session, locked it, or misses a step of the sign-in. */
export function whenSessionChanges(action: OnSessionChange): void {
  onSessionChange = action;
}

type AskForFactor = () => Promise<boolean>;
let askForFactor: AskForFactor = async () => false;

/** Registers who asks the person for a factor (403 STEP_UP_REQUIRED); resolves to whether one was given. */
export function whenFactorIsNeeded(ask: AskForFactor): void {
  askForFactor = ask;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Turns an error answer (or anything else that came back with status >= 400) into an {@link ApiError}. */
export function parseError(status: number, text: string): ApiError {
  let body: unknown = null;
  try {
    body = JSON.parse(text);
  } catch {
    body = null;
  }
  const error = isObject(body) && isObject(body.error) ? body.error : {};
  const fields: Record<string, string> = {};
  if (isObject(error.fields)) {
    for (const [key, value] of Object.entries(error.fields)) fields[key] = String(value);
  }
  const code = typeof error.code === 'string' ? error.code : status === 503 ? 'UNAVAILABLE' : 'INTERNAL';
  const requestId = typeof error.requestId === 'string' ? error.requestId : null;
  return new ApiError(code, status, fields, requestId, parseFindings(error.findings));
}

function parseFindings(list: unknown): readonly ErrorFinding[] {
  if (!Array.isArray(list)) return [];
  return list.filter(isObject).map((one) => {
    const message = isObject(one.message) ? one.message : {};
    const details = Object.entries(one).filter(([key, value]) => key !== 'message' && value !== null);
    return {
      message: { ja: String(message.ja ?? one.rule), en: String(message.en ?? one.rule) },
      details: new Map(
        details.map(([key, value]) => [key, Array.isArray(value) ? value.join(' / ') : String(value)]),
      ),
    };
  });
}

/** Reports an error to the session keeper where it concerns it, and hands it back for throwing. */
export function noted(error: ApiError): ApiError {
  const change = SESSION_CHANGES.get(error.code);
  if (change !== undefined) onSessionChange(change);
  return error;
}

/**
 * The one way to the server. Times out after `timeoutMs`; every writing call carries the request header.
 * Where the server asks for a fresh factor, the person is asked and the call is repeated once.
 */
export function call<T>(method: Method, path: string, body?: unknown, timeoutMs = 30_000): Promise<T> {
  return withFactor(() => answerOf<T>(method, path, body, timeoutMs, {}));
}

/**
 * A write that takes effect once, however often it is sent with the same `key` (see {@link onceKey}):
 * after an answer that was lost the same call tells what became of it.
 */
export function callOnce<T>(method: 'POST' | 'PUT', path: string, key: string, body: unknown): Promise<T> {
  return withFactor(() => answerOf<T>(method, path, body, 30_000, { 'Idempotency-Key': key }));
}

/** A new key for one intention of a person; works without https too. */
export function onceKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}

async function answerOf<T>(
  method: Method,
  path: string,
  body: unknown,
  timeoutMs: number,
  more: Readonly<Record<string, string>>,
): Promise<T> {
  const text = await (await send(method, path, body, timeoutMs, more)).text();
  return readable<T>(() => (text === '' ? JSON.parse('null') : JSON.parse(text)));
}

/** A file of the server as it comes; the person is asked for a factor where the server wants one. */
export const fetchFile = (path: string): Promise<Blob> =>
  withFactor(() => send('GET', path, undefined, 300_000, {}));

async function withFactor<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'STEP_UP_REQUIRED') throw error;
    if (!(await askForFactor())) throw error;
    return act();
  }
}

async function send(
  method: Method,
  path: string,
  body: unknown,
  timeoutMs: number,
  more: Readonly<Record<string, string>>,
): Promise<Blob> {
  const headers: Record<string, string> = { Accept: 'application/json', ...more };
  if (method !== 'GET') headers['X-Tsunagu-Request'] = '1';
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let status: number;
  let answer: Blob;
  try {
    const response = await fetch(`/api${path}`, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(timeoutMs),
    });
    status = response.status;
    answer = await response.blob();
  } catch {
    throw new ApiError('NETWORK', 0, {}, null);
  }
  if (status >= 400) throw noted(parseError(status, await answer.text()));
  return answer;
}

/** An answer of another version of the server is no failure of the server: the page has to be loaded anew. */
function readable<T>(read: () => T): T {
  try {
    return read();
  } catch {
    throw new ApiError('ANSWER_UNREADABLE', 200, {}, null);
  }
}

/** The given values as a query string with its question mark, empty ones left out. */
export function query(values: Readonly<Record<string, string | null | undefined>>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) if (value) params.set(key, value);
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

/** One segment of a path. */
export const segment = encodeURIComponent;
const unpacked = (packed: PackedRecord) => readable(() => unpackRecord(packed));

/** Every call of the contract, one function each. */
export const api = {
  session: () => call<SessionAnswer>('GET', '/session'),
  signIn: (account: string, password: string) =>
    call<{ readonly session: Session }>('POST', '/sign-in', { account, password }),
  signOut: () => call<null>('POST', '/sign-out'),
  find: (input: FindInput) => call<FindResult>('POST', '/reception/find', input),
  person: (ref: string) => call<{ readonly person: PersonBanner }>('GET', `/persons/${segment(ref)}`),
  consents: (ref: string) =>
    call<{ readonly consents: readonly ConsentState[] }>('GET', `/persons/${segment(ref)}/consents`),
  giveConsent: (ref: string, categories: readonly Category[], method: ConsentMethod) =>
    call<{ readonly consents: readonly ConsentState[] }>('POST', `/persons/${segment(ref)}/consents`, {
      categories,
      method,
    }),
  withdrawConsent: (ref: string, category: Category) =>
    call<{ readonly consents: readonly ConsentState[] }>(
      'DELETE',
      `/persons/${segment(ref)}/consents/${category}`,
    ),
  record: async (ref: string) => unpacked(await call<PackedRecord>('GET', `/persons/${segment(ref)}/record`)),
  /** `home`: `/me`, or `/principals/:ref` for whoever acts for somebody. */
  ownRecord: async (home: string) => unpacked(await call<PackedRecord>('GET', `${home}/record`)),
  files: (cursor: string | null) => call<FilePage>('GET', `/claims/files${query({ cursor })}`),
  file: (sha256: string) => call<{ readonly file: IntakeFile }>('GET', `/claims/files/${segment(sha256)}`),
  findings: (sha256: string, code: string | null, cursor: string | null) =>
    call<FindingPage>('GET', `/claims/files/${segment(sha256)}/findings${query({ code, cursor })}`),
  workItems: (filter: { state: string; kind: string | null; cursor: string | null }) =>
    call<WorkPage>('GET', `/claims/work-items${query(filter)}`),
  retryWork: (which: { readonly kind?: string; readonly ids?: readonly string[] }) =>
    call<RetryAnswer>('POST', '/claims/work-items/retry', which, 300_000),
};
