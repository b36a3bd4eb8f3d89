import { createHash } from 'node:crypto';
import type { Session } from '../auth/session.ts';
import { AppError } from '../errors/app-error.ts';
import { FHIR_PATH, type Parameter, type Sealer } from './exchange.ts';
import type { FhirResource } from './ports.ts';

/**
 * The address of a page: encrypted, so that it shows nobody in logs what was searched for, and bound to the caller, the
 * path and a time. It holds where the reader stands, not a number of results to skip: whatever is written meanwhile,
 * each resource that matches all the while is handed out once.
 */
export interface Cursor {
  readonly path: string;
  /** Of the search whose page this is. */
  readonly parameters: readonly Parameter[];
  readonly position: Position;
}

/**
 * Results without a sort order come in the order of type and id, which never change: the last of them is a position. In a
 * sort order a resource may move when it is changed: there it counts which were handed out.
 */
export type Position =
  | { readonly kind: 'after'; readonly type: string; readonly id: string }
  | { readonly kind: 'besides'; readonly handedOut: ReadonlySet<number> };

export const CURSOR_PARAMETER = '_cursor';
/** How long an address of a page is good for. */
const CURSOR_MS = 60 * 60 * 1000;
const CONTEXT = 'page of a FHIR search';
const FINGERPRINT_BYTES = 4;
/** More make an address that is longer than servers accept. */
export const MOST_HANDED_OUT = 2_000;

/** 32 bits that stand for a resource. */
export const fingerprintOf = ({ resourceType, id }: Pick<FhirResource, 'resourceType' | 'id'>): number =>
  createHash('sha256').update(`${resourceType}/${id}`).digest().readUInt32BE(0);

interface Stored {
  /** Whose. */
  readonly w: string;
  readonly p: string;
  readonly q: readonly Parameter[];
  /** Epoch milliseconds. */
  readonly x: number;
  /** Null: fingerprints follow. */
  readonly a: readonly [type: string, id: string] | null;
}

const ownerOf = ({ sessionId, kind, account, app }: Session): string =>
  // A program gets a new session with every token.
  kind === 'system'
    ? `system ${account}`
    : app === null
      ? `person ${sessionId}`
      : `app ${app.clientId} ${account}`;

export function sealCursor(sealer: Sealer, session: Session, cursor: Cursor, now: Date): string {
  const { path, parameters, position } = cursor;
  const stored: Stored = {
    w: ownerOf(session),
    p: path,
    q: parameters,
    x: now.getTime() + CURSOR_MS,
    a: position.kind === 'after' ? [position.type, position.id] : null,
  };
  const handedOut = position.kind === 'after' ? Buffer.alloc(0) : packFingerprints(position.handedOut);
  return sealer.seal(join(Buffer.from(JSON.stringify(stored)), handedOut), CONTEXT);
}

/** Throws FHIR_CURSOR_INVALID for what this server did not give this caller at this path, FHIR_CURSOR_EXPIRED. */
export function openCursor(sealer: Sealer, session: Session, path: string, text: string, now: Date): Cursor {
  const unsealed = unseal(sealer, text);
  if (unsealed === null || unsealed.stored.w !== ownerOf(session) || unsealed.stored.p !== path)
    throw new AppError('FHIR_CURSOR_INVALID');
  const { stored, handedOut } = unsealed;
  if (stored.x < now.getTime()) throw new AppError('FHIR_CURSOR_EXPIRED');
  const position: Position =
    stored.a === null
      ? { kind: 'besides', handedOut: unpackFingerprints(handedOut) }
      : { kind: 'after', type: stored.a[0], id: stored.a[1] };
  return { path, parameters: stored.q, position };
}

/** The first with its length before it: fingerprints as text would make the address a third longer. */
function join(first: Buffer, second: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(first.length);
  return Buffer.concat([length, first, second]);
}

function unseal(
  sealer: Sealer,
  text: string,
): { readonly stored: Stored; readonly handedOut: Buffer } | null {
  try {
    // Only this server can have written it.
    const bytes = sealer.open(text, CONTEXT);
    const end = 4 + bytes.readUInt32BE(0);
    return { stored: JSON.parse(bytes.toString('utf8', 4, end)) as Stored, handedOut: bytes.subarray(end) };
  } catch {
    return null;
  }
}

function packFingerprints(fingerprints: ReadonlySet<number>): Buffer {
  const bytes = Buffer.alloc(fingerprints.size * FINGERPRINT_BYTES);
  let at = 0;
  for (const one of fingerprints) at = bytes.writeUInt32BE(one, at);
  return bytes;
}

function unpackFingerprints(bytes: Buffer): ReadonlySet<number> {
  const found = new Set<number>();
  for (let at = 0; at + FINGERPRINT_BYTES <= bytes.length; at += FINGERPRINT_BYTES)
    found.add(bytes.readUInt32BE(at));
  return found;
}

export const pageAddress = (publicOrigin: string, path: string, cursor: string): string =>
  `${publicOrigin}${FHIR_PATH}/${path}?${CURSOR_PARAMETER}=${encodeURIComponent(cursor)}`;
