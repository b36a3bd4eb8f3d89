import { membershipOf } from './binding.ts';
import { contains, equals, isObject } from './equality.ts';
import type { Match, Node, Probe, Resource } from './model.ts';
import { typeInReference } from './references.ts';

/** One step of the path of a discriminator. */
type Step =
  | { readonly kind: 'child'; readonly name: string }
  | { readonly kind: 'extension'; readonly url: string }
  | { readonly kind: 'of-type'; readonly type: string }
  | { readonly kind: 'resolve' };

/** A value that the path leads to, with its type where the JSON name or the resource tells it. */
interface Found {
  readonly value: unknown;
  readonly code: string | null;
}

export type Test = (probe: Probe, item: unknown, code: string) => Match;
type ValueTest = (value: unknown) => Match;

const STEP =
  /^(?:\$this|resolve\(\)|extension\('([^']*)'\)|ofType\(([A-Za-z]+)\)|([A-Za-z]+)(?:\[x\])?)(?:\.|$)/;

/** @returns null for a path that is not of the restricted kind that discriminators may have */
const parsePath = (path: string): Step[] | null => {
  const steps: Step[] = [];
  let rest = path;
  while (rest !== '') {
    const found = STEP.exec(rest);
    if (found === null) return null;
    const [all, url, type, name] = found;
    if (url !== undefined) steps.push({ kind: 'extension', url });
    else if (type !== undefined) steps.push({ kind: 'of-type', type });
    else if (name !== undefined) steps.push({ kind: 'child', name });
    else if (all.startsWith('resolve')) steps.push({ kind: 'resolve' });
    rest = rest.slice(all.length);
  }
  return steps;
};

export const isResource = (value: unknown): value is Resource =>
  isObject(value) && typeof value.resourceType === 'string';

const foundOf = (value: unknown, code: string | null): Found[] =>
  (Array.isArray(value) ? value : [value]).map((each) => ({
    value: each,
    code: isResource(each) ? each.resourceType : code,
  }));

const childrenNamed = (value: unknown, name: string): Found[] => {
  if (!isObject(value)) return [];
  if (value[name] !== undefined) return foundOf(value[name], null);
  for (const key in value) {
    const next = key.charAt(name.length);
    if (key.startsWith(name) && next >= 'A' && next <= 'Z')
      return foundOf(value[key], key.slice(name.length));
  }
  return [];
};

/** What a Reference leads to; only its type where the resource is not at hand. */
const resolved = (probe: Probe, value: unknown): Found[] => {
  const reference = isObject(value) ? value.reference : value;
  if (typeof reference !== 'string') return [];
  const resource = probe.resolve(reference);
  if (resource !== null) return [{ value: resource, code: resource.resourceType }];
  const type = typeInReference(reference, null);
  return type === null ? [] : [{ value: undefined, code: type }];
};

const sameType = (code: string | null, type: string): boolean =>
  code !== null && code.toLowerCase() === type.toLowerCase();

const walk = (probe: Probe, from: Found, steps: readonly Step[]): Found[] => {
  let found = [from];
  for (const step of steps) {
    found = found.flatMap((each) => {
      if (step.kind === 'child') return childrenNamed(each.value, step.name);
      if (step.kind === 'resolve') return resolved(probe, each.value);
      if (step.kind === 'of-type') return sameType(each.code, step.type) ? [each] : [];
      return childrenNamed(each.value, 'extension').filter(
        ({ value }) => isObject(value) && value.url === step.url,
      );
    });
  }
  return found;
};

/** Elements of the slice that the path leads to; where they are divided again, the parts that must be there. */
const described = (slice: Node, steps: readonly Step[]): Node[] => {
  let nodes: Node[] = [slice];
  for (const step of steps) {
    if (step.kind === 'of-type') continue;
    nodes = nodes.flatMap((node) => {
      if (step.kind === 'resolve') return [node];
      const child = node.child(step.kind === 'child' ? step.name : 'extension');
      if (child === null) return [];
      const needed = child.slices.filter(({ min }) => min > 0);
      if (step.kind === 'child') return needed.length > 0 ? needed : [child];
      return child.slices.filter((each) => extensionUrl(each) === step.url);
    });
  }
  return nodes;
};

const extensionUrl = (node: Node): unknown => {
  const url = node.child('url');
  return url?.element.fixedUri ?? node.part('Extension')?.profiles[0];
};

const worst = (a: Match, b: Match): Match =>
  a === 'no' || b === 'no' ? 'no' : a === 'possible' || b === 'possible' ? 'possible' : 'yes';
const best = (a: Match, b: Match): Match =>
  a === 'yes' || b === 'yes' ? 'yes' : a === 'possible' || b === 'possible' ? 'possible' : 'no';

const ownTest = (node: Node): ValueTest | null => {
  const tools = node.structure.tools;
  for (const code of node.codes) {
    const part = node.part(code);
    if (part?.fixed !== undefined) return (value) => (equals(value, part.fixed) ? 'yes' : 'no');
    if (part?.pattern !== undefined) return (value) => (contains(value, part.pattern) ? 'yes' : 'no');
    const required = part?.binding?.rules.find(({ severity }) => severity === 'error');
    if (required !== undefined)
      return (value) => {
        const member = membershipOf(tools, required.valueSet, value);
        return member === 'in' ? 'yes' : member === 'out' ? 'no' : 'possible';
      };
  }
  return null;
};

const MOST_NESTED = 6;

/** What an element's own value, and what is said about everything below it, tells of a value. */
const valueTest = (node: Node, depth = 0): ValueTest | null => {
  const own = ownTest(node);
  if (own !== null || depth > MOST_NESTED) return own;
  const below = node.children.flatMap((child) =>
    [child, ...child.slices.filter(({ min }) => min > 0)].flatMap((each) => {
      const test = valueTest(each, depth + 1);
      return test === null ? [] : [{ name: child.name, optional: each.min === 0, test }];
    }),
  );
  if (below.length === 0) return null;
  return (value) => {
    let answer: Match = 'yes';
    for (const { name, optional, test } of below) {
      const values = childrenNamed(value, name);
      if (values.length === 0 && optional) continue;
      answer = worst(
        answer,
        values.reduce<Match>((sofar, each) => best(sofar, test(each.value)), 'no'),
      );
    }
    return answer;
  };
};

const byValue = (slice: Node, steps: readonly Step[]): Test | null => {
  const nodes = described(slice, steps);
  const last = steps.at(-1);
  if (last?.kind === 'child' && last.name === 'url' && steps.length === 1) {
    const url = extensionUrl(slice);
    if (typeof url === 'string') return (_, item) => (isObject(item) && item.url === url ? 'yes' : 'no');
  }
  const tests = nodes.map((node) => valueTest(node)).filter((test) => test !== null);
  if (tests.length === 0) return null;
  return (probe, item, code) => {
    const values = walk(probe, { value: item, code }, steps);
    if (values.length === 0) return 'no';
    return tests.reduce<Match>(
      (answer, test) =>
        worst(
          answer,
          values.reduce<Match>((sofar, { value }) => best(sofar, test(value)), 'no'),
        ),
      'yes',
    );
  };
};

const byType = (slice: Node, steps: readonly Step[]): Test | null => {
  const codes = new Set<string>();
  for (const node of described(slice, steps)) {
    const tools = node.structure.tools;
    const pointsOn = steps.at(-1)?.kind === 'resolve';
    for (const code of node.codes)
      if (!pointsOn) codes.add(code);
      else for (const type of node.part(code)?.targets?.types ?? []) codes.add(type);
    for (const type of node.types.values())
      for (const profile of pointsOn ? [] : (type.profile ?? [])) {
        const known = tools.definitions.structure(profile);
        if (known !== undefined) codes.add(known.type);
      }
  }
  if (codes.size === 0 || codes.has('Resource')) return null;
  return (probe, item, code) => {
    const found = walk(probe, { value: item, code: isResource(item) ? item.resourceType : code }, steps);
    return found.some((each) => [...codes].some((type) => sameType(each.code, type))) ? 'yes' : 'no';
  };
};

const byExistence = (slice: Node, steps: readonly Step[]): Test | null => {
  const nodes = described(slice, steps);
  const forbidden = nodes.length > 0 && nodes.every(({ max }) => max === 0);
  const needed = nodes.some(({ min }) => min > 0);
  if (!forbidden && !needed) return null;
  return (probe, item, code) =>
    walk(probe, { value: item, code }, steps).length > 0 === needed ? 'yes' : 'no';
};

/** The test of one discriminator; null when the slice says nothing at that path. */
export const discriminatorTest = (type: string, path: string, slice: Node): Test | null => {
  const steps = parsePath(path);
  if (steps === null) return null;
  if (type === 'type') return byType(slice, steps);
  if (type === 'exists') return byExistence(slice, steps);
  return type === 'value' || type === 'pattern' ? byValue(slice, steps) : null;
};

export interface ProfileCandidate {
  readonly profiles: readonly string[];
  readonly types: readonly string[];
}

/** Profiles that tell a slice apart, with the types that they are of; null for an element that names none. */
export const profileCandidate = (path: string, slice: Node): ProfileCandidate | null => {
  const steps = parsePath(path);
  if (steps === null) return null;
  const tools = slice.structure.tools;
  const pointsOn = steps.at(-1)?.kind === 'resolve';
  const profiles = described(slice, steps).flatMap((node) =>
    [...node.types.values()].flatMap((type) => (pointsOn ? type.targetProfile : type.profile) ?? []),
  );
  const types = profiles.flatMap((url) => {
    const known = tools.definitions.structure(url);
    return known === undefined ? [] : [known.type];
  });
  return profiles.length === 0 ? null : { profiles, types };
};

/** The resources that a path leads to. */
export const resourcesAt = (probe: Probe, item: unknown, path: string): Resource[] => {
  const steps = parsePath(path) ?? [];
  return walk(probe, { value: item, code: null }, steps)
    .map(({ value }) => value)
    .filter(isResource);
};

export const wholeSliceTest = (slice: Node): Test | null => {
  const test = valueTest(slice);
  return test === null ? null : (_, item) => test(item);
};
