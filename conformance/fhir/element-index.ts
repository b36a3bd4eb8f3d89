import type { Definitions, ElementDefinition } from '@tsunagu/fhir';

/** What the base definitions say of a place in a resource. */
export interface ElementPlace {
  /** Where the parent defines it: `Observation.component`, `Quantity.value`. */
  readonly elementPath: string;
  readonly type: string;
  /** Where its children are defined: the type, or the path of a backbone element. */
  readonly children: string;
  /** Null for resources. */
  readonly element: ElementDefinition | null;
}

/** Reads elements of base definitions by their path; `value[x]` is found by `valueQuantity` too. */
export class ElementIndex {
  readonly #definitions: Definitions;
  readonly #types = new Map<string, ReadonlyMap<string, ElementDefinition>>();

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  /** The element that a property of a place is, with its type; null where R4 defines none. */
  child(path: string, property: string): ElementPlace | null {
    const elements = this.#elements(path.split('.')[0] ?? '');
    const exact = elements.get(`${path}.${property}`);
    if (exact !== undefined) return this.#placed(exact, exact.type?.[0]?.code ?? '');
    for (const [known, element] of elements) {
      if (!known.endsWith('[x]') || !known.startsWith(`${path}.`)) continue;
      const name = known.slice(path.length + 1, -3);
      if (name.includes('.') || !property.startsWith(name)) continue;
      const type = element.type?.find(({ code }) => upperFirst(code) === property.slice(name.length));
      if (type !== undefined) return this.#placed(element, type.code);
    }
    return null;
  }

  #placed(element: ElementDefinition, code: string): ElementPlace {
    const reference = element.contentReference;
    if (reference !== undefined) {
      const path = reference.slice(reference.indexOf('#') + 1);
      return { elementPath: path, type: 'BackboneElement', children: path, element };
    }
    const type = code.startsWith('http://hl7.org/fhirpath/System.') ? 'string' : code;
    const inline = type === 'BackboneElement' || (type === 'Element' && element.path.includes('.'));
    return { elementPath: element.path, type, children: inline ? element.path : type, element };
  }

  #elements(type: string): ReadonlyMap<string, ElementDefinition> {
    let known = this.#types.get(type);
    if (known === undefined) {
      const elements = this.#definitions.typeStructure(type)?.snapshot?.element ?? [];
      known = new Map(elements.map((element) => [element.path, element]));
      this.#types.set(type, known);
    }
    return known;
  }
}

export function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
