import { createReadStream } from 'node:fs';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { generateBulkClaims } from '../apps/server/src/demo/index.ts';
import { receiveFile, takeInFile } from '../apps/server/src/modules/claims/index.ts';
import type { Runtime } from '../apps/server/src/runtime.ts';
import { cpuSeconds, postgresProcesses } from './cpu.ts';
import { round, timed, withSetting } from './setting.ts';

/** As the intake commits. */
const ROWS_PER_TRANSACTION = 2_000;
const SEED = 'intake';

/**
 * Claims per second from the first byte of the file to the last commit, with everybody known (the month after the
 * first one) and with everybody new; beside it the rows of the second file by COPY alone into an equal table.
 */
export function measureIntake(claims: number) {
  return withSetting(async ({ folder, config, runtime }) => {
    const takeIn = async (careMonth: string) => {
      const { files } = await generateBulkClaims({
        claims,
        seed: SEED,
        outDir: join(folder, careMonth),
        careMonth,
      });
      return timed(() => takeInAll(runtime, files));
    };
    const first = await takeIn('2026-07');
    const cpu = process.cpuUsage();
    const processes = await postgresProcesses(config.dataDirectory);
    const postgresBefore = await cpuSeconds(processes);
    const second = await takeIn('2026-08');
    const { user, system } = process.cpuUsage(cpu);
    const postgresSpent = (await cpuSeconds(processes)) - postgresBefore;
    const copy = await copyAlone(config.dataDirectory, 202608);
    return {
      claims,
      claimsPerSecond: Math.round(claims / second.seconds),
      claimsPerSecondAllNew: Math.round(claims / first.seconds),
      nodeCpuMicrosecondsPerClaim: Math.round((user + system) / claims),
      postgresCpuMicrosecondsPerClaim: Math.round((postgresSpent * 1e6) / claims),
      bareCopyCpuMicrosecondsPerRow: Math.round((copy.cpuSeconds * 1e6) / copy.rows),
      bareCopyRowsPerSecond: Math.round(copy.rows / copy.seconds),
      ratioToBareCopy: round(claims / second.seconds / (copy.rows / copy.seconds)),
    };
  });
}

async function takeInAll(runtime: Runtime, files: readonly string[]): Promise<void> {
  for (const path of files) {
    const source = createReadStream(path);
    const { file } = await receiveFile(runtime, {
      name: basename(path),
      source,
      receivedBy: 'bench',
      createPersons: true,
    });
    const { progress, state } = await takeInFile(runtime, file);
    if (state !== 'taken' || progress.quarantined > 0)
      throw new Error(`the intake of ${path} left something out`);
  }
}

/** The same rows, in COPY's own format beforehand, through one connection in transactions of the same size. */
async function copyAlone(
  dataDirectory: string,
  month: number,
): Promise<{ rows: number; seconds: number; cpuSeconds: number }> {
  const client = new pg.Client({ host: join(dataDirectory, 'run'), user: 'postgres', database: 'tsunagu' });
  await client.connect();
  try {
    await client.query('CREATE SCHEMA bench');
    await client.query(
      'CREATE TABLE bench.claim (LIKE claims.claim INCLUDING ALL) PARTITION BY HASH (person_id)',
    );
    for (let part = 0; part < 8; part++) {
      await client.query(
        `CREATE TABLE bench.claim_${part} PARTITION OF bench.claim FOR VALUES WITH (MODULUS 8, REMAINDER ${part})`,
      );
    }
    const { rows } = await client.query<{ line: string }>({
      text: `SELECT concat_ws(E'\\t', person_id, month, file_id, ordinal, facility_code, setting, payer, prescriber,
               replace(facts::text, '\\', '\\\\')) AS line
             FROM claims.claim WHERE month = $1 ORDER BY file_id, ordinal`,
      values: [month],
    });
    const batches: Buffer[] = [];
    for (let start = 0; start < rows.length; start += ROWS_PER_TRANSACTION) {
      const part = rows.slice(start, start + ROWS_PER_TRANSACTION);
      batches.push(Buffer.from(part.map(({ line }) => `${line}\n`).join('')));
    }
    const processes = await postgresProcesses(dataDirectory);
    const before = await cpuSeconds(processes);
    const { seconds } = await timed(async () => {
      for (const batch of batches) {
        await client.query('BEGIN');
        const into = client.query(
          copyFrom(
            'COPY bench.claim (person_id, month, file_id, ordinal, facility_code, setting, payer, prescriber, facts) FROM STDIN',
          ),
        );
        await pipeline(Readable.from([batch]), into);
        await client.query('COMMIT');
      }
    });
    return { rows: rows.length, seconds, cpuSeconds: (await cpuSeconds(processes)) - before };
  } finally {
    await client.end();
  }
}
