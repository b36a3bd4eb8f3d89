import { SaxesParser, type SaxesTagNS } from 'saxes';
import type { Definitions } from '../definitions/types.ts';
import { toDecimal } from '../json/exact-decimal.ts';
import type { Json } from '../json/parse-json.ts';
import { type FhirSyntaxCode, FhirSyntaxError } from '../json/syntax-error.ts';
import { type ElementModel, elementModel, type TypeModel } from '../model/element-model.ts';
import { FHIR_NAMESPACE, SCHEMA_INSTANCE_NAMESPACE, XHTML_NAMESPACE, XMLNS_NAMESPACE } from './namespaces.ts';
import {
  addExtra,
  addValue,
  type OpenElement,
  type OpenPrimitive,
  type Target,
  toTarget,
} from './open-elements.ts';

export interface FromXmlOptions {
  /** Elements inside one another, those of the narrative included. */
  readonly maxDepth?: number;
  readonly maxElements?: number;
}

const DEFAULT_DEPTH = 128;
const DEFAULT_ELEMENTS = 2_000_000;

/**
 * Reads FHIR XML as the same JSON that the resource has on the JSON side. Elements may come in any order. Comments and
 * processing instructions are skipped; DTDs, entities beyond XML's own five, other namespaces and elements that R4 does
 * not know are refused.
 * @throws FhirSyntaxError with the line
 */
export function fromXml(definitions: Definitions, text: string, options?: FromXmlOptions): Json {
  return new Reader(definitions, text, {
    maxDepth: options?.maxDepth ?? DEFAULT_DEPTH,
    maxElements: options?.maxElements ?? DEFAULT_ELEMENTS,
  }).read();
}

const NUMBERS = new Set(['decimal', 'integer', 'positiveInt', 'unsignedInt', 'integer64']);

class Reader {
  /** Without the byte order mark. */
  readonly text: string;
  readonly markLength: 0 | 1;
  readonly definitions: Definitions;
  readonly model: ElementModel;
  readonly limits: Required<FromXmlOptions>;
  readonly parser = new SaxesParser({ xmlns: true });
  readonly stack: OpenElement[] = [];
  elements = 0;
  depth = 0;
  /** Where the tag that is being read begins. */
  tagStart = 0;
  /** While in the narrative: where it begins, and at which depth. */
  narrative: { readonly start: number; readonly depth: number; readonly hasNamespace: boolean } | null = null;
  result: Target | null = null;

  constructor(definitions: Definitions, text: string, limits: Required<FromXmlOptions>) {
    this.definitions = definitions;
    this.model = elementModel(definitions);
    this.markLength = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    this.text = text.slice(this.markLength);
    this.limits = limits;
  }

  read(): Json {
    const { parser } = this;
    parser.on('error', () => {
      throw this.problem('xml-syntax');
    });
    parser.on('doctype', () => {
      throw this.problem('xml-doctype');
    });
    parser.on('opentagstart', () => {
      this.tagStart = this.text.lastIndexOf('<', parser.position - 1);
    });
    parser.on('opentag', (tag) => this.open(tag));
    parser.on('closetag', () => this.close());
    parser.on('text', (found) => this.characters(found));
    parser.on('cdata', (found) => this.characters(found));
    parser.write(this.text).close();
    if (this.result === null) throw this.problem('xml-syntax');
    return this.result.json;
  }

  private problem(code: FhirSyntaxCode): FhirSyntaxError {
    return new FhirSyntaxError(code, this.parser.position + this.markLength, this.parser.line);
  }

  private characters(found: string): void {
    if (this.narrative === null && found.trim() !== '') throw this.problem('xml-text');
  }

  private open(tag: SaxesTagNS): void {
    this.depth++;
    this.elements++;
    if (this.depth > this.limits.maxDepth) throw this.problem('xml-too-deep');
    if (this.elements > this.limits.maxElements) throw this.problem('xml-too-many-elements');
    if (this.narrative !== null) {
      if (tag.uri !== XHTML_NAMESPACE || tag.prefix !== '') throw this.problem('xml-namespace');
      return;
    }
    const parent = this.stack.at(-1);
    if (parent?.kind === 'element' && parent.type.byKey.get(tag.local)?.types.get(tag.local) === 'xhtml') {
      this.openNarrative(tag);
      return;
    }
    if (tag.uri !== FHIR_NAMESPACE) throw this.problem('xml-namespace');
    if (parent === undefined || parent.kind === 'holder') this.openResource(tag, parent);
    else this.openElement(tag, parent);
  }

  private openNarrative(tag: SaxesTagNS): void {
    if (tag.uri !== XHTML_NAMESPACE || tag.prefix !== '') throw this.problem('xml-namespace');
    this.narrative = {
      start: this.tagStart,
      depth: this.depth,
      hasNamespace: tag.attributes.xmlns !== undefined,
    };
  }

  private openResource(tag: SaxesTagNS, holder: OpenElement | undefined): void {
    const type = this.definitions.resourceTypes.has(tag.local) ? this.model.type(tag.local) : undefined;
    if (type === undefined) throw this.problem('xml-element-unknown');
    const target = toTarget();
    target.json.resourceType = tag.local;
    if (holder?.kind === 'holder') {
      if (holder.filled) throw this.problem('xml-element-repeated');
      holder.filled = true;
      this.add(() => addValue(holder.target, holder.field, holder.key, target.json));
    } else this.result = target;
    this.attributes(tag, NO_ATTRIBUTES);
    this.stack.push({ kind: 'element', type, target });
  }

  private openElement(tag: SaxesTagNS, parent: OpenElement & { kind: 'element' | 'primitive' }): void {
    const key = tag.local;
    const within = parent.kind === 'element' ? parent.type : this.model.type('Element');
    const field = within?.byKey.get(key);
    const typeName = field?.types.get(key);
    if (field === undefined || typeName === undefined || field.attribute) {
      throw this.problem('xml-element-unknown');
    }
    const { target } = parent;
    if (typeName === 'Resource') {
      this.attributes(tag, NO_ATTRIBUTES);
      this.stack.push({ kind: 'holder', target, field, key, filled: false });
      return;
    }
    const type = this.model.type(typeName);
    if (type === undefined) throw this.problem('xml-element-unknown');
    if (type.kind === 'primitive') {
      const attributes = this.attributes(tag, PRIMITIVE_ATTRIBUTES);
      const extra = toTarget();
      if (attributes.id !== undefined) extra.json.id = attributes.id;
      const value = attributes.value === undefined ? null : this.primitive(typeName, attributes.value);
      this.stack.push({ kind: 'primitive', parent: target, field, key, value, target: extra });
      return;
    }
    const child = toTarget();
    for (const [name, value] of Object.entries(this.attributes(tag, type.attributes)))
      child.json[name] = value;
    this.add(() => addValue(target, field, key, child.json));
    this.stack.push({ kind: 'element', type, target: child });
  }

  private primitive(type: string, text: string): Json {
    if (type === 'boolean') {
      if (text !== 'true' && text !== 'false') throw this.problem('xml-value');
      return text === 'true';
    }
    if (!NUMBERS.has(type)) return text;
    try {
      return toDecimal(text);
    } catch {
      throw this.problem('xml-value');
    }
  }

  private attributes(tag: SaxesTagNS, names: ReadonlySet<string>): Record<string, string> {
    const found: Record<string, string> = {};
    for (const { uri, local, value } of Object.values(tag.attributes)) {
      if (uri === XMLNS_NAMESPACE || uri === SCHEMA_INSTANCE_NAMESPACE) continue;
      if (uri !== '' || !names.has(local)) throw this.problem('xml-attribute-unknown');
      found[local] = value;
    }
    return found;
  }

  /** Refuses a second value where one is allowed. */
  private add(add: () => boolean): void {
    if (!add()) throw this.problem('xml-element-repeated');
  }

  private close(): void {
    const { narrative } = this;
    this.depth--;
    if (narrative !== null) {
      if (this.depth < narrative.depth) this.closeNarrative(narrative);
      return;
    }
    const closed = this.stack.pop();
    if (closed?.kind === 'holder' && !closed.filled) throw this.problem('xml-value');
    if (closed?.kind === 'primitive') this.closePrimitive(closed);
  }

  private closeNarrative({ start, hasNamespace }: NonNullable<Reader['narrative']>): void {
    const div = this.text.slice(start, this.parser.position);
    const parent = this.stack.at(-1);
    const type: TypeModel | undefined = parent?.kind === 'element' ? parent.type : undefined;
    const field = type?.byKey.get('div');
    if (parent === undefined || field === undefined) throw this.problem('xml-syntax');
    const whole = hasNamespace ? div : div.replace('<div', `<div xmlns="${XHTML_NAMESPACE}"`);
    this.add(() => addValue(parent.target, field, 'div', whole));
    this.narrative = null;
  }

  private closePrimitive({ parent, field, key, value, target }: OpenPrimitive): void {
    const hasExtra = Object.keys(target.json).length > 0;
    if (value === null && !hasExtra) throw this.problem('xml-value');
    this.add(() => addExtra(parent, field, key, value, hasExtra ? target.json : null));
  }
}

const PRIMITIVE_ATTRIBUTES: ReadonlySet<string> = new Set(['id', 'value']);
const NO_ATTRIBUTES: ReadonlySet<string> = new Set();
