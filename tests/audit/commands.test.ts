import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Command } from '../../apps/server/src/cli/arguments.ts';
import { auditCheckProof, auditVerify } from '../../apps/server/src/cli/audit.ts';
import { keysList, keysRotate } from '../../apps/server/src/cli/keys.ts';
import { type AuditEvent, proofOf } from '../../apps/server/src/kernel/audit/index.ts';
import { readConfig } from '../../apps/server/src/kernel/config/config.ts';
import { openRuntime } from '../../apps/server/src/runtime.ts';

const PERSON = '00000000-0000-4000-8000-000000000001';
const ENTRY = '00000000-0000-4000-8000-00000000000a';
const EVENT: AuditEvent = {
  event: 'disclosure',
  entryId: ENTRY,
  personId: PERSON,
  account: 'test-account',
  actorRole: 'nurse',
  facilityName: '試験病院',
  at: new Date('2026-11-22T01:02:03.004Z'),
  outcome: 'shown',
  requestId: 'test',
};

let folder = '';
let out = '';
const at = (name: string): string => join(folder, name);
const config = () => readConfig({ data: at('data') });

async function run(command: Command, ...rest: string[]): Promise<number> {
  out = '';
  return command.run({ readConfig, rest: [...rest, '--data', at('data')] });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tsunagu-audit-'));
  const first = await openRuntime(config(), 'own');
  await first.audit.append(EVENT);
  await first.close();
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    out += String(chunk);
    return true;
  });
  return () => vi.restoreAllMocks();
});

test('keys are listed with their public halves, rotated, and the rotation stands in the log', async () => {
  expect(await run(keysList)).toBe(0);
  const before = JSON.parse(out);
  expect(before).toMatchObject({ rotationDue: 0 });
  expect(before.keys).toContainEqual(
    expect.objectContaining({
      purpose: 'audit',
      here: true,
      publicKey: expect.stringContaining('BEGIN PUBLIC KEY'),
    }),
  );
  expect(out).not.toContain('PRIVATE');
  expect(await run(keysRotate, '--purpose', 'audit')).toBe(0);
  const [{ keyId }] = JSON.parse(out);
  const runtime = await openRuntime(config(), 'share');
  const rows = await runtime.db.query<{ detail: string }>(
    `SELECT detail FROM audit.entry WHERE event = 'key-rotated'`,
  );
  await runtime.close();
  expect(rows.map(({ detail }) => JSON.parse(detail))).toEqual([{ purpose: 'audit', keyId }]);
  await expect(run(keysRotate)).rejects.toMatchObject({ code: 'USAGE' });
  await expect(run(keysRotate, '--purpose', '../x')).rejects.toMatchObject({ code: 'USAGE' });
});

test('a proof is explained in Japanese first, with and without a pinned key', async () => {
  const runtime = await openRuntime(config(), 'share');
  const proof = await proofOf(runtime.db, runtime.keys, { entryId: ENTRY, personId: PERSON });
  const keys = await runtime.keys.list();
  await runtime.close();
  writeFileSync(at('proof.json'), JSON.stringify(proof));
  writeFileSync(
    at('forged.json'),
    JSON.stringify({ ...proof, entry: { ...proof.entry, facilityName: '別の病院' } }),
  );
  writeFileSync(at('nonsense.json'), 'nonsense');
  expect(await run(auditCheckProof, at('proof.json'))).toBe(0);
  expect(out).toMatch(/^証明されました。.*試験病院[\s\S]*注意: 公開鍵は[\s\S]*Proven: entry [\s\S]*Mind: /);
  expect(out).toContain('2026-11-22 10:02:03 JST');
  expect(await run(auditCheckProof, at('forged.json'))).toBe(1);
  expect(out).toMatch(/^証明されませんでした。[\s\S]*Not proven: the entry/);
  expect(await run(auditCheckProof, at('nonsense.json'))).toBe(1);
  await expect(run(auditCheckProof, at('missing.json'))).rejects.toMatchObject({ code: 'FILE_NOT_READABLE' });
  await expect(run(auditCheckProof)).rejects.toMatchObject({ code: 'USAGE' });

  await run(keysList);
  const pem = (keyId: string): string =>
    JSON.parse(out).keys.find((key: { keyId: string }) => key.keyId === keyId).publicKey;
  writeFileSync(at('key.pem'), pem(proof.key.keyId));
  const other = keys.find(({ keyId }) => keyId !== proof.key.keyId);
  writeFileSync(at('other.pem'), pem(other?.keyId ?? ''));
  expect(await run(auditCheckProof, at('proof.json'), '--key', at('key.pem'))).toBe(0);
  expect(out).toContain('あなたが --key で指定した公開鍵');
  expect(await run(auditCheckProof, at('proof.json'), '--key', at('other.pem'))).toBe(1);
});

test('verify answers 0 for a whole log and 1 for a damaged one, with what is wrong and where', async () => {
  expect(await run(auditVerify)).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ intact: true, faults: [], file: 'checked', entriesUnsealed: 0 });
  expect(await run(auditVerify, '--since', '2026-01-01')).toBe(0);
  await expect(run(auditVerify, '--since', 'yesterday')).rejects.toMatchObject({ code: 'USAGE' });
  // The file is the one thing that can be damaged without being superuser.
  writeFileSync(at('data/audit/checkpoints.jsonl'), 'nonsense\n');
  expect(await run(auditVerify)).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    intact: false,
    faults: [{ kind: 'file-damaged', line: 1 }],
    meanings: { 'file-damaged': expect.any(String) },
  });
});
