import { createHash, verify, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../../apps/server/src/kernel/auth/session.ts';
import { openSigning } from '../../apps/server/src/modules/prescriptions/signing/open-signing.ts';
import { createTestServer, type TestServer } from '../../apps/server/src/testing/test-server.ts';

/** The key service for second certificates (カードレス署名), in software. @spec prescriptions.md §1 */
let server: TestServer;
const MESSAGE = Buffer.from('試験');

beforeAll(async () => {
  server = await createTestServer({ masters: false });
});
afterAll(() => server.close());

const sessionOf = (account: string, changed: Partial<Session> = {}): Session => ({
  sessionId: '00000000-0000-4000-8000-000000000001',
  kind: 'staff',
  account,
  displayName: account,
  roles: ['physician'],
  organisation: null,
  personId: null,
  emergencyDesignated: false,
  stage: 'complete',
  scopes: null,
  app: null,
  confirmedAt: server.clock(),
  expiresAt: new Date(server.clock().getTime() + 60_000),
  ...changed,
});
const signing = () => openSigning({ ...server, onTrustProblem: () => {} });
const signerOf = (account: string, session = sessionOf(account)) =>
  signing().ofAccount(account, { session, requestId: 'test', kind: 'prescription' });
const entries = async (event: string) =>
  server.asOwner<{ account: string; detail: unknown }>(
    'SELECT account, detail FROM audit.entry WHERE event = $1 ORDER BY at',
    [event],
  );

test('a physician enrols, and is shown what certificate that is', async () => {
  const physician = await server.signIn('hospital-physician');
  expect((await physician.get('/api/me/signing')).json()).toEqual({ certificate: null });
  const enrolled = await physician.post('/api/me/signing/enrol', {});
  expect(enrolled.statusCode, enrolled.body).toBe(200);
  const { certificate } = enrolled.json();
  expect(certificate).toMatchObject({ name: '試験 hospital-physician', role: 'Medical Doctor' });
  expect((await physician.get('/api/me/signing')).json()).toEqual({ certificate });
  const [row] = await server.asOwner<{ sealed_key: string; certificate: Buffer }>(
    'SELECT sealed_key, certificate FROM prescriptions.signing_key WHERE account = $1',
    ['hospital-physician'],
  );
  expect(
    createHash('sha256')
      .update(row?.certificate ?? '')
      .digest('hex'),
  ).toBe(certificate.sha256);
  expect(row?.sealed_key).toMatch(/^v1\./);
  expect(row?.sealed_key).not.toContain('PRIVATE');
});

test('a pharmacist gets another role, and a second enrolment ends the first certificate', async () => {
  const pharmacist = await server.signIn('pharmacy-pharmacist');
  const first = (await pharmacist.post('/api/me/signing/enrol', {})).json().certificate;
  const second = (await pharmacist.post('/api/me/signing/enrol', {})).json().certificate;
  expect(first.role).toBe('Pharmacist');
  expect(second.serial).not.toBe(first.serial);
  const authority = await server.hpkiAuthority();
  const [list] = (await authority.current()).lists.values();
  expect(list?.[0]?.answer(first.serial)).toMatchObject({ status: 'revoked', reason: 'superseded' });
  expect(list?.[0]?.answer(second.serial)).toMatchObject({ status: 'good' });
});

test.each(['hospital-nurse', 'hospital-manager', 'insurer-clerk'])(
  '%s has nothing to sign',
  async (account) => {
    const caller = await server.signIn(account);
    expect((await caller.post('/api/me/signing/enrol', {})).statusCode).toBe(403);
  },
);

test('a physician of no institution is refused', async () => {
  const caller = await server.signIn('homeless-physician');
  expect((await caller.post('/api/me/signing/enrol', {})).json()).toMatchObject({
    error: {
      code: 'RX_ENROLMENT_REFUSED',
    },
  });
});

test('where real authorities are trusted nobody gets a certificate of the test authority', async () => {
  const other = await createTestServer({ masters: false, hpkiTrustDirectory: '/nowhere' });
  try {
    const caller = await other.signIn('hospital-physician');
    expect((await caller.post('/api/me/signing/enrol', {})).json()).toMatchObject({
      error: {
        code: 'RX_ENROLMENT_REFUSED',
      },
    });
  } finally {
    await other.close();
  }
});

test('the key signs, and each use is entered', async () => {
  const signer = await signerOf('hospital-physician');
  const [certificate] = signer?.certificateChain ?? [];
  if (signer === null || certificate === undefined) throw new Error('nobody enrolled');
  const signature = await signer.sign(MESSAGE);
  expect(verify('sha256', MESSAGE, new X509Certificate(certificate).publicKey, signature)).toBe(true);
  const serial = new X509Certificate(certificate).serialNumber.toLowerCase();
  expect(await entries('signing-key-used')).toMatchObject([
    { account: 'hospital-physician', detail: { serial, document: 'prescription' } },
  ]);
  expect((await entries('signing-certificate-issued')).length).toBe(3);
});

test('the key of an account is used by that account alone, and soon after it proved itself', async () => {
  const refused = { code: 'STEP_UP_REQUIRED' };
  const account = 'hospital-physician';
  const late = new Date(server.clock().getTime() - 5 * 60_000 - 1);
  const app = { clientId: 'app', name: 'app', patient: null };
  for (const session of [
    sessionOf('clinic-physician'),
    sessionOf(account, { confirmedAt: late }),
    sessionOf(account, { confirmedAt: null }),
    sessionOf(account, { kind: 'system' }),
    sessionOf(account, { app }),
  ])
    await expect(signerOf(account, session)).rejects.toMatchObject(refused);
  expect(await signerOf('clinic-physician')).toBeNull();
});

test('a key that was copied to another account does not open', async () => {
  await server.asOwner(
    `INSERT INTO prescriptions.signing_key (account, serial, certificate, sealed_key, enrolled_at, not_after)
     SELECT 'clinic-physician', serial, certificate, sealed_key, enrolled_at, not_after
     FROM prescriptions.signing_key WHERE account = 'hospital-physician'`,
  );
  const signer = await signerOf('clinic-physician');
  await expect(signer?.sign(MESSAGE)).rejects.toMatchObject({ code: 'RX_SIGNING_UNAVAILABLE' });
});
