/**
 * A signed document as this server reads it: elements, attributes and text, and nothing else that XML knows. What is
 * left out (document types, entities, comments, processing instructions, CDATA) is what makes two readers see two
 * documents in the same bytes; signers of this field do not write it.
 */

export interface XmlAttribute {
  readonly prefix: string;
  readonly local: string;
  /** '' where the attribute has no prefix. */
  readonly namespace: string;
  readonly value: string;
}

export interface XmlElement {
  readonly prefix: string;
  readonly local: string;
  readonly namespace: string;
  /** Without the declarations of namespaces. */
  readonly attributes: readonly XmlAttribute[];
  /** Prefix → namespace, as they hold inside this element; '' is the default. */
  readonly scope: ReadonlyMap<string, string>;
  readonly children: readonly (XmlElement | string)[];
}

/** The text is not XML of the accepted kind. The message is static and holds no content. */
export class XmlError extends Error {
  override readonly name = 'XmlError';
}

export const isElement = (node: XmlElement | string): node is XmlElement => typeof node !== 'string';

export const isNamed = (element: XmlElement, namespace: string, local: string): boolean =>
  element.namespace === namespace && element.local === local;

/** The element's children, which have nothing but white space between them. @throws XmlError */
export function elementsOf(element: XmlElement): XmlElement[] {
  const found: XmlElement[] = [];
  for (const child of element.children) {
    if (isElement(child)) found.push(child);
    else if (/[^ \t\r\n]/.test(child)) throw new XmlError('text between elements');
  }
  return found;
}

/** The text of an element without elements. @throws XmlError */
export function textOf(element: XmlElement): string {
  let text = '';
  for (const child of element.children) {
    if (isElement(child)) throw new XmlError('element inside text');
    text += child;
  }
  return text;
}

/** The value of an attribute without prefix, or null. */
export const attributeOf = (element: XmlElement, local: string): string | null =>
  element.attributes.find((one) => one.namespace === '' && one.local === local)?.value ?? null;
