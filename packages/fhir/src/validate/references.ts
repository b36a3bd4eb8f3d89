import type { Node, Targets, Tools } from './model.ts';

const BASE = 'http://hl7.org/fhir/StructureDefinition/';
const ANY = `${BASE}Resource`;

const typeOf = (url: string, tools: Tools): string | null => {
  const structure = tools.definitions.structure(url);
  if (structure !== undefined) return structure.type;
  return url.startsWith(BASE) ? url.slice(BASE.length) : null;
};

/** Types that R4 itself allows at the element from which this one descends; null where it allows all. */
const typesOfBase = (node: Node, tools: Tools): readonly string[] | null => {
  const path = node.element.base?.path ?? node.element.path;
  const defined = tools.definitions.typeStructure(path.slice(0, path.indexOf('.')));
  const element = defined?.snapshot?.element.find((each) => each.path === path);
  const profiles = element?.type?.find(({ code }) => code === 'Reference')?.targetProfile ?? [];
  const types = profiles.map((url) => typeOf(url, tools)).filter((type) => type !== null);
  return types.length === 0 || types.includes('Resource') ? null : types;
};

/** @param targetProfiles of the type of the element */
export const compileTargets = (
  targetProfiles: readonly string[],
  node: Node,
  tools: Tools,
): Targets | null => {
  if (targetProfiles.length === 0 || targetProfiles.includes(ANY)) return null;
  const types = new Set<string>();
  const openTypes = new Set<string>();
  const profiles: string[] = [];
  let everyType = false;
  for (const url of targetProfiles) {
    const type = typeOf(url, tools);
    if (type === null) {
      // A profile that is not in the set narrows nothing that could be checked; the limits of R4 still hold.
      const wider = typesOfBase(node, tools);
      everyType ||= wider === null;
      for (const each of wider ?? []) {
        types.add(each);
        openTypes.add(each);
      }
    } else {
      types.add(type);
      if (url === BASE + type) openTypes.add(type);
      else profiles.push(url);
    }
  }
  return { types: everyType ? null : types, openTypes, profiles };
};

const LITERAL = /(?:^|\/)([A-Z][A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

/**
 * The type that a literal reference names: `Patient` of `Patient/1` and of `https://example.org/fhir/Patient/1`.
 * @param types the types that there are; null leaves it at their looks
 */
export const typeInReference = (reference: string, types: ReadonlySet<string> | null): string | null => {
  const named = LITERAL.exec(reference)?.[1];
  return named !== undefined && types?.has(named) !== false ? named : null;
};
