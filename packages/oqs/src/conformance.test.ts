import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectationOf, pathOf, vectors } from '../../../conformance/eligibility/vectors.ts';
import * as oqs from './index.ts';

interface Expected {
  readonly reader: string;
  readonly error: string | null;
  readonly encoding: string | null;
  readonly malformed: readonly number[];
  readonly values: Readonly<Record<string, unknown>>;
  readonly findings: readonly Pick<oqs.Finding, 'code' | 'path' | 'line' | 'ordinal'>[];
}

type Read = (bytes: Uint8Array) => oqs.ReadResult<object> | oqs.BulkReadResult<object, object>;

const READERS: Readonly<Record<string, Read>> = {
  'eligibility-request': oqs.readEligibilityRequest,
  'bulk-request': oqs.readBulkRequest,
  'fetch-request': oqs.readFetchRequest,
  'home-visit-list': (bytes) => oqs.readListRequest('home-visit', bytes),
  'online-list': (bytes) => oqs.readListRequest('online', bytes),
  'public-assistance-list': (bytes) => oqs.readListRequest('public-assistance', bytes),
  'registration-request': oqs.readRegistrationRequest,
  'bulk-registration-request': oqs.readBulkRegistrationRequest,
  'drug-view-request': oqs.readDrugViewRequest,
  'checkup-view-request': oqs.readCheckupViewRequest,
  'eligibility-response': oqs.readEligibilityResponse,
  'status-response': oqs.readStatusResponse,
  'bulk-response': oqs.readBulkResponse,
  'drug-view-response': oqs.readDrugViewResponse,
  'checkup-view-response': oqs.readCheckupViewResponse,
};

const ROOT = join(import.meta.dirname, '../../../conformance/eligibility');
const VECTORS = readdirSync(ROOT, { recursive: true, encoding: 'utf-8' })
  .filter((path) => path.endsWith('.xml'))
  .sort()
  .map((path) => ({ path, expected: readExpected(path) }));

function readExpected(path: string): Expected {
  return JSON.parse(readFileSync(join(ROOT, path.replace(/\.xml$/, '.json')), 'utf-8')) as Expected;
}

function read(path: string, reader: string): ReturnType<Read> {
  const codec = READERS[reader];
  if (codec === undefined) throw new Error(`no reader '${reader}'`);
  return codec(readFileSync(join(ROOT, path)));
}

function valueAt(message: unknown, path: string): unknown {
  const value = path
    .split('.')
    .reduce<unknown>((at, key) => (at as Readonly<Record<string, unknown>> | undefined)?.[key], message);
  return value instanceof Date ? value.toISOString() : value;
}

const order = (a: Expected['findings'][number], b: typeof a) =>
  a.path.localeCompare(b.path) || a.code.localeCompare(b.code);

describe('conformance vectors', () => {
  it('are what their sources say', () => {
    const written = vectors().map((vector) => `${pathOf(vector)}.xml`);
    expect(VECTORS.map(({ path }) => path)).toEqual(written.sort());
    for (const vector of vectors()) {
      const path = join(ROOT, pathOf(vector));
      expect(Buffer.from(vector.bytes).equals(readFileSync(`${path}.xml`)), path).toBe(true);
      expect(JSON.parse(readFileSync(`${path}.json`, 'utf-8'))).toEqual(JSON.parse(expectationOf(vector)));
    }
  });

  it.each(VECTORS)('$path', ({ path, expected }) => {
    const result = read(path, expected.reader);
    const items = 'items' in result ? result.items : [];
    const all = [...result.findings, ...items.flatMap((item) => item.findings)].map(
      ({ code, path: place, line, ordinal }) => ({ code, path: place, line, ordinal }),
    );
    expect(all.sort(order)).toEqual([...expected.findings].sort(order));
    expect(result.error?.code ?? null).toBe(expected.error);
    expect(result.encoding).toBe(expected.encoding);
    expect(items.filter((item) => item.error !== null).map((item) => item.ordinal)).toEqual(
      expected.malformed,
    );
    for (const [place, value] of Object.entries(expected.values))
      expect([place, valueAt(result.message, place)]).toEqual([place, value]);
  });
});
