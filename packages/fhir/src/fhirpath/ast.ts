/** A parsed FHIRPath expression. `target` is null where a chain starts at what the expression is asked about. */
export type Node =
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  /** `{}` */
  | { readonly kind: 'nothing' }
  /** `@2026-04`, `@T10:00`; without the at sign. */
  | { readonly kind: 'moment'; readonly text: string }
  | { readonly kind: 'quantity'; readonly value: number; readonly unit: string }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'this' }
  | { readonly kind: 'special'; readonly name: '$index' | '$total' }
  | { readonly kind: 'member'; readonly target: Node | null; readonly name: string }
  | {
      readonly kind: 'call';
      readonly target: Node | null;
      readonly name: string;
      readonly args: readonly Node[];
    }
  | { readonly kind: 'index'; readonly target: Node; readonly at: Node }
  | { readonly kind: 'type-test'; readonly op: 'is' | 'as'; readonly target: Node; readonly type: string }
  | { readonly kind: 'sign'; readonly op: '+' | '-'; readonly of: Node }
  | { readonly kind: 'binary'; readonly op: BinaryOperator; readonly left: Node; readonly right: Node };

export type BinaryOperator =
  | '*'
  | '/'
  | 'div'
  | 'mod'
  | '+'
  | '-'
  | '&'
  | '|'
  | '<'
  | '<='
  | '>'
  | '>='
  | '='
  | '!='
  | '~'
  | '!~'
  | 'in'
  | 'contains'
  | 'and'
  | 'or'
  | 'xor'
  | 'implies';

/** The expression is no FHIRPath; `position` counts UTF-16 units from 0. */
export class FhirPathSyntaxError extends Error {
  readonly position: number;
  constructor(message: string, position: number) {
    super(`${message} at position ${position}`);
    this.name = 'FhirPathSyntaxError';
    this.position = position;
  }
}
