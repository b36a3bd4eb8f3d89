import { sign } from 'node:crypto';
import { writePrescription } from '@tsunagu/jahis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signDocument } from '../../apps/server/src/modules/prescriptions/index.ts';
import { medicalFile } from '../../apps/server/src/testing/claim-files.ts';
import { actCode } from '../../apps/server/src/testing/demo-codes.ts';
import { HOSPITAL, testPerson } from '../../apps/server/src/testing/people.ts';
import { type Caller, createTestServer, type TestServer } from '../../apps/server/src/testing/test-server.ts';

/**
 * The doctor's HPKI certificate: good, expired, revoked, of another role, and a document that was changed, at the
 * institution and once more at the pharmacy.
 * @spec prescriptions.md §8
 * @spec prescriptions.md §11
 */
const NOW = new Date('2026-11-22T01:02:03.000Z');
const DAY_MS = 86_400_000;
const LINE = { type: 'SI', category: '13', code: actCode('chronic-management'), days: { 3: 1 } } as const;
const PERSON = testPerson(1);
const NOTHING = { kana: null, code: null };

const documentFor = (remark: string) =>
  writePrescription(
    {
      institution: {
        codeKind: HOSPITAL.code.slice(2, 3),
        code: HOSPITAL.code.slice(3),
        prefecture: HOSPITAL.code.slice(0, 2),
        name: HOSPITAL.name,
        postalCode: '105-0004',
        address: '試験県試験市１－２',
        phone: '03-0000-0000',
        fax: null,
        otherContact: null,
      },
      department: null,
      doctor: { ...NOTHING, name: '試験　医師' },
      patient: {
        ...NOTHING,
        name: PERSON.name,
        kana: 'ｼｹﾝ ｶﾝｼﾞｬ',
        sex: PERSON.sex,
        birthDate: PERSON.birthDate,
        burdenKind: null,
      },
      insurance: {
        kind: null,
        insurerNumber: PERSON.insurerNumber,
        symbol: PERSON.symbol,
        number: PERSON.number,
        relation: '1',
        branch: PERSON.branch,
        patientRate: null,
        benefitRate: null,
        occupational: null,
      },
      publicExpenses: [],
      claimKind: null,
      issuedOn: '2026-11-22',
      usableUntil: null,
      narcotic: null,
      leftovers: null,
      split: null,
      refillUses: null,
      remarks: [{ kind: null, text: remark }],
      accessCode: null,
      groups: [
        {
          form: '1',
          formName: null,
          quantity: 7,
          splitQuantity: null,
          usage: { codeKind: '3', code: '1011000400000000', name: '１日１回朝食後　服用', timesPerDay: null },
          supplements: [],
          drugs: [
            {
              category: null,
              codeKind: '2',
              code: '690000011',
              name: 'アムロジピン錠２．５ｍｇ「デモ」',
              amount: '1',
              potency: '1',
              unit: '錠',
              conversion: null,
              uneven: null,
              burden: null,
              perDose: null,
              supplements: [],
            },
          ],
        },
      ],
      providedInformation: [],
      testValues: [],
    },
    'sj1',
  ).text;

let server: TestServer;
let doctor: Caller;
let pharmacist: Caller;

beforeAll(async () => {
  server = await createTestServer();
  await server.take(medicalFile({ claims: [{ person: PERSON, lines: [LINE] }] }));
  doctor = await server.signIn('hospital-physician');
  pharmacist = await server.signIn('pharmacy-pharmacist');
});
afterAll(() => server.close());

const before = (days: number): Date => new Date(NOW.getTime() - days * DAY_MS);

interface Holder {
  readonly role?: string | null;
  readonly endedDaysAgo?: number;
}

async function holder({ role = 'Medical Doctor', endedDaysAgo }: Holder = {}) {
  const authority = await server.hpkiAuthority();
  const notAfter = endedDaysAgo === undefined ? {} : { notAfter: before(endedDaysAgo) };
  const issued = await authority.issue({ name: '試験 医師', role, notBefore: before(100), ...notAfter });
  const signer = {
    certificateChain: [issued.certificateDer],
    sign: async (bytes: Uint8Array) => sign('sha256', bytes, issued.privateKey),
  };
  return { authority, serial: issued.serial, signer };
}

const register = (xml: string) =>
  doctor.post('/api/prescriptions', {
    document: Buffer.from(xml, 'utf8').toString('base64'),
    issueType: 'electronic',
  });
async function count(): Promise<string | undefined> {
  const [row] = await server.asOwner<{ n: string }>('SELECT count(*) AS n FROM prescriptions.prescription');
  return row?.n;
}

async function expectRefused(xml: string, reasons: string): Promise<void> {
  const stood = await count();
  const answer = await register(xml);
  expect(answer.statusCode, answer.body).toBe(422);
  expect(answer.json()).toMatchObject({ error: { code: 'RX_SIGNATURE_INVALID', fields: { reasons } } });
  expect(await count()).toBe(stood);
}

test('a good signature is registered, says who signed, and may be received', async () => {
  const { signer, serial } = await holder();
  const answer = await register(await signDocument('prescription', documentFor('良'), signer, NOW));
  expect(answer.statusCode, answer.body).toBe(200);
  const { prescriptionId, signature } = answer.json();
  expect(signature).toMatchObject({
    status: 'valid',
    testAuthority: true,
    signer: { name: '試験 医師', role: 'Medical Doctor', serial, revokedAt: null },
  });
  const received = await pharmacist.post(`/api/prescriptions/${prescriptionId}/receive`, {});
  expect(received.statusCode, received.body).toBe(200);
  expect(received.json()).toMatchObject({ state: 'in-dispensing', signature: { status: 'valid' } });
});

test('a dentist may prescribe', async () => {
  const { signer } = await holder({ role: 'Dentist' });
  const answer = await register(await signDocument('prescription', documentFor('歯科'), signer, NOW));
  expect(answer.statusCode, answer.body).toBe(200);
});

test('an expired certificate is refused', async () => {
  const { signer } = await holder({ endedDaysAgo: 1 });
  await expectRefused(
    await signDocument('prescription', documentFor('期限'), signer, NOW),
    'certificate-expired',
  );
});

test('a revoked certificate is refused', async () => {
  const { authority, signer, serial } = await holder();
  await authority.revoke(serial, 'changed', before(1));
  await expectRefused(
    await signDocument('prescription', documentFor('失効'), signer, NOW),
    'certificate-revoked',
  );
});

test('a pharmacist, or somebody without a qualification, prescribes nothing', async () => {
  const pharmacistCard = await holder({ role: 'Pharmacist' });
  const nobody = await holder({ role: null });
  const text = documentFor('資格');
  await expectRefused(await signDocument('prescription', text, pharmacistCard.signer, NOW), 'role-wrong');
  await expectRefused(await signDocument('prescription', text, nobody.signer, NOW), 'role-missing');
});

test('a changed document is refused', async () => {
  const { signer } = await holder();
  const xml = await signDocument('prescription', documentFor('真'), signer, NOW);
  const other = Buffer.from(documentFor('偽'), 'utf8').toString('base64');
  await expectRefused(xml.replace(/(Id="content">)[^<]+/, `$1${other}`), 'tampered-content');
});

test('an electronic prescription without signature is refused', async () => {
  const answer = await register(documentFor('なし'));
  expect(answer.json()).toMatchObject({ error: { code: 'RX_SIGNATURE_REQUIRED' } });
});

test('a certificate that was revoked between the institution and the pharmacy stops reception, when its key was lost', async () => {
  const { authority, signer, serial } = await holder();
  const answer = await register(await signDocument('prescription', documentFor('紛失'), signer, NOW));
  expect(answer.statusCode, answer.body).toBe(200);
  await authority.revoke(serial, 'lost');
  const received = await pharmacist.post(`/api/prescriptions/${answer.json().prescriptionId}/receive`, {});
  expect(received.json()).toMatchObject({
    error: {
      code: 'RX_SIGNATURE_INVALID',
      fields: { reasons: 'certificate-revoked' },
    },
  });
});

test('a document that was changed where it is stored is not handed out', async () => {
  const { signer } = await holder();
  const answer = await register(await signDocument('prescription', documentFor('保存'), signer, NOW));
  const { prescriptionId } = answer.json();
  await server.asOwner(
    `UPDATE prescriptions.prescription SET original = convert_to(replace(convert_from(original, 'UTF8'), 'T01:02:03Z', 'T01:02:04Z'), 'UTF8')
     WHERE prescription_id = $1`,
    [prescriptionId],
  );
  const received = await pharmacist.post(`/api/prescriptions/${prescriptionId}/receive`, {});
  expect(received.json()).toMatchObject({
    error: {
      code: 'RX_SIGNATURE_INVALID',
      fields: { reasons: 'tampered-properties' },
    },
  });
});
