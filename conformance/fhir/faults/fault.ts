import type { JsonPath, JsonRecord } from '../json.ts';

export type FaultRule =
  | 'required-removed'
  | 'slice-below-min'
  | 'json-type'
  | 'array-or-object'
  | 'code-outside-binding'
  | 'fixed-or-pattern'
  | 'slice-discriminator'
  | 'reference-target'
  | 'unknown-element'
  | 'format'
  | 'empty-string'
  | 'empty-object'
  | 'null'
  | 'two-choices'
  | 'disallowed-choice'
  | 'too-many'
  | 'forbidden-element'
  | 'invariant'
  | 'extension-value'
  | 'modifier-unknown';

/** A resource that was valid, with one thing broken. */
export interface Fault {
  readonly rule: FaultRule;
  /** Where: an expression such as `Observation.category[0].coding`. Choices by the name that JSON has. */
  readonly place: string;
  /** What was done; for invariants the key. */
  readonly note: string;
  readonly resource: JsonRecord;
}

export function expressionOf(type: string, path: JsonPath): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : `${text}.${step}`),
    type,
  );
}
