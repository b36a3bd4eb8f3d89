import type { OperationOutcome } from '../definitions/types.ts';

export type Severity = 'error' | 'warning' | 'information';

/** Codes of the value set issue-type that the validator uses. */
export type IssueCode =
  | 'business-rule'
  | 'code-invalid'
  | 'extension'
  | 'informational'
  | 'invariant'
  | 'not-found'
  | 'required'
  | 'structure'
  | 'too-costly'
  | 'too-long'
  | 'value';

/** Stable ids of what is checked; README.md describes them. */
export type Rule =
  | 'binding'
  | 'binding-not-checked'
  | 'bundle'
  | 'cardinality'
  | 'display'
  | 'empty'
  | 'extension'
  | 'extension-context'
  | 'extension-unknown'
  | 'fixed'
  | 'format'
  | 'invariant'
  | 'invariant-not-evaluated'
  | 'max-length'
  | 'narrative'
  | 'pattern'
  | 'private-use-character'
  | 'profile'
  | 'profile-unknown'
  | 'reference'
  | 'resource-type'
  | 'slice'
  | 'slice-undetermined'
  | 'structure'
  | 'too-costly'
  | 'type'
  | 'unknown-element';

/** What the issue rests upon. */
export interface IssueSource {
  /** Canonical URL of the profile or base definition. */
  readonly profile: string | null;
  /** Id of the element in it. */
  readonly element: string | null;
  /** Key of the invariant, or canonical URL of the value set. */
  readonly constraint: string | null;
}

export interface Issue {
  readonly severity: Severity;
  readonly code: IssueCode;
  readonly rule: Rule;
  /** FHIRPath of the place, e.g. `Patient.name[0].family` or `Observation.value.ofType(Quantity).unit`. */
  readonly expression: string;
  /** English; holds no value of the resource. */
  readonly message: string;
  readonly source: IssueSource;
}

const RULE_SYSTEM = 'urn:tsunagu:fhir-validation-rule';

/** The issues as an OperationOutcome; one that says so where there are none, since an outcome may not be empty. */
export const toOperationOutcome = (issues: readonly Issue[]): OperationOutcome => ({
  resourceType: 'OperationOutcome',
  issue:
    issues.length === 0
      ? [{ severity: 'information', code: 'informational', diagnostics: 'No issues were found.' }]
      : issues.map(({ severity, code, rule, expression, message, source }) => ({
          severity,
          code,
          details: {
            coding: [{ system: RULE_SYSTEM, code: source.constraint ?? rule }],
            text: message,
          },
          diagnostics: source.profile === null ? rule : `${rule}: ${source.profile}`,
          expression: [expression],
        })),
});
