import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '../errors/app-error.ts';
import type { FhirHeaders } from './exchange.ts';
import type { FhirResource, VersionId } from './ports.ts';

/** Headers that FHIR gives a meaning. @spec https://hl7.org/fhir/R4/http.html */
export function fhirHeadersOf(headers: IncomingHttpHeaders): FhirHeaders {
  const one = (name: string): string | null => {
    const value = headers[name];
    return value === undefined ? null : Array.isArray(value) ? value.join(',') : value;
  };
  return {
    ifMatch: one('if-match'),
    ifNoneMatch: one('if-none-match'),
    ifNoneExist: one('if-none-exist'),
    ifModifiedSince: one('if-modified-since'),
    prefer: preferences(one('prefer')),
    accept: one('accept'),
  };
}

/** `return=minimal`, `handling=lenient`, `respond-async`; in any order, with commas or semicolons. */
const preferences = (text: string | null): string[] =>
  (text ?? '').split(/[,;]/).flatMap((part) => part.replaceAll(/[\s"]/g, '').toLowerCase() || []);

const etagOf = (versionId: VersionId): string => `W/"${versionId}"`;

/** The version in `W/"3"`; null where there is no header. Throws FHIR_HEADER_INVALID. */
export function versionOfIfMatch(header: string | null): VersionId | null {
  if (header === null) return null;
  const version = /^(?:W\/)?"([A-Za-z0-9\-.]{1,64})"$/.exec(header.trim())?.[1];
  if (version === undefined) throw new AppError('FHIR_HEADER_INVALID', { header: 'If-Match' });
  return version;
}

/** Headers of a resource of which the version and time are known. */
export function versionHeaders(versionId: VersionId | undefined, lastUpdated: string | Date | undefined) {
  const at = lastUpdated === undefined ? Number.NaN : new Date(lastUpdated).getTime();
  return {
    ...(versionId === undefined || versionId === '' ? {} : { etag: etagOf(versionId) }),
    ...(Number.isNaN(at) ? {} : { 'last-modified': new Date(at).toUTCString() }),
  };
}

/** Whether the caller has this version already. If-None-Match wins over If-Modified-Since (RFC 9110 §13.2.2). */
export function isNotModified(
  { ifNoneMatch, ifModifiedSince }: FhirHeaders,
  { meta }: FhirResource,
): boolean {
  if (ifNoneMatch !== null) {
    if (ifNoneMatch.trim() === '*') return true;
    const tags = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
    return meta?.versionId !== undefined && tags.includes(`"${meta.versionId}"`);
  }
  const since = Date.parse(ifModifiedSince ?? '');
  const updated = Date.parse(meta?.lastUpdated ?? '');
  // The header tells seconds.
  return !Number.isNaN(since) && !Number.isNaN(updated) && Math.floor(updated / 1000) * 1000 <= since;
}
