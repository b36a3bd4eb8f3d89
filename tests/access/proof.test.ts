import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Caller, outcomeOf, STAFF } from '../../apps/server/src/testing/test-server.ts';
import { createRegion, EVERYTHING, ownLog, type Region, somePeople } from './region.ts';

/** @spec security.md §9.5; DESIGN.md §5 (a patient can check that an entry about them is in the log) */
const CLI = fileURLToPath(new URL('../../apps/server/src/cli.ts', import.meta.url));
let server: Region;
let patient: Caller;
let entryId: string;

beforeAll(async () => {
  server = await createRegion(somePeople(2));
  patient = await server.signIn('patient-1');
  const desk = await server.signIn('hospital-desk');
  await desk.post(`/api/persons/${server.ref(1)}/consents`, {
    categories: EVERYTHING,
    method: 'card-reader',
  });
  await (await server.signIn('hospital-physician')).get(`/api/persons/${server.ref(1)}/record`);
  entryId = (await ownLog(patient)).find(({ purpose }) => purpose === 'care')?.id ?? '';
});
afterAll(() => server.close());

const proofOf = (id: string, who = patient) => who.get(`/api/me/disclosures/${id}/proof`);
/** Runs the command on a document, as its holder would, far from any database. */
function check(document: unknown) {
  const file = join(server.directory, 'proof.json');
  writeFileSync(file, JSON.stringify(document));
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, 'audit', 'check-proof', file], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

test('sealed within seconds, then proven by the command alone; changed, it proves nothing', async () => {
  const waited = performance.now();
  let answer = await proofOf(entryId);
  while (answer.statusCode === 412 && performance.now() - waited < 40_000) {
    expect(outcomeOf(answer)).toBe('412 PROOF_NOT_YET');
    await new Promise((resolve) => setTimeout(resolve, 500));
    answer = await proofOf(entryId);
  }
  expect(outcomeOf(answer)).toBe('200 ok');
  for (const account of Object.keys(STAFF)) expect(answer.body).not.toContain(account);
  const proof = answer.json();
  expect(proof.entry).toMatchObject({ entryId, facilityName: '試験病院', purpose: 'care', outcome: 'shown' });

  const good = check(proof);
  expect(good).toMatchObject({ status: 0, stderr: '' });
  expect(good.stdout).toContain('試験病院');
  expect(good.stdout).toContain(entryId);
  const bad = check({ ...proof, entry: { ...proof.entry, facilityName: '別の病院' } });
  expect(bad.status).toBe(1);
  expect(bad.stdout).not.toContain(entryId);
  // That a proof was made is an entry as well.
  const made = await server.asOwner(
    `SELECT purpose, ground FROM audit.entry WHERE person_id = $1 AND detail ->> 'proofOf' = $2 AND outcome = 'shown'`,
    [server.ref(1), entryId],
  );
  expect(made).toEqual([{ purpose: 'self', ground: 'self' }]);
}, 180_000);

test('of one’s own entries only', async () => {
  const other = await server.signIn('patient-2');
  expect(outcomeOf(await proofOf(entryId, other))).toBe('404 AUDIT_ENTRY_UNKNOWN');
  expect(outcomeOf(await proofOf('12345678-1234-4234-8234-123456789012'))).toBe('404 AUDIT_ENTRY_UNKNOWN');
  expect(outcomeOf(await proofOf('-'.repeat(36)))).toBe('400 INPUT_INVALID');
  const manager = await server.signIn('hospital-manager');
  expect(outcomeOf(await proofOf(entryId, manager))).toBe('403 ROLE_NOT_ALLOWED');
});
