import { isObject } from './equality.ts';
import type { Frame } from './frame.ts';
import type { Part, Resource, Structure } from './model.ts';
import { checkResourceRules } from './resource-rules.ts';
import type { Run } from './run.ts';
import { claimedProfiles, claims } from './slicing.ts';
import { checkFixed, checkInvariants } from './value.ts';

/** The surroundings of a resource that stands in, or is referred to from, the present one. */
const frameOf = (run: Run, resource: Resource): Frame => {
  const { frame } = run;
  const { root } = frame;
  if (frame.resource.resourceType === 'Bundle')
    return {
      resource,
      root: resource,
      bundle: run.surroundings.bundle(frame.resource),
      bundleType: frame.resource.type,
    };
  const contained = run.surroundings.contained(root).get(resource.id) === resource;
  return { ...frame, resource, root: contained ? root : resource };
};

/** Everything that one structure says of a resource. */
const checkAgainst = (run: Run, resource: Resource, structure: Structure): void => {
  const root = structure.root.part(structure.type);
  const shape = root?.shape ?? null;
  if (root === null || shape === null) return;
  run.walker.object(run, root, shape, resource);
  checkFixed(run, root, resource);
  checkInvariants(run, root, resource);
};

const reportUnknownProfile = (run: Run, message: string, constraint: string): void =>
  run.report({
    severity: 'information',
    code: 'informational',
    rule: 'profile-unknown',
    message,
    constraint,
  });

const versionOf = (url: string): string | null => {
  const bar = url.indexOf('|');
  return bar < 0 ? null : url.slice(bar + 1);
};

/** Structures that a resource is held to: the profiles it claims or is given; its base definition where there is none. */
const structuresFor = (run: Run, resource: Resource, given: readonly string[]): Structure[] => {
  const structures = new Map<string, Structure>();
  const meta = isObject(resource.meta) ? resource.meta : {};
  const named: unknown[] = [...given, ...(Array.isArray(meta.profile) ? meta.profile : [])];
  for (const url of named) {
    if (typeof url !== 'string') continue;
    const structure = run.tools.structure(url);
    if (structure === null) {
      reportUnknownProfile(run, 'The definition of a profile is not at hand.', url);
      continue;
    }
    if (structure.type !== resource.resourceType) {
      run.error('structure', 'profile', `A profile of ${structure.type} is claimed.`, structure.root);
      continue;
    }
    const version = versionOf(url);
    if (version !== null && version !== structure.definition.version)
      reportUnknownProfile(run, 'The profile is at hand in another version.', url);
    structures.set(structure.url, structure);
  }
  const base = run.tools.typeStructure(resource.resourceType);
  if (structures.size === 0 && base !== null) structures.set(base.url, base);
  return [...structures.values()];
};

/** Resources for which the profiles were already reported about; a slice or a reference does not say it again. */
const checkAll = (run: Run, resource: Resource, given: readonly string[]): void => {
  const structures = structuresFor(run, resource, given);
  for (const structure of structures) checkAgainst(run, resource, structure);
  const [first] = structures;
  if (first !== undefined) checkResourceRules(run, first.root, resource);
};

const isType = (run: Run, value: Readonly<Record<string, unknown>>, part: Part | null): value is Resource => {
  const { resourceType } = value;
  const { resourceTypes } = run.tools.definitions;
  if (typeof resourceType !== 'string' || (resourceTypes.size > 0 && !resourceTypes.has(resourceType))) {
    run.error('structure', 'resource-type', 'There is no such type of resource.', part?.node);
    return false;
  }
  if (part === null) return true;
  const { codes } = part.node;
  if (codes.includes('Resource') || codes.includes('DomainResource') || codes.includes(resourceType))
    return true;
  run.error('structure', 'resource-type', `A ${resourceType} is not allowed here.`, part.node);
  return false;
};

/** The resource under validation itself. */
export const checkRoot = (run: Run, resource: Resource, given: readonly string[]): void => {
  if (isType(run, resource, null)) checkAll(run, resource, given);
};

/** Profiles that the place itself asks for; those that the resource claims were looked at. */
const checkPlaceProfiles = (run: Run, part: Part, resource: Resource): void => {
  const { profiles } = part;
  if (profiles.length === 0 || profiles.some((profile) => claims(part.node, resource, profile))) return;
  const known = profiles
    .map((profile) => run.tools.structure(profile))
    .filter((structure) => structure !== null);
  const [only] = known;
  if (only === undefined || known.length < profiles.length) return;
  if (known.length === 1 && only.type === resource.resourceType) checkAgainst(run, resource, only);
  else if (!profiles.some((profile) => run.conforms(resource, profile)))
    run.error(
      'structure',
      'profile',
      'The resource conforms to none of the profiles allowed here.',
      part.node,
    );
};

/** A resource inside of another one. */
export const checkNested = (run: Run, part: Part, value: unknown): void => {
  if (!isObject(value)) {
    run.error('structure', 'type', 'A resource is written as a JSON object.', part.node);
    return;
  }
  if (!isType(run, value, part)) return;
  run.inFrame(frameOf(run, value), () => {
    checkAll(run, value, []);
    checkPlaceProfiles(run, part, value);
  });
};

type Known = WeakMap<Resource, Map<string, boolean>>;
const knownOf = new WeakMap<Run, Known>();

const answersOf = (run: Run, resource: Resource): Map<string, boolean> => {
  let known = knownOf.get(run);
  if (known === undefined) {
    known = new WeakMap();
    knownOf.set(run, known);
  }
  let answers = known.get(resource);
  if (answers === undefined) {
    answers = new Map();
    known.set(resource, answers);
  }
  return answers;
};

/** Whether a resource claims a profile or would pass it. A profile that is not at hand cannot be failed. */
export const conforms = (run: Run, resource: Resource, profile: string): boolean => {
  const structure = run.tools.structure(profile);
  if (structure === null) return true;
  if (structure.type !== resource.resourceType) return false;
  if (claimedProfiles(resource).length > 0 && claims(structure.root, resource, profile)) return true;
  const answers = answersOf(run, resource);
  const known = answers.get(structure.url);
  if (known !== undefined) return known;
  // Resources that refer to each other in a circle: what is being asked counts as answered with yes.
  answers.set(structure.url, true);
  const passed = run.silently(() =>
    run.inFrame(frameOf(run, resource), () => checkAgainst(run, resource, structure)),
  );
  answers.set(structure.url, passed);
  return passed;
};
