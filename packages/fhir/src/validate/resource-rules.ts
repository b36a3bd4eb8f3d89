import { isResource } from './discriminator.ts';
import { isObject } from './equality.ts';
import type { Node, Resource } from './model.ts';
import type { Run } from './run.ts';

/** Every `#…` that a value holds. */
const localReferences = (from: unknown): Set<string> => {
  const found = new Set<string>();
  const open: unknown[] = [from];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === 'string') {
      if (value.charCodeAt(0) === 35) found.add(value);
    } else if (Array.isArray(value)) for (const each of value) open.push(each);
    else if (isObject(value)) for (const key in value) open.push(value[key]);
  }
  return found;
};

const violated = (run: Run, node: Node, key: string, message: string): void =>
  run.report({
    severity: 'error',
    code: 'invariant',
    rule: 'invariant',
    message: `${key}: ${message}`,
    node,
    constraint: key,
  });

const checkContainedMeta = (run: Run, node: Node, inner: Resource): void => {
  const meta = isObject(inner.meta) ? inner.meta : {};
  if (inner.contained !== undefined)
    violated(run, node, 'dom-2', 'a contained resource holds no further ones.');
  if (meta.versionId !== undefined || meta.lastUpdated !== undefined)
    violated(run, node, 'dom-4', 'a contained resource has no version and no date of change.');
  if (meta.security !== undefined)
    violated(run, node, 'dom-5', 'a contained resource has no security label.');
};

/** Where a `#…` stands: in which contained resource, or in several of them, or outside of all. */
const EVERYWHERE = -1;

const holdersOf = (contained: readonly unknown[], outside: unknown): Map<string, number> => {
  const holders = new Map<string, number>();
  for (const [at, inner] of contained.entries())
    for (const reference of localReferences(inner))
      holders.set(reference, holders.has(reference) ? EVERYWHERE : at);
  for (const reference of localReferences(outside)) holders.set(reference, EVERYWHERE);
  return holders;
};

/** dom-2 to dom-5 of R4. */
const checkContained = (run: Run, node: Node, resource: Resource): void => {
  const { contained, ...outside } = resource;
  if (!Array.isArray(contained)) return;
  const holders = holdersOf(contained, outside);
  for (const [at, inner] of contained.entries()) {
    if (!isResource(inner)) continue;
    checkContainedMeta(run, node, inner);
    const holder = holders.get(`#${String(inner.id)}`);
    if (holder !== undefined && holder !== at) continue;
    if (!localReferences(inner).has('#'))
      violated(run, node, 'dom-3', 'a contained resource is referred to, or refers to what contains it.');
  }
};

const LOCATION = /^https?:\/\/.*\/([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})$/;

/** Whether a RESTful fullUrl names this resource; other URLs name whatever they like. */
const namesResource = (fullUrl: string, resource: Resource, types: ReadonlySet<string>): boolean => {
  const found = LOCATION.exec(fullUrl);
  if (found === null || !types.has(found[1] ?? '')) return true;
  return found[1] === resource.resourceType && (resource.id === undefined || found[2] === resource.id);
};

/** fullUrls: one for each resource (bdl-7), and none that contradicts the resource's own id. */
const checkBundle = (run: Run, node: Node, bundle: Resource): void => {
  const seen = new Set<string>();
  for (const [at, entry] of (Array.isArray(bundle.entry) ? bundle.entry : []).entries()) {
    if (!isObject(entry) || typeof entry.fullUrl !== 'string') continue;
    const resource = isResource(entry.resource) ? entry.resource : null;
    const place = `entry[${at}].fullUrl`;
    if (resource !== null && !namesResource(entry.fullUrl, resource, run.tools.definitions.resourceTypes))
      run.error('value', 'bundle', 'The fullUrl contradicts the id of its resource.', node, place);
    const version = isObject(resource?.meta) ? resource.meta.versionId : undefined;
    const name = `${entry.fullUrl}|${typeof version === 'string' ? version : ''}`;
    if (seen.has(name) && bundle.type !== 'history')
      run.error('invariant', 'bundle', 'bdl-7: another entry has the same fullUrl.', node, place);
    seen.add(name);
  }
};

/** What holds of a resource whatever its profiles say. */
export const checkResourceRules = (run: Run, node: Node, resource: Resource): void => {
  checkContained(run, node, resource);
  if (resource.resourceType === 'Bundle') checkBundle(run, node, resource);
};
