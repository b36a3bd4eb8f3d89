import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { generateBulkClaims } from '../apps/server/src/demo/index.ts';
import { openDatabase } from '../apps/server/src/kernel/db/database.ts';
import { recordConsent } from '../apps/server/src/modules/access/index.ts';
import { receiveFile, takeInFile } from '../apps/server/src/modules/claims/index.ts';
import { parsePersonId } from '../apps/server/src/modules/registry/index.ts';
import type { Runtime } from '../apps/server/src/runtime.ts';
import { cpuSeconds, postgresProcesses } from './cpu.ts';
import {
  createBenchAccount,
  FACILITY,
  ORGANISATION,
  openLoop,
  sequential,
  signIn,
  startBenchServer,
} from './http-load.ts';
import { round, withSetting } from './setting.ts';

const PEOPLE = 400;
/** Two institutions for fifty of the sixty months: a hundred claims in five years, as many as DESIGN §3 reckons with. */
export const CLAIMS_PER_PERSON = 100;
const FACILITIES = 2;
const MONTHS = CLAIMS_PER_PERSON / FACILITIES;
export const ACCOUNT = 'bench-physician';

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
    const server = await startBenchServer(config.dataDirectory);
    try {
      const call = await signIn(server.port, ACCOUNT);
      const views = people.map((person) => ({ path: `/api/persons/${person}/record` }));
      await sequential(views.slice(0, 200), call);
      const alone = await sequential(views, call);
      const bare = await bareSql(join(config.dataDirectory, 'run'), people);
      const underLoad = [];
      for (const viewsPerSecond of rates) {
        const used = async () => ({
          server: await cpuSeconds([server.process.pid ?? 0]),
          postgres: await cpuSeconds(await postgresProcesses(config.dataDirectory)),
        });
        const before = await used();
        const load = await openLoop(views, call, { seconds, perSecond: viewsPerSecond });
        const after = await used();
        underLoad.push({
          viewsPerSecond,
          ...load,
          serverCpuMillisecondsPerView: round(((after.server - before.server) * 1000) / load.requests),
          postgresCpuMillisecondsPerView: round(((after.postgres - before.postgres) * 1000) / load.requests),
        });
      }
      return {
        people: people.length,
        claimsPerPerson: CLAIMS_PER_PERSON,
        underLoad,
        aloneMilliseconds: round(alone),
        bareSqlMilliseconds: round(bare),
        ratioToBareSql: round(alone / bare),
      };
    } finally {
      await server.stop();
    }
  });
}

/** Five years of claims for everybody. */
export async function fillRecords(runtime: Runtime, folder: string): Promise<void> {
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

/** The account of the measurements with everybody's consent; returns the people's ids. */
export async function openDoors(runtime: Runtime): Promise<string[]> {
  await createBenchAccount(runtime, ACCOUNT, 'physician');
  const rows = await runtime.db.query<{ person_id: string }>('SELECT person_id FROM registry.person');
  const actor = {
    kind: 'staff',
    account: ACCOUNT,
    roles: ['physician'],
    facilityCode: FACILITY,
    insurerNumber: null,
    organisation: ORGANISATION,
    emergencyDesignated: false,
    scopes: null,
  } as const;
  for (const { person_id } of rows) {
    const personId = parsePersonId(person_id);
    if (personId === null) continue;
    const categories = ['medication', 'treatment', 'surgery'] as const;
    await recordConsent(runtime, { actor, personId, requestId: 'bench', categories, method: 'written' });
  }
  return rows.map(({ person_id }) => person_id);
}

/** Mean milliseconds of the range scan behind a view, by a client of its own. */
export async function bareSql(socketFolder: string, people: readonly string[]): Promise<number> {
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
