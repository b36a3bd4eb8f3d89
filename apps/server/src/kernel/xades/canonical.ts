import { isElement, type XmlAttribute, type XmlElement } from './xml-tree.ts';

const NOTHING: ReadonlyMap<string, string> = new Map();

/**
 * Exclusive XML Canonicalization 1.0 (W3C, 2002) of an element and what is in it, without comments and without a list
 * of inclusive namespaces. UTF-8 of the result is what is signed.
 */
export const canonical = (element: XmlElement): string => write(element, NOTHING);

/** `outer`: what the elements around it, inside the output, have declared. */
function write(element: XmlElement, outer: ReadonlyMap<string, string>): string {
  const { prefix, local, attributes, children } = element;
  const name = prefix === '' ? local : `${prefix}:${local}`;
  const { declarations, rendered } = declarationsOf(element, outer);
  let text = `<${name}${declarations}`;
  const sorted = attributes.length > 1 ? [...attributes].sort(compareAttributes) : attributes;
  for (const one of sorted)
    text += ` ${one.prefix === '' ? one.local : `${one.prefix}:${one.local}`}="${escapeValue(one.value)}"`;
  text += '>';
  for (const child of children) text += isElement(child) ? write(child, rendered) : escapeText(child);
  return `${text}</${name}>`;
}

/** Declares what the element's own names use and nothing around it declared the same way, by prefix in order. */
function declarationsOf({ prefix, attributes, scope }: XmlElement, outer: ReadonlyMap<string, string>) {
  const used = new Set([prefix]);
  for (const one of attributes) if (one.prefix !== '') used.add(one.prefix);
  const added = new Map<string, string>();
  for (const one of [...used].sort()) {
    const namespace = scope.get(one) ?? '';
    if ((outer.get(one) ?? '') !== namespace) added.set(one, namespace);
  }
  if (added.size === 0) return { declarations: '', rendered: outer };
  const declarations = [...added]
    .map(([one, namespace]) => ` xmlns${one === '' ? '' : `:${one}`}="${escapeValue(namespace)}"`)
    .join('');
  return { declarations, rendered: new Map([...outer, ...added]) };
}

/** By namespace, then by name; attributes without namespace come first. Names and namespaces are ASCII (parse-xml.ts). */
const compareAttributes = (a: XmlAttribute, b: XmlAttribute): number =>
  order(a.namespace, b.namespace) || order(a.local, b.local);

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const TEXT: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#xD;' };
const VALUE: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};

/** For text inside elements, as canonical XML writes it. */
const escapeText = (text: string): string =>
  /[&<>\r]/.test(text) ? text.replace(/[&<>\r]/g, (one) => TEXT[one] ?? one) : text;

/** For values of attributes between double quotes. */
const escapeValue = (text: string): string =>
  /[&<"\t\n\r]/.test(text) ? text.replace(/[&<"\t\n\r]/g, (one) => VALUE[one] ?? one) : text;
