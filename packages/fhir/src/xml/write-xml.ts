import { SaxesParser } from 'saxes';
import type { Definitions } from '../definitions/types.ts';
import { decimalText } from '../json/exact-decimal.ts';
import { FhirSyntaxError } from '../json/syntax-error.ts';
import {
  type ElementField,
  type ElementModel,
  elementModel,
  isObject,
  type TypeModel,
} from '../model/element-model.ts';
import { FHIR_NAMESPACE } from './namespaces.ts';

/**
 * A resource as FHIR XML: elements in the order of their definition, numbers digit for digit, narrative as it is.
 * @throws FhirSyntaxError (position 0) for what XML cannot hold: elements that R4 does not know, characters that XML
 * does not have, narrative that is no XML
 */
export function toXml(definitions: Definitions, resource: unknown): string {
  const writer = new Writer(elementModel(definitions));
  writer.resource(resource, ` xmlns="${FHIR_NAMESPACE}"`);
  return `<?xml version="1.0" encoding="UTF-8"?>${writer.text}`;
}

const PARALLEL = '_';

class Writer {
  readonly model: ElementModel;
  text = '';

  constructor(model: ElementModel) {
    this.model = model;
  }

  resource(value: unknown, namespace: string): void {
    if (!isObject(value)) throw problem('xml-value');
    const name = value.resourceType;
    const type = typeof name === 'string' ? this.model.type(name) : undefined;
    if (type?.kind !== 'resource') throw problem('xml-element-unknown');
    this.element(type.name, namespace, value, type);
  }

  private element(
    name: string,
    attributes: string,
    value: Readonly<Record<string, unknown>>,
    type: TypeModel,
  ): void {
    for (const key of Object.keys(value)) {
      if (key === 'resourceType' && type.kind === 'resource') continue;
      const field = type.byKey.get(key) ?? type.byKey.get(key.startsWith(PARALLEL) ? key.slice(1) : key);
      if (field === undefined) throw problem('xml-element-unknown');
    }
    const start = type.fields
      .filter(({ attribute }) => attribute)
      .map((field) => attributeOf(field.name, value[field.name]));
    this.text += `<${name}${attributes}${start.join('')}`;
    const opened = this.text.length;
    this.text += '>';
    for (const field of type.fields) {
      if (!field.attribute) this.field(field, value);
    }
    if (this.text.length === opened + 1) this.text = `${this.text.slice(0, opened)}/>`;
    else this.text += `</${name}>`;
  }

  private field(field: ElementField, parent: Readonly<Record<string, unknown>>): void {
    for (const [key, type] of field.types) {
      const value = parent[key];
      const extra = parent[PARALLEL + key];
      if (value === undefined && extra === undefined) continue;
      const values = asList(value);
      const extras = asList(extra);
      for (let at = 0; at < Math.max(values.length, extras.length); at++) {
        this.value(key, type, values[at], extras[at]);
      }
    }
  }

  private value(key: string, typeName: string, value: unknown, extra: unknown): void {
    if (typeName === 'Resource') {
      this.text += `<${key}>`;
      this.resource(value, '');
      this.text += `</${key}>`;
      return;
    }
    if (typeName === 'xhtml') {
      this.text += checkedNarrative(value);
      return;
    }
    const type = this.model.type(typeName);
    if (type?.kind === 'primitive') {
      this.primitive(key, value, extra);
      return;
    }
    if (type === undefined || !isObject(value) || extra !== undefined) throw problem('xml-value');
    this.element(key, '', value, type);
  }

  private primitive(key: string, value: unknown, extra: unknown): void {
    const own = isObject(extra) ? extra : {};
    const written = value === undefined || value === null ? '' : attributeOf('value', value);
    if (written === '' && !isObject(extra)) throw problem('xml-value');
    this.text += `<${key}${attributeOf('id', own.id)}${written}`;
    const extensions = asList(own.extension);
    if (Object.keys(own).some((name) => name !== 'id' && name !== 'extension')) {
      throw problem('xml-element-unknown');
    }
    if (extensions.length === 0) {
      this.text += '/>';
      return;
    }
    this.text += '>';
    for (const extension of extensions) this.value('extension', 'Extension', extension, undefined);
    this.text += `</${key}>`;
  }
}

function asList(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

function problem(code: FhirSyntaxError['code']): FhirSyntaxError {
  return new FhirSyntaxError(code, 0);
}

const ESCAPED = /[&<>"\t\n\r]/g;
/** Of escaped text. */
const NO_XML = /[^ -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

function attributeOf(name: string, value: unknown): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' || typeof value === 'boolean' ? String(value) : decimalText(value);
  const escaped = text?.replace(ESCAPED, escapeCharacter);
  if (escaped === undefined || NO_XML.test(escaped)) throw problem('xml-value');
  return ` ${name}="${escaped}"`;
}

function escapeCharacter(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}

/** One `div` that is XML by itself: whatever else stood there would become elements of the resource. */
function checkedNarrative(div: unknown): string {
  if (typeof div !== 'string') throw problem('xml-narrative');
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', () => {
    throw problem('xml-narrative');
  });
  parser.on('doctype', () => {
    throw problem('xml-narrative');
  });
  let depth = 0;
  parser.on('opentag', ({ name }) => {
    if (depth++ === 0 && name !== 'div') throw problem('xml-narrative');
  });
  parser.on('closetag', () => {
    depth--;
  });
  parser.write(div.trim()).close();
  return div.trim();
}
