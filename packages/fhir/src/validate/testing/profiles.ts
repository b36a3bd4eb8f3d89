import { readR4 } from '../../../node/packages.ts';
import { openDefinitions } from '../../definitions/definitions.ts';
import type {
  Definitions,
  ElementDefinition,
  StructureDefinition,
  ValueSet,
} from '../../definitions/types.ts';
import { createValidator, type Validator } from '../validator.ts';

export const TEST_URL = 'https://example.org/fhir/StructureDefinition';

/** What a profile says beyond its base. */
export interface Sketch {
  readonly type: string;
  /** What is different of elements that the base has, by id. */
  readonly change?: Readonly<Record<string, Partial<ElementDefinition>>>;
  /** Further elements, behind what the named one and everything below it says. */
  readonly add?: readonly (readonly [after: string, element: Partial<ElementDefinition> & { id: string }])[];
  readonly context?: StructureDefinition['context'];
}

const withPath = (element: Partial<ElementDefinition> & { id: string }): ElementDefinition => ({
  path: element.id.replaceAll(/:[^.]*/g, ''),
  ...element,
});

const baseOf = (elements: readonly ElementDefinition[], id: string): Partial<ElementDefinition> => {
  const path = id.replaceAll(/:[^.]*/g, '');
  const { min: _min, slicing: _slicing, ...found } = elements.find((element) => element.id === path) ?? {};
  return found;
};

/** A profile as a tool would publish it: the base snapshot with changes and slices in place. */
export const sketchProfile = (
  base: Definitions,
  sketch: Sketch & { readonly name: string },
): StructureDefinition => {
  const parent = base.typeStructure(sketch.type);
  const published = parent?.snapshot?.element;
  if (parent === undefined || published === undefined) throw new Error(`no type ${sketch.type}`);
  const elements = published.map((element) => ({ ...element, ...sketch.change?.[element.id ?? ''] }));
  for (const [after, element] of sketch.add ?? []) {
    const under = (id: string): boolean =>
      id === after || id.startsWith(`${after}.`) || id.startsWith(`${after}:`);
    const at = elements.findLastIndex(({ id }) => under(id ?? ''));
    elements.splice(at + 1, 0, withPath({ ...baseOf(published, element.id), ...element }));
  }
  return {
    resourceType: 'StructureDefinition',
    url: `${TEST_URL}/${sketch.name}`,
    name: sketch.name,
    status: 'draft',
    kind: parent.kind,
    abstract: false,
    type: sketch.type,
    baseDefinition: parent.url,
    derivation: 'constraint',
    ...(sketch.context === undefined ? {} : { context: sketch.context }),
    snapshot: { element: elements },
  };
};

let r4: Promise<Definitions> | undefined;

/** R4, read once a test file. */
export const readBase = (): Promise<Definitions> => {
  r4 ??= readR4().then((content) => openDefinitions([content]));
  return r4;
};

export const openWith = (
  base: Definitions,
  resources: readonly (StructureDefinition | ValueSet)[],
): Definitions =>
  openDefinitions(
    [{ name: 'example.sketches', version: '1.0.0', file: null, sha256: null, dependencies: {}, resources }],
    base,
  );

/** A validator that knows the sketched profiles, by their names below TEST_URL. */
export const sketchedValidator = (base: Definitions, sketches: Readonly<Record<string, Sketch>>): Validator =>
  createValidator(
    openWith(
      base,
      Object.entries(sketches).map(([name, sketch]) => sketchProfile(base, { name, ...sketch })),
    ),
  );

/** Rules and places of what is found against one of the sketched profiles; notes are left out. */
export const found = (validator: Validator, resource: object, profile = 'P'): string[] =>
  validator
    .validate(resource, { profiles: [`${TEST_URL}/${profile}`] })
    .filter(({ severity }) => severity !== 'information')
    .map(({ rule, expression }) => `${rule} ${expression}`);
