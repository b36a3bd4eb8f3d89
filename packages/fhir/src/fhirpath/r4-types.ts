import model from 'fhirpath/fhir-context/r4';

/** One way in which a choice element is written: `valueQuantity` for `value` of type `Quantity`. */
export interface ChoiceProperty {
  readonly property: string;
  /** FHIR's name: `dateTime`, `Quantity`. */
  readonly type: string;
}

const PARENTS: ReadonlyMap<string, string> = new Map(Object.entries(model.type2Parent));
const TYPES_BY_FOLDED_NAME: ReadonlyMap<string, string> = new Map(
  [...PARENTS.keys()].map((type) => [upperFirst(type), type]),
);
const NO_CHOICE: ReadonlyMap<string, ChoiceProperty> = new Map();
const CHOICES = readChoices();

function readChoices(): ReadonlyMap<string, ReadonlyMap<string, ChoiceProperty>> {
  const choices = new Map<string, Map<string, ChoiceProperty>>();
  for (const [path, suffixes] of Object.entries(model.choiceTypePaths)) {
    const name = path.slice(path.lastIndexOf('.') + 1);
    const known = choices.get(name) ?? new Map<string, ChoiceProperty>();
    choices.set(name, known);
    for (const suffix of suffixes)
      known.set(name + suffix, { property: name + suffix, type: TYPES_BY_FOLDED_NAME.get(suffix) ?? suffix });
  }
  return choices;
}

/** All properties as which an element of that name is written where it is a choice, over all of R4. */
export function choicesOf(name: string): ReadonlyMap<string, ChoiceProperty> {
  return CHOICES.get(name) ?? NO_CHOICE;
}

/** Without the namespace: `FHIR.Patient` and `System.String` are `Patient` and `String`. */
function bareType(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/**
 * FHIR's name of a type. The types of FHIRPath itself (`Boolean`, `String`) stand for the primitives of FHIR, into
 * which they convert.
 */
export function typeNamed(name: string): string | null {
  const bare = bareType(name);
  if (PARENTS.has(bare) || bare === 'Resource' || bare === 'Element') return bare;
  return TYPES_BY_FOLDED_NAME.get(upperFirst(bare)) ?? null;
}

export function isSubtype(type: string, of: string): boolean {
  for (let at: string | undefined = type; at !== undefined; at = PARENTS.get(at)) if (at === of) return true;
  return false;
}

/** Whether values of that type carry `resourceType`. */
export function isResourceType(type: string): boolean {
  return isSubtype(type, 'Resource');
}

/** Where the children of a property of R4 are defined, and what the property is. */
export interface TypedPath {
  readonly path: string;
  readonly type: string;
}

const PATHS = new Map<string, TypedPath | null>();

/** Null for what R4 does not define at that place. */
export function typedChild(parent: string, property: string): TypedPath | null {
  const asked = `${parent}.${property}`;
  const known = PATHS.get(asked);
  if (known !== undefined) return known;
  const found = findChild(asked, parent, property);
  PATHS.set(asked, found);
  return found;
}

function findChild(asked: string, parent: string, property: string): TypedPath | null {
  const path = model.pathsDefinedElsewhere[asked] ?? asked;
  const written: unknown = model.path2Type[path];
  const type =
    typeof written === 'object' && written !== null && 'code' in written ? String(written.code) : written;
  if (typeof type === 'string') {
    const name = bareType(type);
    const inline = name === 'BackboneElement' || name === 'Element';
    return { path: inline ? path : name, type: type.startsWith('System.') ? name.toLowerCase() : name };
  }
  const broader = PARENTS.get(parent);
  return broader === undefined ? null : typedChild(broader, property);
}

function upperFirst(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
