import type { ElementDefinition, ElementDefinitionType } from '../definitions/types.ts';
import type { Node, Part, Shape, Slicing, Structure } from './model.ts';
import { CompiledPart } from './part.ts';
import { buildShape } from './shape.ts';
import { compileSlicing } from './slicing.ts';
import type { TreeNode } from './tree.ts';

const SYSTEM_TYPE = 'http://hl7.org/fhirpath/System.';
const FHIR_TYPE = 'http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type';

/** `id` of elements and resources and values of primitives are typed by FHIRPath, with the type of FHIR beside it. */
const codeOf = (type: ElementDefinitionType, node: Pick<Node, 'name' | 'structure' | 'depth'>): string => {
  if (!type.code.startsWith(SYSTEM_TYPE)) return type.code;
  if (node.name === 'id' && node.structure.definition.kind === 'resource' && node.depth === 1) return 'id';
  const named = type.extension?.find(({ url }) => url === FHIR_TYPE);
  const system = type.code.slice(SYSTEM_TYPE.length);
  return named?.valueUrl ?? system.charAt(0).toLowerCase() + system.slice(1);
};

const maximum = (max: string | undefined): number =>
  max === undefined || max === '*' ? Number.POSITIVE_INFINITY : Number(max);

export class CompiledNode implements Node {
  readonly structure: Structure;
  readonly element: ElementDefinition;
  readonly id: string;
  readonly path: string;
  readonly basePath: string;
  readonly name: string;
  readonly choice: boolean;
  readonly slice: string | null;
  readonly depth: number;
  readonly min: number;
  readonly max: number;
  readonly repeats: boolean;
  readonly children: readonly Node[];
  readonly slices: readonly Node[];
  readonly types: ReadonlyMap<string, ElementDefinitionType>;
  readonly codes: readonly string[];
  /** The element of which this is a slice. */
  readonly #divided: CompiledNode | null;
  readonly #parts = new Map<string, Part | null>();
  #shape: Shape | null | undefined;
  #slicing: Slicing | null | undefined;

  constructor(
    structure: Structure,
    tree: TreeNode,
    register: (node: Node) => void,
    divided: CompiledNode | null = null,
  ) {
    const { element } = tree;
    this.structure = structure;
    this.#divided = divided;
    this.element = element;
    this.id = tree.id;
    this.path = element.path.replaceAll('[x]', '');
    this.basePath = (element.base?.path ?? element.path).replaceAll('[x]', '');
    this.choice = tree.name.endsWith('[x]');
    this.name = this.choice ? tree.name.slice(0, -3) : tree.name;
    this.slice = element.sliceName ?? null;
    this.depth = tree.id.split('.').length - 1;
    this.min = element.min ?? 0;
    this.max = maximum(element.max);
    this.repeats = maximum(element.base?.max ?? element.max) > 1;
    const types = (element.type ?? []).map((type) => [codeOf(type, this), type] as const);
    this.types = new Map(types);
    this.codes = [...this.types.keys()];
    this.children = tree.children.map((child) => new CompiledNode(structure, child, register));
    this.slices = tree.slices.map((slice) => new CompiledNode(structure, slice, register, this));
    register(this);
  }

  part(code: string): Part | null {
    let part = this.#parts.get(code);
    if (part === undefined) {
      const type = this.types.get(code);
      const open = this.types.size === 0;
      part = type !== undefined || open ? new CompiledPart(this, code, type ?? null) : null;
      this.#parts.set(code, part);
    }
    return part;
  }

  get shape(): Shape | null {
    if (this.#shape === undefined)
      this.#shape = this.children.length === 0 ? null : buildShape(this.#members());
    return this.#shape;
  }

  /** Children that a snapshot names, and those that it leaves to the divided element or to the type. */
  #members(): readonly Node[] {
    const inherited =
      this.#divided !== null && this.#divided.children.length > 0
        ? this.#divided.#members()
        : (this.#typeContent()?.children ?? []);
    const named = new Set(this.children.map(({ name }) => name));
    return [...this.children, ...inherited.filter(({ name }) => !named.has(name))];
  }

  #typeContent(): Node | null {
    const [code] = this.codes;
    const root = code === undefined || this.codes.length > 1 ? null : this.part(code)?.typeRoot;
    return root === undefined || root === this ? null : root;
  }

  get slicing(): Slicing | null {
    if (this.#slicing === undefined) this.#slicing = compileSlicing(this);
    return this.#slicing;
  }

  get demands(): boolean {
    return this.min > 0 || this.slices.some(({ min }) => min > 0);
  }

  child(name: string): Node | null {
    const found = this.children.find((child) => child.name === name);
    if (found !== undefined) return found;
    const inherited = this.#divided?.child(name) ?? null;
    if (inherited !== null) return inherited;
    const { contentReference } = this.element;
    const content =
      contentReference === undefined ? this.#typeContent() : this.structure.referenced(contentReference);
    return content?.child(name) ?? null;
  }
}
