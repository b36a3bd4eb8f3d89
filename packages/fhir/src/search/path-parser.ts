/** The part of FHIRPath in which search parameters are written. */
export type PathNode =
  | { readonly kind: 'this' }
  | { readonly kind: 'resource' }
  | { readonly kind: 'field'; readonly of: PathNode; readonly name: string }
  | { readonly kind: 'index'; readonly of: PathNode; readonly index: number }
  | {
      readonly kind: 'call';
      readonly of: PathNode;
      readonly name: string;
      readonly argument: PathNode | null;
    }
  | { readonly kind: 'literal'; readonly value: string | boolean | number }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: PathNode;
      readonly right: PathNode;
    };

export type BinaryOperator = '|' | 'and' | 'or' | '=' | '!=' | 'is' | 'as';

/** The expression is beyond what is understood here. */
export class PathUnsupported extends Error {}

const TOKEN = /\s*(?:'((?:[^'\\]|\\.)*)'|(%?[A-Za-z_][A-Za-z0-9_]*)|(\d+)|(!=|[|=.()[\]]))/y;

interface Token {
  readonly kind: 'string' | 'name' | 'number' | 'sign' | 'end';
  readonly text: string;
}

function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const text = expression.trimEnd();
  while (TOKEN.lastIndex < text.length) {
    const found = TOKEN.exec(text);
    if (found === null) throw new PathUnsupported('unexpected character');
    const [, string, name, number, sign] = found;
    if (string !== undefined) tokens.push({ kind: 'string', text: string.replace(/\\(.)/g, '$1') });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
  }
  return tokens;
}

/** From the loosest binding to the tightest; FHIRPath binds `as` and `is` tighter than `|`, and `|` tighter than `=`. */
const LEVELS: readonly (readonly BinaryOperator[])[] = [['or'], ['and'], ['=', '!='], ['|'], ['is', 'as']];

/** @throws PathUnsupported */
export function parsePath(expression: string): PathNode {
  const parser = new Parser(tokenize(expression));
  const node = parser.binary(0);
  parser.end();
  return node;
}

class Parser {
  readonly tokens: readonly Token[];
  at = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  private get token(): Token {
    return this.tokens[this.at] ?? { kind: 'end', text: '' };
  }

  private take(text: string): boolean {
    if (this.token.kind === 'string' || this.token.text !== text) return false;
    this.at++;
    return true;
  }

  private expect(text: string): void {
    if (!this.take(text)) throw new PathUnsupported(`${text} expected`);
  }

  end(): void {
    if (this.token.kind !== 'end') throw new PathUnsupported('end expected');
  }

  binary(level: number): PathNode {
    const operators = LEVELS[level];
    if (operators === undefined) return this.path();
    let left = this.binary(level + 1);
    for (;;) {
      const operator = operators.find((each) => this.take(each));
      if (operator === undefined) return left;
      left = { kind: 'binary', operator, left, right: this.binary(level + 1) };
    }
  }

  private path(): PathNode {
    let node = this.primary();
    for (;;) {
      if (this.take('.')) node = this.step(node);
      else if (this.take('[')) {
        const { kind, text } = this.token;
        if (kind !== 'number') throw new PathUnsupported('index expected');
        this.at++;
        this.expect(']');
        node = { kind: 'index', of: node, index: Number(text) };
      } else return node;
    }
  }

  private primary(): PathNode {
    const { kind, text } = this.token;
    if (this.take('(')) {
      const node = this.binary(0);
      this.expect(')');
      return node;
    }
    if (kind === 'name' && text.startsWith('%')) {
      this.at++;
      if (text !== '%resource') throw new PathUnsupported('unknown variable');
      return { kind: 'resource' };
    }
    if (kind === 'name' && (text === 'true' || text === 'false')) {
      this.at++;
      return { kind: 'literal', value: text === 'true' };
    }
    if (kind === 'name') return this.step({ kind: 'this' });
    if (kind === 'string' || kind === 'number') {
      this.at++;
      return { kind: 'literal', value: kind === 'string' ? text : Number(text) };
    }
    throw new PathUnsupported('path expected');
  }

  private step(of: PathNode): PathNode {
    const { kind, text: name } = this.token;
    if (kind !== 'name') throw new PathUnsupported('name expected');
    this.at++;
    if (!this.take('(')) return { kind: 'field', of, name };
    if (this.take(')')) return { kind: 'call', of, name, argument: null };
    const argument = this.binary(0);
    this.expect(')');
    return { kind: 'call', of, name, argument };
  }
}
