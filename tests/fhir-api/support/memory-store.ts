import { randomUUID } from 'node:crypto';
import type { FhirResource } from '../../../apps/server/src/kernel/fhir/ports.ts';

/** One state of a resource; `resource` is null once it was deleted. */
export interface Version {
  readonly versionId: string;
  readonly lastUpdated: Date;
  readonly resource: FhirResource | null;
}

/** Resources of tests in memory, in all their versions, keyed `Type/id`. */
export interface MemoryStore {
  readonly versions: Map<string, Version[]>;
  /** Strictly growing, a millisecond at a time. */
  tick(): Date;
  current(type: string, id: string): FhirResource | null;
  all(): FhirResource[];
  put(type: string, id: string, content: object): Version;
  remove(type: string, id: string): Version;
  newId(personId: string): string;
}

export const hexOf = (personId: string): string => personId.replaceAll('-', '');

/** The person whose resource this is, from its id. */
export function personOfId(type: string, id: string): string | null {
  if (type === 'Patient') return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? id : null;
  const hex = /^([0-9a-f]{32})-/.exec(id)?.[1];
  return hex === undefined
    ? null
    : [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

export function memoryStore(): MemoryStore {
  const versions = new Map<string, Version[]>();
  let now = Date.parse('2026-11-22T00:00:00Z');
  const tick = () => new Date(now++);
  const add = (type: string, id: string, content: object | null): Version => {
    const key = `${type}/${id}`;
    const before = versions.get(key) ?? [];
    const versionId = String(before.length + 1);
    const lastUpdated = tick();
    const meta = {
      ...(content as { meta?: object } | null)?.meta,
      versionId,
      lastUpdated: lastUpdated.toISOString(),
    };
    const resource = content === null ? null : ({ ...content, resourceType: type, id, meta } as FhirResource);
    const version = { versionId, lastUpdated, resource };
    versions.set(key, [version, ...before]);
    return version;
  };
  return {
    versions,
    tick,
    current: (type, id) => versions.get(`${type}/${id}`)?.[0]?.resource ?? null,
    all: () => [...versions.values()].flatMap(([newest]) => newest?.resource ?? []),
    put: add,
    remove: (type, id) => add(type, id, null),
    newId: (personId) => `${hexOf(personId)}-c${randomUUID().slice(0, 13)}`,
  };
}
