export type FhirSyntaxCode =
  | 'json-syntax'
  | 'json-too-deep'
  | 'json-duplicate-name'
  | 'json-name-refused'
  | 'json-lone-surrogate'
  | 'xml-syntax'
  | 'xml-doctype'
  | 'xml-too-deep'
  | 'xml-too-many-elements'
  | 'xml-namespace'
  | 'xml-element-unknown'
  | 'xml-element-repeated'
  | 'xml-attribute-unknown'
  | 'xml-text'
  | 'xml-value'
  | 'xml-narrative';

/** The text is no JSON or XML, or holds what FHIR does not allow in it. The message holds nothing of the text. */
export class FhirSyntaxError extends Error {
  readonly code: FhirSyntaxCode;
  /** UTF-16 units from the start of the text, a byte order mark counted; from 0. */
  readonly position: number;
  /** From 1; null in JSON. */
  readonly line: number | null;

  constructor(code: FhirSyntaxCode, position: number, line: number | null = null) {
    super(code);
    this.name = 'FhirSyntaxError';
    this.code = code;
    this.position = position;
    this.line = line;
  }
}
