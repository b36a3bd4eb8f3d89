import { CODE_TABLES } from './code-tables.ts';
import { type Finding, type FindingCode, type FindingSeverity, type Findings, finding } from './findings.ts';
import { type Entry, layoutIndex } from './layout-index.ts';
import { isIdentifier, readDateOfDateTime, readScalar } from './scalars.ts';
import type { ListSpec, ScalarSpec, Shape } from './schema.ts';
import { isBlank, type XmlNode } from './xml.ts';

/** How one message is read. */
export interface ReadContext {
  /** Errors of content are errors: requests. In answers of others they are warnings. */
  readonly strict: boolean;
  readonly maxTextLength: number;
  /** Bytes that were no text stand as U+FFFD. */
  readonly damaged: boolean;
  readonly ordinal: number | null;
}

export type MutableRecord = Record<string, unknown>;

/** Stands for a value that was there, could not be read and was reported. */
const MALFORMED = Symbol('malformed');

/** Depth to which unknown elements around items are looked through. */
const MAX_WRAPPERS = 3;

/**
 * Reads elements by their local names in any order. What cannot be read is a finding and left out;
 * the caller decides by `findings.error`.
 * @spec eligibility.md §6, §7.3
 */
export class RecordReader {
  readonly #context: ReadContext;
  readonly #path: string[];
  readonly findings: Findings;

  constructor(context: ReadContext, findings: Findings, path: readonly string[] = []) {
    this.#context = context;
    this.findings = findings;
    this.#path = [...path];
  }

  /** The record of `node`; properties as in `shape`. */
  read(node: XmlNode, shape: Shape): MutableRecord {
    const record: MutableRecord = {};
    const malformed = new Set<string>();
    const { entries, wanted } = layoutIndex(shape);
    if (!isBlank(node.text)) this.#report('text-stray', node, node.text);
    for (const child of node.children) {
      const entry = entries.get(child.name);
      if (entry === undefined) this.#readUnknown(child, shape, record);
      else {
        if (entry.isAlias) this.#report('element-alias', child, child.name, undefined, child.name);
        if (this.#readEntry(child, entry, record) === MALFORMED) malformed.add(entry.property);
      }
    }
    for (const [property, element, spec] of wanted) {
      if (record[property] !== undefined) continue;
      if (spec.kind === 'list') record[property] = [];
      else if (!(this.#context.strict && malformed.has(property)))
        this.#report(
          'element-missing',
          node,
          undefined,
          spec.presence === 'required' ? 'error' : 'warn',
          element,
        );
    }
    return record;
  }

  /** Items of a list below `node`, also inside unknown elements. Reports what is no item. */
  items(node: XmlNode, spec: ListSpec): readonly XmlNode[] {
    const items: XmlNode[] = [];
    for (const child of node.children) {
      if (child.name === spec.item) items.push(child);
      else if (holds(child, spec.item, MAX_WRAPPERS)) {
        this.#report('wrapper-unknown', child, child.name, undefined, child.name);
        this.#within(child.name, () => items.push(...this.items(child, spec)));
      } else this.#reportUnknown(child);
    }
    return items;
  }

  #readEntry(child: XmlNode, { property, spec, isItem }: Entry, record: MutableRecord): unknown {
    if (spec.kind === 'list') {
      const items = isItem ? [child] : this.#within(child.name, () => this.items(child, spec));
      this.#readItems(items, spec, property, record, isItem ? null : child.name);
      return undefined;
    }
    const value =
      spec.kind === 'group'
        ? this.#readGroup(child, spec.shape)
        : this.#within(child.name, () => this.#readScalar(child, spec));
    if (value === undefined || value === MALFORMED) return value;
    if (record[property] === undefined) record[property] = value;
    else if (spec.kind === 'group' || !isSame(record[property], value))
      this.#report('element-repeated', child, child.text, this.#severity(), child.name);
    return value;
  }

  #readItems(
    items: readonly XmlNode[],
    spec: ListSpec,
    property: string,
    record: MutableRecord,
    wrapper: string | null,
  ): void {
    const known = record[property];
    const list: unknown[] = Array.isArray(known) ? known : [];
    for (const item of items) {
      const name = `${wrapper === null ? '' : `${wrapper}/`}${item.name}[${list.length + 1}]`;
      list.push(this.#within(name, () => this.read(item, spec.shape)));
    }
    if (list.length > 0) record[property] = list;
  }

  /** An element without content is no record. */
  #readGroup(node: XmlNode, shape: Shape): MutableRecord | undefined {
    if (node.children.length === 0 && isBlank(node.text)) return undefined;
    return this.#within(node.name, () => this.read(node, shape));
  }

  #readScalar(node: XmlNode, spec: ScalarSpec): unknown {
    const { text } = node;
    if (node.children.length > 0) {
      this.#report('element-nested', node, flatten(node), this.#severity());
      return MALFORMED;
    }
    if (isBlank(text)) return undefined;
    if (text.length > this.#context.maxTextLength) {
      this.#report('text-too-long', node, text, this.#severity());
      return MALFORMED;
    }
    if (this.#context.damaged && text.includes('\ufffd')) {
      this.#report('text-undecodable', node, text, 'error');
      return MALFORMED;
    }
    return this.#valueOf(node, spec, text);
  }

  #valueOf(node: XmlNode, spec: ScalarSpec, text: string): unknown {
    if (spec.kind === 'text') return text;
    if (spec.kind === 'identifier') {
      if (spec.identifier === undefined || isIdentifier(spec.identifier, text)) return text;
      this.#report('identifier-malformed', node, text, this.#severity());
      return text;
    }
    const trimmed = text.trim();
    if (spec.kind === 'code') {
      this.#checkCode(node, spec, trimmed);
      return trimmed;
    }
    const value = readScalar(spec, trimmed);
    if (value !== null) return value;
    const day = spec.kind === 'date' ? readDateOfDateTime(trimmed) : null;
    if (day === null) this.#report('value-malformed', node, text, this.#severity());
    else this.#report('date-with-time', node, text);
    return day ?? MALFORMED;
  }

  #checkCode(node: XmlNode, spec: ScalarSpec, code: string): void {
    if (spec.table === undefined) return;
    const known = CODE_TABLES.get(spec.table)?.values.get(code);
    if (known === undefined) this.#report('code-unknown', node, code);
    else if (known.status === 'unverified') this.#report('code-unverified', node, code);
  }

  /** Items of a list of this record may stand in an element that no layout names. */
  #readUnknown(child: XmlNode, shape: Shape, record: MutableRecord): void {
    for (const [property, spec] of Object.entries(shape)) {
      if (spec.kind !== 'list' || !holds(child, spec.item, MAX_WRAPPERS)) continue;
      this.#report('wrapper-unknown', child, child.name, undefined, child.name);
      const items = this.#within(child.name, () => this.items(child, spec));
      this.#readItems(items, spec, property, record, child.name);
      return;
    }
    this.#reportUnknown(child);
  }

  #reportUnknown(node: XmlNode): void {
    if (node.children.length === 0) this.#report('element-unknown', node, node.text, undefined, node.name);
    else
      this.#within(node.name, () => {
        for (const child of node.children) this.#reportUnknown(child);
      });
  }

  #severity(): FindingSeverity {
    return this.#context.strict ? 'error' : 'warn';
  }

  #within<T>(name: string, action: () => T): T {
    this.#path.push(name);
    try {
      return action();
    } finally {
      this.#path.pop();
    }
  }

  #report(
    code: FindingCode,
    node: XmlNode,
    value?: string,
    severity?: FindingSeverity,
    child?: string,
  ): void {
    const path = child === undefined ? this.#path : [...this.#path, child];
    this.findings.add(this.#finding(code, path.join('/'), node.line, value, severity));
  }

  #finding(
    code: FindingCode,
    path: string,
    line: number,
    value?: string,
    severity?: FindingSeverity,
  ): Finding {
    return finding(code, { path, line, ordinal: this.#context.ordinal }, value, severity);
  }
}

function isSame(a: unknown, b: unknown): boolean {
  return a instanceof Date && b instanceof Date ? a.getTime() === b.getTime() : a === b;
}

function holds(node: XmlNode, item: string, depth: number): boolean {
  return node.children.some((child) => child.name === item || (depth > 1 && holds(child, item, depth - 1)));
}

function flatten(node: XmlNode): string {
  return node.children.length === 0 ? node.text : node.children.map(flatten).join(' ');
}
