import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { medicalFile } from '../../apps/server/src/testing/claim-files.ts';
import { actCode, UNKNOWN_DRUG } from '../../apps/server/src/testing/demo-codes.ts';
import { testPerson } from '../../apps/server/src/testing/people.ts';
import {
  type Caller,
  createTestServer,
  outcomeOf,
  type TestServer,
} from '../../apps/server/src/testing/test-server.ts';

const LIMIT = 256 * 1024;
let server: TestServer;
let intake: Caller;
let port: number;

beforeAll(async () => {
  server = await createTestServer({ maxUploadBytes: LIMIT });
  await server.app.listen({ port: 0, host: '127.0.0.1' });
  port = (server.app.server.address() as AddressInfo).port;
  intake = await server.signIn('intake');
});
afterAll(() => server.close());

const claim = (ordinal: number) => ({
  person: testPerson(ordinal),
  lines: [
    { type: 'SI' as const, category: '12', code: actCode('revisit') },
    { type: 'IY' as const, category: '21', code: UNKNOWN_DRUG, amount: '1', days: { 3: 14 } },
  ],
});
const files = async () =>
  (await server.asOwner<{ n: number }>('SELECT count(*)::int AS n FROM claims.file'))[0]?.n;
const leftovers = () => readdirSync(join(server.directory, 'files', 'incoming'));

async function untilFinished(sha256: string) {
  for (let i = 0; i < 200; i++) {
    const { file } = (await intake.get(`/api/claims/files/${sha256}`)).json();
    if (file.finishedAt !== null) return file;
    await sleep(25);
  }
  throw new Error('the file was not finished');
}

test('an upload is kept, taken in by the worker and shown with its counts', async () => {
  const answer = await intake.upload(medicalFile({ claims: [claim(1), claim(2)] }), 'RECEIPTC.UKE');
  expect(outcomeOf(answer)).toBe('202 ok');
  expect(answer.json()).toMatchObject({
    duplicate: false,
    file: { name: 'RECEIPTC.UKE', state: 'received' },
  });
  const { sha256 } = answer.json().file;
  expect(await untilFinished(sha256)).toMatchObject({
    state: 'taken',
    claims: 2,
    stored: 0,
    quarantined: 2,
    kind: 'medical',
    refusal: null,
  });
  const again = await intake.upload(medicalFile({ claims: [claim(1), claim(2)] }), 'other.UKE');
  expect(outcomeOf(again)).toBe('200 ok');
  expect(again.json()).toMatchObject({
    duplicate: true,
    file: { sha256, name: 'RECEIPTC.UKE', state: 'taken' },
  });
  const items = (await intake.get('/api/claims/work-items')).json();
  expect(items).toMatchObject({ total: 3, next: null });
  const findings = (await intake.get(`/api/claims/files/${sha256}/findings?code=code-unknown`)).json();
  expect(findings.findings).toMatchObject([
    { code: 'code-unknown', severity: 'warn', type: 'IY', claim: 1 },
    { claim: 2 },
  ]);
  expect((await intake.post('/api/claims/work-items/retry', { kind: 'person-unresolved' })).json()).toEqual({
    retried: 2,
    resolved: 0,
    stillOpen: 2,
  });
});

test('the stream of progress ends with the final state', async () => {
  const { sha256 } = (await intake.upload(medicalFile({ claims: [claim(3)] }))).json().file;
  const answer = await intake.get(`/api/claims/files/${sha256}/events`);
  expect(answer.headers['content-type']).toContain('text/event-stream');
  const events = answer.body.split('\n\n').filter((event) => event !== '');
  expect(events.every((event) => event.startsWith('event: progress\ndata: '))).toBe(true);
  expect(JSON.parse(events.at(-1)?.split('data: ')[1] ?? '')).toMatchObject({ sha256, state: 'taken' });
});

test('only the intake operator hands files in and reads their lists', async () => {
  const sha256 = 'ab'.repeat(32);
  for (const who of ['hospital-physician', 'hospital-desk', 'administrator']) {
    const caller = await server.signIn(who);
    const answers = [
      await caller.upload(medicalFile({ claims: [claim(9)] })),
      await caller.get('/api/claims/files'),
      await caller.get(`/api/claims/files/${sha256}`),
      await caller.get(`/api/claims/files/${sha256}/events`),
      await caller.get(`/api/claims/files/${sha256}/findings`),
      await caller.get('/api/claims/work-items'),
      await caller.post('/api/claims/work-items/retry', {}),
    ];
    expect(answers.map(outcomeOf)).toEqual(answers.map(() => '403 ROLE_NOT_ALLOWED'));
  }
  expect(outcomeOf(await server.nobody.upload(medicalFile({ claims: [claim(9)] })))).toBe(
    '401 SESSION_REQUIRED',
  );
});

const post = (url: string, headers: Record<string, string>, payload: string | Buffer) =>
  server.app.inject({
    method: 'POST',
    url,
    payload,
    headers: { cookie: intake.cookie ?? '', 'x-tsunagu-request': '1', ...headers },
  });
const OCTETS = { 'content-type': 'application/octet-stream' };

interface Refusal {
  readonly send: () => Promise<Awaited<ReturnType<Caller['get']>>>;
  readonly outcome: string;
}
const REFUSALS: Readonly<Record<string, Refusal>> = {
  'an empty file': { send: () => post('/api/claims/files?name=a', OCTETS, ''), outcome: '400 FILE_EMPTY' },
  'more than the limit': {
    send: () => post('/api/claims/files?name=a', OCTETS, Buffer.alloc(LIMIT + 1, 0x41)),
    outcome: '413 FILE_TOO_LARGE',
  },
  'a file without a name': {
    send: () => post('/api/claims/files', OCTETS, 'IR'),
    outcome: '400 INPUT_INVALID',
  },
  'another content type': {
    send: () => post('/api/claims/files?name=a', { 'content-type': 'text/csv' }, 'IR'),
    outcome: '400 INPUT_INVALID',
  },
  'a file as JSON': {
    send: () => post('/api/claims/files?name=a', { 'content-type': 'application/json' }, '{"a":1}'),
    outcome: '400 INPUT_INVALID',
  },
  'JSON that is none': {
    send: () => post('/api/claims/work-items/retry', { 'content-type': 'application/json' }, '{"kind":'),
    outcome: '400 INPUT_INVALID',
  },
  'bytes where JSON is wanted': {
    send: () => post('/api/claims/work-items/retry', OCTETS, 'IR'),
    outcome: '400 INPUT_INVALID',
  },
  'JSON with a prototype': {
    send: () =>
      post(
        '/api/claims/work-items/retry',
        { 'content-type': 'application/json' },
        '{"__proto__":{"kind":"x"}}',
      ),
    outcome: '400 INPUT_INVALID',
  },
  'a kind of work that is none': {
    send: () =>
      post('/api/claims/work-items/retry', { 'content-type': 'application/json' }, '{"kind":"everything"}'),
    outcome: '400 INPUT_INVALID',
  },
  'JSON of more than 1 MiB': {
    send: () =>
      post(
        '/api/claims/work-items/retry',
        { 'content-type': 'application/json' },
        `{"ids":["${'a'.repeat(1024 * 1024)}"]}`,
      ),
    outcome: '413 FILE_TOO_LARGE',
  },
  'an address that is none': {
    send: () => post('/api/claims/nothing', {}, ''),
    outcome: '404 ROUTE_UNKNOWN',
  },
  'no request header': {
    send: () =>
      server.app.inject({
        method: 'POST',
        url: '/api/claims/files?name=a',
        payload: 'IR',
        headers: { cookie: intake.cookie ?? '', ...OCTETS },
      }),
    outcome: '403 REQUEST_HEADER_MISSING',
  },
  'a file that nobody handed in': {
    send: () => intake.get(`/api/claims/files/${'ab'.repeat(32)}`),
    outcome: '404 FILE_UNKNOWN',
  },
  'progress of a file that nobody handed in': {
    send: () => intake.get(`/api/claims/files/${'ab'.repeat(32)}/events`),
    outcome: '404 FILE_UNKNOWN',
  },
  'a fingerprint that is none': {
    send: () => intake.get('/api/claims/files/..%2f..%2fetc'),
    outcome: '400 INPUT_INVALID',
  },
  'a cursor that is none': {
    send: () => intake.get('/api/claims/files?cursor=1e9'),
    outcome: '400 INPUT_INVALID',
  },
  'a cursor of the work list that is none': {
    send: () => intake.get('/api/claims/work-items?cursor=-1'),
    outcome: '400 INPUT_INVALID',
  },
  'a work item that is none': {
    send: () => intake.post('/api/claims/work-items/retry', { ids: ['x'] }),
    outcome: '200 ok',
  },
};

test.each(Object.entries(REFUSALS))(
  '%s: a stable code, nothing half-stored, and the server goes on',
  async (_title, { send, outcome }) => {
    const before = await files();
    const answer = await send();
    expect(outcomeOf(answer)).toBe(outcome);
    if (answer.statusCode >= 400) {
      expect(Object.keys(answer.json().error).sort()).toEqual([
        'code',
        'fields',
        'kind',
        'message',
        'requestId',
      ]);
      expect(answer.body).not.toMatch(/node_modules|at [A-Za-z]+ \(|\.ts:/);
    }
    expect(await files()).toBe(before);
    expect(leftovers()).toEqual([]);
    expect(outcomeOf(await server.nobody.get('/api/session'))).toBe('200 ok');
  },
);

/** Sends the head of an upload over a real connection and then does what `run` does. */
function rawUpload(
  headers: Record<string, string | number>,
  run: (send: ReturnType<typeof request>) => void,
) {
  return new Promise<string>((resolve) => {
    const send = request(
      {
        port,
        host: '127.0.0.1',
        method: 'POST',
        path: '/api/claims/files?name=cut',
        headers: { cookie: intake.cookie ?? '', 'x-tsunagu-request': '1', ...OCTETS, ...headers },
      },
      (answer) => {
        let body = '';
        answer.on('data', (chunk) => {
          body += chunk;
        });
        answer.on('end', () => resolve(`${answer.statusCode} ${JSON.parse(body).error.code}`));
      },
    );
    send.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
    run(send);
  });
}

test('a connection that is cut within the file leaves nothing, not even a name in the list', async () => {
  const before = await files();
  for (const headers of [{ 'content-length': 100_000 }, { 'transfer-encoding': 'chunked' }]) {
    await rawUpload(headers, (send) => {
      send.write(Buffer.from(medicalFile({ claims: [claim(4)] })));
      setTimeout(() => send.destroy(), 60);
    });
  }
  await sleep(300);
  expect(await files()).toBe(before);
  expect(leftovers()).toEqual([]);
  expect(outcomeOf(await intake.get('/api/claims/files'))).toBe('200 ok');
});

test('a stream without end is cut at the limit', async () => {
  const before = await files();
  const outcome = await rawUpload({ 'transfer-encoding': 'chunked' }, (send) => {
    const more = setInterval(() => send.write(Buffer.alloc(128 * 1024, 0x41)), 5);
    send.on('close', () => clearInterval(more));
    send.on('response', () => clearInterval(more));
  });
  expect(['413 FILE_TOO_LARGE', 'ECONNRESET', 'EPIPE']).toContain(outcome);
  expect(await files()).toBe(before);
  expect(leftovers()).toEqual([]);
});

test('nothing that names a person has reached the log', () => {
  const text = server.logged.join('');
  expect(text).not.toMatch(/試験　患者|シケンカンジャ|7000001|7000002|tsunagu_session|only-for-tests/);
});
