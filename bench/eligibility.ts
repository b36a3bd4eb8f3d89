import { join } from 'node:path';
import { checkDigit } from '@tsunagu/ids';
import { openDatabase } from '../apps/server/src/kernel/db/database.ts';
import {
  checkCoverage,
  EMPTY_DRAFT,
  registerCoverages,
} from '../apps/server/src/modules/eligibility/index.ts';
import type { Runtime } from '../apps/server/src/runtime.ts';
import { cpuSeconds, postgresProcesses } from './cpu.ts';
import {
  closedLoop,
  createBenchAccount,
  type Outgoing,
  openLoop,
  sequential,
  signIn,
  startBenchServer,
} from './http-load.ts';
import { round, timed, withSetting } from './setting.ts';

const ACCOUNT = 'bench-reception';
export const INSURER = `0199901${checkDigit('0199901')}`;
export const SYMBOL = '9901';
const TODAY = '2026-11-01';
const BATCH = 2_000;
const CONCURRENCY = 32;

export interface EligibilityOptions {
  readonly seconds: number;
  /** The second one ten times the first: what growth costs. */
  readonly people: readonly [number, number];
  readonly perSecond: number;
}

/**
 * Look-ups by number over HTTP with their entry in the log: at a fixed rate, one by one against the same installation
 * with a tenth of the people, and as many as it can do against a bare SELECT by primary key.
 */
export function measureEligibility({ seconds, people: [few, many], perSecond }: EligibilityOptions) {
  return withSetting(async ({ runtime, config }) => {
    await createBenchAccount(runtime, ACCOUNT, 'receptionist');
    const first = await timed(() => register(runtime, 0, few));
    const server = await startBenchServer(config.dataDirectory);
    try {
      const call = await signIn(server.port, ACCOUNT);
      await sequential(lookUps(few).slice(0, 500), call);
      const aloneFew = await sequential(lookUps(few).slice(0, 2_000), call);
      const second = await timed(() => register(runtime, few, many));
      const requests = lookUps(many);
      await sequential(requests.slice(0, 500), call);
      const aloneMany = await sequential(requests.slice(0, 2_000), call);

      const used = async () => ({
        server: await cpuSeconds([server.process.pid ?? 0]),
        postgres: await cpuSeconds(await postgresProcesses(config.dataDirectory)),
      });
      const before = await used();
      const load = await openLoop(requests, call, { seconds, perSecond });
      const after = await used();
      const most = await closedLoop((i) => call(requests[(i * 7919) % requests.length] ?? { path: '/' }), {
        seconds,
        concurrency: CONCURRENCY,
      });
      const bare = await bareSelect(join(config.dataDirectory, 'run'), seconds);
      return {
        people: many,
        registeredPerSecond: Math.round(many / (first.seconds + second.seconds)),
        perSecond,
        ...load,
        serverCpuMillisecondsPerLookUp: round(((after.server - before.server) * 1000) / load.requests, 3),
        postgresCpuMillisecondsPerLookUp: round(
          ((after.postgres - before.postgres) * 1000) / load.requests,
          3,
        ),
        mostPerSecond: Math.round(most),
        bareSelectPerSecond: Math.round(bare),
        ratioToBareSelect: round(most / bare),
        aloneMilliseconds: round(aloneMany),
        growthRatio: round(aloneMany / aloneFew),
      };
    } finally {
      await server.stop();
    }
  });
}

export const numberOf = (ordinal: number): string => String(10_000_000 + ordinal);

/** People of one insurer, by their ordinals. */
export async function register(runtime: Runtime, from: number, to: number): Promise<void> {
  const context = { insurerNumber: INSURER, insurerName: 'bench', today: TODAY };
  for (let start = from; start < to; start += BATCH) {
    const coverages = Array.from({ length: Math.min(BATCH, to - start) }, (_, i) => {
      const number = numberOf(start + i);
      const { coverage } = checkCoverage(
        {
          ...EMPTY_DRAFT,
          insurerNumber: INSURER,
          cardClass: '01',
          symbol: SYMBOL,
          number,
          branch: '01',
          relation: '1',
          name: `試験　${number}`,
          kana: 'シケン',
          sex: '1',
          birthDate: '1970-01-01',
          validFrom: '2020-04-01',
          ratioPercent: '30',
        },
        context,
      );
      if (coverage === null) throw new Error('a coverage of the measurement was refused');
      return coverage;
    });
    await runtime.db.transaction((tx) =>
      registerCoverages(tx, coverages, { account: 'bench', at: new Date(), fileId: null }),
    );
  }
}

const lookUps = (count: number): Outgoing[] =>
  Array.from({ length: Math.min(count, 20_000) }, (_, i) => ({
    path: '/api/eligibility/look-up',
    body: {
      insurerNumber: INSURER,
      symbol: SYMBOL,
      number: numberOf(Math.floor((i * count) / Math.min(count, 20_000))),
      branch: '01',
      birthDate: '1970-01-01',
      limitConsent: false,
    },
  }));

/** Rows by primary key a second, by a client of its own with as many under way. */
async function bareSelect(socketFolder: string, seconds: number): Promise<number> {
  const db = openDatabase({
    connectionString: `postgres://tsunagu_app@/tsunagu?host=${encodeURIComponent(socketFolder)}`,
    maxConnections: 10,
  });
  try {
    const rows = await db.query<{ person_id: string }>('SELECT person_id FROM registry.person LIMIT 20000');
    const read = (i: number) =>
      db.prepared('bench.person', 'SELECT * FROM registry.person WHERE person_id = $1', [
        rows[(i * 7919) % rows.length]?.person_id,
      ]);
    return await closedLoop(read, { seconds, concurrency: CONCURRENCY });
  } finally {
    await db.close();
  }
}
