import type {
  CapabilityStatement,
  CodeSystem,
  CompartmentDefinition,
  ConceptMap,
  ImplementationGuide,
  NamingSystem,
  OperationDefinition,
  SearchParameter,
  StructureDefinition,
  ValueSet,
} from 'fhir/r4.d.ts';

export type {
  CapabilityStatement,
  CodeSystem,
  CodeSystemConcept,
  ElementDefinition,
  ElementDefinitionType,
  NamingSystem,
  OperationOutcome,
  SearchParameter,
  StructureDefinition,
  ValueSet,
  ValueSetComposeInclude,
} from 'fhir/r4.d.ts';

/** A resource of a package that describes others. */
export type DefinitionResource =
  | CapabilityStatement
  | CodeSystem
  | CompartmentDefinition
  | ConceptMap
  | ImplementationGuide
  | NamingSystem
  | OperationDefinition
  | SearchParameter
  | StructureDefinition
  | ValueSet;

/** What one package holds, already in memory. */
export interface PackageContent {
  /** Name inside the package, which is no reliable identification: see `file` and `sha256`. */
  readonly name: string;
  /** Version inside the package. */
  readonly version: string;
  /** Name of the file that it was read from; null for the R4 base and for packages made in memory. */
  readonly file: string | null;
  /** SHA-256 of that file in hexadecimal digits. */
  readonly sha256: string | null;
  /** Names of packages with the version that is asked for. */
  readonly dependencies: Readonly<Record<string, string>>;
  readonly resources: readonly DefinitionResource[];
}

export interface PackageNote {
  readonly code: 'dependency-missing' | 'duplicate-url' | 'no-snapshot';
  /** Name of the package that the note is about. */
  readonly package: string;
  /** The missing package, or the canonical URL. */
  readonly subject: string;
}

/**
 * One set of definitions: the R4 base and the packages that were opened together. Canonical URLs recur in several
 * Japanese packages with different content, so that sets are never merged.
 * @spec fhir-jp-core.md §1
 */
export interface Definitions {
  readonly packages: readonly Omit<PackageContent, 'resources'>[];
  /** What is not as it should be in the packages; nothing of it keeps the set from being used. */
  readonly notes: readonly PackageNote[];
  /** @param url canonical URL; a version behind `|` is not looked at */
  structure(url: string): StructureDefinition | undefined;
  /** The base definition of a resource or data type, e.g. `Patient`, `HumanName`, `dateTime`. */
  typeStructure(type: string): StructureDefinition | undefined;
  valueSet(url: string): ValueSet | undefined;
  codeSystem(url: string): CodeSystem | undefined;
  /** Parameters of the type itself, of DomainResource and of Resource; the set's own ones replace those of the base. */
  searchParameters(type: string): readonly SearchParameter[];
  structures(): Iterable<StructureDefinition>;
  namingSystems(): Iterable<NamingSystem>;
  /** Types of resources that can exist, abstract ones left out. */
  readonly resourceTypes: ReadonlySet<string>;
}
