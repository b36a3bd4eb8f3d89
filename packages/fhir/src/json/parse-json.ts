import { type ExactDecimal, toDecimal } from './exact-decimal.ts';
import { FhirSyntaxError } from './syntax-error.ts';

export type Json =
  | null
  | boolean
  | number
  | string
  | ExactDecimal
  | readonly Json[]
  | { readonly [name: string]: Json };

export interface ParseJsonOptions {
  /** Objects and arrays inside one another. */
  readonly maxDepth?: number;
}

const DEFAULT_DEPTH = 64;

/**
 * Reads JSON and keeps every number's digits (ExactDecimal where a double would not). A byte order mark is skipped.
 * Refused: a name twice in one object, half a surrogate pair, the name `__proto__`, more than `maxDepth` levels.
 * @throws FhirSyntaxError
 * @spec fhir-jp-core.md §3.1, §9.2 (3, 10)
 */
export function parseJson(text: string, options?: ParseJsonOptions): Json {
  return new Reader(text, options?.maxDepth ?? DEFAULT_DEPTH).read();
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
/** Always matches; a control character or a quote ends it. */
const PLAIN = /[ !#-[\]-\uffff]*/y;
const HEX = /^[0-9a-fA-F]{4}$/;

class Reader {
  readonly text: string;
  readonly maxDepth: number;
  at: number;

  constructor(text: string, maxDepth: number) {
    this.text = text;
    this.maxDepth = maxDepth;
    this.at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  }

  read(): Json {
    if (!this.text.isWellFormed()) {
      throw new FhirSyntaxError('json-lone-surrogate', firstLoneSurrogate(this.text));
    }
    const value = this.value(0);
    this.space();
    if (this.at < this.text.length) throw this.syntax();
    return value;
  }

  private syntax(): FhirSyntaxError {
    return new FhirSyntaxError('json-syntax', Math.min(this.at, this.text.length));
  }

  private space(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.at++;
    }
  }

  private value(depth: number): Json {
    this.space();
    switch (this.text.charCodeAt(this.at)) {
      case QUOTE:
        return this.string();
      case 0x7b:
        return this.object(depth + 1);
      case 0x5b:
        return this.array(depth + 1);
      case 0x74:
        return this.word('true', true);
      case 0x66:
        return this.word('false', false);
      case 0x6e:
        return this.word('null', null);
      default:
        return this.number();
    }
  }

  private word<T extends boolean | null>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) throw this.syntax();
    this.at += word.length;
    return value;
  }

  private number(): number | ExactDecimal {
    NUMBER.lastIndex = this.at;
    const found = NUMBER.exec(this.text);
    if (found === null) throw this.syntax();
    this.at = NUMBER.lastIndex;
    return toDecimal(found[0]);
  }

  private object(depth: number): Json {
    if (depth > this.maxDepth) throw new FhirSyntaxError('json-too-deep', this.at);
    const result: Record<string, Json> = {};
    this.at++;
    this.space();
    if (this.text.charCodeAt(this.at) === 0x7d) {
      this.at++;
      return result;
    }
    for (;;) {
      this.space();
      const start = this.at;
      if (this.text.charCodeAt(start) !== QUOTE) throw this.syntax();
      const name = this.string();
      if (name === '__proto__') throw new FhirSyntaxError('json-name-refused', start);
      if (Object.hasOwn(result, name)) throw new FhirSyntaxError('json-duplicate-name', start);
      this.space();
      if (this.text.charCodeAt(this.at) !== 0x3a) throw this.syntax();
      this.at++;
      result[name] = this.value(depth);
      this.space();
      const next = this.text.charCodeAt(this.at);
      if (next !== 0x2c && next !== 0x7d) throw this.syntax();
      this.at++;
      if (next === 0x7d) return result;
    }
  }

  private array(depth: number): Json {
    if (depth > this.maxDepth) throw new FhirSyntaxError('json-too-deep', this.at);
    const result: Json[] = [];
    this.at++;
    this.space();
    if (this.text.charCodeAt(this.at) === 0x5d) {
      this.at++;
      return result;
    }
    for (;;) {
      result.push(this.value(depth));
      this.space();
      const next = this.text.charCodeAt(this.at);
      if (next !== 0x2c && next !== 0x5d) throw this.syntax();
      this.at++;
      if (next === 0x5d) return result;
    }
  }

  private string(): string {
    const start = this.at;
    PLAIN.lastIndex = start + 1;
    PLAIN.test(this.text);
    const at = PLAIN.lastIndex;
    const code = this.text.charCodeAt(at);
    if (code === BACKSLASH) return this.escapedString(start, at);
    this.at = at;
    if (code !== QUOTE) throw this.syntax();
    this.at++;
    return this.text.slice(start + 1, at);
  }

  private escapedString(start: number, firstEscape: number): string {
    let result = this.text.slice(start + 1, firstEscape);
    let escapedUnits = false;
    this.at = firstEscape;
    for (;;) {
      const char = this.text.charAt(this.at);
      if (char === '"') break;
      if (char === '' || char < ' ') throw this.syntax();
      if (char !== '\\') {
        result += char;
        this.at++;
        continue;
      }
      const kind = this.text.charAt(this.at + 1);
      if (kind === 'u') {
        const hex = this.text.slice(this.at + 2, this.at + 6);
        if (!HEX.test(hex)) throw this.syntax();
        result += String.fromCharCode(Number.parseInt(hex, 16));
        escapedUnits = true;
        this.at += 6;
        continue;
      }
      const meant = ESCAPES[kind];
      if (meant === undefined) throw this.syntax();
      result += meant;
      this.at += 2;
    }
    this.at++;
    if (escapedUnits && !result.isWellFormed()) throw new FhirSyntaxError('json-lone-surrogate', start);
    return result;
  }
}

function firstLoneSurrogate(text: string): number {
  for (let at = 0; at < text.length; at++) {
    const point = text.codePointAt(at) ?? 0;
    if (point >= 0xd800 && point <= 0xdfff) return at;
    if (point > 0xffff) at++;
  }
  return 0;
}
