import type { Definitions, ElementDefinition } from '@tsunagu/fhir';
import { isRecord } from './json.ts';

/** An element of a resource, with what the base definitions say of its place. */
export interface Place {
  readonly value: unknown;
  /** Where the parent defines it: `Observation.component`, `Quantity.value`. */
  readonly elementPath: string;
  readonly type: string;
  /** Where its children are defined: the type, or the path of a backbone element. */
  readonly path: string;
}

/** Reads elements of base definitions by their path; `value[x]` is found by `valueQuantity` too. */
export class ElementIndex {
  readonly #definitions: Definitions;
  readonly #types = new Map<string, ReadonlyMap<string, ElementDefinition>>();

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  /** The element that a property of a place is, with its type; null where R4 defines none. */
  child(path: string, property: string): Omit<Place, 'value'> | null {
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

  #placed(element: ElementDefinition, code: string): Omit<Place, 'value'> {
    const reference = element.contentReference;
    if (reference !== undefined) {
      const path = reference.slice(reference.indexOf('#') + 1);
      return { elementPath: path, type: 'BackboneElement', path };
    }
    const type = code.startsWith('http://hl7.org/fhirpath/System.') ? 'string' : code;
    const inline = type === 'BackboneElement' || (type === 'Element' && element.path.includes('.'));
    return { elementPath: element.path, type, path: inline ? element.path : type };
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

/** All elements of a resource, itself first, with those of resources inside it. */
export function placesOf(resource: unknown, index: ElementIndex): Place[] {
  const places: Place[] = [];
  const visit = (value: unknown, place: Omit<Place, 'value'>): void => {
    if (!isRecord(value)) {
      places.push({ value, ...place });
      return;
    }
    const own = typeof value.resourceType === 'string' ? value.resourceType : null;
    const at = own === null ? place : { ...place, type: own, path: own };
    places.push({ value, ...at });
    for (const [property, child] of Object.entries(value)) {
      const found = property === 'resourceType' ? null : index.child(at.path, property);
      if (found === null) continue;
      for (const item of Array.isArray(child) ? child : [child]) if (item !== null) visit(item, found);
    }
  };
  visit(resource, { elementPath: '', type: '', path: '' });
  return places;
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
