import { withFixUps, withSummarySections } from './fix-ups.ts';
import type {
  CodeSystem,
  Definitions,
  NamingSystem,
  PackageContent,
  PackageNote,
  SearchParameter,
  StructureDefinition,
  ValueSet,
} from './types.ts';

/** Types whose search parameters hold for every resource, or for every one that has a narrative. */
const SHARED_BASES = ['DomainResource', 'Resource'];
const NO_NARRATIVE = new Set(['Bundle', 'Binary', 'Parameters']);

const withoutVersion = (url: string): string => {
  const bar = url.indexOf('|');
  return bar < 0 ? url : url.slice(0, bar);
};

/** What a set holds by canonical URL. */
interface Index {
  readonly structures: Map<string, StructureDefinition>;
  readonly types: Map<string, StructureDefinition>;
  readonly valueSets: Map<string, ValueSet>;
  readonly codeSystems: Map<string, CodeSystem>;
  /** By type, then by code. */
  readonly parameters: Map<string, Map<string, SearchParameter>>;
  readonly namingSystems: NamingSystem[];
  readonly notes: PackageNote[];
}

const emptyIndex = (): Index => ({
  structures: new Map(),
  types: new Map(),
  valueSets: new Map(),
  codeSystems: new Map(),
  parameters: new Map(),
  namingSystems: [],
  notes: [],
});

const addStructure = (index: Index, published: StructureDefinition, packageName: string): void => {
  const structure = withFixUps(published);
  if (index.structures.has(structure.url))
    index.notes.push({ code: 'duplicate-url', package: packageName, subject: structure.url });
  if (structure.snapshot === undefined)
    index.notes.push({ code: 'no-snapshot', package: packageName, subject: structure.url });
  index.structures.set(structure.url, structure);
  // Base definitions carry the name of their type; profiles say that they constrain one.
  if (structure.derivation !== 'constraint' && structure.url.endsWith(`/${structure.type}`))
    index.types.set(structure.type, structure);
};

const addParameter = (index: Index, parameter: SearchParameter): void => {
  for (const base of parameter.base) {
    let ofType = index.parameters.get(base);
    if (ofType === undefined) {
      ofType = new Map();
      index.parameters.set(base, ofType);
    }
    ofType.set(parameter.code, parameter);
  }
};

const addPackage = (index: Index, { name, resources }: PackageContent): void => {
  for (const resource of resources) {
    if (resource.resourceType === 'StructureDefinition') addStructure(index, resource, name);
    else if (resource.resourceType === 'SearchParameter') addParameter(index, resource);
    else if (resource.resourceType === 'NamingSystem') index.namingSystems.push(resource);
    else if (resource.url === undefined) continue;
    else if (resource.resourceType === 'ValueSet')
      index.valueSets.set(resource.url, withSummarySections(resource));
    else if (resource.resourceType === 'CodeSystem') index.codeSystems.set(resource.url, resource);
  }
};

/** Dependencies first; within that, the order in which the packages were given. */
const inOrder = (packages: readonly PackageContent[]): PackageContent[] => {
  const byName = new Map(packages.map((content) => [content.name, content]));
  const ordered = new Set<PackageContent>();
  const underWay = new Set<PackageContent>();
  const visit = (content: PackageContent): void => {
    if (ordered.has(content) || underWay.has(content)) return;
    underWay.add(content);
    for (const name of Object.keys(content.dependencies)) {
      const dependency = byName.get(name);
      if (dependency !== undefined) visit(dependency);
    }
    ordered.add(content);
  };
  for (const content of packages) visit(content);
  return [...ordered];
};

/** The name under which R4 itself is depended upon; its content comes from another package here. */
export const R4_NAME = 'hl7.fhir.r4.core';

const missingDependencies = (
  packages: readonly PackageContent[],
  known: readonly { readonly name: string }[],
): PackageNote[] => {
  const names = new Set([...packages, ...known].map(({ name }) => name));
  return packages.flatMap((content) =>
    Object.keys(content.dependencies)
      .filter((name) => !names.has(name))
      .map((subject): PackageNote => ({ code: 'dependency-missing', package: content.name, subject })),
  );
};

class OpenDefinitions implements Definitions {
  readonly packages: Definitions['packages'];
  readonly notes: readonly PackageNote[];
  readonly resourceTypes: ReadonlySet<string>;
  readonly #own: Index;
  readonly #base: Definitions | undefined;
  readonly #parameters = new Map<string, readonly SearchParameter[]>();

  constructor(packages: readonly PackageContent[], base: Definitions | undefined) {
    this.#own = emptyIndex();
    this.#base = base;
    const ordered = inOrder(packages);
    for (const content of ordered) addPackage(this.#own, content);
    this.packages = [
      ...(base?.packages ?? []),
      ...ordered.map(({ resources: _, ...described }) => described),
    ];
    this.notes = [
      ...(base?.notes ?? []),
      ...missingDependencies(ordered, base?.packages ?? []),
      ...this.#own.notes,
    ];
    const types = [...this.#own.types.values()].filter(
      ({ kind, abstract }) => kind === 'resource' && !abstract,
    );
    this.resourceTypes = new Set([...(base?.resourceTypes ?? []), ...types.map(({ type }) => type)]);
  }

  structure(url: string): StructureDefinition | undefined {
    const canonical = withoutVersion(url);
    return this.#own.structures.get(canonical) ?? this.#base?.structure(canonical);
  }

  typeStructure(type: string): StructureDefinition | undefined {
    return this.#own.types.get(type) ?? this.#base?.typeStructure(type);
  }

  valueSet(url: string): ValueSet | undefined {
    const canonical = withoutVersion(url);
    return this.#own.valueSets.get(canonical) ?? this.#base?.valueSet(canonical);
  }

  codeSystem(url: string): CodeSystem | undefined {
    const canonical = withoutVersion(url);
    return this.#own.codeSystems.get(canonical) ?? this.#base?.codeSystem(canonical);
  }

  searchParameters(type: string): readonly SearchParameter[] {
    const known = this.#parameters.get(type);
    if (known !== undefined) return known;
    const byCode = new Map((this.#base?.searchParameters(type) ?? []).map((each) => [each.code, each]));
    const bases = NO_NARRATIVE.has(type) ? ['Resource'] : SHARED_BASES;
    for (const base of [...bases, type].reverse()) {
      for (const [code, parameter] of this.#own.parameters.get(base) ?? [])
        if (base === type || !byCode.has(code)) byCode.set(code, parameter);
    }
    const parameters = [...byCode.values()];
    this.#parameters.set(type, parameters);
    return parameters;
  }

  *structures(): Iterable<StructureDefinition> {
    yield* this.#own.structures.values();
    for (const structure of this.#base?.structures() ?? [])
      if (!this.#own.structures.has(structure.url)) yield structure;
  }

  *namingSystems(): Iterable<NamingSystem> {
    yield* this.#own.namingSystems;
    yield* this.#base?.namingSystems() ?? [];
  }
}

/**
 * Opens packages that are in memory as one set. Of two definitions with the same URL the one of the package that
 * depends on the other wins; a missing dependency is a note, because snapshots are complete.
 * @param base a set that this one stands on, usually R4; several sets may share it
 * @spec fhir-jp-core.md §1
 */
export const openDefinitions = (packages: readonly PackageContent[], base?: Definitions): Definitions =>
  new OpenDefinitions(packages, base);
