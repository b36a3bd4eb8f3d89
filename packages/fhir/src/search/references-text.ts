import { isObject } from '../model/element-model.ts';

/** A literal reference, taken apart. */
export interface ParsedReference {
  /** Null where the text does not tell: `urn:uuid:…`, `#contained`. */
  readonly type: string | null;
  readonly id: string | null;
  /** Everything before `Type/id`; empty for relative references, null where there is no `Type/id`. */
  readonly base: string | null;
}

const TYPE_AND_ID =
  /^(?:(https?:\/\/[^?#]*?)\/)?([A-Z][A-Za-z]*)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[^/]+)?$/;

/** Never throws; a version behind `/_history/` is dropped. */
export function parseReference(reference: string): ParsedReference {
  const found = TYPE_AND_ID.exec(reference);
  if (found === null) return { type: null, id: null, base: null };
  return { type: found[2] ?? null, id: found[3] ?? null, base: found[1] ?? '' };
}

/** The type that a Reference points to: from its text, the contained resource, or `Reference.type`. */
export function referencedType(reference: unknown, root: unknown): string | null {
  if (typeof reference === 'string') return parseReference(reference).type;
  if (!isObject(reference)) return null;
  const { reference: literal, type } = reference;
  if (typeof literal === 'string') {
    const parsed = parseReference(literal);
    if (parsed.type !== null) return parsed.type;
    const contained = containedResource(literal, root);
    if (contained !== undefined) return String(contained.resourceType);
  }
  return typeof type === 'string' ? type : null;
}

/** The contained resource that `#id` means. */
export function containedResource(
  reference: string,
  root: unknown,
): Readonly<Record<string, unknown>> | undefined {
  if (!reference.startsWith('#') || !isObject(root)) return undefined;
  const { contained } = root;
  if (!Array.isArray(contained)) return undefined;
  return contained.filter(isObject).find(({ id }) => id === reference.slice(1));
}
