import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { openAuditLog } from './audit-log.ts';
import type { AuditEvent } from './entry.ts';

let own: TestDatabase;
beforeAll(async () => {
  own = await createTestDatabase();
});
afterAll(() => own.close());

const clock = () => new Date('2026-11-22T01:02:03.004Z');
const event: AuditEvent = {
  event: 'sign-in',
  personId: null,
  account: 'test-account',
  actorRole: 'nurse',
  outcome: 'done',
  requestId: 'test-1',
};

test('entries of concurrent callers follow each other without gaps', async () => {
  const log = openAuditLog(own.db, { clock });
  await Promise.all(Array.from({ length: 300 }, (_, i) => log.append({ ...event, requestId: `test-${i}` })));
  await log.close();
  const rows = await own.db.query<{ seq: string; request_id: string }>(
    'SELECT seq, request_id FROM audit.entry ORDER BY seq',
  );
  expect(rows).toEqual(
    Array.from({ length: 300 }, (_, i) => ({ seq: String(i + 1), request_id: `test-${i}` })),
  );
  await expect(log.append(event)).rejects.toThrow('closed');
});
