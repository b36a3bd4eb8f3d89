import { join } from 'node:path';
import type { Session } from '../apps/server/src/kernel/auth/session.ts';
import { fhirPersonReader } from '../apps/server/src/modules/records/index.ts';
import type { Runtime } from '../apps/server/src/runtime.ts';
import { cpuSeconds, postgresProcesses } from './cpu.ts';
import { type Outgoing, openLoop, sequential, signIn, startBenchServer } from './http-load.ts';
import { ACCOUNT, bareSql, CLAIMS_PER_PERSON, fillRecords, openDoors } from './record-view.ts';
import { round, withSetting } from './setting.ts';

export interface EverythingOptions {
  readonly seconds: number;
}

/** Answers of one page: the rest is asked for by its link. */
const PAGE = 100;

/**
 * The FHIR interface over the same records as the record view: everything of a person, a search by type and days, one
 * resource by its id. Alone beside the same rows by bare SQL, and at a fixed rate with the CPU time of server and
 * PostgreSQL.
 */
export function measureEverything({ seconds }: EverythingOptions) {
  return withSetting(async ({ folder, runtime, config }) => {
    await fillRecords(runtime, folder);
    const people = await openDoors(runtime);
    const asked = await questions(runtime, people);
    const server = await startBenchServer(config.dataDirectory);
    try {
      const call = await signIn(server.port, ACCOUNT);
      const bare = await bareSql(join(config.dataDirectory, 'run'), people);
      const measured: Record<string, unknown> = {};
      for (const [name, { requests, perSecond }] of Object.entries(asked)) {
        await sequential(requests.slice(0, 100), call);
        const alone = await sequential(requests.slice(0, 300), call);
        const used = async () => ({
          server: await cpuSeconds([server.process.pid ?? 0]),
          postgres: await cpuSeconds(await postgresProcesses(config.dataDirectory)),
        });
        const before = await used();
        const load = await openLoop(requests, call, { seconds, perSecond });
        const after = await used();
        measured[name] = {
          aloneMilliseconds: round(alone),
          ratioToBareSql: round(alone / bare),
          perSecond,
          ...load,
          serverCpuMilliseconds: round(((after.server - before.server) * 1000) / load.requests),
          postgresCpuMilliseconds: round(((after.postgres - before.postgres) * 1000) / load.requests),
        };
      }
      return {
        people: people.length,
        claimsPerPerson: CLAIMS_PER_PERSON,
        bareSqlMilliseconds: round(bare),
        ...measured,
      };
    } finally {
      await server.stop();
    }
  });
}

interface Asked {
  readonly perSecond: number;
  readonly requests: readonly Outgoing[];
}

async function questions(runtime: Runtime, people: readonly string[]): Promise<Record<string, Asked>> {
  const ids = (await Promise.all(people.map((personId) => someDispense(runtime, personId)))).flat();
  const at = (paths: readonly string[]) => paths.map((path) => ({ path: `/fhir/R4/${path}` }));
  return {
    everything: {
      perSecond: 20,
      requests: at(people.map((person) => `Patient/${person}/$everything?_count=${PAGE}`)),
    },
    searchByTypeAndDays: {
      perSecond: 50,
      requests: at(
        people.map(
          (person) => `MedicationDispense?patient=${person}&whenhandedover=ge2026-01-01&_count=${PAGE}`,
        ),
      ),
    },
    readById: { perSecond: 100, requests: at(ids.map((id) => `MedicationDispense/${id}`)) },
  };
}

/** The id of one of the person's supplies, from the middle of the five years; none where there is no supply. */
function someDispense(runtime: Runtime, personId: string): Promise<string[]> {
  const reader = fhirPersonReader({ ...runtime, coverages: async () => [] });
  return reader.read(
    {
      caller: { session: sessionOf(personId), requestId: 'bench' },
      personId,
      types: ['MedicationDispense'],
      interaction: 'bench',
    },
    ({ resources }) => {
      const { id } = resources[Math.floor(resources.length / 2)] ?? {};
      return { answer: id === undefined ? [] : [id], itemCount: resources.length };
    },
  );
}

const sessionOf = (personId: string): Session => ({
  sessionId: 'bench',
  kind: 'patient',
  account: 'bench-patient',
  displayName: 'bench',
  roles: ['patient'],
  organisation: null,
  personId,
  emergencyDesignated: false,
  stage: 'complete',
  scopes: null,
  app: null,
  confirmedAt: null,
  expiresAt: new Date('2099-01-01T00:00:00Z'),
});
