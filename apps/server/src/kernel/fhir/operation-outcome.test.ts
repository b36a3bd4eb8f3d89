import { expect, test } from 'vitest';
import { AppError, ERROR_CATALOGUE, type ErrorCode } from '../errors/app-error.ts';
import { outcomeOfError, outcomeOfIssues } from './operation-outcome.ts';
import { ResourceRefused } from './resource-refused.ts';

/** @spec https://hl7.org/fhir/R4/valueset-issue-type.html */
const ISSUE_TYPES =
  'invalid structure required value invariant security login unknown expired forbidden suppressed processing not-supported duplicate multiple-matches not-found deleted too-long code-invalid extension too-costly business-rule conflict transient lock-error no-store exception timeout incomplete throttled informational';

test.each(Object.keys(ERROR_CATALOGUE) as ErrorCode[])(
  '%s is told with its code and a kind that FHIR knows',
  (code) => {
    const { outcome } = outcomeOfError(new AppError(code, { at: 3 }), 'r-1');
    const [issue] = outcome.issue;
    expect(issue?.details).toEqual({
      coding: [{ system: 'urn:tsunagu:error', code }],
      text: ERROR_CATALOGUE[code].message,
    });
    expect(ISSUE_TYPES.split(' ')).toContain(issue?.code);
    expect(issue?.diagnostics).toBe('at=3; requestId=r-1');
  },
);

test('a fault of ours tells nothing of itself', () => {
  const { status, outcome } = outcomeOfError(new Error('a secret of the server'), 'r-2');
  expect([status, outcome.issue[0]?.severity]).toEqual([500, 'fatal']);
  expect(JSON.stringify(outcome)).not.toContain('secret');
});

test('every issue of a refused resource is listed with its place', () => {
  const issue = {
    severity: 'error',
    code: 'required',
    rule: 'cardinality',
    expression: 'Observation.code',
    message: 'A code is needed.',
  } as const;
  const { outcome } = outcomeOfError(new ResourceRefused('FHIR_BODY_UNEXPECTED', [issue, issue]), 'r-3');
  expect(outcome.issue).toHaveLength(3);
  expect(outcome.issue[1]).toMatchObject({ code: 'required', expression: ['Observation.code'] });
});

test('an outcome without issues says that there are none', () => {
  expect(outcomeOfIssues([]).issue).toMatchObject([{ severity: 'information' }]);
});
