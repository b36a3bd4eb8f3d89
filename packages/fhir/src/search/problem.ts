export type SearchProblemCode =
  | 'parameter-unknown'
  | 'parameter-unsupported'
  | 'modifier-unsupported'
  | 'value-malformed'
  | 'parameter-repeated'
  | 'too-many-values';

/** Why a search is refused. Neither field holds a value of the search: values may name persons. */
export class SearchProblem extends Error {
  readonly code: SearchProblemCode;
  /** Name as it was sent, modifier included. */
  readonly parameter: string;
  /** What is wrong and what would be right. */
  readonly reason: string;

  constructor(code: SearchProblemCode, parameter: string, reason: string) {
    super(`${code}: ${parameter}: ${reason}`);
    this.name = 'SearchProblem';
    this.code = code;
    this.parameter = parameter;
    this.reason = reason;
  }
}
