import type { Definitions, ElementDefinition } from '../definitions/types.ts';

/** Where a child element stands in JSON: one type, or for a choice one JSON name per type. */
export interface ElementField {
  /** Without `[x]`. */
  readonly name: string;
  readonly choice: boolean;
  /** JSON name, e.g. `valueQuantity`, to the name of its type; a single entry where there is no choice. */
  readonly types: ReadonlyMap<string, string>;
  readonly many: boolean;
  readonly mandatory: boolean;
  readonly summary: boolean;
  readonly modifier: boolean;
  /** How XML writes it. */
  readonly attribute: boolean;
  /** Canonical URL of the value set. */
  readonly valueSet: string | null;
}

/** The children of one type, in the order of the definition. */
export interface TypeModel {
  /** `Patient`, `HumanName`, or the path of an element that has children of its own: `Patient.contact`. */
  readonly name: string;
  readonly kind: 'resource' | 'complex' | 'primitive';
  readonly fields: readonly ElementField[];
  /** By element name, `value` for `value[x]`. */
  readonly byName: ReadonlyMap<string, ElementField>;
  /** By JSON name, `valueQuantity`; a primitive's `_name` is not in it. */
  readonly byKey: ReadonlyMap<string, ElementField>;
  /** Names of the elements that XML writes as attributes. */
  readonly attributes: ReadonlySet<string>;
}

/** What the base definitions say about elements, for walking instances. Built type by type as it is asked for. */
export interface ElementModel {
  /** Undefined for names that are no type. */
  type(name: string): TypeModel | undefined;
}

const models = new WeakMap<Definitions, ElementModel>();

export function elementModel(definitions: Definitions): ElementModel {
  let model = models.get(definitions);
  if (model === undefined) {
    model = new CachedModel(definitions);
    models.set(definitions, model);
  }
  return model;
}

const SYSTEM_TYPE = 'http://hl7.org/fhirpath/System.';
const ABSTRACT_WITH_CHILDREN = new Set(['BackboneElement', 'Element']);

class CachedModel implements ElementModel {
  readonly #definitions: Definitions;
  readonly #types = new Map<string, TypeModel | undefined>();

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  type(name: string): TypeModel | undefined {
    if (this.#types.has(name)) return this.#types.get(name);
    const built = this.#build(name);
    this.#types.set(name, built);
    return built;
  }

  #build(name: string): TypeModel | undefined {
    const root = name.split('.', 1)[0] ?? name;
    const structure = this.#definitions.typeStructure(root);
    const elements = structure?.snapshot?.element;
    if (structure === undefined || elements === undefined) return undefined;
    const depth = name.split('.').length + 1;
    const children = elements.filter(
      ({ path }) => path.startsWith(`${name}.`) && path.split('.').length === depth,
    );
    if (children.length === 0) return undefined;
    const fields = children.map((element) => toField(element, elements));
    const kind =
      root !== name || structure.kind === 'complex-type'
        ? 'complex'
        : structure.kind === 'primitive-type'
          ? 'primitive'
          : 'resource';
    return {
      name,
      kind,
      fields,
      byName: new Map(fields.map((field) => [field.name, field])),
      attributes: new Set(fields.filter(({ attribute }) => attribute).map(({ name: each }) => each)),
      byKey: new Map(fields.flatMap((field) => [...field.types.keys()].map((key) => [key, field] as const))),
    };
  }
}

function toField(element: ElementDefinition, all: readonly ElementDefinition[]): ElementField {
  const last = element.path.slice(element.path.lastIndexOf('.') + 1);
  const choice = last.endsWith('[x]');
  const name = choice ? last.slice(0, -3) : last;
  const types = new Map<string, string>();
  for (const code of typeCodes(element, all)) {
    types.set(choice ? name + code.charAt(0).toUpperCase() + code.slice(1) : name, code);
  }
  return {
    name,
    choice,
    types,
    many: element.base?.max === undefined ? element.max !== '1' : element.base.max !== '1',
    mandatory: (element.min ?? 0) > 0,
    summary: element.isSummary === true,
    modifier: element.isModifier === true,
    attribute: element.representation?.includes('xmlAttr') === true,
    valueSet: element.binding?.valueSet ?? null,
  };
}

function typeCodes(element: ElementDefinition, all: readonly ElementDefinition[]): string[] {
  if (element.contentReference !== undefined) {
    return [element.contentReference.slice(element.contentReference.indexOf('#') + 1)];
  }
  return (element.type ?? []).map(({ code, extension }) => {
    if (code.startsWith(SYSTEM_TYPE)) return extension?.[0]?.valueUrl ?? extension?.[0]?.valueUri ?? 'string';
    const children = all.some(({ path }) => path.startsWith(`${element.path}.`));
    return children && ABSTRACT_WITH_CHILDREN.has(code) ? element.path : code;
  });
}

/** Elements of JSON: an object that is no array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
