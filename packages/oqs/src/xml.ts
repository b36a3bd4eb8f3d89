import { ParseOption, XmlCData, XmlDocument, XmlElement, XmlParseError, XmlText } from 'libxml2-wasm';
import type { FindingCode } from './findings.ts';

/** What one message may take. */
export interface XmlLimits {
  readonly maxBytes: number;
  /** Elements inside elements, the root counted; the parser itself stops at 256. */
  readonly maxDepth: number;
  /** Elements of the whole file. */
  readonly maxElements: number;
  /** UTF-16 units of one element's text. */
  readonly maxTextLength: number;
}

const MEBI = 1 << 20;

/** Defaults for a message about one person. */
export const SINGLE_LIMITS: XmlLimits = {
  maxBytes: MEBI,
  maxDepth: 24,
  maxElements: 20_000,
  maxTextLength: 10_000,
};
/** Defaults for what is shown of one person: years of drugs and check-ups. */
export const VIEW_LIMITS: XmlLimits = { ...SINGLE_LIMITS, maxBytes: 16 * MEBI, maxElements: 500_000 };
/** Defaults for messages with documents in base64: 1 MiB of records, wrapped twice, and the signature. */
export const PRESCRIPTION_LIMITS: XmlLimits = {
  ...SINGLE_LIMITS,
  maxBytes: 8 * MEBI,
  maxTextLength: 4 * MEBI,
};
/** Defaults for messages about many persons. */
export const BULK_LIMITS: XmlLimits = { ...SINGLE_LIMITS, maxBytes: 64 * MEBI, maxElements: 1_500_000 };

/** An element without its prefix, attributes, comments and white space between child elements. */
export interface XmlNode {
  readonly name: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
  readonly children: readonly XmlNode[];
}

export interface XmlFailure {
  readonly code: FindingCode;
  readonly line: number | null;
}

/*
 * No network, no external entities, no catalogues, and DTDs never reach the parser. XML_PARSE_HUGE
 * stays off, which keeps the parser's own limits.
 */
const OPTIONS =
  ParseOption.XML_PARSE_NO_XXE |
  ParseOption.XML_PARSE_NONET |
  ParseOption.XML_PARSE_NO_SYS_CATALOG |
  ParseOption.XML_PARSE_NOCDATA |
  ParseOption.XML_PARSE_BIG_LINES;

const NO_CHILDREN: readonly XmlNode[] = [];
const BLANK = /^[ \t\r\n]*$/;

/**
 * Tree of a document without XML declaration. The parser's memory is free again on return.
 * @throws nothing for any text
 */
export function parseXml(document: string, limits: XmlLimits): XmlNode | XmlFailure {
  const doctype = findDoctype(document);
  if (doctype !== null) return { code: 'doctype-refused', line: doctype };
  if (hasTooMuchMarkup(document, limits.maxElements)) return { code: 'xml-too-many-nodes', line: null };
  let parsed: XmlDocument;
  try {
    parsed = XmlDocument.fromString(document, { option: OPTIONS });
  } catch (error) {
    if (!(error instanceof XmlParseError)) throw error;
    return parseFailure(error);
  }
  try {
    return new TreeBuilder(limits).build(parsed.root);
  } catch (error) {
    if (error instanceof Refused) return error.failure;
    throw error;
  } finally {
    parsed.dispose();
  }
}

/** Whether the result of {@link parseXml} is a failure. */
export function isXmlFailure(result: XmlNode | XmlFailure): result is XmlFailure {
  return 'code' in result;
}

/** Whether a text is only XML white space. */
export function isBlank(text: string): boolean {
  return BLANK.test(text);
}

function parseFailure(error: XmlParseError): XmlFailure {
  const detail = error.details[0];
  return {
    code: detail?.message.startsWith('Excessive depth') ? 'xml-too-deep' : 'xml-ill-formed',
    line: detail?.line ?? null,
  };
}

/** Line of a DOCTYPE in the prolog, or null; behind the first start tag a DOCTYPE is ill-formed anyway. */
function findDoctype(document: string): number | null {
  let at = 0;
  for (;;) {
    at = document.indexOf('<', at);
    if (at < 0) return null;
    if (document.startsWith('<!--', at)) at = after(document, '-->', at + 4);
    else if (document.startsWith('<?', at)) at = after(document, '?>', at + 2);
    else return document.startsWith('<!DOCTYPE', at) ? document.slice(0, at).split('\n').length : null;
  }
}

function after(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from);
  return at < 0 ? text.length : at + end.length;
}

/**
 * Bounds what the parser builds before it builds it: each element takes one or two `<`, each
 * attribute or namespace a `=`.
 */
function hasTooMuchMarkup(document: string, maxElements: number): boolean {
  return occursMoreThan(document, '<', 2 * maxElements) || occursMoreThan(document, '=', maxElements);
}

function occursMoreThan(text: string, char: string, max: number): boolean {
  let count = 0;
  for (let at = text.indexOf(char); at >= 0; at = text.indexOf(char, at + 1)) {
    count += 1;
    if (count > max) return true;
  }
  return false;
}

class Refused extends Error {
  readonly failure: XmlFailure;
  constructor(code: FindingCode, line: number | null) {
    super(code);
    this.failure = { code, line };
  }
}

class TreeBuilder {
  readonly #limits: XmlLimits;
  #elements = 0;

  constructor(limits: XmlLimits) {
    this.#limits = limits;
  }

  build(element: XmlElement, depth = 1): XmlNode {
    const { line } = element;
    if (depth > this.#limits.maxDepth) throw new Refused('xml-too-deep', line);
    this.#elements += 1;
    if (this.#elements > this.#limits.maxElements) throw new Refused('xml-too-many-nodes', line);
    let text = '';
    let children: XmlNode[] | null = null;
    for (let child = firstChild(element); child !== null; child = nextSibling(child, line)) {
      if (child instanceof XmlElement) {
        children ??= [];
        children.push(this.build(child, depth + 1));
      } else if (child instanceof XmlText || child instanceof XmlCData) text += child.content;
    }
    if (children !== null && isBlank(text)) text = '';
    return { name: element.name, line, text, children: children ?? NO_CHILDREN };
  }
}

type Child = Exclude<XmlElement['firstChild'], null>;

function firstChild(element: XmlElement): Child | null {
  try {
    return element.firstChild;
  } catch {
    throw new Refused('xml-node-unsupported', element.line);
  }
}

/** The library throws for nodes that it has no class for: processing instructions. */
function nextSibling(child: Child, line: number): Child | null {
  try {
    return child.next;
  } catch {
    throw new Refused('xml-node-unsupported', line);
  }
}
