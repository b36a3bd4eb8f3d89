import type {
  Definitions,
  ElementDefinition,
  ElementDefinitionType,
  StructureDefinition,
} from '../definitions/types.ts';
import type { CompiledInvariant } from '../fhirpath/index.ts';
import type { Terminology } from '../terminology/index.ts';
import type { Severity } from './issue.ts';
import type { PrimitiveFormat } from './primitives.ts';

/** What compiled elements need of each other and of the world. */
export interface Tools {
  readonly definitions: Definitions;
  readonly terminology: Terminology;
  /** Compiled once; null when the definition is not there or has no snapshot. */
  structure(url: string): Structure | null;
  typeStructure(code: string): Structure | null;
  kindOf(code: string): StructureDefinition['kind'] | 'unknown';
  invariant(expression: string): CompiledInvariant;
}

/** A StructureDefinition with its elements as a tree of nodes, which compile themselves when they are first met. */
export interface Structure {
  readonly definition: StructureDefinition;
  readonly url: string;
  readonly type: string;
  readonly root: Node;
  readonly tools: Tools;
  /** The element that a contentReference names, in this structure or in another one. */
  referenced(contentReference: string): Node | null;
  /** Whether this is the named profile or rests upon it. */
  derivesFrom(url: string): boolean;
}

/** One element of one structure, or one slice of it. */
export interface Node {
  readonly structure: Structure;
  readonly element: ElementDefinition;
  readonly id: string;
  /** Path without `[x]`, e.g. `Observation.value`. */
  readonly path: string;
  /** Path in the definition where the element was first defined, e.g. `Dosage.method`. */
  readonly basePath: string;
  /** Without `[x]`. */
  readonly name: string;
  readonly choice: boolean;
  readonly slice: string | null;
  /** 0 for the root. */
  readonly depth: number;
  readonly min: number;
  readonly max: number;
  /** Written as an array in JSON. */
  readonly repeats: boolean;
  readonly children: readonly Node[];
  readonly slices: readonly Node[];
  readonly types: ReadonlyMap<string, ElementDefinitionType>;
  readonly codes: readonly string[];
  /** What stands directly below in this structure; null when the type says it. */
  readonly shape: Shape | null;
  readonly slicing: Slicing | null;
  /** Something has to be there even when the element itself may be left out. */
  readonly demands: boolean;
  /** The element as a value of one of its types; null where the type is not allowed here. */
  part(code: string): Part | null;
  /** The element of that name below, wherever it is defined. */
  child(name: string): Node | null;
}

export type PartKind = 'primitive' | 'complex' | 'resource' | 'narrative' | 'unknown';

/** An element as a value of one type: everything that is checked of such a value, made ready once. */
export interface Part {
  readonly node: Node;
  readonly code: string;
  /** The type, or the path that defines the children where they have no type of their own. */
  readonly path: string;
  readonly kind: PartKind;
  readonly format: PrimitiveFormat;
  /** Profiles of which the value has to meet one. */
  readonly profiles: readonly string[];
  readonly isExtension: boolean;
  readonly isModifier: boolean;
  readonly fixed: unknown;
  readonly pattern: unknown;
  readonly maxLength: number;
  readonly binding: Binding | null;
  readonly targets: Targets | null;
  /** The root of the only profile that its type names, or of the type itself. */
  readonly typeRoot: Node | null;
  /** Properties of a value; null when nothing is known about them. */
  readonly shape: Shape | null;
  /** Says more than its type about what stands below. */
  readonly hasOwnShape: boolean;
  /** Of a primitive: what `_name` may hold. */
  readonly siblingShape: Shape | null;
  readonly invariants: readonly Invariant[];
}

/** A JSON property. */
export interface Slot {
  readonly node: Node;
  readonly key: string;
  /** `_birthDate` */
  readonly siblingKey: string;
  readonly code: string;
  /** As it stands in an expression. */
  readonly label: string;
  readonly repeats: boolean;
  /** Position among the choices of its object; -1 for others. */
  readonly choice: number;
  readonly part: Part | null;
}

/** An element that must be there, or of which some slice must. */
export interface Demand {
  readonly node: Node;
  readonly slots: readonly Slot[];
}

/** The properties that an object may have. */
export interface Shape {
  readonly slots: ReadonlyMap<string, Slot>;
  readonly demands: readonly Demand[];
  /** Names of choices, for a property that looks like one of them with a type that is not allowed. */
  readonly choices: readonly Node[];
}

export interface Invariant {
  readonly key: string;
  readonly human: string;
  readonly severity: Severity;
  readonly compiled: CompiledInvariant;
  readonly node: Node;
}

/** One value set that a coded element is held to. */
export interface BindingRule {
  readonly valueSet: string;
  readonly severity: 'error' | 'warning';
}

export interface Binding {
  readonly node: Node;
  readonly rules: readonly BindingRule[];
}

/** What a Reference may point to. */
export interface Targets {
  /** Null: every type. */
  readonly types: ReadonlySet<string> | null;
  /** Types of which every resource will do, whatever profile it has. */
  readonly openTypes: ReadonlySet<string>;
  readonly profiles: readonly string[];
}

export type Resource = Readonly<Record<string, unknown>> & { readonly resourceType: string };

/** What is known about the surroundings of a value while it is assigned to a slice. */
export interface Probe {
  resolve(reference: string): Resource | null;
  /** Validates in silence. */
  conforms(resource: Resource, profile: string): boolean;
}

/** `possible`: nothing speaks against it, but a value set that decides has no content here. */
export type Match = 'yes' | 'possible' | 'no';

export interface Slice {
  readonly node: Node;
  readonly name: string;
  match(probe: Probe, item: unknown, code: string): Match;
}

export interface Slicing {
  readonly node: Node;
  readonly rules: 'closed' | 'open' | 'openAtEnd';
  readonly ordered: boolean;
  readonly slices: readonly Slice[];
  /**
   * For each item the position of its slice, -1 for none, -2 where it cannot be told.
   * @param codes the type of each item
   */
  assign(probe: Probe, items: readonly unknown[], codes: readonly string[]): number[];
}
