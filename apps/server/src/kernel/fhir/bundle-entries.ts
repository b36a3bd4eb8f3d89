import { AppError } from '../errors/app-error.ts';
import {
  baseUrlOf,
  type FhirDeps,
  type FhirRequest,
  type Method,
  NO_HEADERS,
  type Parameter,
} from './exchange.ts';
import type { FhirBundle } from './ports.ts';

export interface BundleEntry {
  /** Place in the bundle, from 0. */
  readonly index: number;
  readonly fullUrl: string | null;
  readonly request: FhirRequest;
  /** Why the entry cannot even be understood. */
  readonly problem: AppError | null;
}

const MOST_ENTRIES = 1_000;
const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const asMethod = (text: unknown): Method | null => {
  if (text === 'HEAD') return 'GET';
  return typeof text === 'string' && METHODS.includes(text) ? (text as Method) : null;
};

type Fields = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** The interactions of a batch or transaction. Throws FHIR_BUNDLE_TOO_LONG, FHIR_BODY_UNEXPECTED. */
export function entriesOf(deps: FhirDeps, request: FhirRequest, { entry = [] }: FhirBundle): BundleEntry[] {
  if (!Array.isArray(entry)) throw new AppError('FHIR_BODY_UNEXPECTED', { expression: 'Bundle.entry' });
  if (entry.length > MOST_ENTRIES)
    throw new AppError('FHIR_BUNDLE_TOO_LONG', { entries: entry.length, most: MOST_ENTRIES });
  return entry.map((one: unknown, index) => entryOf(baseUrlOf(deps), request, one, index));
}

function entryOf(base: string, outer: FhirRequest, entry: unknown, index: number): BundleEntry {
  const fields = isObject(entry) ? entry : {};
  const asked = isObject(fields.request) ? fields.request : {};
  const method = asMethod(asked.method);
  const address = addressOf(base, textOf(asked.url));
  const { body, kind } = bodyOf(fields.resource, method);
  const expression = `Bundle.entry[${index}].request`;
  const problem =
    method === null || address === null
      ? new AppError('FHIR_BODY_UNEXPECTED', { expression })
      : kind === 'unreadable'
        ? new AppError('FHIR_BODY_UNREADABLE', { expression: `Bundle.entry[${index}].resource` })
        : null;
  return {
    index,
    fullUrl: textOf(fields.fullUrl),
    problem,
    request: {
      caller: outer.caller,
      original: outer.original,
      method: method ?? 'GET',
      path: address?.path ?? [],
      parameters: address?.parameters ?? [],
      body,
      headers: {
        ...NO_HEADERS,
        prefer: outer.headers.prefer,
        ifMatch: textOf(asked.ifMatch),
        ifNoneMatch: textOf(asked.ifNoneMatch),
        ifNoneExist: textOf(asked.ifNoneExist),
        ifModifiedSince: textOf(asked.ifModifiedSince),
      },
    },
  };
}

/** `Patient/1?x=y`, also with our base before it. Null: no address of this server; the base itself is none either. */
function addressOf(
  base: string,
  url: string | null,
): { readonly path: readonly string[]; readonly parameters: readonly Parameter[] } | null {
  if (url === null) return null;
  const relative = url.startsWith(`${base}/`) ? url.slice(base.length + 1) : url;
  const [path = '', query = ''] = relative.split('?', 2);
  if (path === '' || path.includes(':') || path.startsWith('/')) return null;
  try {
    return { path: path.split('/').map(decodeURIComponent), parameters: [...new URLSearchParams(query)] };
  } catch {
    return null;
  }
}

/** A patch travels as a Binary. @spec https://hl7.org/fhir/R4/http.html#patch */
function bodyOf(
  resource: unknown,
  method: Method | null,
): { readonly body: unknown; readonly kind: 'resource' | 'patch' | 'unreadable' } {
  if (method !== 'PATCH' || !isObject(resource) || resource.resourceType !== 'Binary')
    return { body: resource ?? null, kind: 'resource' };
  try {
    const text = Buffer.from(textOf(resource.data) ?? '', 'base64').toString();
    return { body: JSON.parse(text) as unknown, kind: 'patch' };
  } catch {
    return { body: null, kind: 'unreadable' };
  }
}
