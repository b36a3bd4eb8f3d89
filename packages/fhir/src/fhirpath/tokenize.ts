import { FhirPathSyntaxError } from './ast.ts';

export interface Token {
  readonly kind: 'name' | 'quoted-name' | 'string' | 'number' | 'moment' | 'variable' | 'symbol' | 'end';
  readonly text: string;
  readonly position: number;
}

const SPACE = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const NAME = /[$A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /\d+(?:\.\d+)?/y;
const MOMENT =
  /@(?:T\d\d(?::\d\d(?::\d\d(?:\.\d+)?)?)?|\d{4}(?:-\d\d(?:-\d\d)?)?(?:T(?:\d\d(?::\d\d(?::\d\d(?:\.\d+)?)?)?(?:Z|[+-]\d\d:\d\d)?)?)?)/y;
const SYMBOL = /<=|>=|!=|!~|[-+*/&|<>=~.,()[\]{}%]/y;
const ESCAPES: Readonly<Record<string, string>> = { r: '\r', n: '\n', t: '\t', f: '\f' };

/**
 * Cuts an expression into tokens; the last one is of kind `end`.
 *
 * @throws FhirPathSyntaxError
 */
export function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(expression)?.[0] ?? null;
  };
  while (at < expression.length) {
    const space = take(SPACE);
    if (space !== null) {
      at += space.length;
      continue;
    }
    const token = nextToken(expression, at, take);
    tokens.push(token.token);
    at += token.length;
  }
  tokens.push({ kind: 'end', text: '', position: at });
  return tokens;
}

function nextToken(
  expression: string,
  position: number,
  take: (pattern: RegExp) => string | null,
): { token: Token; length: number } {
  const first = expression[position];
  if (first === "'" || first === '`' || first === '"') {
    const { text, length } = unquote(expression, position, first);
    return { token: { kind: first === "'" ? 'string' : 'quoted-name', text, position }, length };
  }
  const moment = take(MOMENT);
  if (moment !== null)
    return { token: { kind: 'moment', text: moment.slice(1), position }, length: moment.length };
  if (first === '%') return variable(expression, position);
  for (const [kind, pattern] of [
    ['name', NAME],
    ['number', NUMBER],
    ['symbol', SYMBOL],
  ] as const) {
    const text = take(pattern);
    if (text !== null) return { token: { kind, text, position }, length: text.length };
  }
  throw new FhirPathSyntaxError('unexpected character', position);
}

function variable(expression: string, position: number): { token: Token; length: number } {
  const quote = expression[position + 1];
  if (quote === '`' || quote === "'" || quote === '"') {
    const { text, length } = unquote(expression, position + 1, quote);
    return { token: { kind: 'variable', text, position }, length: length + 1 };
  }
  NAME.lastIndex = position + 1;
  const name = NAME.exec(expression)?.[0];
  if (name === undefined) throw new FhirPathSyntaxError('name of a variable expected', position);
  return { token: { kind: 'variable', text: name, position }, length: name.length + 1 };
}

function unquote(expression: string, start: number, quote: string): { text: string; length: number } {
  let text = '';
  for (let at = start + 1; at < expression.length; at++) {
    const char = expression[at];
    if (char === quote) return { text, length: at + 1 - start };
    if (char !== '\\') {
      text += char;
      continue;
    }
    at++;
    const escaped = expression[at] ?? '';
    if (escaped === 'u' && /^[0-9A-Fa-f]{4}$/.test(expression.slice(at + 1, at + 5))) {
      text += String.fromCharCode(Number.parseInt(expression.slice(at + 1, at + 5), 16));
      at += 4;
    } else text += ESCAPES[escaped] ?? escaped;
  }
  throw new FhirPathSyntaxError('text does not end', start);
}
