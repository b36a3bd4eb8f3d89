import { expect, test } from 'vitest';
import { AppError, ERROR_CATALOGUE, type ErrorCode, STATUS_BY_KIND } from '../errors/app-error.ts';
import { errorAnswer } from './error-answer.ts';

const codes = Object.keys(ERROR_CATALOGUE) as ErrorCode[];

/** Written by hand from the house style, so that a slip in the table of kinds is seen. @spec HOUSE-STYLE.md §Errors */
const EXPECTED_STATUS: Readonly<Record<string, number>> = {
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
};

test('each kind has its status', () => {
  expect(STATUS_BY_KIND).toEqual(EXPECTED_STATUS);
});

test.each(codes)('%s answers with its kind, a static text and what the caller can look up', (code) => {
  const { kind, message, action } = ERROR_CATALOGUE[code];
  expect(errorAnswer(new AppError(code, { at: 3 }), 'r-1')).toEqual({
    status: EXPECTED_STATUS[kind],
    body: { error: { code, kind, message, fields: { at: 3 }, requestId: 'r-1' } },
  });
  expect(message).toMatch(/^[A-Z].*\.$/);
  expect(action).toMatch(/^[A-Z].*\.$/);
});

test.each([
  [{ validation: [{ instancePath: '/birthDate', keyword: 'pattern' }] }, 400, 'INPUT_INVALID'],
  [{ code: 'FST_ERR_CTP_BODY_TOO_LARGE', statusCode: 413 }, 413, 'FILE_TOO_LARGE'],
  [{ code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE', statusCode: 415 }, 400, 'INPUT_INVALID'],
  [{ name: 'SyntaxError', statusCode: 400 }, 400, 'INPUT_INVALID'],
  [{ code: 'ECONNREFUSED' }, 503, 'UNAVAILABLE'],
  [{ code: 'ENOENT', syscall: 'connect' }, 503, 'UNAVAILABLE'],
  [{ code: '57P01' }, 503, 'UNAVAILABLE'],
  [new Error('relation "secret" does not exist'), 500, 'INTERNAL'],
  ['a string', 500, 'INTERNAL'],
  [null, 500, 'INTERNAL'],
  [undefined, 500, 'INTERNAL'],
])('a foreign error %# becomes one of ours and tells nothing of itself', (error, status, code) => {
  const answer = errorAnswer(error, 'r-2');
  expect([answer.status, answer.body.error.code]).toEqual([status, code]);
  expect(JSON.stringify(answer.body)).not.toContain('secret');
});

test('a file that cannot be opened is not taken for a database that does not answer', () => {
  const missing = Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT', syscall: 'open' });
  expect(errorAnswer(missing, 'r-3').body.error.code).toBe('INTERNAL');
});
