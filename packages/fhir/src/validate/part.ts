import type { ElementDefinitionType } from '../definitions/types.ts';
import { compileBinding } from './binding.ts';
import { compileInvariants } from './invariants.ts';
import type { Binding, Invariant, Node, Part, PartKind, Shape, Targets, Tools } from './model.ts';
import { formatOf, type PrimitiveFormat } from './primitives.ts';
import { compileTargets } from './references.ts';
import { withoutValue } from './shape.ts';

const kindOf = (code: string, tools: Tools): PartKind => {
  if (code === 'xhtml') return 'narrative';
  const kind = tools.kindOf(code);
  if (kind === 'primitive-type') return 'primitive';
  if (kind === 'complex-type') return 'complex';
  return kind === 'resource' ? 'resource' : 'unknown';
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const pathOf = (node: Node, code: string): string => {
  const { contentReference } = node.element;
  if (contentReference !== undefined) return contentReference.slice(contentReference.indexOf('#') + 1);
  return code === 'BackboneElement' || code === 'Element' ? node.path : code;
};

export class CompiledPart implements Part {
  readonly node: Node;
  readonly code: string;
  readonly path: string;
  readonly kind: PartKind;
  readonly format: PrimitiveFormat;
  readonly profiles: readonly string[];
  readonly isExtension: boolean;
  readonly isModifier: boolean;
  readonly fixed: unknown;
  readonly pattern: unknown;
  readonly maxLength: number;
  readonly binding: Binding | null;
  readonly targets: Targets | null;
  readonly #tools: Tools;
  #shape: Shape | null | undefined;
  #siblingShape: Shape | null | undefined;
  #invariants: readonly Invariant[] | undefined;

  constructor(node: Node, code: string, type: ElementDefinitionType | null) {
    const { element, structure } = node;
    this.node = node;
    this.code = code;
    this.path = pathOf(node, code);
    this.#tools = structure.tools;
    this.kind = kindOf(code, structure.tools);
    this.format = formatOf(code);
    this.profiles = type?.profile ?? [];
    this.isExtension = code === 'Extension' && node.depth > 0;
    this.isModifier = this.isExtension && node.name === 'modifierExtension';
    const values: Readonly<Record<string, unknown>> = { ...element };
    this.fixed = values[`fixed${capital(code)}`];
    this.pattern = values[`pattern${capital(code)}`];
    this.maxLength = element.maxLength ?? Number.POSITIVE_INFINITY;
    this.binding = compileBinding(node, code);
    this.targets =
      code === 'Reference' ? compileTargets(type?.targetProfile ?? [], node, structure.tools) : null;
  }

  get typeRoot(): Node | null {
    const [profile] = this.profiles;
    const ofProfile =
      profile === undefined || this.profiles.length > 1 ? null : this.#tools.structure(profile);
    if (ofProfile !== null && this.kind !== 'resource') return ofProfile.root;
    if (this.node.depth === 0) return this.node;
    return (ofProfile ?? this.#tools.typeStructure(this.code))?.root ?? null;
  }

  get shape(): Shape | null {
    if (this.#shape === undefined) {
      const content = this.node.children.length > 0 ? this.node : this.#contentOfReference();
      this.#shape = (content ?? this.typeRoot)?.shape ?? null;
    }
    return this.#shape;
  }

  get hasOwnShape(): boolean {
    return this.node.children.length > 0;
  }

  get siblingShape(): Shape | null {
    if (this.#siblingShape === undefined) {
      const shape = this.node.shape ?? this.#tools.typeStructure(this.code)?.root.shape ?? null;
      this.#siblingShape = shape === null ? null : withoutValue(shape);
    }
    return this.#siblingShape;
  }

  get invariants(): readonly Invariant[] {
    this.#invariants ??= compileInvariants(
      this.typeRoot === null || this.typeRoot === this.node ? [this.node] : [this.node, this.typeRoot],
      this.#tools,
    );
    return this.#invariants;
  }

  #contentOfReference(): Node | null {
    const { contentReference } = this.node.element;
    return contentReference === undefined ? null : this.node.structure.referenced(contentReference);
  }
}
