import type { Targets, Tools } from './model.ts';

const BASE = 'http://hl7.org/fhir/StructureDefinition/';
const ANY = `${BASE}Resource`;

const typeOf = (url: string, tools: Tools): string | null => {
  const structure = tools.definitions.structure(url);
  if (structure !== undefined) return structure.type;
  return url.startsWith(BASE) ? url.slice(BASE.length) : null;
};

export const compileTargets = (targetProfiles: readonly string[], tools: Tools): Targets | null => {
  if (targetProfiles.length === 0 || targetProfiles.includes(ANY)) return null;
  const types = new Set<string>();
  const openTypes = new Set<string>();
  const profiles: string[] = [];
  let everyType = false;
  for (const url of targetProfiles) {
    const type = typeOf(url, tools);
    // A profile that is not in the set says nothing that can be checked, not even the type.
    if (type === null) everyType = true;
    else {
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
