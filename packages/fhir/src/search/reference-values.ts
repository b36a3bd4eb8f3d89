import { isObject } from '../model/element-model.ts';
import type { TypedNode } from './path-compiler.ts';
import { unescapeValue } from './query-text.ts';
import { parseReference, referencedType } from './references-text.ts';
import { compileToken } from './token-values.ts';
import { withoutVersion } from './uri-values.ts';
import { malformed, type ValueContext, type ValueTest } from './value-test.ts';

const ID = /^[A-Za-z0-9\-.]{1,64}$/;

/** Tests of reference parameters: an id, `Type/id`, an address, or with `:identifier` a token. */
export function compileReference(value: string, context: ValueContext): ValueTest {
  const { modifier, baseUrl } = context;
  if (modifier === 'identifier') return identifierTest(value, context);
  const text = localReference(unescapeValue(value), baseUrl);
  const { type, id, base } = parseReference(text);
  if (modifier !== null && type !== null && type !== modifier) {
    throw malformed(context, 'the type of the reference is not that of the modifier');
  }
  if (ID.test(text)) return idTest(text, modifier, baseUrl);
  if (base === '' && type !== null && id !== null) {
    return (node) => {
      const found = literalOf(node);
      if (found === null) return false;
      const parsed = parseReference(localReference(found, baseUrl));
      return parsed.base === '' && parsed.type === type && parsed.id === id;
    };
  }
  const plain = text.includes('|') ? (found: string) => found : withoutVersion;
  return (node) => {
    const found = literalOf(node);
    return found !== null && plain(found) === text;
  };
}

/** The id alone finds references on this server to whatever type. */
function idTest(id: string, type: string | null, baseUrl: string): ValueTest {
  return (node, root) => {
    const { value } = node;
    // A parameter may lead to resources within: those of a Bundle.
    if (isObject(value) && typeof value.resourceType === 'string') {
      return value.id === id && (type === null || value.resourceType === type);
    }
    const found = literalOf(node);
    if (found === null) return false;
    const parsed = parseReference(localReference(found, baseUrl));
    if (parsed.id !== null) {
      return parsed.base === '' && parsed.id === id && (type === null || parsed.type === type);
    }
    return found === id && (type === null || referencedType(value, root.value) === type);
  };
}

function identifierTest(value: string, context: ValueContext): ValueTest {
  const token = compileToken(value, { ...context, modifier: null });
  return (node, root) =>
    isObject(node.value) &&
    isObject(node.value.identifier) &&
    token({ ...node, type: 'Identifier', value: node.value.identifier }, root);
}

/** The text of a Reference, a canonical or a uri. */
export function literalOf({ value }: TypedNode): string | null {
  if (typeof value === 'string') return value;
  const literal = isObject(value) ? value.reference : undefined;
  return typeof literal === 'string' ? literal : null;
}

/** References to this server as `Type/id`. */
export function localReference(reference: string, baseUrl: string): string {
  return reference.startsWith(`${baseUrl}/`) ? reference.slice(baseUrl.length + 1) : reference;
}
