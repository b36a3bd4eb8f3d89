import type { DefinitionSet } from './definition-set.ts';
import { systemAsOid, systemKey } from './systems.ts';

/** A system as it came, and where: `Observation.code.coding[0].system`. */
export interface OriginalSystem {
  readonly path: string;
  readonly originalSystem: string;
}

export interface Converted<T> {
  readonly resource: T;
  /** One for each system that was changed, in the order of the resource. */
  readonly originals: readonly OriginalSystem[];
}

/**
 * The resource with the systems of its codes, identifiers and units as URLs, as they are stored and sent. Systems that
 * have no URL stay, and so does everything in sets whose profiles fix OIDs.
 * @spec fhir-jp-core.md §2 (1–4)
 */
export function toUrlForm<T extends object>(resource: T, set: DefinitionSet = 'core'): Converted<T> {
  return set === 'checkup' ? { resource, originals: [] } : convert(resource, systemKey);
}

/**
 * The resource for a partner who knows OIDs only.
 * @param originals of toUrlForm: the systems are then written as they once came, where they still say the same
 * @spec fhir-jp-core.md §2 (2)
 */
export function toOidForm<T extends object>(resource: T, originals: readonly OriginalSystem[] = []): T {
  const byPath = new Map(originals.map(({ path, originalSystem }) => [path, originalSystem]));
  return convert(resource, (system, path) => {
    const original = byPath.get(path);
    return original !== undefined && systemKey(original) === systemKey(system)
      ? original
      : systemAsOid(system);
  }).resource;
}

/** The resource as it came, where only some of its systems were OIDs. */
export function restoreSystems<T extends object>(resource: T, originals: readonly OriginalSystem[]): T {
  const byPath = new Map(originals.map(({ path, originalSystem }) => [path, originalSystem]));
  return convert(resource, (system, path) => {
    const original = byPath.get(path);
    return original !== undefined && systemKey(original) === system ? original : system;
  }).resource;
}

type Change = (system: string, path: string) => string;

function convert<T extends object>(resource: T, change: Change): Converted<T> {
  const originals: OriginalSystem[] = [];
  const type: unknown = Reflect.get(resource, 'resourceType');
  const changed = changedChildren(resource, typeof type === 'string' ? type : '', change, originals);
  if (changed.length === 0) return { resource, originals };
  const copy = { ...resource };
  for (const [key, value] of changed) Reflect.set(copy, key, value);
  return { resource: copy, originals };
}

/** The members that are different after the change; nothing is copied that stays the same. */
function changedChildren(
  value: object,
  path: string,
  change: Change,
  originals: OriginalSystem[],
): [key: string, value: unknown][] {
  const changed: [string, unknown][] = [];
  for (const [key, child] of Object.entries(value)) {
    const at = Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`;
    if (key === 'system' && typeof child === 'string') {
      const system = change(child, at);
      if (system === child) continue;
      originals.push({ path: at, originalSystem: child });
      changed.push([key, system]);
    } else if (typeof child === 'object' && child !== null) {
      const within = changedChildren(child, at, change, originals);
      if (within.length > 0) changed.push([key, withMembers(child, within)]);
    }
  }
  return changed;
}

function withMembers(value: object, members: readonly [string, unknown][]): unknown {
  const copy = Array.isArray(value) ? [...value] : { ...value };
  for (const [key, member] of members) Reflect.set(copy, key, member);
  return copy;
}
