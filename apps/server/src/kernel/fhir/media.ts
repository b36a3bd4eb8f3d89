import { type Definitions, FhirSyntaxError, fromXml, parseJson, printJson, toXml } from '@tsunagu/fhir';
import { AppError } from '../errors/app-error.ts';

/** JSON and XML, in and out. @spec https://hl7.org/fhir/R4/http.html#mime-type */
export type Format = 'json' | 'xml';

const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  json: 'application/fhir+json; charset=utf-8',
  xml: 'application/fhir+xml; charset=utf-8',
};

/** Of bodies. */
const FORMATS: ReadonlyMap<string, Format> = new Map([
  ['application/json', 'json'],
  ['application/fhir+json', 'json'],
  ['application/json+fhir', 'json'],
  ['text/json', 'json'],
  ['application/xml', 'xml'],
  ['application/fhir+xml', 'xml'],
  ['application/xml+fhir', 'xml'],
  ['text/xml', 'xml'],
]);

/** Of answers: whatever is wanted, or a page, is answered in JSON. */
const WANTED: ReadonlyMap<string, Format> = new Map([
  ...FORMATS,
  ['json', 'json'],
  ['xml', 'xml'],
  ['text/html', 'json'],
  ['application/*', 'json'],
  ['*/*', 'json'],
]);

const PATCHES = new Set(['application/json-patch+json']);
const FORM = 'application/x-www-form-urlencoded';
/** Deeper than any resource, not deep enough to harm. */
const MOST_DEPTH = 64;

const bare = (mediaType: string): string => (mediaType.split(';')[0] ?? '').trim().toLowerCase();

/**
 * `_format` wins over the header Accept, whose entries count in the order of their quality.
 * Throws FHIR_FORMAT_NOT_ACCEPTABLE.
 */
export function formatOf(parameter: string | null, accept: string | null): Format {
  // In an address a plus sign means a space.
  const wanted = parameter === null ? acceptedTypes(accept) : [bare(parameter.replace(' ', '+'))];
  const format = wanted.map((one) => WANTED.get(one)).find((one) => one !== undefined);
  if (format === undefined) throw new AppError('FHIR_FORMAT_NOT_ACCEPTABLE');
  return format;
}

function acceptedTypes(accept: string | null): string[] {
  if (accept === null || accept.trim() === '') return ['*/*'];
  const weighed = accept.split(',').map((one) => {
    const quality = Number(/;\s*q=([\d.]+)/.exec(one)?.[1] ?? 1);
    return { type: bare(one), quality };
  });
  return weighed
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ type }) => type);
}

/** What a body is, by its header; null where there is none. Throws FHIR_MEDIA_TYPE_UNSUPPORTED. */
export function kindOfBody(contentType: string | null, bytes: Buffer): Format | 'patch' | 'form' | null {
  if (bytes.length === 0) return null;
  const type = bare(contentType ?? '');
  if (PATCHES.has(type)) return 'patch';
  if (type === FORM) return 'form';
  const format = FORMATS.get(type);
  if (format === undefined) throw new AppError('FHIR_MEDIA_TYPE_UNSUPPORTED');
  return format;
}

/** The body as JSON values. Throws FHIR_BODY_UNREADABLE with the place. */
export function readBody(kind: Format | 'patch', bytes: Buffer, definitions: Definitions): unknown {
  const text = decode(bytes);
  try {
    return kind === 'xml'
      ? fromXml(definitions, text, { maxDepth: MOST_DEPTH })
      : parseJson(text, { maxDepth: MOST_DEPTH });
  } catch (error) {
    if (!(error instanceof FhirSyntaxError)) throw error;
    const line = error.line === null ? {} : { line: error.line };
    throw new AppError('FHIR_BODY_UNREADABLE', { reason: error.code, position: error.position, ...line });
  }
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new AppError('FHIR_BODY_UNREADABLE', { reason: 'not-utf-8' });
  }
}

export interface Written {
  readonly contentType: string;
  readonly text: string;
}

/** Throws FHIR_FORMAT_NOT_ACCEPTABLE for what XML cannot hold: elements that R4 does not know. */
export function writeResource(
  format: Format,
  resource: { readonly resourceType: string },
  definitions: Definitions,
): Written {
  const contentType = CONTENT_TYPES[format];
  if (format === 'json') return { contentType, text: printJson(resource) };
  try {
    return { contentType, text: toXml(definitions, resource) };
  } catch (error) {
    if (!(error instanceof FhirSyntaxError)) throw error;
    throw new AppError('FHIR_FORMAT_NOT_ACCEPTABLE', { reason: error.code });
  }
}
