import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { SHOWCASE_STAFF } from '../../demo/region/showcase.ts';
import { openToken, tokenSigner } from '../../kernel/pki/hpki/index.ts';
import { signDocument, verifyDocument } from '../../modules/prescriptions/index.ts';
import { DEMO_PASSWORD } from '../../runtime.ts';
import { createTestRuntime, type TestRuntime } from '../../testing/test-runtime.ts';
import { makeDemoSigners } from './demo-signing.ts';

let runtime: TestRuntime;

beforeAll(async () => {
  runtime = await createTestRuntime({ masters: false });
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  await makeDemoSigners(runtime, { showcase: { people: [], staff: SHOWCASE_STAFF } });
  said.mockRestore();
});
afterAll(() => runtime.close());

const EXPECTED: Readonly<Record<string, { readonly prescription: string[]; readonly dispensing: string[] }>> =
  {
    doctor: { prescription: [], dispensing: ['role-wrong'] },
    dentist: { prescription: [], dispensing: ['role-wrong'] },
    pharmacist: { prescription: ['role-wrong'], dispensing: [] },
    expired: { prescription: ['certificate-expired'], dispensing: ['role-wrong', 'certificate-expired'] },
    revoked: { prescription: ['certificate-revoked'], dispensing: ['role-wrong', 'certificate-revoked'] },
    'wrong-role': { prescription: ['role-wrong'], dispensing: ['role-wrong'] },
    'role-less': { prescription: ['role-missing'], dispensing: ['role-missing'] },
  };

test('there is a token for each outcome, and no other', () => {
  expect(readdirSync(runtime.demoTokens).sort()).toEqual(
    Object.keys(EXPECTED)
      .map((name) => `${name}.p12`)
      .sort(),
  );
});

test.each(Object.entries(EXPECTED))('the token %s signs with its own outcome', async (name, expected) => {
  const token = await openToken(readFileSync(join(runtime.demoTokens, `${name}.p12`)), DEMO_PASSWORD);
  const trust = await (await runtime.hpkiAuthority()).current();
  for (const kind of ['prescription', 'dispensing'] as const) {
    const xml = await signDocument(kind, 'SJ1\n', tokenSigner(token), runtime.clock());
    const { reasons } = verifyDocument(xml, { kind, trust, at: runtime.clock(), fresh: true });
    expect(reasons.map(({ key }) => key)).toEqual(expected[kind]);
  }
});

test('every physician and pharmacist has a key in the key service', async () => {
  const rows = await runtime.asOwner<{ account: string }>('SELECT account FROM prescriptions.signing_key');
  const signing = SHOWCASE_STAFF.filter(({ role }) => role === 'physician' || role === 'pharmacist');
  expect(rows.map(({ account }) => account).sort()).toEqual(signing.map(({ account }) => account).sort());
});
