import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { notify } from '../../apps/server/src/kernel/http/notify.ts';
import { urlFault } from '../../apps/server/src/kernel/http/targets.ts';
import { medicalFile } from '../../apps/server/src/testing/claim-files.ts';
import { drugCode } from '../../apps/server/src/testing/demo-codes.ts';
import { testPerson } from '../../apps/server/src/testing/people.ts';
import { TEST_NOW } from '../../apps/server/src/testing/test-runtime.ts';
import { createTestServer, type TestServer } from '../../apps/server/src/testing/test-server.ts';
import { codeOf, idOf, observation, type Send, senderFor } from './support.ts';

let server: TestServer;
let target: Server;
let ref: string;
let physician: Send;
let manager: Send;
let clinicManager: Send;
let calls: { headers: IncomingHttpHeaders; bytes: number }[] = [];
let answers: number[] = [];
const at = () => `http://127.0.0.1:${(target.address() as AddressInfo).port}/told`;

beforeAll(async () => {
  target = createServer((request, answer) => {
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    request.on('end', () => {
      calls.push({ headers: request.headers, bytes });
      answer.writeHead(answers.shift() ?? 200, { location: at() }).end();
    });
  });
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
  server = await createTestServer();
  const line = {
    type: 'IY' as const,
    category: '21',
    code: drugCode('amlodipine-5'),
    amount: '1',
    days: { 3: 14 },
  };
  await server.take(medicalFile({ claims: [{ person: testPerson(1), lines: [line] }] }));
  ref = await server.personIdOf(testPerson(1));
  physician = await senderFor(server, 'hospital-physician');
  manager = await senderFor(server, 'hospital-manager');
  clinicManager = await senderFor(server, 'clinic-manager');
}, 120_000);
afterAll(async () => {
  target.close();
  await server.close();
});
beforeEach(async () => {
  calls = [];
  answers = [];
  server.setNow(TEST_NOW);
  await server.asOwner('DELETE FROM clinical.notification');
  await server.asOwner('DELETE FROM clinical.subscription');
});

const subscription = (changed: object = {}, channel: object = {}) => ({
  resourceType: 'Subscription',
  status: 'requested',
  reason: '試験',
  criteria: 'Observation?code=HB',
  channel: { type: 'rest-hook', endpoint: at(), header: ['Authorization: Bearer test-secret'], ...channel },
  ...changed,
});
const subscribe = (send: Send, body: object = subscription()) =>
  send({ method: 'POST', path: 'Subscription', body });
const store = (value: string) =>
  physician({ method: 'POST', path: 'Observation', body: observation(ref, value) });
const waiting = () => server.asOwner('SELECT FROM clinical.notification');

test('the institution is told of what it stored itself, by an empty call with its header; others are not', async () => {
  const made = await subscribe(manager);
  expect([made.statusCode, made.json()]).toEqual([201, expect.objectContaining({ status: 'active' })]);
  await subscribe(clinicManager);
  await store('told-1');
  await server.server.clinical.idle();
  expect(calls.map(({ headers, bytes }) => [headers.authorization, bytes])).toEqual([
    ['Bearer test-secret', 0],
  ]);
  expect(await waiting()).toEqual([]);
});

test('the secret of a header is neither shown again nor readable in the database', async () => {
  const made = await subscribe(manager);
  const read = await manager({ method: 'GET', path: `Subscription/${idOf(made)}` });
  const [row] = await server.asOwner('SELECT s::text AS row FROM clinical.subscription s');
  expect(read.statusCode).toBe(200);
  expect(`${made.body}${read.body}${JSON.stringify(row)}`).not.toContain('test-secret');
  expect((await clinicManager({ method: 'GET', path: `Subscription/${idOf(made)}` })).statusCode).toBe(404);
});

test('what does not fit the criteria, and what was ended, is not told', async () => {
  const other = await subscribe(manager, subscription({ criteria: 'Observation?code=OTHER' }));
  expect(other.statusCode).toBe(201);
  const ended = await subscribe(manager);
  await manager({ method: 'DELETE', path: `Subscription/${idOf(ended)}` });
  await store('told-2');
  await server.server.clinical.idle();
  expect([calls, await waiting()]).toEqual([[], []]);
});

test('a call that fails is repeated after a pause; a redirect is a failure; in the end the subscription is in error', async () => {
  const id = idOf(await subscribe(manager));
  answers = [500, 302, 200];
  await store('told-3');
  await server.server.clinical.idle();
  expect([calls.length, (await waiting()).length]).toEqual([1, 1]);
  for (const seconds of [31, 100]) {
    server.setNow(new Date(Date.parse(TEST_NOW) + seconds * 1000).toISOString());
    await store(`told-3-${seconds}`);
    await server.asOwner(`DELETE FROM clinical.notification WHERE attempts = 0`);
    await server.server.clinical.idle();
  }
  expect(calls.length).toBeGreaterThanOrEqual(3);
  answers = Array(40).fill(500);
  await store('told-4');
  await server.server.clinical.idle();
  await server.asOwner(`UPDATE clinical.notification SET attempts = 8, due_at = '2020-01-01'`);
  await store('told-5');
  await server.server.clinical.idle();
  const read = await manager({ method: 'GET', path: `Subscription/${id}` });
  expect(read.json()).toMatchObject({ status: 'error' });
  expect(await waiting()).toEqual([]);
});

test('refused: other channels, payloads, criteria that are not understood, headers that lead elsewhere, the wrong roles', async () => {
  const bodies = [
    subscription({}, { type: 'email' }),
    subscription({}, { payload: 'application/fhir+json' }),
    subscription({ criteria: 'Observation?no-such=1' }),
    subscription({ criteria: 'Patient?name=a' }),
    subscription({}, { header: ['Host: elsewhere'] }),
    subscription({}, { header: ['X: a\r\nHost: elsewhere'] }),
    subscription({}, { endpoint: 'http://example.org/' }),
    subscription({}, { endpoint: 'file:///etc/passwd' }),
  ];
  for (const body of bodies) {
    const answer = await subscribe(manager, body);
    expect([answer.statusCode, codeOf(answer)]).toEqual([422, 'SUBSCRIPTION_REFUSED']);
  }
  expect(codeOf(await subscribe(physician))).toBe('ROLE_NOT_ALLOWED');
});

test.each([
  'https://10.0.0.1/',
  'https://127.0.0.1/',
  'https://169.254.169.254/latest',
  'https://192.168.1.1/',
  'https://[::1]/',
  'https://[fd00::1]/',
  'https://[::ffff:10.0.0.1]/',
  'http://127.0.0.1/',
  'https://user:pass@example.org/',
])('%s is no target outside trials', (url) => {
  expect(urlFault(url, { local: false })).not.toBeNull();
  expect(urlFault('https://example.org/told', { local: false })).toBeNull();
});

test('a target that answers letter by letter is given up when its time is over', async () => {
  const drips = createSocketServer((socket) => {
    socket.on('error', () => {});
    socket.write('HTTP/1.1 200 OK\r\n');
    const drip = setInterval(() => socket.write('x: y\r\n'), 50);
    socket.on('close', () => clearInterval(drip));
  });
  await new Promise<void>((resolve) => drips.listen(0, '127.0.0.1', resolve));
  const url = new URL(`http://127.0.0.1:${(drips.address() as AddressInfo).port}/`);
  const started = performance.now();
  expect(await notify({ url, headers: {}, targets: { local: true }, withinMs: 500 })).toBe(false);
  expect(performance.now() - started).toBeLessThan(5_000);
  await new Promise((resolve) => drips.close(resolve));
});

test('who does not answer is called once before the pause, however much there is to tell', async () => {
  await subscribe(manager);
  answers = Array(10).fill(500);
  await server.asOwner(
    `INSERT INTO clinical.notification (subscription_id, due_at)
     SELECT subscription_id, '2020-01-01' FROM clinical.subscription, generate_series(1, 5)`,
  );
  await store('put-off');
  await server.server.clinical.idle();
  expect([calls.length, (await waiting()).length]).toEqual([1, 6]);
});

test('an institution has twenty subscriptions at most; one that was ended makes room', async () => {
  const ids: string[] = [];
  for (let count = 0; count < 20; count++) ids.push(idOf(await subscribe(manager)));
  const refused = await subscribe(manager);
  expect([refused.statusCode, codeOf(refused)]).toEqual([422, 'SUBSCRIPTION_REFUSED']);
  expect((await subscribe(clinicManager)).statusCode).toBe(201);
  await manager({ method: 'DELETE', path: `Subscription/${ids[0]}` });
  expect((await subscribe(manager)).statusCode).toBe(201);
});
