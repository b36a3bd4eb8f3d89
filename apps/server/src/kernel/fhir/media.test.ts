import { expect, test } from 'vitest';
import { formatOf, kindOfBody } from './media.ts';

test.each([
  [null, null, 'json'],
  [null, '', 'json'],
  [null, 'application/fhir+xml', 'xml'],
  [null, 'text/turtle, application/fhir+xml;q=0.5, application/fhir+json;q=0.4', 'xml'],
  [null, 'application/fhir+json;q=0.4, application/fhir+xml;q=0.5', 'xml'],
  [null, 'APPLICATION/FHIR+XML', 'xml'],
  [null, '*/*', 'json'],
  ['xml', 'application/fhir+json', 'xml'],
  ['application/fhir xml', null, 'xml'],
  ['json', 'text/turtle', 'json'],
])('_format=%s with Accept %s is written as %s', (parameter, accept, format) => {
  expect(formatOf(parameter, accept)).toBe(format);
});

test.each([
  ['ttl', null],
  ['', null],
  [null, 'text/turtle'],
  [null, 'application/fhir+json;q=0'],
  [null, 'constructor'],
])('_format=%s with Accept %s cannot be answered', (parameter, accept) => {
  expect(() => formatOf(parameter, accept)).toThrow(
    expect.objectContaining({ code: 'FHIR_FORMAT_NOT_ACCEPTABLE' }),
  );
});

const BODY = Buffer.from('x');
test.each([
  ['application/fhir+json; charset=utf-8', 'json'],
  ['application/json', 'json'],
  ['text/xml', 'xml'],
  ['application/json-patch+json', 'patch'],
  ['application/x-www-form-urlencoded', 'form'],
])('a body of %s is %s', (contentType, kind) => {
  expect(kindOfBody(contentType, BODY)).toBe(kind);
  expect(kindOfBody(contentType, Buffer.alloc(0))).toBeNull();
});

test.each(['json', 'text/html', '*/*', '', 'image/png', 'application/*'])(
  'a body of %j is not read',
  (contentType) => {
    expect(() => kindOfBody(contentType, BODY)).toThrow(
      expect.objectContaining({ code: 'FHIR_MEDIA_TYPE_UNSUPPORTED' }),
    );
  },
);
