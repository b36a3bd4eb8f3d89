import { isElement, type XmlAttribute, type XmlElement, XmlError } from './xml-tree.ts';

const MOST_DEPTH = 24;
const MOST_ELEMENTS = 500;
const MOST_ATTRIBUTES = 32;
const NAME = /[A-Za-z_][A-Za-z0-9_.-]*/y;
const SPACE = /[ \t\n]*/y;
const DECLARATION =
  /^<\?xml[ \t\n]+version=(?:"1\.0"|'1\.0')(?:[ \t\n]+encoding=(?:"[Uu][Tt][Ff]-8"|'[Uu][Tt][Ff]-8'))?(?:[ \t\n]+standalone=(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\n]*\?>/;
/** What XML 1.0 §2.2 does not allow; lone halves of surrogate pairs are looked for apart. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters in question
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);
/** Namespaces are compared octet by octet; a printable one has one way to be written. */
const NAMESPACE = /^[!-~]*$/;
const RESERVED = /^xml/i;

/**
 * Reads a document, and refuses what xml-tree.ts leaves out.
 * @throws XmlError
 */
export function parseXml(source: string): XmlElement {
  const text = (source.startsWith('\ufeff') ? source.slice(1) : source).replace(/\r\n?/g, '\n');
  if (FORBIDDEN.test(text) || !text.isWellFormed()) throw new XmlError('character not allowed');
  const reader = new Reader(text);
  reader.skip(DECLARATION.exec(text)?.[0].length ?? 0);
  reader.space();
  const root = reader.element(new Map(), 1);
  reader.space();
  reader.end();
  return root;
}

class Reader {
  readonly #text: string;
  #at = 0;
  #elements = 0;

  constructor(text: string) {
    this.#text = text;
  }

  skip(characters: number): void {
    this.#at += characters;
  }

  end(): void {
    if (this.#at !== this.#text.length) throw new XmlError('something behind the root');
  }

  space(): boolean {
    SPACE.lastIndex = this.#at;
    const length = SPACE.exec(this.#text)?.[0].length ?? 0;
    this.#at += length;
    return length > 0;
  }

  #take(literal: string): boolean {
    if (!this.#text.startsWith(literal, this.#at)) return false;
    this.#at += literal.length;
    return true;
  }

  #expect(literal: string): void {
    if (!this.#take(literal)) throw new XmlError('not well-formed');
  }

  #name(): string {
    NAME.lastIndex = this.#at;
    const name = NAME.exec(this.#text)?.[0];
    if (name === undefined) throw new XmlError('name not accepted');
    this.#at += name.length;
    return name;
  }

  #qualified(): readonly [prefix: string, local: string] {
    const first = this.#name();
    return this.#take(':') ? [first, this.#name()] : ['', first];
  }

  element(outer: ReadonlyMap<string, string>, depth: number): XmlElement {
    this.#elements++;
    if (depth > MOST_DEPTH || this.#elements > MOST_ELEMENTS) throw new XmlError('too many elements');
    this.#expect('<');
    const [prefix, local] = this.#qualified();
    const { scope, attributes, empty } = this.#startTag(outer);
    const namespace = resolve(scope, prefix);
    const element = { prefix, local, namespace, attributes, scope };
    if (empty) return { ...element, children: [] };
    const children = this.#content(scope, depth);
    const [endPrefix, endLocal] = this.#qualified();
    if (endPrefix !== prefix || endLocal !== local) throw new XmlError('not well-formed');
    this.space();
    this.#expect('>');
    return { ...element, children };
  }

  #startTag(outer: ReadonlyMap<string, string>) {
    const raw: (readonly [prefix: string, local: string, value: string])[] = [];
    const declared = new Map<string, string>();
    for (;;) {
      const apart = this.space();
      if (this.#take('/>') || this.#take('>')) break;
      if (!apart || raw.length + declared.size >= MOST_ATTRIBUTES) throw new XmlError('not well-formed');
      const [prefix, local] = this.#qualified();
      this.space();
      this.#expect('=');
      this.space();
      const value = this.#attributeValue();
      if (prefix === '' && local === 'xmlns') declare(declared, '', value);
      else if (prefix === 'xmlns') declare(declared, local, value);
      else raw.push([prefix, local, value]);
    }
    const empty = this.#text[this.#at - 2] === '/';
    const scope = declared.size === 0 ? outer : new Map([...outer, ...declared]);
    return { scope, attributes: attributesOf(raw, scope), empty };
  }

  #attributeValue(): string {
    const quote = this.#take('"') ? '"' : this.#take("'") ? "'" : null;
    const end = quote === null ? -1 : this.#text.indexOf(quote, this.#at);
    if (end < 0) throw new XmlError('not well-formed');
    const raw = this.#text.slice(this.#at, end);
    this.#at = end + 1;
    if (raw.includes('<')) throw new XmlError('not well-formed');
    // XML 1.0 §3.3.3: white space that is written as such becomes a space, white space written as a reference stays.
    return expand(raw.replace(/[\t\n]/g, ' '));
  }

  /** Everything up to the name of the end tag. */
  #content(scope: ReadonlyMap<string, string>, depth: number): (XmlElement | string)[] {
    const children: (XmlElement | string)[] = [];
    for (;;) {
      const next = this.#text.indexOf('<', this.#at);
      if (next < 0) throw new XmlError('not well-formed');
      if (next > this.#at) {
        const raw = this.#text.slice(this.#at, next);
        if (raw.includes(']]>')) throw new XmlError('not well-formed');
        children.push(expand(raw));
        this.#at = next;
      }
      const kind = this.#text[next + 1];
      if (kind === '!' || kind === '?') throw new XmlError('markup not accepted');
      if (this.#take('</')) return children;
      children.push(this.element(scope, depth + 1));
    }
  }
}

function declare(declared: Map<string, string>, prefix: string, namespace: string): void {
  if (declared.has(prefix)) throw new XmlError('namespace declared twice');
  if (RESERVED.test(prefix) || !NAMESPACE.test(namespace) || (prefix !== '' && namespace === ''))
    throw new XmlError('namespace not accepted');
  declared.set(prefix, namespace);
}

function resolve(scope: ReadonlyMap<string, string>, prefix: string): string {
  const namespace = scope.get(prefix);
  if (namespace === undefined && prefix !== '') throw new XmlError('prefix not declared');
  return namespace ?? '';
}

function attributesOf(
  raw: readonly (readonly [prefix: string, local: string, value: string])[],
  scope: ReadonlyMap<string, string>,
): XmlAttribute[] {
  const seen = new Set<string>();
  return raw.map(([prefix, local, value]) => {
    const namespace = prefix === '' ? '' : resolve(scope, prefix);
    const key = `${namespace} ${local}`;
    if (seen.has(key)) throw new XmlError('attribute given twice');
    seen.add(key);
    return { prefix, local, namespace, value };
  });
}

function expand(raw: string): string {
  if (!raw.includes('&')) return raw;
  return raw.replace(/&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|([a-z]+));|&/g, (_whole, decimal, hex, name) => {
    if (typeof name === 'string') {
      const character = ENTITIES.get(name);
      if (character === undefined) throw new XmlError('entity not accepted');
      return character;
    }
    const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16);
    if (Number.isNaN(code)) throw new XmlError('not well-formed');
    const allowed = code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    const character = allowed ? String.fromCodePoint(code) : '\u0000';
    if (FORBIDDEN.test(character)) throw new XmlError('character not allowed');
    return character;
  });
}

/** The identifiers of a document. @throws XmlError when one stands twice, in whichever attribute */
export function identifiersOf(root: XmlElement): ReadonlyMap<string, XmlElement> {
  const found = new Map<string, XmlElement>();
  const visit = (element: XmlElement): void => {
    for (const { local, value } of element.attributes) {
      if (local.toLowerCase() !== 'id') continue;
      if (found.has(value)) throw new XmlError('identifier given twice');
      found.set(value, element);
    }
    for (const child of element.children) if (isElement(child)) visit(child);
  };
  visit(root);
  return found;
}
