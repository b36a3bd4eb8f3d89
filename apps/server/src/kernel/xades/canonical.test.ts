import { DOMParser, type Node as XmlNode } from '@xmldom/xmldom';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ExclusiveCanonicalization } from 'xml-crypto';
import { canonical } from './canonical.ts';
import { parseXml } from './parse-xml.ts';
import { isElement, type XmlElement, XmlError } from './xml-tree.ts';

/** What the canonicaliser of xml-crypto makes of the same text; it knows nothing of ours. */
function others(xml: string, path: readonly number[]): string {
  let node: XmlNode | null = new DOMParser().parseFromString(xml, 'text/xml').documentElement;
  for (const at of path) {
    const elements: XmlNode[] = [];
    for (let child = node?.firstChild ?? null; child !== null; child = child.nextSibling)
      if (child.nodeType === 1) elements.push(child);
    node = elements[at] ?? null;
  }
  return String(new ExclusiveCanonicalization().process(node as never, {}));
}

function ours(xml: string, path: readonly number[]): string {
  let element: XmlElement = parseXml(xml);
  for (const at of path) element = element.children.filter(isElement)[at] ?? element;
  return canonical(element);
}

const PREFIXES = ['', 'a', 'b', 'ds'];
const NAMESPACES = ['urn:one', 'urn:two', 'http://www.w3.org/2000/09/xmldsig#'];
/** Everything that canonical XML writes in its own way, apart from carriage returns, which parsers fold differently. */
const text = fc.array(
  fc.constantFrom('a', '京', '&amp;', '&lt;', '&gt;', '"', "'", '\n', '\t', ' ', '&#x20AC;', '𠮷'),
  { maxLength: 6 },
);

interface Shape {
  readonly prefix: string;
  readonly local: string;
  readonly declared: readonly (readonly [prefix: string, namespace: string])[];
  readonly attributes: readonly (readonly [prefix: string, local: string, value: string])[];
  readonly children: readonly (Shape | string)[];
}

const shape = fc.letrec<{ element: Shape }>((tie) => ({
  element: fc.record({
    prefix: fc.constantFrom(...PREFIXES),
    local: fc.constantFrom('x', 'Y', 'z-1'),
    declared: fc.uniqueArray(fc.tuple(fc.constantFrom(...PREFIXES), fc.constantFrom(...NAMESPACES)), {
      selector: ([prefix]) => prefix,
      maxLength: 3,
    }),
    attributes: fc.uniqueArray(
      fc.tuple(
        fc.constantFrom(...PREFIXES),
        fc.constantFrom('q', 'R', 'Id', 's'),
        text.map((parts) =>
          parts
            .join('')
            .replaceAll('"', '&quot;')
            .replace(/[\n\t]/g, (one) => `&#${one.charCodeAt(0)};`),
        ),
      ),
      { selector: ([, local]) => local, maxLength: 3 },
    ),
    children: fc.array(
      fc.oneof(
        { maxDepth: 3 },
        text.map((parts) => parts.join('')),
        tie('element'),
      ),
      { maxLength: 3 },
    ),
  }),
})).element;

function written({ prefix, local, declared, attributes, children }: Shape): string {
  const name = prefix === '' ? local : `${prefix}:${local}`;
  const names = declared
    .map(([one, namespace]) => ` xmlns${one === '' ? '' : `:${one}`}="${namespace}"`)
    .join('');
  const values = attributes
    .map(([one, key, value]) => ` ${one === '' ? key : `${one}:${key}`}="${value}"`)
    .join('');
  const inside = children.map((child) => (typeof child === 'string' ? child : written(child))).join('');
  return `<${name}${names}${values}>${inside}</${name}>`;
}

/** Declares every prefix, so that each generated text is well-formed. */
const documents = shape.map(
  (one) => `<root xmlns="urn:root" xmlns:a="urn:a" xmlns:b="urn:b" xmlns:ds="urn:ds">${written(one)}</root>`,
);

test('the canonical form is the one that xml-crypto makes, of the whole and of each part', () => {
  fc.assert(
    fc.property(documents, (xml) => {
      for (const path of [[], [0], [0, 0], [0, 1]]) {
        const element = pathExists(parseXml(xml), path);
        if (element) expect(ours(xml, path)).toBe(others(xml, path));
      }
    }),
    { numRuns: 400 },
  );
});

function pathExists(element: XmlElement, [at, ...rest]: readonly number[]): boolean {
  if (at === undefined) return true;
  const child = element.children.filter(isElement)[at];
  return child !== undefined && pathExists(child, rest);
}

test('the canonical form is a fixed point', () => {
  fc.assert(
    fc.property(documents, (xml) => {
      const once = canonical(parseXml(xml));
      expect(canonical(parseXml(once))).toBe(once);
    }),
  );
});

test('a part keeps its form wherever it stands', () => {
  fc.assert(
    fc.property(documents, (xml) => {
      const whole = `<outer xmlns="urn:elsewhere" xmlns:c="urn:c" xmlns:a="urn:other">${xml}</outer>`;
      expect(ours(whole, [0, 0])).toBe(ours(xml, [0]));
    }),
  );
});

describe('what is read', () => {
  test.each([
    ['line ends of other systems', '<a>1\r\n2\r3</a>', '<a>1\n2\n3</a>'],
    ['a carriage return that is meant', '<a b="&#13;">&#xD;</a>', '<a b="&#xD;">&#xD;</a>'],
    ['white space in values', '<a b="1\n2\t3&#10;"/>', '<a b="1 2 3&#xA;"></a>'],
    [
      'a declaration and white space around',
      '\ufeff<?xml version="1.0" encoding="utf-8"?>\n<a/>\n',
      '<a></a>',
    ],
    [
      'a namespace that is put away',
      '<a xmlns="urn:a"><b xmlns=""/></a>',
      '<a xmlns="urn:a"><b xmlns=""></b></a>',
    ],
    ['unused declarations', '<a xmlns:b="urn:b"><c/></a>', '<a><c></c></a>'],
  ])('%s', (_what, xml, expected) => {
    expect(canonical(parseXml(xml))).toBe(expected);
  });

  test.each([
    ['nothing', ''],
    ['a document type', '<!DOCTYPE a><a/>'],
    ['an entity of one’s own', '<a>&b;</a>'],
    ['an entity that is a word of the language', '<a>&constructor;</a>'],
    ['a comment', '<a><!-- b --></a>'],
    ['an instruction', '<a><?b?></a>'],
    ['CDATA', '<a><![CDATA[b]]></a>'],
    ['an end of CDATA', '<a>]]></a>'],
    ['another encoding', '<?xml version="1.0" encoding="Shift_JIS"?><a/>'],
    ['XML 1.1', '<?xml version="1.1"?><a/>'],
    ['something behind the root', '<a/><b/>'],
    ['text behind the root', '<a/>b'],
    ['another end', '<a></b>'],
    ['no end', '<a><b></a>'],
    ['an open tag', '<a b="c"'],
    ['attributes without space', '<a b="c"d="e"/>'],
    ['an attribute twice', '<a b="c" b="d"/>'],
    ['an attribute twice by namespace', '<a xmlns:b="urn:x" xmlns:c="urn:x" b:d="" c:d=""/>'],
    ['a namespace twice', '<a xmlns="urn:b" xmlns="urn:b"/>'],
    ['a prefix of nobody', '<b:a/>'],
    ['a prefix that is put away', '<a xmlns:b=""/>'],
    ['a reserved prefix', '<a xml:id="b"/>'],
    ['a namespace with white space', '<a xmlns="urn:b c"/>'],
    ['a tag inside a value', '<a b="<"/>'],
    ['a bare ampersand', '<a>&</a>'],
    ['a zero character', '<a>&#0;</a>'],
    ['half a pair', '<a>&#xD800;</a>'],
    ['half a pair as such', '<a>\ud800</a>'],
    ['a control character', '<a>\u0001</a>'],
    ['a name in another script', '<あ/>'],
    ['a deep tree', `${'<a>'.repeat(25)}${'</a>'.repeat(25)}`],
    ['a wide tree', `<a>${'<b/>'.repeat(500)}</a>`],
    ['many attributes', `<a ${Array.from({ length: 33 }, (_one, at) => `b${at}=""`).join(' ')}/>`],
  ])('%s is refused', (_what, xml) => {
    expect(() => parseXml(xml)).toThrow(XmlError);
  });
});
