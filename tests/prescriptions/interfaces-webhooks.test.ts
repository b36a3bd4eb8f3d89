import { createHmac } from 'node:crypto';
import { createServer as createReceiver, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createServer } from '../../apps/server/src/main.ts';
import { HOSPITAL, PHARMACY } from '../../apps/server/src/testing/people.ts';
import { outcomeOf, TEST_ORIGIN } from '../../apps/server/src/testing/test-server.ts';
import { programOf } from './eps-files.ts';
import { createDesk, type Desk, NO_DRAFT, ok, PHARMACIST, PHYSICIAN } from './pharmacy-desk.ts';

/** Webhooks on steps of prescriptions: signed, in order, and sent until they are taken. @spec prescriptions.md §9 */
interface Call {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let desk: Desk;
let receiver: Server;
let calls: Call[];
/** Of the answers of the receiver; 0 = it hangs up. */
let status = 200;
let today: string;
const webhooks: Record<'hospital' | 'pharmacy', { webhookId: string; secret: string }> = {
  hospital: { webhookId: '', secret: '' },
  pharmacy: { webhookId: '', secret: '' },
};
const tokens = { hospital: '', pharmacy: '' };

const addressOf = (path: string) => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/${path}`;
const inject = (method: 'GET' | 'POST' | 'DELETE', url: string, token: string, payload?: object) =>
  desk.app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${token}` },
    ...(payload === undefined ? {} : { payload }),
  });

beforeAll(async () => {
  receiver = createReceiver((request, answer) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('utf8');
    });
    request.on('end', () => {
      if (status === 0) return request.socket.destroy();
      calls.push({ path: request.url ?? '', headers: request.headers, body });
      answer.writeHead(status).end();
    });
  });
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
  desk = await createDesk(42);
  // Tokens are issued by the machine's clock.
  desk.setNow(new Date().toISOString());
  today = new Date(desk.clock().getTime() + 9 * 60 * 60 * 1000).toISOString().slice(0, 10);
  tokens.hospital = await programOf(desk, HOSPITAL);
  tokens.pharmacy = await programOf(desk, PHARMACY);
  for (const side of ['hospital', 'pharmacy'] as const)
    webhooks[side] = ok(await inject('POST', '/api/webhooks', tokens[side], { url: addressOf(side) })).json();
}, 120_000);
afterAll(async () => {
  await desk.close();
  receiver.closeAllConnections();
  await new Promise((done) => receiver.close(done));
});
beforeEach(async () => {
  status = 200;
  calls = [];
  await delivered();
  calls = [];
});

/** Everything that is due now was tried. */
const delivered = (server = desk.server) => server.prescriptions.idle();
const later = (seconds: number) =>
  desk.setNow(new Date(desk.clock().getTime() + seconds * 1000).toISOString());
const issue = () => desk.issue({ ...NO_DRAFT, issuedOn: today });
const toldOf = (path: string, id: string) =>
  calls
    .filter((call) => call.path === `/${path}`)
    .map(({ body }) => JSON.parse(body) as Record<string, unknown>)
    .filter(({ prescriptionId }) => prescriptionId === id);

async function take(id: string, step: 'receive' | 'release'): Promise<void> {
  ok(await (await desk.staff(PHARMACIST)).call('POST', `/api/prescriptions/${id}/${step}`));
}

test('ids, event, state and time, signed; nothing of the person; both sides as far as it concerns them', async () => {
  const { prescriptionId: id } = await issue();
  await take(id, 'receive');
  await take(id, 'release');
  await delivered();
  expect(toldOf('hospital', id).map(({ event, state, version }) => [event, state, version])).toEqual([
    ['register', 'open', 1],
    ['receive', 'in-dispensing', 2],
    ['release', 'open', 3],
  ]);
  // The pharmacy is told of what it gave back, and of nothing before it had it.
  expect(toldOf('pharmacy', id).map(({ event }) => event)).toEqual(['receive', 'release']);
  for (const { path, headers, body } of calls) {
    const sent = JSON.parse(body) as Record<string, unknown>;
    expect(Object.keys(sent).sort()).toEqual([
      'at',
      'deliveryId',
      'event',
      'prescriptionId',
      'state',
      'version',
    ]);
    expect(headers['tsunagu-delivery']).toBe(sent.deliveryId);
    const [, seconds, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['tsunagu-signature'])) ?? [];
    const { secret } = webhooks[path === '/hospital' ? 'hospital' : 'pharmacy'];
    expect(mac).toBe(createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex'));
    expect(Number(seconds)).toBe(Math.floor(desk.clock().getTime() / 1000));
  }
});

test('one that is removed is told of nothing more; a program without the scope cannot add one', async () => {
  const { webhookId } = ok(
    await inject('POST', '/api/webhooks', tokens.hospital, { url: addressOf('third') }),
  ).json<{ webhookId: string }>();
  status = 500;
  const { prescriptionId: id } = await issue();
  await delivered();
  expect(toldOf('third', id)).toHaveLength(1);
  ok(await inject('DELETE', `/api/webhooks/${webhookId}`, tokens.hospital));
  status = 200;
  calls = [];
  ok(await inject('POST', `/api/webhooks/${webhooks.hospital.webhookId}/resume`, tokens.hospital, {}));
  await delivered();
  expect([toldOf('hospital', id).length, toldOf('third', id).length]).toEqual([1, 0]);
  const left = await desk.asOwner(
    'SELECT delivery_id FROM prescriptions.webhook_delivery WHERE webhook_id = $1',
    [webhookId],
  );
  expect(left).toEqual([]);
  const unscoped = await programOf(desk, HOSPITAL, ['eligibility', 'records']);
  const url = addressOf('fourth');
  expect(outcomeOf(await inject('POST', '/api/webhooks', unscoped, { url }))).toBe('403 SCOPE_NOT_GRANTED');
});

test('a receiver that is down gets everything in order when it is up again, the server restarted in between', async () => {
  status = 503;
  const { prescriptionId: id } = await issue();
  await delivered();
  expect(toldOf('hospital', id)).toHaveLength(1);
  const [first] = toldOf('hospital', id);
  await take(id, 'receive');
  await delivered();
  // Nobody is called again before the pause is over.
  expect(toldOf('hospital', id)).toHaveLength(1);
  status = 0;
  later(31);
  await delivered();
  await desk.server.prescriptions.stop();

  const again = await createServer(desk, {
    maxUploadBytes: 1024,
    publicOrigin: TEST_ORIGIN,
    fhirPackages: null,
    trustedProxies: [],
    tls: null,
    mail: null,
  });
  try {
    status = 200;
    calls = [];
    later(59);
    await delivered(again);
    expect(calls.filter(({ path }) => path === '/hospital')).toEqual([]);
    later(2);
    await delivered(again);
    const told = toldOf('hospital', id);
    expect(told.map(({ event }) => event)).toEqual(['register', 'receive']);
    expect(told[0]?.deliveryId).toBe(first?.deliveryId);
    calls = [];
    later(3_600);
    await delivered(again);
    expect(calls).toEqual([]);
  } finally {
    await again.close();
  }
});

test('after the last attempt it is stopped; resumed, it gets what has been waiting', async () => {
  const fresh = await createServer(desk, {
    maxUploadBytes: 1024,
    publicOrigin: TEST_ORIGIN,
    fhirPackages: null,
    trustedProxies: [],
    tls: null,
    mail: null,
  });
  try {
    status = 500;
    const { prescriptionId: id } = await issue();
    for (let attempt = 0; attempt < 20; attempt += 1) {
      await delivered(fresh);
      later(6 * 60 * 60);
    }
    expect(toldOf('hospital', id)).toHaveLength(16);
    // The token has run out by now, so a person looks.
    const { webhooks: listed } = ok(await (await managerOf()).call('GET', '/api/webhooks')).json<{
      webhooks: Record<string, unknown>[];
    }>();
    expect(listed).toMatchObject([{ failures: 16, waiting: 1, stoppedAt: expect.any(String) }]);
    expect(JSON.stringify(listed)).not.toContain(webhooks.hospital.secret);
    status = 200;
    calls = [];
    ok(await (await managerOf()).call('POST', `/api/webhooks/${webhooks.hospital.webhookId}/resume`, {}));
    await delivered(fresh);
    expect(toldOf('hospital', id)).toHaveLength(1);
  } finally {
    await fresh.close();
  }
});

const managerOf = () => desk.staff('manager-of-hospital-1');

test('who may, and to where', async () => {
  const manager = await managerOf();
  const refused = async (url: string) => outcomeOf(await manager.call('POST', '/api/webhooks', { url }));
  for (const url of ['http://example.org/', 'ftp://example.org/', 'https://user:x@example.org/', 'nothing'])
    expect(await refused(url), url).toBe('422 RX_WEBHOOK_REFUSED');
  const physician = await desk.staff(PHYSICIAN);
  expect(outcomeOf(await physician.call('GET', '/api/webhooks'))).toBe('403 ROLE_NOT_ALLOWED');
  const other = webhooks.pharmacy.webhookId;
  expect(outcomeOf(await manager.call('POST', `/api/webhooks/${other}/resume`, {}))).toBe(
    '404 RX_WEBHOOK_UNKNOWN',
  );
  const sealed = await desk.asOwner<{ sealed_secret: string }>(
    'SELECT sealed_secret FROM prescriptions.webhook',
  );
  expect(JSON.stringify(sealed)).not.toContain(webhooks.pharmacy.secret);
  const events = await desk.asOwner<{ event: string }>(
    `SELECT event FROM audit.entry WHERE event LIKE 'webhook-%'`,
  );
  expect(events.map(({ event }) => event).toSorted()).toEqual([
    ...Array.from({ length: 3 }, () => 'webhook-registered'),
    'webhook-removed',
  ]);
});
