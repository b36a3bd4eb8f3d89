/**
 * A number as it was written, for numbers that JavaScript would print differently: `1.10`, `1e2`, twenty digits.
 * `JSON.stringify` prints it digit for digit.
 * @spec fhir-jp-core.md §9.2 (3)
 */
export class ExactDecimal {
  readonly text: string;

  /** @param text a number of JSON's grammar; anything else throws a TypeError */
  constructor(text: string) {
    if (!JSON_NUMBER.test(text)) throw new TypeError('not a number of JSON');
    this.text = text;
  }

  /** The nearest double; what it stands for may be lost. */
  toNumber(): number {
    return Number(this.text);
  }

  toString(): string {
    return this.text;
  }

  toJSON(): unknown {
    return rawJson(this.text);
  }
}

const JSON_NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

/** The type library does not know it yet. */
const rawJson: (text: string) => unknown = Reflect.get(JSON, 'rawJSON');

/**
 * A number of JSON: a plain `number` where printing it gives the same text, an ExactDecimal elsewhere.
 * @param text of JSON's grammar, else TypeError
 */
export function toDecimal(text: string): number | ExactDecimal {
  const value = Number(text);
  return String(value) === text ? value : new ExactDecimal(text);
}

/** How the number is written; null when it is none. */
export function decimalText(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return value instanceof ExactDecimal ? value.text : null;
}
