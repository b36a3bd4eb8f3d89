import type { StructureDefinition } from '../definitions/types.ts';
import type { Node, Structure, Tools } from './model.ts';
import { CompiledNode } from './node.ts';
import { buildTree, type TreeNode } from './tree.ts';

class CompiledStructure implements Structure {
  readonly definition: StructureDefinition;
  readonly url: string;
  readonly type: string;
  readonly root: Node;
  readonly tools: Tools;
  readonly #byId = new Map<string, Node>();

  constructor(definition: StructureDefinition, tree: TreeNode, tools: Tools) {
    this.definition = definition;
    this.url = definition.url;
    this.type = definition.type;
    this.tools = tools;
    this.root = new CompiledNode(this, tree, (node) => this.#byId.set(node.id, node));
  }

  referenced(contentReference: string): Node | null {
    const hash = contentReference.indexOf('#');
    const id = contentReference.slice(hash + 1);
    if (hash > 0) {
      const elsewhere = this.tools.structure(contentReference.slice(0, hash));
      if (elsewhere !== null && elsewhere !== this) return elsewhere.referenced(`#${id}`);
    }
    return this.#byId.get(id) ?? null;
  }

  derivesFrom(url: string): boolean {
    const seen = new Set<string>();
    let at: StructureDefinition | undefined = this.definition;
    while (at !== undefined && !seen.has(at.url)) {
      if (at.url === url || at.baseDefinition === url) return true;
      seen.add(at.url);
      at = at.baseDefinition === undefined ? undefined : this.tools.definitions.structure(at.baseDefinition);
    }
    return false;
  }
}

/** @returns null where there is no snapshot */
export const compileStructure = (definition: StructureDefinition, tools: Tools): Structure | null => {
  const tree = buildTree(definition);
  return tree === null ? null : new CompiledStructure(definition, tree, tools);
};
