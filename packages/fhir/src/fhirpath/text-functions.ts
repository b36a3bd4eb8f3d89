import { type Code, listCode, oneOf, type Scalar, scalarCode, Unsupported } from './run.ts';
import { isFields, numberOf, plain, Stop, textOf } from './values.ts';

/** A pattern may take long on a long text; none of the elements that patterns are for is as long. */
const MOST_TEXT_FOR_PATTERN = 10_000;

type CompileText = (target: Code, args: readonly Code[]) => Code;

/** Functions of one text; empty where the text or an argument is. */
const ofText =
  (apply: (text: string, ...args: readonly string[]) => unknown): CompileText =>
  (target, args) => {
    const one = textIn(oneOf(target));
    const values = args.map((arg) => textIn(oneOf(arg)));
    const [first, ...more] = values;
    if (first === undefined)
      return scalarCode((self, run) => {
        const text = one(self, run);
        return text === undefined ? undefined : apply(text);
      });
    return scalarCode((self, run) => {
      const text = one(self, run);
      const value = first(self, run);
      if (text === undefined || value === undefined) return undefined;
      const rest = more.map((other) => other(self, run));
      return rest.every((other) => other !== undefined) ? apply(text, value, ...rest) : undefined;
    });
  };

function textIn(scalar: Scalar): (...args: Parameters<Scalar>) => string | undefined {
  return (self, run) => {
    const value = plain(scalar(self, run));
    if (value === undefined || typeof value === 'string') return value;
    throw new Stop('text expected', false);
  };
}

const substring: CompileText = (target, args) => {
  const one = textIn(oneOf(target));
  const [from, length] = args.map((arg) => numberIn(oneOf(arg)));
  if (from === undefined) throw new Unsupported('substring without start');
  return scalarCode((self, run) => {
    const text = one(self, run);
    const start = from(self, run);
    if (text === undefined || start === undefined || start < 0 || start >= text.length) return undefined;
    const count = length?.(self, run);
    return count === undefined ? text.slice(start) : text.slice(start, start + Math.max(0, count));
  });
};

function numberIn(scalar: Scalar): (...args: Parameters<Scalar>) => number | undefined {
  return (self, run) => {
    const value = plain(scalar(self, run));
    if (value === undefined) return undefined;
    const number = numberOf(value);
    if (number === null) throw new Stop('number expected', false);
    return number;
  };
}

const PATTERNS = new Map<string, RegExp>();

function patternOf(source: string): RegExp {
  const known = PATTERNS.get(source);
  if (known !== undefined) return known;
  const compiled = compilePattern(source);
  if (PATTERNS.size < 1000) PATTERNS.set(source, compiled);
  return compiled;
}

/** Patterns are written for many engines; what the strict grammar refuses is read by the lenient one. */
function compilePattern(source: string): RegExp {
  for (const flags of ['su', 's']) {
    try {
      return new RegExp(source, flags);
    } catch {}
  }
  throw new Stop('no pattern', false);
}

const guarded = (text: string): string => {
  if (text.length > MOST_TEXT_FOR_PATTERN) throw new Stop('text too long for a pattern', false);
  return text;
};

const INTEGER = /^[+-]?\d+$/;
const DECIMAL = /^[+-]?\d+(?:\.\d+)?$/;

const converted =
  (convert: (value: unknown) => unknown): CompileText =>
  (target) => {
    const one = oneOf(target);
    return scalarCode((self, run) => {
      const value = plain(one(self, run));
      return value === undefined ? undefined : convert(value);
    });
  };

const toNumber =
  (pattern: RegExp) =>
  (value: unknown): number | undefined => {
    if (typeof value === 'boolean') return value ? 1 : 0;
    const text = textOf(value);
    return text !== undefined && pattern.test(text) ? Number(text) : undefined;
  };

const toText = (value: unknown): string | undefined => {
  if (isFields(value)) throw new Stop('text of an element', true);
  return textOf(value);
};

const join: CompileText = (target, args) => {
  const texts = listCodeOf(target);
  const separator = args[0] === undefined ? null : textIn(oneOf(args[0]));
  return scalarCode((self, run) => {
    const all = texts(self, run);
    return all.length === 0 ? undefined : all.join(separator?.(self, run) ?? '');
  });
};

const listCodeOf = (target: Code): ((...args: Parameters<Scalar>) => string[]) => {
  const walk = target.some((value, run) => {
    run.out.push(plain(value));
    return false;
  });
  return (self, run) => {
    const before = run.out;
    const mine: unknown[] = [];
    run.out = mine;
    walk(self, run);
    run.out = before;
    return mine.filter((item) => typeof item === 'string');
  };
};

const split: CompileText = (target, args) => {
  const one = textIn(oneOf(target));
  const separator = args[0] === undefined ? null : textIn(oneOf(args[0]));
  if (separator === null) throw new Unsupported('split without separator');
  return listCode((self, run) => one(self, run)?.split(separator(self, run) ?? '') ?? []);
};

export const TEXT_FUNCTIONS: Readonly<Record<string, CompileText>> = {
  startsWith: ofText((text, start = '') => text.startsWith(start)),
  endsWith: ofText((text, end = '') => text.endsWith(end)),
  contains: ofText((text, part = '') => text.includes(part)),
  indexOf: ofText((text, part = '') => text.indexOf(part)),
  lastIndexOf: ofText((text, part = '') => text.lastIndexOf(part)),
  upper: ofText((text) => text.toUpperCase()),
  lower: ofText((text) => text.toLowerCase()),
  trim: ofText((text) => text.trim()),
  length: ofText((text) => text.length),
  matches: ofText((text, pattern = '') => patternOf(pattern).test(guarded(text))),
  matchesFull: ofText((text, pattern = '') => patternOf(`^(?:${pattern})$`).test(guarded(text))),
  replace: ofText((text, part = '', by = '') => text.replaceAll(part, by)),
  replaceMatches: ofText((text, pattern = '', by = '') =>
    guarded(text).replace(new RegExp(patternOf(pattern), 'gsu'), by),
  ),
  substring,
  join,
  split,
  toInteger: converted(toNumber(INTEGER)),
  toDecimal: converted(toNumber(DECIMAL)),
  toString: converted(toText),
};
