/**
 * Appends entries with 64 concurrent callers and prints the number of each one that was acknowledged.
 * Arguments: connection string, folder for keys and checkpoints, run, first number, number behind the last.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { openAuditLog } from '../../../apps/server/src/kernel/audit/index.ts';
import { systemClock as clock } from '../../../apps/server/src/kernel/clock.ts';
import { openDatabase } from '../../../apps/server/src/kernel/db/database.ts';
import { openKeys } from '../../../apps/server/src/kernel/keys/index.ts';
import { entryIdOf, personOf } from './numbered-entries.ts';

const CALLERS = 64;
const [connectionString = '', folder = '', run, first, end] = process.argv.slice(2);

const db = openDatabase({ connectionString });
const log = openAuditLog(db, {
  clock,
  keys: openKeys(db, join(folder, 'keys'), clock),
  checkpointFile: join(folder, 'audit/checkpoints.jsonl'),
  // Often, so that the process is also killed while it makes one.
  checkpointEveryMs: 50,
  checkpointEvery: 1_000,
});

let next = Number(first);
async function call(): Promise<void> {
  while (next < Number(end)) {
    const number = next++;
    await log.append({
      event: 'disclosure',
      entryId: entryIdOf(Number(run), number),
      personId: personOf(number),
      account: `test-${number % 50}`,
      actorRole: 'nurse',
      facilityCode: '1319991018',
      facilityName: '試験病院',
      purpose: 'care',
      ground: 'consent-24h',
      categories: ['medication'],
      outcome: 'shown',
      itemCount: 12,
      requestId: `run-${run}-${number}`,
    });
    // At once and unbuffered: what is printed was acknowledged before the process died.
    writeSync(1, `${number}\n`);
  }
}
await Promise.all(Array.from({ length: CALLERS }, call));
await log.close();
await db.close();
