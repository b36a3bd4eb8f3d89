import { type JsonObject, rewrite } from './json.ts';

/** Elements that hold an address of FHIR besides Reference. */
const REFERENCE = 'reference';

/** The resource with its references renamed; those that `rename` does not know stay. */
export function renameReferences(
  resource: JsonObject,
  rename: (reference: string) => string | null,
): JsonObject {
  const renamed = rewrite(resource, (object) => {
    const reference = object[REFERENCE];
    const other = typeof reference === 'string' ? rename(reference) : null;
    return other === null ? object : { ...object, [REFERENCE]: other };
  });
  return renamed as JsonObject;
}

/** Every reference inside. */
export function referencesIn(resource: JsonObject): readonly string[] {
  const found: string[] = [];
  rewrite(resource, (object) => {
    const { reference } = object;
    if (typeof reference === 'string') found.push(reference);
    return object;
  });
  return found;
}
