import { type ChildProcess, fork } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { generateBulkClaims } from '../apps/server/src/demo/index.ts';
import { openDatabase } from '../apps/server/src/kernel/db/database.ts';
import type { Runtime } from '../apps/server/src/main.ts';
import { recordConsent } from '../apps/server/src/modules/access/index.ts';
import { receiveFile, takeInFile } from '../apps/server/src/modules/claims/index.ts';
import { createAccount, createOrganisation } from '../apps/server/src/modules/identity/index.ts';
import { parsePersonId } from '../apps/server/src/modules/registry/index.ts';
import { cpuSeconds, postgresProcesses } from './cpu.ts';
import { round, withSetting } from './setting.ts';

const PEOPLE = 400;
/** Two institutions for fifty of the sixty months: a hundred claims in five years, as many as DESIGN §3 reckons with. */
const MONTHS = 50;
const FACILITIES = 2;
const FACILITY = '1319900018';
const ACCOUNT = { account: 'bench', password: 'bench-password-1' };

export interface RecordViewOptions {
  readonly seconds: number;
  /** Each is measured by itself. */
  readonly rates: readonly number[];
}

/**
 * A clinician's record view over HTTP at a fixed rate (open loop: a late answer delays no later request), consent
 * checked and entry durable; CPU time of the server and of PostgreSQL per view; one view alone against the same rows
 * by bare SQL.
 */
export function measureRecordView({ seconds, rates }: RecordViewOptions) {
  return withSetting(async ({ folder, runtime, config }) => {
    await fillRecords(runtime, folder);
    const people = await openDoors(runtime);
    const server = fork(
      fileURLToPath(new URL('./serve-record.ts', import.meta.url)),
      [config.dataDirectory],
      { stdio: 'inherit' },
    );
    try {
      const { port } = await firstMessage<{ port: number }>(server);
      const call = await signIn(port);
      for (const person of people.slice(0, 200)) await call(person);

      const alone = await sequential(people, call);
      const bare = await bareSql(join(config.dataDirectory, 'run'), people);
      const underLoad = [];
      for (const viewsPerSecond of rates) {
        const used = async () => ({
          server: await cpuSeconds([server.pid ?? 0]),
          postgres: await cpuSeconds(await postgresProcesses(config.dataDirectory)),
        });
        const before = await used();
        const { views, ...load } = await openLoop(people, call, seconds, viewsPerSecond);
        const after = await used();
        underLoad.push({
          viewsPerSecond,
          ...load,
          serverCpuMillisecondsPerView: round(((after.server - before.server) * 1000) / views),
          postgresCpuMillisecondsPerView: round(((after.postgres - before.postgres) * 1000) / views),
        });
      }
      return {
        people: people.length,
        claimsPerPerson: MONTHS * FACILITIES,
        underLoad,
        aloneMilliseconds: round(alone),
        bareSqlMilliseconds: round(bare),
        ratioToBareSql: round(alone / bare),
      };
    } finally {
      server.kill('SIGTERM');
    }
  });
}

async function fillRecords(runtime: Runtime, folder: string): Promise<void> {
  for (let i = 0; i < MONTHS; i++) {
    const careMonth = new Date(Date.UTC(2022, 7 + i, 1)).toISOString().slice(0, 7);
    for (let facility = 0; facility < FACILITIES; facility++) {
      const outDir = join(folder, careMonth, String(facility));
      await generateBulkClaims({ claims: PEOPLE, seed: 'record', outDir, careMonth });
      for (const name of await readdir(outDir)) {
        // Another institution's claims for the same people: the code in the header differs.
        const text = (await readFile(join(outDir, name)))
          .toString('latin1')
          .replace(/^(IR,1,13,1,)\d{7}/, `$1990000${facility}`);
        const source = (async function* () {
          yield Buffer.from(text, 'latin1');
        })();
        const { file } = await receiveFile(runtime, {
          name: basename(name),
          source,
          receivedBy: 'bench',
          createPersons: true,
        });
        await takeInFile(runtime, file);
      }
    }
  }
}

/** An account with everybody's consent; returns the people's ids. */
async function openDoors(runtime: Runtime): Promise<string[]> {
  await createOrganisation(runtime.db, { name: 'bench', kind: 'hospital', facilityCode: FACILITY });
  await createAccount(runtime.db, {
    ...ACCOUNT,
    displayName: 'bench',
    roles: ['physician'],
    organisation: 'bench',
    personId: null,
    demoHint: null,
  });
  const rows = await runtime.db.query<{ person_id: string }>('SELECT person_id FROM registry.person');
  const actor = {
    kind: 'staff',
    account: ACCOUNT.account,
    roles: ['physician'],
    facilityCode: FACILITY,
    insurerNumber: null,
    organisation: 'bench',
    emergencyDesignated: false,
  } as const;
  for (const { person_id } of rows) {
    const personId = parsePersonId(person_id);
    if (personId === null) continue;
    const categories = ['medication', 'treatment', 'surgery'] as const;
    await recordConsent(runtime, { actor, personId, requestId: 'bench', categories, method: 'written' });
  }
  return rows.map(({ person_id }) => person_id);
}

const firstMessage = <T>(child: ChildProcess): Promise<T> =>
  new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as T));
    child.once('exit', () => reject(new Error('the server ended')));
  });

type Call = (personId: string) => Promise<number>;

async function signIn(port: number): Promise<Call> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const answer = await fetch(`http://127.0.0.1:${port}/api/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-tsunagu-request': '1' },
    body: JSON.stringify(ACCOUNT),
  });
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return (personId) =>
    new Promise((resolve, reject) => {
      const outgoing = request(
        { agent, port, path: `/api/persons/${personId}/record`, headers: { cookie } },
        (incoming) => {
          let bytes = 0;
          incoming.on('data', (chunk: Buffer) => {
            bytes += chunk.length;
          });
          incoming.on('end', () =>
            incoming.statusCode === 200 ? resolve(bytes) : reject(new Error(String(incoming.statusCode))),
          );
        },
      );
      outgoing.on('error', reject);
      outgoing.end();
    });
}

/** Mean milliseconds of one view after the other. */
async function sequential(people: readonly string[], call: Call): Promise<number> {
  const began = performance.now();
  for (const person of people) await call(person);
  return (performance.now() - began) / people.length;
}

/** Mean milliseconds of the range scan behind a view, by a client of its own. */
async function bareSql(socketFolder: string, people: readonly string[]): Promise<number> {
  const db = openDatabase({
    connectionString: `postgres://tsunagu_app@/tsunagu?host=${encodeURIComponent(socketFolder)}`,
    maxConnections: 1,
  });
  const scan = (person: string) =>
    db.prepared(
      'bench.scan',
      'SELECT * FROM claims.claim WHERE person_id = $1 AND month BETWEEN 202111 AND 202611',
      [person],
    );
  try {
    for (const person of people) await scan(person);
    const began = performance.now();
    for (const person of people) await scan(person);
    return (performance.now() - began) / people.length;
  } finally {
    await db.close();
  }
}

async function openLoop(people: readonly string[], call: Call, seconds: number, viewsPerSecond: number) {
  const latencies: number[] = [];
  let failed = 0;
  let bytes = 0;
  const total = seconds * viewsPerSecond;
  const began = performance.now();
  const underWay: Promise<void>[] = [];
  for (let i = 0; i < total; i++) {
    const due = began + (i * 1000) / viewsPerSecond;
    const wait = due - performance.now();
    if (wait > 1) await sleep(wait);
    const person = people[(i * 7919) % people.length] ?? '';
    const view = call(person).then(
      (size) => {
        bytes += size;
        latencies.push(performance.now() - due);
      },
      () => {
        failed++;
      },
    );
    underWay.push(view);
  }
  await Promise.all(underWay);
  latencies.sort((a, b) => a - b);
  const at = (share: number) => round(latencies[Math.floor(latencies.length * share)] ?? Number.NaN, 1);
  return {
    views: total,
    failed,
    p50Milliseconds: at(0.5),
    p99Milliseconds: at(0.99),
    bytesPerAnswer: Math.round(bytes / Math.max(1, latencies.length)),
  };
}
