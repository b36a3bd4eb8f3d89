import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../apps/server/src/kernel/testing/test-database.ts';
import { OLD_INSURER } from './setting.ts';

/** More by TSUNAGU_INSURER_ROWS, to see that memory stays bounded. */
const ROWS = Number(process.env.TSUNAGU_INSURER_ROWS ?? 8_000);
const PROCESS = fileURLToPath(new URL('take-in-process.ts', import.meta.url));

let own: TestDatabase;
const directory = mkdtempSync(join(tmpdir(), 'tsunagu-test-'));
const path = join(directory, 'coverages.csv');
beforeAll(async () => {
  own = await createTestDatabase();
  const rows = Array.from({ length: ROWS }, (_, at) => {
    const day = String(1 + (at % 28)).padStart(2, '0');
    return `${8_000_000 + at},01,試験　${at},${1 + (at % 2)},19${40 + (at % 60)}01${day},20200401,30`;
  });
  writeFileSync(path, ['番号,枝番,氏名,性別,生年月日,資格取得日,負担割合', ...rows].join('\n'));
});
afterAll(async () => {
  await own.close();
  rmSync(directory, { recursive: true });
});

const takeIn = () =>
  spawn(process.execPath, [PROCESS, own.url('tsunagu_app'), join(directory, 'files'), path, OLD_INSURER], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
const count = async (sql: string): Promise<number> => {
  const [row] = await own.db.query<{ n: string }>(`SELECT count(*) AS n FROM ${sql}`);
  return Number(row?.n);
};

test(`${ROWS} rows, killed in the middle and begun again: nothing is lost, nothing is doubled`, async () => {
  const killed = takeIn();
  while ((await count('eligibility.coverage')) === 0 && killed.exitCode === null) await sleep(20);
  killed.kill('SIGKILL');
  if (killed.exitCode === null && killed.signalCode === null) await once(killed, 'exit');
  const half = await count('eligibility.coverage');
  expect(half).toBeGreaterThan(0);
  expect(half).toBeLessThan(ROWS);

  const again = takeIn();
  const begun = performance.now();
  const report = JSON.parse(await text(again.stdout));
  expect(report).toMatchObject({ state: 'taken', rows: ROWS, registered: ROWS, refused: 0, corrected: 0 });
  expect(await count('eligibility.coverage')).toBe(ROWS);
  expect(await count('registry.person')).toBe(ROWS);
  expect(await count('registry.insured_number')).toBe(ROWS);
  expect(report.megabytes).toBeLessThan(400);
  if (process.env.TSUNAGU_INSURER_ROWS !== undefined)
    process.stdout.write(
      `${ROWS - half} rows in ${Math.round(performance.now() - begun)} ms, ${report.megabytes} MB\n`,
    );
}, 300_000);
