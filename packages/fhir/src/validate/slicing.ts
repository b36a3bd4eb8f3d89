import {
  discriminatorTest,
  type ProfileCandidate,
  profileCandidate,
  resourcesAt,
  type Test,
  wholeSliceTest,
} from './discriminator.ts';
import type { Match, Node, Probe, Resource, Slice, Slicing } from './model.ts';

export const UNASSIGNED = -1;
export const UNDETERMINED = -2;

interface ProfileSlice {
  readonly position: number;
  readonly path: string;
  readonly candidate: ProfileCandidate;
}

const sliceOf = (node: Node, tests: readonly Test[]): Slice => ({
  node,
  name: node.slice ?? node.name,
  match: (probe, item, code) => {
    let answer: Match = 'yes';
    for (const test of tests) {
      const found = test(probe, item, code);
      if (found === 'no') return 'no';
      if (found === 'possible') answer = 'possible';
    }
    return tests.length === 0 ? 'no' : answer;
  },
});

type Discriminators = NonNullable<NonNullable<Node['element']['slicing']>['discriminator']>;

const testsOf = (slice: Node, discriminators: Discriminators): Test[] => {
  const tests = discriminators
    .filter(({ type }) => type !== 'profile')
    .map(({ type, path }) => discriminatorTest(type, path, slice))
    .filter((test) => test !== null);
  if (discriminators.length > 0) return tests;
  const whole = wholeSliceTest(slice);
  return whole === null ? [] : [whole];
};

/** Canonical URLs that a resource claims, without their versions. */
export const claimedProfiles = (resource: Resource): string[] => {
  const meta = resource.meta;
  const profile: unknown =
    typeof meta === 'object' && meta !== null ? Reflect.get(meta, 'profile') : undefined;
  if (!Array.isArray(profile)) return [];
  return profile
    .filter((url) => typeof url === 'string')
    .map((url) => (url.includes('|') ? url.slice(0, url.indexOf('|')) : url));
};

/** Whether a resource claims the profile or one that rests upon it. */
export const claims = (node: Node, resource: Resource, profile: string): boolean =>
  claimedProfiles(resource).some(
    (claimed) =>
      claimed === profile || (node.structure.tools.structure(claimed)?.derivesFrom(profile) ?? false),
  );

class CompiledSlicing implements Slicing {
  readonly node: Node;
  readonly rules: Slicing['rules'];
  readonly ordered: boolean;
  readonly slices: readonly Slice[];
  readonly #byProfile: readonly ProfileSlice[];

  constructor(node: Node) {
    const { slicing } = node.element;
    const discriminators: Discriminators =
      slicing?.discriminator ?? (node.choice ? [{ type: 'type', path: '$this' }] : []);
    this.node = node;
    this.rules = slicing?.rules ?? 'open';
    this.ordered = slicing?.ordered ?? false;
    this.slices = node.slices.map((slice) => sliceOf(slice, testsOf(slice, discriminators)));
    const [profile] = discriminators.filter(({ type }) => type === 'profile');
    this.#byProfile =
      profile === undefined
        ? []
        : node.slices.flatMap((slice, position) => {
            const candidate = profileCandidate(profile.path, slice);
            return candidate === null ? [] : [{ position, path: profile.path, candidate }];
          });
  }

  assign(probe: Probe, items: readonly unknown[], codes: readonly string[]): number[] {
    if (this.#byProfile.length > 0) return items.map((item) => this.#chooseByProfile(probe, item));
    return items.map((item, at) => this.#choose(probe, item, codes[at] ?? ''));
  }

  #choose(probe: Probe, item: unknown, code: string): number {
    let possible = UNASSIGNED;
    for (let at = 0; at < this.slices.length; at++) {
      const match = this.slices[at]?.match(probe, item, code);
      if (match === 'yes') return at;
      if (match === 'possible' && possible === UNASSIGNED) possible = at;
    }
    return possible;
  }

  /**
   * First what the resource claims, then what it conforms to.
   * @spec fhir-jp-core.md §9.2
   */
  #chooseByProfile(probe: Probe, item: unknown): number {
    const path = this.#byProfile[0]?.path ?? '$this';
    for (const resource of resourcesAt(probe, item, path)) {
      const ofType = this.#byProfile.filter(
        ({ candidate }) => candidate.types.length === 0 || candidate.types.includes(resource.resourceType),
      );
      const claimed = ofType.find(({ candidate }) =>
        candidate.profiles.some((profile) => claims(this.node, resource, profile)),
      );
      if (claimed !== undefined) return claimed.position;
      const fitting = ofType.filter(({ candidate }) =>
        candidate.profiles.some((profile) => probe.conforms(resource, profile)),
      );
      const [fit] = fitting;
      if (fit !== undefined && fitting.length === 1) return fit.position;
      if (ofType.length > 0) return UNDETERMINED;
    }
    return UNASSIGNED;
  }
}

export const compileSlicing = (node: Node): Slicing | null =>
  node.slices.length === 0 ? null : new CompiledSlicing(node);
