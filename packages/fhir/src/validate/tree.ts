import type { ElementDefinition, StructureDefinition } from '../definitions/types.ts';

/** An element of a snapshot with what stands below it. */
export interface TreeNode {
  readonly element: ElementDefinition;
  readonly id: string;
  /** Last part of the path, with `[x]` where it is a choice. */
  readonly name: string;
  readonly children: TreeNode[];
  readonly slices: TreeNode[];
}

const lastPart = (id: string): { parent: string; name: string; slice: string | null } => {
  const dot = id.lastIndexOf('.');
  const part = id.slice(dot + 1);
  const colon = part.indexOf(':');
  return {
    parent: id.slice(0, Math.max(dot, 0)),
    name: colon < 0 ? part : part.slice(0, colon),
    slice: colon < 0 ? null : part.slice(colon + 1),
  };
};

/** The slice that `a/b` divides further, if `a` is divided at all. Names with a mere `/` in them exist as well. */
const dividedSlice = (base: TreeNode, slice: string): TreeNode | undefined => {
  const slash = slice.lastIndexOf('/');
  if (slash < 0) return undefined;
  const outer = slice.slice(0, slash);
  const divided = base.slices.find(({ element }) => element.sliceName === outer);
  return divided?.element.slicing === undefined ? dividedSlice(base, outer) : divided;
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `valueQuantity` as a short form of `value[x]:valueQuantity`, which some tools write. */
const choiceOf = (parent: TreeNode, name: string, element: ElementDefinition): TreeNode | undefined => {
  const [type] = element.type ?? [];
  if (type === undefined || element.type?.length !== 1) return undefined;
  return parent.children.find(
    (child) => child.name === `${name.slice(0, -type.code.length)}[x]` && name.endsWith(capital(type.code)),
  );
};

/**
 * The elements of a snapshot as a tree, slices below the element that they divide.
 * @returns the root, or null when there is no snapshot
 * @spec fhir-jp-core.md §9.2
 */
export const buildTree = (structure: StructureDefinition): TreeNode | null => {
  const elements = structure.snapshot?.element ?? [];
  const byId = new Map<string, TreeNode>();
  let root: TreeNode | null = null;
  for (const element of elements) {
    const id = element.id ?? element.path;
    const { parent, name, slice } = lastPart(id);
    const node: TreeNode = { element, id, name, children: [], slices: [] };
    byId.set(id, node);
    if (root === null) {
      root = node;
      continue;
    }
    const above = byId.get(parent);
    if (slice === null) {
      if (above === undefined) continue;
      (choiceOf(above, name, element)?.slices ?? above.children).push(node);
      continue;
    }
    const base = byId.get(parent === '' ? name : `${parent}.${name}`);
    if (base !== undefined) (dividedSlice(base, slice) ?? base).slices.push(node);
  }
  return root;
};
