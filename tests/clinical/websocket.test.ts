import { once } from 'node:events';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { openSockets } from '../../apps/server/src/modules/clinical/subscriptions/sockets.ts';
import { readSystemSession } from '../../apps/server/src/modules/identity/index.ts';
import { medicalFile } from '../../apps/server/src/testing/claim-files.ts';
import { drugCode } from '../../apps/server/src/testing/demo-codes.ts';
import { testPerson } from '../../apps/server/src/testing/people.ts';
import { TEST_NOW } from '../../apps/server/src/testing/test-runtime.ts';
import {
  type Caller,
  createTestServer,
  TEST_ORIGIN,
  type TestServer,
} from '../../apps/server/src/testing/test-server.ts';
import { assertion, registerTestClient, requestToken } from '../identity/systems-support.ts';
import { codeOf, idOf, observation, type Send, senderFor } from './support.ts';

let server: TestServer;
let ref: string;
let physician: Send;
let manager: Send;
let hospital: Caller;
let clinic: Caller;
let open: WebSocket[] = [];

beforeAll(async () => {
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
  hospital = await server.signIn('hospital-manager');
  clinic = await server.signIn('clinic-manager');
  await server.app.listen({ port: 0, host: '127.0.0.1' });
}, 120_000);
afterAll(async () => {
  // Connections that were refused, and those that are still there, do not keep the server from closing.
  const { token } = await tokenOf(hospital);
  const last = await connect(token);
  const started = performance.now();
  await server.close();
  expect(performance.now() - started).toBeLessThan(5_000);
  expect(await last.next()).toBe('closed 1001');
});
beforeEach(async () => {
  server.setNow(TEST_NOW);
  await server.asOwner('DELETE FROM clinical.notification');
  await server.asOwner('DELETE FROM clinical.subscription');
});
afterEach(() => {
  for (const socket of open) socket.terminate();
  open = [];
});

const READS = ['system/*.rs'];

async function tokenOf(by: Caller, scopes: readonly string[] = READS) {
  const { clientId, key } = await registerTestClient(by, { scopes });
  const answer = await requestToken(server, assertion(clientId, key), { scope: scopes.join(' ') });
  return { clientId, token: answer.json<{ access_token: string }>().access_token };
}

interface Client {
  readonly socket: WebSocket;
  /** The next message, or `closed <code>`. */
  next(): Promise<string>;
  /** What came and was not asked for. */
  readonly left: readonly string[];
}

const address = () => `ws://127.0.0.1:${(server.app.server.address() as AddressInfo).port}/fhir/R4/websocket`;

/** A client before its connection is open. */
function clientOf(headers: Readonly<Record<string, string>>): Client {
  const socket = new WebSocket(address(), { headers });
  open.push(socket);
  const left: string[] = [];
  const waiting: ((text: string) => void)[] = [];
  const arrived = (text: string) => {
    const first = waiting.shift();
    if (first === undefined) left.push(text);
    else first(text);
  };
  socket.on('message', (data) => arrived(String(data)));
  socket.on('close', (code) => arrived(`closed ${code}`));
  const next = () => {
    const [first] = left.splice(0, 1);
    return first === undefined
      ? new Promise<string>((resolve) => waiting.push(resolve))
      : Promise.resolve(first);
  };
  return { socket, left, next };
}

async function connect(token: string): Promise<Client> {
  const client = clientOf({ authorization: `Bearer ${token}` });
  await once(client.socket, 'open');
  return client;
}

/** Status of the answer that refuses the upgrade. */
const refusal = (headers: Readonly<Record<string, string>>): Promise<number> =>
  new Promise((resolve, reject) => {
    const { socket } = clientOf(headers);
    socket.on('open', () => reject(new Error('opened')));
    socket.on('error', () => {});
    socket.on('unexpected-response', (_request, answer) => {
      resolve(answer.statusCode ?? 0);
      answer.destroy();
    });
  });

async function ask(client: Client, text: string): Promise<string> {
  client.socket.send(text);
  return client.next();
}

const body = (changed: object = {}, channel: object = {}) => ({
  resourceType: 'Subscription',
  status: 'requested',
  reason: '試験',
  criteria: 'Observation?code=HB',
  channel: { type: 'websocket', ...channel },
  ...changed,
});
const subscribe = (send: Send, changed: object = {}, channel: object = {}) =>
  send({ method: 'POST', path: 'Subscription', body: body(changed, channel) });
const store = (value: string) =>
  physician({ method: 'POST', path: 'Observation', body: observation(ref, value) });
const waiting = () => server.asOwner('SELECT FROM clinical.notification');

test('bound and pinged after a submission, at every connection, without data; the notification is gone', async () => {
  const id = idOf(await subscribe(manager));
  const { token } = await tokenOf(hospital);
  const clients = [await connect(token), await connect(token)];
  for (const client of clients) expect(await ask(client, `bind ${id}`)).toBe(`bound ${id}`);
  expect((await store('socket-1')).statusCode).toBe(201);
  for (const client of clients) expect(await client.next()).toBe(`ping ${id}`);
  await server.server.clinical.idle();
  expect([await waiting(), clients.map(({ left }) => left)]).toEqual([[], [[], []]]);
});

test('what happened while nobody was bound is one ping at the next bind', async () => {
  const id = idOf(await subscribe(manager));
  for (const value of ['socket-2', 'socket-3', 'socket-4']) await store(value);
  await server.server.clinical.idle();
  expect((await waiting()).length).toBe(1);
  const { token } = await tokenOf(hospital);
  const client = await connect(token);
  expect(await ask(client, `bind ${id}`)).toBe(`bound ${id}`);
  expect(await client.next()).toBe(`ping ${id}`);
  await server.server.clinical.idle();
  expect([await ask(client, `bind ${id}`), await waiting()]).toEqual([`bound ${id}`, []]);
  await server.server.clinical.idle();
  expect(client.left).toEqual([]);
});

test("refused to bind: another institution's, unknown ones, rest-hooks, ended ones, tokens that do not read it", async () => {
  const id = idOf(await subscribe(manager));
  const off = idOf(await subscribe(manager, { status: 'off' }));
  const hook = idOf(
    await subscribe(manager, {}, { type: 'rest-hook', endpoint: 'http://127.0.0.1:9/never-called' }),
  );
  const ended = idOf(await subscribe(manager));
  await manager({ method: 'DELETE', path: `Subscription/${ended}` });
  const own = await connect((await tokenOf(hospital)).token);
  for (const other of [off, hook, ended, 'unknown'])
    expect(await ask(own, `bind ${other}`)).toBe(`unbound ${other}`);
  const others = [
    await tokenOf(clinic),
    await tokenOf(hospital, ['system/Observation.rs']),
    await tokenOf(hospital, ['system/Subscription.rs']),
    await tokenOf(hospital, ['eligibility']),
  ];
  for (const { token } of others) {
    const client = await connect(token);
    expect(await ask(client, `bind ${id}`)).toBe(`unbound ${id}`);
    await store(`socket-5-${token.slice(0, 8)}`);
    await server.server.clinical.idle();
    expect(client.left).toEqual([]);
  }
  const both = await tokenOf(hospital, ['system/Observation.rs', 'system/Subscription.rs']);
  expect(await ask(await connect(both.token), `bind ${id}`)).toBe(`bound ${id}`);
});

test('refused at the upgrade: no token, a wrong one, a cookie, a page of another site', async () => {
  const { token } = await tokenOf(hospital);
  const authorization = `Bearer ${token}`;
  expect(await refusal({})).toBe(401);
  expect(await refusal({ authorization: 'Bearer no-such-token' })).toBe(401);
  expect(await refusal({ cookie: hospital.cookie ?? '' })).toBe(401);
  expect(await refusal({ cookie: hospital.cookie ?? '', origin: TEST_ORIGIN })).toBe(401);
  expect(await refusal({ authorization, origin: 'https://example.org' })).toBe(403);
  const plain = await server.app.inject({ url: '/fhir/R4/websocket', headers: { authorization } });
  expect([plain.statusCode, codeOf(plain)]).toEqual([404, 'ROUTE_UNKNOWN']);
});

test('a program that is revoked is not pinged, and its connection ends', async () => {
  const id = idOf(await subscribe(manager));
  const { clientId, token } = await tokenOf(hospital);
  const client = await connect(token);
  expect(await ask(client, `bind ${id}`)).toBe(`bound ${id}`);
  expect((await hospital.delete(`/api/organisation/clients/${clientId}`)).statusCode).toBeLessThan(300);
  await store('socket-6');
  expect(await client.next()).toBe('closed 1008');
  await server.server.clinical.idle();
  expect((await waiting()).length).toBe(1);
});

test('a token that ran out binds nothing any more', async () => {
  const id = idOf(await subscribe(manager));
  const client = await connect((await tokenOf(hospital)).token);
  server.setNow('2099-01-01T00:00:00Z');
  expect(await ask(client, `bind ${id}`)).toBe('closed 1008');
});

test('garbage does no harm; messages that are too long, or no text, end the connection', async () => {
  const id = idOf(await subscribe(manager));
  const { token } = await tokenOf(hospital);
  const client = await connect(token);
  for (const text of ['', 'bind', 'bind ../x', `bind ${'a'.repeat(65)}`, "bind ' OR 1=1", '{"bind":1}', '\0'])
    expect(await ask(client, text)).toBe('unbound');
  expect(await ask(client, `bind ${id}`)).toBe(`bound ${id}`);
  expect(await ask(await connect(token), 'x'.repeat(1025))).toBe('closed 1009');
  const binary = await connect(token);
  binary.socket.send(Buffer.from(`bind ${id}`));
  expect(await binary.next()).toBe('closed 1003');
  await store('socket-7');
  expect(await client.next()).toBe(`ping ${id}`);
});

test('twenty connections of a program and twenty subscriptions of a connection, not more', async () => {
  // An institution may not have as many; these are copies.
  const first = idOf(await subscribe(manager));
  const ids = [first];
  for (let n = 0; n < 20; n++) {
    const id = `copy-${n}`;
    ids.push(id);
    await server.asOwner(
      `INSERT INTO clinical.subscription SELECT (jsonb_populate_record(s, jsonb_build_object('subscription_id', $2::text))).*
       FROM clinical.subscription s WHERE subscription_id = $1`,
      [first, id],
    );
  }
  const { token } = await tokenOf(hospital);
  const clients: Client[] = [];
  for (let n = 0; n < 20; n++) clients.push(await connect(token));
  expect(await (await connect(token)).next()).toBe('closed 1013');
  const [client] = clients;
  if (client === undefined) throw new Error('no client');
  const answers: string[] = [];
  for (const id of ids) answers.push(await ask(client, `bind ${id}`));
  expect(answers).toEqual(ids.map((id, at) => `${at < 20 ? 'bound' : 'unbound'} ${id}`));
  // Another program has its own twenty, and one that leaves makes room.
  expect((await connect((await tokenOf(hospital)).token)).socket.readyState).toBe(WebSocket.OPEN);
  client.socket.close();
  await client.next();
  const again = await connect(token);
  expect(await ask(again, `bind ${ids[20]}`)).toBe(`bound ${ids[20]}`);
});

test('a websocket has no endpoint, no header and no payload; the statement names its address', async () => {
  for (const channel of [
    { endpoint: 'https://example.org/told' },
    { header: ['Authorization: test'] },
    { payload: 'application/fhir+json' },
  ])
    expect(codeOf(await subscribe(manager, {}, channel))).toBe('SUBSCRIPTION_REFUSED');
  const statement = await server.app.inject({ url: '/fhir/R4/metadata' });
  expect(statement.json()).toMatchObject({
    rest: [
      {
        extension: [
          {
            url: 'http://hl7.org/fhir/StructureDefinition/capabilitystatement-websocket',
            valueUri: 'ws://localhost:8080/fhir/R4/websocket',
          },
        ],
      },
    ],
  });
});

test('an offer of another protocol elsewhere is ignored', async () => {
  const { port } = server.app.server.address() as AddressInfo;
  const status = await new Promise((resolve, reject) => {
    const headers = { connection: 'Upgrade', upgrade: 'websocket' };
    request({ port, host: '127.0.0.1', path: '/fhir/R4/Patient', headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on('error', reject)
      .end();
  });
  expect(status).toBe(401);
});

test('between pings: who does not answer the heartbeat is cut off, whose token is gone is sent away', async () => {
  const faults: unknown[] = [];
  const sockets = openSockets({
    mayBind: async () => true,
    bound: () => {},
    onError: (error) => faults.push(error),
    heartbeatMs: 100,
    recheckMs: 50,
  });
  const session = await readSystemSession(server, (await tokenOf(hospital)).token, null);
  if (session === null) throw new Error('no session');
  let present: typeof session | null = session;
  const listening = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  listening.on('connection', (socket) => sockets.open(socket, { session, readAgain: async () => present }));
  await once(listening, 'listening');
  const url = `ws://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  const connectHere = (autoPong: boolean) => {
    const socket = new WebSocket(url, { autoPong });
    open.push(socket);
    return { socket, closed: once(socket, 'close').then(([code]) => code) };
  };
  const silent = connectHere(false);
  const answering = connectHere(true);
  expect(await silent.closed).toBe(1006);
  expect(answering.socket.readyState).toBe(WebSocket.OPEN);
  present = null;
  expect([await answering.closed, faults]).toEqual([1008, []]);
  sockets.close();
  listening.close();
});
