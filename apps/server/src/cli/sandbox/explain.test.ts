import { expect, test } from 'vitest';
import { ERROR_CATALOGUE } from '../../kernel/errors/app-error.ts';
import { EXPLAINED_CODES, explain, isForPeopleOnly, refusalIn } from './explain.ts';

const codes = Object.keys(ERROR_CATALOGUE);

test('every error that a program may meet is explained in both languages', () => {
  const missing = codes.filter((code) => explain(code) === null && !isForPeopleOnly(code));
  expect(missing, 'rows missing in cli/sandbox/explanations.json').toEqual([]);
  for (const code of EXPLAINED_CODES) {
    const told = explain(code);
    expect(told?.ja, code).toMatch(/[ぁ-ん].*。$/);
    expect(told?.en, code).toMatch(/^[A-Z].*\.$/);
  }
});

test('no explanation is about an error that does not exist, or that programs never meet', () => {
  const ours = EXPLAINED_CODES.filter((code) => !code.startsWith('oauth:'));
  expect(ours.filter((code) => !codes.includes(code))).toEqual([]);
  expect(ours.filter(isForPeopleOnly)).toEqual([]);
});

test.each([
  [
    { error: { code: 'SCOPE_NOT_GRANTED', fields: { scope: 'records' } } },
    'SCOPE_NOT_GRANTED',
    'scope: records',
  ],
  [{ error: 'invalid_scope', error_description: 'not allowed' }, 'oauth:invalid_scope', 'not allowed'],
  [
    {
      resourceType: 'OperationOutcome',
      issue: [
        {
          severity: 'error',
          details: { coding: [{ code: 'FHIR_PERSON_REQUIRED' }] },
          diagnostics: 'parameter=patient; requestId=1',
        },
      ],
    },
    'FHIR_PERSON_REQUIRED',
    'parameter=patient',
  ],
  [
    {
      resourceType: 'OperationOutcome',
      issue: [
        { severity: 'error', details: { coding: [{ code: 'CLINICAL_RESOURCE_INVALID' }] } },
        { severity: 'warning', details: { coding: [{ code: 'binding' }] }, expression: ['Observation.code'] },
        {
          severity: 'error',
          details: { coding: [{ code: 'cardinality' }], text: 'At least 1 is needed.' },
          expression: ['Observation.category'],
        },
      ],
    },
    'CLINICAL_RESOURCE_INVALID',
    'Observation.category · cardinality · At least 1 is needed.',
  ],
])('the refusal in an answer is found: %#', (body, code, detail) => {
  expect(refusalIn(JSON.stringify(body))).toEqual({ code, detail });
});

test.each(['', '<html>', '[]', 'null', '{}', '{"issue":[]}', '{"issue":[null]}'])(
  'an answer without one is none: %s',
  (body) => expect(refusalIn(body)).toBeNull(),
);
