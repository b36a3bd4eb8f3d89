import { createReadStream } from 'node:fs';
import { openAuditLog } from '../../apps/server/src/kernel/audit/index.ts';
import { systemClock } from '../../apps/server/src/kernel/clock.ts';
import { openDatabase } from '../../apps/server/src/kernel/db/database.ts';
import { openFileStore } from '../../apps/server/src/kernel/files/file-store.ts';
import { receiveInsurerFile, takeInInsurerFile } from '../../apps/server/src/modules/eligibility/index.ts';

/** A process of its own that takes an insurer's file in, so that a test can kill it. */
const [connectionString = '', directory = '', path = '', insurerNumber = ''] = process.argv.slice(2);
const db = openDatabase({ connectionString });
const audit = openAuditLog(db, { clock: systemClock });
const deps = { db, audit, clock: systemClock, files: openFileStore(directory) };
const { file } = await receiveInsurerFile(deps, {
  name: 'coverages.csv',
  source: createReadStream(path),
  insurerNumber,
  insurerName: '試験保険者',
  receivedBy: 'test-clerk',
  maxBytes: 1024 ** 3,
});
const taken = await takeInInsurerFile(deps, file);
process.stdout.write(
  JSON.stringify({ ...taken, megabytes: Math.round(process.resourceUsage().maxRSS / 1024) }),
);
await audit.close();
await db.close();
