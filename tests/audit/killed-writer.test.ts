import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAuditLog, verifyLog } from '../../apps/server/src/kernel/audit/index.ts';
import { systemClock as clock } from '../../apps/server/src/kernel/clock.ts';
import { openKeys } from '../../apps/server/src/kernel/keys/index.ts';
import { createTestDatabase, type TestDatabase } from '../../apps/server/src/kernel/testing/test-database.ts';
import { entryIdOf } from './support/numbered-entries.ts';

/** Fewer by TSUNAGU_KILL_TEST_ENTRIES, where a quick answer is wanted. */
const ENTRIES = Number(process.env.TSUNAGU_KILL_TEST_ENTRIES ?? 100_000);
const KILLS = 5;
const CALLERS = 64;
const CHILD = fileURLToPath(new URL('support/append-entries.ts', import.meta.url));

let own: TestDatabase;
let folder = '';
beforeAll(async () => {
  own = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'tsunagu-audit-'));
});
afterAll(async () => {
  await own.close();
  rmSync(folder, { recursive: true, force: true });
});

test(`${ENTRIES} entries of ${CALLERS} callers, killed ${KILLS} times: none that was acknowledged is missing`, async () => {
  const acknowledged = new Set<string>();
  const pauses = fc.sample(fc.integer({ min: 0, max: 150 }), KILLS);
  for (const [run, pause] of pauses.entries()) {
    const share = Math.floor((ENTRIES * (run + 1)) / (KILLS + 1));
    const child = start(run, acknowledged);
    await untilAcknowledged(acknowledged, share, child);
    await sleep(pause);
    expect(child.exitCode).toBeNull();
    child.kill('SIGKILL');
    await ended(child);
  }
  const last = start(KILLS, acknowledged);
  expect(await ended(last)).toBe(0);
  expect(acknowledged.size).toBe(ENTRIES);

  const rows = await own.db.query<{ entry_id: string }>('SELECT entry_id FROM audit.entry');
  const stored = new Set(rows.map(({ entry_id }) => entry_id));
  expect(stored.size).toBe(rows.length);
  expect([...acknowledged].filter((id) => !stored.has(id))).toEqual([]);
  // What was on its way when the process died may be there or not.
  expect(stored.size - acknowledged.size).toBeLessThanOrEqual(KILLS * CALLERS);

  const keys = openKeys(own.db, join(folder, 'keys'), clock);
  const file = join(folder, 'audit/checkpoints.jsonl');
  // Seals what the killed ones left, as every start does.
  await openAuditLog(own.db, { clock, keys, checkpointFile: file }).close();
  const report = await verifyLog({ db: own.db, keys, file });
  expect(report).toMatchObject({
    faults: [],
    intact: true,
    entries: rows.length,
    entriesUnsealed: 0,
    writers: KILLS + 1,
    file: 'checked',
  });
  expect(report.checkpoints).toBeGreaterThan(KILLS * 2);
}, 300_000);

function start(run: number, acknowledged: Set<string>): ChildProcess {
  const first = acknowledged.size;
  const child = spawn(
    process.execPath,
    [CHILD, own.url('tsunagu_app'), folder, String(run), String(first), String(ENTRIES)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  createInterface({ input: child.stdout }).on('line', (line) =>
    acknowledged.add(entryIdOf(run, Number(line))),
  );
  return child;
}

async function untilAcknowledged(acknowledged: Set<string>, count: number, child: ChildProcess) {
  while (acknowledged.size < count && child.exitCode === null) await sleep(5);
}

/** Resolves when the process has ended and everything that it printed was read. */
const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once('close', resolve));
