import type { Encoding } from './decode.ts';
import { CHARACTER_CODES, escapeText } from './encode.ts';
import { type FindingCode, type Findings, finding } from './findings.ts';
import { writeScalar } from './scalars.ts';
import { elementName, type FieldSpec, type ListSpec, type ScalarSpec, type Shape } from './schema.ts';
import { isBlank } from './xml.ts';

const INDENTS = Array.from({ length: 16 }, (_, depth) => '  '.repeat(depth));
/** Written even when empty: readers look for it. */
const BODY = 'MessageBody';

/**
 * Writes records as elements in the order of their layout, a line each. What cannot be written is a
 * finding and left out.
 * @spec eligibility.md §6
 */
export class RecordWriter {
  readonly #encoding: Encoding;
  readonly #findings: Findings;
  readonly #itemsWrapper: string | null;
  readonly #path: string[] = [];

  /** `itemsWrapper`: an element around the persons of a bulk message. */
  constructor(encoding: Encoding, findings: Findings, itemsWrapper: string | null) {
    this.#encoding = encoding;
    this.#findings = findings;
    this.#itemsWrapper = itemsWrapper;
  }

  /** XmlMsg with its content. */
  message(record: object, shape: Shape): string {
    return `<XmlMsg>\n${this.#fields(record, shape, 1)}</XmlMsg>\n`;
  }

  #fields(record: object, shape: Shape, depth: number): string {
    let result = '';
    const values: Readonly<Record<string, unknown>> = { ...record };
    for (const property in shape) {
      const spec = shape[property];
      if (spec !== undefined) result += this.#field(values[property], property, spec, depth);
    }
    return result;
  }

  #field(value: unknown, property: string, spec: FieldSpec, depth: number): string {
    const name = elementName(property, spec);
    if (property === 'characterCodeIdentifier') return element(name, CHARACTER_CODES[this.#encoding], depth);
    if (value === undefined || value === null) {
      if (spec.presence !== 'optional' && spec.kind !== 'list')
        this.#report('element-missing', name, spec.presence === 'required' ? 'error' : 'warn');
      return name === BODY ? `${indent(depth)}<${BODY}/>\n` : '';
    }
    if (spec.kind === 'list') return this.#list(value, spec, depth);
    if (name === '') return this.#unwritable(property);
    if (spec.kind === 'group') return this.#group(value, name, spec.shape, depth);
    return this.#scalar(value, name, spec, depth);
  }

  #group(value: unknown, name: string, shape: Shape, depth: number): string {
    if (typeof value !== 'object' || value === null) return this.#unwritable(name);
    this.#path.push(name);
    const content = this.#fields(value, shape, depth + 1);
    this.#path.pop();
    if (content !== '') return wrap(name, content, depth);
    return name === BODY ? `${indent(depth)}<${BODY}/>\n` : '';
  }

  #list(value: unknown, spec: ListSpec, depth: number): string {
    if (!Array.isArray(value)) return this.#unwritable(spec.item);
    const items: readonly unknown[] = value;
    if (items.length === 0) return spec.element === BODY ? `${indent(depth)}<${BODY}/>\n` : '';
    if (spec.item === '') return this.#unwritable('');
    const extra = spec.element === BODY ? this.#itemsWrapper : null;
    const wrappers = [spec.element, extra].filter((name) => name !== null);
    this.#path.push(...wrappers);
    const inner = depth + wrappers.length;
    let content = '';
    for (const [index, item] of items.entries()) {
      this.#path.push(`${spec.item}[${index + 1}]`);
      if (typeof item === 'object' && item !== null)
        content += wrap(spec.item, this.#fields(item, spec.shape, inner + 1), inner);
      else this.#unwritable('');
      this.#path.pop();
    }
    this.#path.length -= wrappers.length;
    return wrappers.reduceRight((body, name, index) => wrap(name, body, depth + index), content);
  }

  #scalar(value: unknown, name: string, spec: ScalarSpec, depth: number): string {
    const text = writeScalar(spec, value);
    if (text === null) return this.#unwritable(name);
    if (isBlank(text)) {
      this.#report(spec.presence === 'required' ? 'element-missing' : 'value-blank', name);
      return '';
    }
    const escaped = escapeText(text, this.#encoding, (kind, char) =>
      this.#report(kind, name, undefined, char),
    );
    return element(name, escaped, depth);
  }

  #unwritable(name: string): string {
    this.#report('value-unwritable', name);
    return '';
  }

  #report(code: FindingCode, name: string, severity?: 'error' | 'warn', value?: string): void {
    const path = (name === '' ? this.#path : [...this.#path, name]).join('/');
    this.#findings.add(finding(code, { path }, value, severity));
  }
}

function indent(depth: number): string {
  return INDENTS[depth] ?? '';
}

function element(name: string, text: string, depth: number): string {
  return `${indent(depth)}<${name}>${text}</${name}>\n`;
}

function wrap(name: string, content: string, depth: number): string {
  return `${indent(depth)}<${name}>\n${content}${indent(depth)}</${name}>\n`;
}
