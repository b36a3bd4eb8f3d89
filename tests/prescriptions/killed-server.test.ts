import { randomUUID } from 'node:crypto';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HPKI_AUTHORITY_FOLDER } from '../../apps/server/src/kernel/pki/hpki/index.ts';
import { medicalFile } from '../../apps/server/src/testing/claim-files.ts';
import { actCode } from '../../apps/server/src/testing/demo-codes.ts';
import { testPerson } from '../../apps/server/src/testing/people.ts';
import { createDesk, type Desk, group, NO_DRAFT, ok, PHARMACIST, PHYSICIAN } from './pharmacy-desk.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';

/**
 * The server's process is killed while prescriptions are registered and received. Whatever was acknowledged is there, what
 * is sent again is there once, and nothing is half done. @spec prescriptions.md §9
 */
const KILLS = Number(process.env.TSUNAGU_KILLS ?? 3);
const PEOPLE = 8;
const CALLERS = 6;
/** Registered before each kill, at least. */
const LEAST_DONE = 3;

let desk: Desk;
let people: string[];
const cookies = { physician: '', pharmacist: '' };

beforeAll(async () => {
  desk = await createDesk();
  const line = { type: 'SI', category: '13', code: actCode('chronic-management'), days: { 3: 1 } } as const;
  const others = Array.from({ length: PEOPLE }, (_, at) => testPerson(at + 2));
  await desk.take(medicalFile({ claims: others.map((person) => ({ person, lines: [line] })) }));
  people = [];
  for (const person of others) people.push(await desk.personIdOf(person));
  // The process reads the clock of the machine, and the folder of the authority as it is called in earnest.
  desk.setNow(new Date().toISOString());
  await cp(join(desk.directory, 'hpki'), join(desk.directory, HPKI_AUTHORITY_FOLDER), { recursive: true });
  cookies.physician = (await desk.signIn(PHYSICIAN)).cookie ?? '';
  cookies.pharmacist = (await desk.signIn(PHARMACIST)).cookie ?? '';
}, 180_000);
afterAll(() => desk.close());

interface Sent {
  readonly key: string;
  readonly personId: string;
  readonly quantity: number;
  /** Null: no answer came. */
  prescriptionId: string | null;
  /** Whether reception was asked for, and acknowledged. */
  received: 'no' | 'unknown' | 'acknowledged';
}

const post = (origin: string, cookie: string, url: string, payload: object, key: string) =>
  fetch(`${origin}${url}`, {
    method: 'POST',
    headers: {
      cookie,
      'content-type': 'application/json',
      'x-tsunagu-request': '1',
      'idempotency-key': key,
    },
    body: JSON.stringify(payload),
  });

async function register(origin: string, sent: Sent): Promise<string> {
  const answer = await post(
    origin,
    cookies.physician,
    `/api/persons/${sent.personId}/prescriptions`,
    {
      draft: { ...NO_DRAFT, groups: [group({ quantity: sent.quantity })] },
      issueType: 'electronic',
      decisions: [],
    },
    sent.key,
  );
  const body = (await answer.json()) as { prescriptionId: string };
  if (answer.status !== 200) throw new Error(`refused: ${JSON.stringify(body)}`);
  return body.prescriptionId;
}

async function receive(origin: string, id: string): Promise<void> {
  const url = `/api/prescriptions/${id}/receive`;
  const answer = await post(origin, cookies.pharmacist, url, {}, `receive-${id}`);
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`refused: ${text}`);
}

/** Registers and receives, one after the other, until no answer comes any more. */
async function work(origin: string, caller: number, all: Sent[]): Promise<void> {
  for (let at = 0; ; at += 1) {
    const personId = people[(caller + at * CALLERS) % people.length] ?? '';
    const sent: Sent = {
      key: randomUUID(),
      personId,
      quantity: 1 + (at % 30),
      prescriptionId: null,
      received: 'no',
    };
    all.push(sent);
    try {
      const id = await register(origin, sent);
      sent.prescriptionId = id;
      if (at % 2 === 1) continue;
      sent.received = 'unknown';
      await receive(origin, id);
      sent.received = 'acknowledged';
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('refused')) throw error;
      return;
    }
  }
}

interface Stored {
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly events: string[];
  readonly codes: number;
  readonly keys: number;
  readonly listed: boolean;
  readonly entries: number;
}

const stored = () =>
  desk.asOwner<Stored & Record<string, unknown>>(
    `SELECT prescription_id::text AS id, state, version,
       (SELECT array_agg(event ORDER BY version) FROM prescriptions.step s
        WHERE s.person_id = p.person_id AND s.prescription_id = p.prescription_id) AS events,
       (SELECT count(*)::int FROM prescriptions.access_code c WHERE c.person_id = p.person_id
        AND c.prescription_id = p.prescription_id AND c.ended_at IS NULL) AS codes,
       (SELECT count(*)::int FROM prescriptions.prescription_key k
        WHERE k.prescription_id = p.prescription_id AND k.person_id = p.person_id) AS keys,
       (SELECT own::text LIKE '%' || p.prescription_id || '%' FROM prescriptions.active_list l
        WHERE l.person_id = p.person_id) AS listed,
       (SELECT count(*)::int FROM audit.entry e WHERE e.person_id = p.person_id
        AND e.detail->>'prescription' = p.prescription_id::text AND e.event = 'prescription-registered') AS entries
     FROM prescriptions.prescription p`,
  );

test(`killed ${KILLS} times between states: all that was acknowledged is there, nothing is doubled or half done`, async () => {
  const all: Sent[] = [];
  const pauses = fc.sample(fc.integer({ min: 100, max: 1_500 }), KILLS);
  const done = () => all.filter(({ prescriptionId }) => prescriptionId !== null).length;
  for (const pause of pauses) {
    const server = await startServerProcess(desk);
    const working = Array.from({ length: CALLERS }, (_, caller) => work(server.origin, caller, all));
    // Not before something was done, however slow the machine is.
    const enough = done() + LEAST_DONE;
    while (done() < enough) await sleep(20);
    await sleep(pause);
    await server.kill();
    await Promise.all(working);
  }
  const unanswered = all.filter(({ prescriptionId }) => prescriptionId === null);
  const acknowledged = new Map(
    all.flatMap((one) => (one.prescriptionId === null ? [] : [[one.prescriptionId, one] as const])),
  );
  expect(acknowledged.size).toBeGreaterThanOrEqual(KILLS * LEAST_DONE);
  expect(unanswered.length).toBeGreaterThan(0);

  const before = new Map((await stored()).map((row) => [row.id, row]));
  expect([...acknowledged.keys()].filter((id) => !before.has(id))).toEqual([]);
  // At most one for each request that got no answer.
  expect(before.size - acknowledged.size).toBeLessThanOrEqual(unanswered.length);
  const half = [...before.values()].filter(
    ({ version, events, codes, keys, listed, state }) =>
      codes !== 1 ||
      keys !== 1 ||
      !listed ||
      version !== events.length ||
      events.join() !== (state === 'open' ? 'register' : 'register,receive'),
  );
  expect(half).toEqual([]);
  for (const [id, { received }] of acknowledged) {
    const row = before.get(id);
    if (received === 'acknowledged') expect(row?.state).toBe('in-dispensing');
    if (received === 'no') expect(row?.state).toBe('open');
    // Nobody was answered before the entry about it was durable.
    expect(row?.entries).toBeGreaterThan(0);
  }

  // Everything is sent once more, as those do who got no answer.
  const last: ServerProcess = await startServerProcess(desk);
  try {
    const answered = new Set<string>();
    for (const sent of all) {
      const id = await register(last.origin, sent);
      if (sent.prescriptionId !== null) expect(id).toBe(sent.prescriptionId);
      answered.add(id);
    }
    for (const { prescriptionId, received } of all)
      if (prescriptionId !== null && received !== 'no') await receive(last.origin, prescriptionId);
    expect(answered.size).toBe(all.length);
    const after = await stored();
    expect(after).toHaveLength(all.length);
    const twice = after.filter(({ events }) => new Set(events).size !== events.length);
    expect(twice).toEqual([]);
  } finally {
    await last.kill();
  }
  ok(await (await desk.staff(PHYSICIAN)).call('GET', '/api/prescriptions'));
}, 280_000);
