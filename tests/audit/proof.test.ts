import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  checkProof,
  type EntryProof,
  openAuditLog,
  proofOf,
} from '../../apps/server/src/kernel/audit/index.ts';
import { createLogFixture, FULL_EVENT, type LogFixture, PERSON } from './support/log-fixture.ts';

let log: LogFixture;
let proofs: EntryProof[] = [];
beforeAll(async () => {
  log = await createLogFixture();
  await log.writeLog(5, { account: 'secret-account' });
  const rows = await log.db.query<{ entry_id: string }>('SELECT entry_id FROM audit.entry ORDER BY seq');
  proofs = [];
  for (const { entry_id: entryId } of rows)
    proofs.push(await proofOf(log.db, log.keys, { entryId, personId: PERSON }));
});
afterAll(() => log.close());

const sent = (proof: unknown): unknown => JSON.parse(JSON.stringify(proof));

test('every sealed entry can be proven, and nothing of the member of staff is told', () => {
  expect(proofs.length).toBe(25);
  for (const proof of proofs) {
    expect(checkProof(sent(proof))).toMatchObject({
      proven: true,
      key: 'from-proof',
      entry: { entryId: proof.entry.entryId },
    });
    expect(JSON.stringify(proof)).not.toContain('secret-account');
    expect(proof.entry).toMatchObject({
      facilityName: '試験病院',
      purpose: 'care',
      detail: '{"lines":3,"note":"試験"}',
    });
  }
});

/** Every place of a document, as the keys that lead there. */
function leaves(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

function changedAt(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return changed(value);
  if (Array.isArray(value)) return value.with(Number(key), changedAt(value[Number(key)], rest));
  const object = value as Record<string, unknown>;
  return { ...object, [key]: changedAt(object[key], rest) };
}

function changed(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (typeof value !== 'string') return 'something';
  if (/^\d{4}-\d\d-\d\dT/.test(value)) return new Date(Date.parse(value) + 1).toISOString();
  const at = Math.floor(value.length / 2);
  return `${value.slice(0, at)}${value[at] === '0' ? '1' : '0'}${value.slice(at + 1)}`;
}

test('a proof in which anything was changed proves nothing', () => {
  const [proof] = proofs.slice(13);
  const places = leaves(sent(proof)).filter(
    (path) => !['keyId', 'algorithm'].includes(path.at(-1) ?? '') || path[0] !== 'key',
  );
  expect(places.length).toBeGreaterThan(35);
  for (const place of places) {
    const forged = changedAt(sent(proof), place);
    expect([place.join('.'), checkProof(forged).proven]).toEqual([place.join('.'), false]);
  }
});

test('an entry cannot be put into the proof of another one', () => {
  const [a, b] = proofs;
  expect(checkProof({ ...a, entry: b?.entry })).toEqual({ proven: false, fault: 'entry-does-not-fit' });
  expect(checkProof({ ...a, checkpoint: proofs.at(-1)?.checkpoint })).toEqual({
    proven: false,
    fault: 'entry-not-covered',
  });
});

test('a pinned key tells a forged log from ours', async () => {
  const forger = await createLogFixture();
  try {
    await forger.writeLog(1);
    const [row] = await forger.db.query<{ entry_id: string }>('SELECT entry_id FROM audit.entry LIMIT 1');
    const forged = await proofOf(forger.db, forger.keys, { entryId: row?.entry_id ?? '', personId: PERSON });
    const { publicKey } = await log.keys.signingKey('audit');
    const pinned = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    expect(checkProof(sent(forged))).toMatchObject({ proven: true, key: 'from-proof' });
    expect(checkProof(sent(forged), pinned)).toEqual({ proven: false, fault: 'key-does-not-fit' });
    expect(checkProof(sent(proofs[0]), pinned)).toMatchObject({ proven: true, key: 'pinned' });
    expect(checkProof(sent(proofs[0]), 'no key')).toEqual({ proven: false, fault: 'key-does-not-fit' });
  } finally {
    await forger.close();
  }
});

test.each([null, 1, 'x', [], {}, { format: 'tsunagu-audit-proof-1' }])('%j is no proof', (json) => {
  expect(checkProof(json)).toEqual({ proven: false, fault: 'not-a-proof' });
});

test('no proof of another person’s entry, of one that is not sealed, of one from before the chain', async () => {
  const open = openAuditLog(log.db, { clock: () => new Date('2026-11-22T02:00:00.000Z') });
  const unsealed = '00000000-0000-4000-8000-0000000000aa';
  await open.append({ ...FULL_EVENT, entryId: unsealed });
  await open.close();
  const entryId = proofs[0]?.entry.entryId ?? '';
  const other = '00000000-0000-4000-8000-000000000002';
  await expect(proofOf(log.db, log.keys, { entryId, personId: other })).rejects.toMatchObject({
    code: 'AUDIT_ENTRY_UNKNOWN',
  });
  await expect(proofOf(log.db, log.keys, { entryId: unsealed, personId: PERSON })).rejects.toMatchObject({
    code: 'PROOF_NOT_YET',
  });
  const old = '00000000-0000-4000-8000-0000000000bb';
  await log.db.query(
    `INSERT INTO audit.entry (person_id, at, entry_id, event, account, categories, outcome, writer_id, seq)
     VALUES ($1, now(), $2, 'disclosure', 'test', '{}', 'shown', '00000000-0000-0000-0000-000000000000', 1)`,
    [PERSON, old],
  );
  await expect(proofOf(log.db, log.keys, { entryId: old, personId: PERSON })).rejects.toMatchObject({
    code: 'PROOF_NOT_POSSIBLE',
  });
  expect(await log.verify()).toMatchObject({ intact: true, entriesBeforeTheChain: 1, entriesUnsealed: 1 });
});

test('a proof made before a rotation holds afterwards, and the log verifies over both keys', async () => {
  const { publicKey } = await log.keys.signingKey('audit');
  await log.keys.rotate('audit');
  await log.writeLog(2);
  const pinned = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  expect(checkProof(sent(proofs[3]), pinned)).toMatchObject({ proven: true });
  expect(await log.verify()).toMatchObject({ intact: true });
  const keyIds = readFileSync(log.checkpointFile, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { keyId: string }).keyId);
  expect(new Set(keyIds).size).toBe(2);
});

test('a proof is not made of an entry that was changed', async () => {
  const entryId = proofs[7]?.entry.entryId ?? '';
  await log.asSuperuser(`UPDATE audit.entry SET purpose = 'self' WHERE entry_id = $1`, [entryId]);
  await expect(proofOf(log.db, log.keys, { entryId, personId: PERSON })).rejects.toMatchObject({
    code: 'PROOF_NOT_POSSIBLE',
  });
});
