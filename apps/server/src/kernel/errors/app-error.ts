import catalogue from './errors.json' with { type: 'json' };

/**
 * Every error that may reach a caller is one of these kinds; the HTTP status follows from the kind.
 * @spec HOUSE-STYLE.md §Errors
 */
export const STATUS_BY_KIND = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  'not-allowed': 405,
  'not-acceptable': 406,
  conflict: 409,
  gone: 410,
  precondition: 412,
  'too-large': 413,
  'media-type': 415,
  'business-rule': 422,
  unsupported: 422,
  'too-many': 429,
  internal: 500,
  'not-implemented': 501,
  unavailable: 503,
  timeout: 504,
} as const;

export type ErrorKind = keyof typeof STATUS_BY_KIND;
export type ErrorCode = keyof typeof catalogue;

export const ERROR_CATALOGUE = catalogue as Readonly<
  Record<ErrorCode, { readonly kind: ErrorKind; readonly message: string; readonly action: string }>
>;

/** A refusal or failure with a stable code. `fields` say where and what; they hold no personal data. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly fields: Readonly<Record<string, string | number>>;

  constructor(
    code: ErrorCode,
    fields: Readonly<Record<string, string | number>> = {},
    options?: ErrorOptions,
  ) {
    super(ERROR_CATALOGUE[code].message, options);
    this.code = code;
    this.kind = ERROR_CATALOGUE[code].kind;
    this.fields = fields;
  }
}

/** A refusal that lists everything that is wrong, each with its place; the list is part of the answer and holds no personal data. */
export class RefusedWithFindings extends AppError {
  readonly findings: readonly object[];

  constructor(
    code: ErrorCode,
    findings: readonly object[],
    fields: Readonly<Record<string, string | number>> = {},
  ) {
    super(code, fields);
    this.findings = findings;
  }
}
