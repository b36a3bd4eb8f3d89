import { type BinaryOperator, FhirPathSyntaxError, type Node } from './ast.ts';
import { type Token, tokenize } from './tokenize.ts';

/** How tightly an operator binds. `is` and `as` stand between `+` and `|`. */
const BINDING: ReadonlyMap<string, number> = new Map([
  ['implies', 1],
  ['or', 2],
  ['xor', 2],
  ['and', 3],
  ['in', 4],
  ['contains', 4],
  ['=', 5],
  ['!=', 5],
  ['~', 5],
  ['!~', 5],
  ['<', 6],
  ['<=', 6],
  ['>', 6],
  ['>=', 6],
  ['|', 7],
  ['is', 8],
  ['as', 8],
  ['+', 9],
  ['-', 9],
  ['&', 9],
  ['*', 10],
  ['/', 10],
  ['div', 10],
  ['mod', 10],
]);
const SIGN_BINDING = 11;
const MOST_DEPTH = 200;
const CALENDAR_UNIT = /^(?:year|month|week|day|hour|minute|second|millisecond)s?$/;

/**
 * Parses FHIRPath (N1, as R4 uses it) by precedence climbing.
 *
 * @throws FhirPathSyntaxError
 */
export function parse(expression: string): Node {
  const parser = new Parser(tokenize(expression));
  const node = parser.expression(0);
  parser.expect('end', '');
  return node;
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #end: Token;
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
    this.#end = tokens.at(-1) ?? { kind: 'end', text: '', position: 0 };
  }

  expression(least: number): Node {
    if (++this.#depth > MOST_DEPTH) throw new FhirPathSyntaxError('nested too deeply', this.#peek().position);
    let left = this.#unary();
    for (;;) {
      const token = this.#peek();
      const binding = this.#bindingOf(token);
      if (binding === null || binding < least) break;
      this.#at++;
      if (token.text === 'is' || token.text === 'as')
        left = { kind: 'type-test', op: token.text, target: left, type: this.#type() };
      else {
        const right = this.expression(binding + 1);
        left = { kind: 'binary', op: operator(token), left, right };
      }
    }
    this.#depth--;
    return left;
  }

  expect(kind: Token['kind'], text: string): void {
    const token = this.#peek();
    if (token.kind !== kind || token.text !== text)
      throw new FhirPathSyntaxError(kind === 'end' ? 'end expected' : `'${text}' expected`, token.position);
    this.#at++;
  }

  #bindingOf(token: Token): number | null {
    if (token.kind !== 'symbol' && token.kind !== 'name') return null;
    return BINDING.get(token.text) ?? null;
  }

  #unary(): Node {
    const token = this.#peek();
    if (token.kind === 'symbol' && (token.text === '-' || token.text === '+')) {
      this.#at++;
      return { kind: 'sign', op: token.text, of: this.expression(SIGN_BINDING) };
    }
    return this.#chain(this.#term());
  }

  #chain(start: Node): Node {
    let node = start;
    for (;;) {
      if (this.#skip('.')) node = this.#invocation(node);
      else if (this.#skip('[')) {
        node = { kind: 'index', target: node, at: this.expression(0) };
        this.expect('symbol', ']');
      } else return node;
    }
  }

  #term(): Node {
    const token = this.#peek();
    switch (token.kind) {
      case 'string':
        this.#at++;
        return { kind: 'literal', value: token.text };
      case 'moment':
        this.#at++;
        return { kind: 'moment', text: token.text };
      case 'number':
        this.#at++;
        return this.#number(Number(token.text));
      case 'variable':
        this.#at++;
        return { kind: 'variable', name: token.text };
      case 'symbol':
        return this.#bracketed(token);
      case 'name':
        return this.#word(token);
      default:
        return this.#invocation(null);
    }
  }

  #word(token: Token): Node {
    if (token.text === 'true' || token.text === 'false') {
      this.#at++;
      return { kind: 'literal', value: token.text === 'true' };
    }
    if (token.text === '$this') {
      this.#at++;
      return { kind: 'this' };
    }
    if (token.text === '$index' || token.text === '$total') {
      this.#at++;
      return { kind: 'special', name: token.text };
    }
    return this.#invocation(null);
  }

  #bracketed(token: Token): Node {
    this.#at++;
    if (token.text === '(') {
      const inner = this.expression(0);
      this.expect('symbol', ')');
      return inner;
    }
    if (token.text === '{') {
      this.expect('symbol', '}');
      return { kind: 'nothing' };
    }
    throw new FhirPathSyntaxError('term expected', token.position);
  }

  #number(value: number): Node {
    const unit = this.#peek();
    if (unit.kind === 'string' || (unit.kind === 'name' && CALENDAR_UNIT.test(unit.text))) {
      this.#at++;
      return { kind: 'quantity', value, unit: unit.text };
    }
    return { kind: 'literal', value };
  }

  #invocation(target: Node | null): Node {
    const token = this.#peek();
    if (token.kind !== 'name' && token.kind !== 'quoted-name')
      throw new FhirPathSyntaxError('name expected', token.position);
    this.#at++;
    if (token.kind === 'name' && token.text === '$this') return target ?? { kind: 'this' };
    if (!this.#skip('(')) return { kind: 'member', target, name: token.text };
    const args: Node[] = [];
    while (!this.#skip(')')) {
      if (args.length > 0) this.expect('symbol', ',');
      args.push(this.expression(0));
    }
    return { kind: 'call', target, name: token.text, args };
  }

  #type(): string {
    let name = this.#name();
    while (this.#skip('.')) name += `.${this.#name()}`;
    return name;
  }

  #name(): string {
    const token = this.#peek();
    if (token.kind !== 'name' && token.kind !== 'quoted-name')
      throw new FhirPathSyntaxError('name of a type expected', token.position);
    this.#at++;
    return token.text;
  }

  #skip(symbol: string): boolean {
    const token = this.#peek();
    if (token.kind !== 'symbol' || token.text !== symbol) return false;
    this.#at++;
    return true;
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? this.#end;
  }
}

const OPERATORS: readonly BinaryOperator[] = [
  '*',
  '/',
  'div',
  'mod',
  '+',
  '-',
  '&',
  '|',
  '<',
  '<=',
  '>',
  '>=',
  '=',
  '!=',
  '~',
  '!~',
  'in',
  'contains',
  'and',
  'or',
  'xor',
  'implies',
];

function operator(token: Token): BinaryOperator {
  const found = OPERATORS.find((candidate) => candidate === token.text);
  if (found === undefined) throw new FhirPathSyntaxError('operator expected', token.position);
  return found;
}
