import { ERROR_CATALOGUE, type ErrorKind } from '../errors/app-error.ts';
import { errorAnswer } from '../http/error-answer.ts';
import type { FhirIssue } from './ports.ts';
import { ResourceRefused } from './resource-refused.ts';

/** Code system of our own error codes; each has a row in docs/errors.md. */
const ERROR_SYSTEM = 'urn:tsunagu:error';
/** Code system of the rules of the validator, as `@tsunagu/fhir` names it. */
const RULE_SYSTEM = 'urn:tsunagu:fhir-validation-rule';

export interface OutcomeIssue {
  readonly severity: 'fatal' | 'error' | 'warning' | 'information';
  readonly code: string;
  readonly details?: {
    readonly coding: readonly { readonly system: string; readonly code: string }[];
    readonly text: string;
  };
  readonly diagnostics?: string;
  readonly expression?: readonly string[];
}

export interface OperationOutcome {
  readonly resourceType: 'OperationOutcome';
  readonly issue: readonly OutcomeIssue[];
  readonly [element: string]: unknown;
}

/** Codes of the value set issue-type. @spec https://hl7.org/fhir/R4/valueset-issue-type.html */
const ISSUE_TYPES: Readonly<Record<ErrorKind, string>> = {
  invalid: 'invalid',
  unauthenticated: 'login',
  forbidden: 'forbidden',
  'not-found': 'not-found',
  'not-allowed': 'not-supported',
  'not-acceptable': 'not-supported',
  conflict: 'conflict',
  gone: 'deleted',
  precondition: 'conflict',
  'too-large': 'too-long',
  'media-type': 'not-supported',
  'business-rule': 'business-rule',
  unsupported: 'not-supported',
  'too-many': 'throttled',
  internal: 'exception',
  'not-implemented': 'not-supported',
  unavailable: 'transient',
  timeout: 'timeout',
};

export interface ErrorOutcome {
  readonly status: number;
  readonly outcome: OperationOutcome;
}

/** Any error as an outcome: its code, a static text, and where it lies. Never a value of a resource. */
export function outcomeOfError(error: unknown, requestId: string): ErrorOutcome {
  const { status, body } = errorAnswer(error, requestId);
  const { code, kind, message, fields } = body.error;
  const known = code in ERROR_CATALOGUE ? ISSUE_TYPES[ERROR_CATALOGUE[code].kind] : undefined;
  const { expression, ...places } = fields;
  const told = Object.entries({ ...places, requestId }).map(([name, value]) => `${name}=${value}`);
  const first: OutcomeIssue = {
    severity: kind === 'internal' ? 'fatal' : 'error',
    code: known ?? 'exception',
    details: { coding: [{ system: ERROR_SYSTEM, code }], text: message },
    diagnostics: told.join('; '),
    ...(expression === undefined ? {} : { expression: [String(expression)] }),
  };
  const listed = error instanceof ResourceRefused ? error.issues.map(issueOf) : [];
  return { status, outcome: { resourceType: 'OperationOutcome', issue: [first, ...listed] } };
}

const issueOf = ({ severity, code, rule, expression, message }: FhirIssue): OutcomeIssue => ({
  severity,
  code,
  details: { coding: [{ system: RULE_SYSTEM, code: rule }], text: message },
  ...(expression === '' ? {} : { expression: [expression] }),
});

/** Issues as an outcome; where there are none it says so, since an outcome holds at least one. */
export const outcomeOfIssues = (issues: readonly FhirIssue[]): OperationOutcome => ({
  resourceType: 'OperationOutcome',
  issue: issues.length > 0 ? issues.map(issueOf) : [ALL_OK],
});

const ALL_OK: OutcomeIssue = {
  severity: 'information',
  code: 'informational',
  details: { coding: [{ system: ERROR_SYSTEM, code: 'OK' }], text: 'Nothing was found to be wrong.' },
};

/** Tells beside results what is not among them, and why. */
export const notice = (code: string, text: string, diagnostics?: string): OutcomeIssue => ({
  severity: 'information',
  code: 'informational',
  details: { coding: [{ system: ERROR_SYSTEM, code }], text },
  ...(diagnostics === undefined ? {} : { diagnostics }),
});
