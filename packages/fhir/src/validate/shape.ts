import type { Demand, Node, Part, Shape, Slot } from './model.ts';

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

class CompiledSlot implements Slot {
  readonly node: Node;
  readonly key: string;
  readonly siblingKey: string;
  readonly code: string;
  readonly label: string;
  readonly repeats: boolean;
  readonly choice: number;
  #part: Part | null | undefined;

  constructor(node: Node, key: string, code: string, choice: number) {
    this.node = node;
    this.key = key;
    this.siblingKey = `_${key}`;
    this.code = code;
    this.label = choice < 0 ? key : `${node.name}.ofType(${code})`;
    this.repeats = node.repeats;
    this.choice = choice;
  }

  get part(): Part | null {
    if (this.#part === undefined) this.#part = this.node.part(this.code);
    return this.#part;
  }
}

const slotsOf = (node: Node, choice: number): Slot[] => {
  if (choice >= 0)
    return node.codes.map((code) => new CompiledSlot(node, node.name + capital(code), code, choice));
  return [new CompiledSlot(node, node.name, node.codes[0] ?? 'BackboneElement', -1)];
};

export const buildShape = (children: readonly Node[]): Shape => {
  const slots = new Map<string, Slot>();
  const demands: Demand[] = [];
  const choices: Node[] = [];
  for (const node of children) {
    const own = slotsOf(node, node.choice ? choices.length : -1);
    if (node.choice) choices.push(node);
    for (const slot of own) slots.set(slot.key, slot);
    if (node.demands) demands.push({ node, slots: own });
  }
  return { slots, demands, choices };
};

/** The same without the property that holds a primitive's value: what stands under `_name`. */
export const withoutValue = (shape: Shape): Shape => {
  const slots = new Map([...shape.slots].filter(([key]) => key === 'id' || key === 'extension'));
  return {
    slots,
    demands: shape.demands.filter(({ node }) => slots.has(node.name)),
    choices: [],
  };
};
