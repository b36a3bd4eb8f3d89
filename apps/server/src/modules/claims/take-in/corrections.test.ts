import { afterAll, beforeEach, expect, test } from 'vitest';
import { type MedicalClaimInput, medicalFile, pharmacyFile } from '../../../testing/claim-files.ts';
import { actCode, drugCode } from '../../../testing/demo-codes.ts';
import { CLINIC, HOSPITAL, PHARMACY, type TestPerson, testPerson } from '../../../testing/people.ts';
import { everythingStored } from '../../../testing/stored-claims.ts';
import { chunksOf, createTestRuntime, type TestRuntime } from '../../../testing/test-runtime.ts';
import { receiveFile } from './receive-file.ts';
import { takeInFile } from './take-in-file.ts';

let runtime: TestRuntime;
beforeEach(async () => {
  await runtime?.close();
  runtime = await createTestRuntime({ masters: false });
});
afterAll(() => runtime.close());

const person = testPerson(1);
const amlodipine = drugCode('amlodipine-5');
const aspirin = drugCode('aspirin-100');
const telmisartan = drugCode('telmisartan-40');

const claimOf = (code: string, more: Partial<MedicalClaimInput> = {}): MedicalClaimInput => ({
  person,
  lines: [{ type: 'IY', category: '21', code, amount: '1', days: { 3: 14 } }],
  ...more,
});

const pharmacyClaim = (code: string, prescriber = CLINIC) => ({
  person,
  prescriber,
  blocks: [
    {
      form: '1',
      dispensings: [{ prescribedOn: '2026-09-01', dispensedOn: '2026-09-02', quantity: 14 }],
      drugs: [{ code, amount: '1' }],
    },
  ],
});

/** Codes of the drugs that the record shows. */
async function drugsOf(who: TestPerson = person): Promise<string[]> {
  const [source] = runtime.sources;
  const record = await source?.read(await runtime.personIdOf(who), { from: '2000-01', to: '2099-12' });
  return (record?.medications ?? []).map(({ code }) => code).sort();
}

const storedClaims = async () =>
  Number((await runtime.asOwner<{ n: string }>('SELECT count(*) AS n FROM claims.claim'))[0]?.n);

test('a claim of a later file takes the place of the older one, which stays', async () => {
  const first = await runtime.take(medicalFile({ claims: [claimOf(amlodipine)] }));
  const second = await runtime.take(medicalFile({ claims: [claimOf(telmisartan)] }));
  expect([first.progress.replaced, second.progress.replaced]).toEqual([0, 1]);
  expect(await drugsOf()).toEqual([telmisartan]);
  expect(await storedClaims()).toBe(2);
  await runtime.take(medicalFile({ claims: [claimOf(aspirin)] }));
  expect(await drugsOf()).toEqual([aspirin]);
});

test('one key twice within one file keeps both claims; a later file replaces both', async () => {
  await runtime.take(medicalFile({ claims: [claimOf(amlodipine), claimOf(aspirin)] }));
  expect(await drugsOf()).toEqual([amlodipine, aspirin].sort());
  const later = await runtime.take(medicalFile({ claims: [claimOf(telmisartan)] }));
  expect(later.progress.replaced).toBe(2);
  expect(await drugsOf()).toEqual([telmisartan]);
});

test.each<[string, () => Uint8Array]>([
  ['another month', () => medicalFile({ month: '2026-08', claims: [claimOf(aspirin)] })],
  ['another institution', () => medicalFile({ facility: CLINIC, claims: [claimOf(aspirin)] })],
  ['inpatient beside outpatient', () => medicalFile({ claims: [claimOf(aspirin, { inpatient: true })] })],
  [
    'another payer',
    () =>
      medicalFile({
        claims: [
          claimOf(aspirin, {
            person: { ...person, insurerNumber: testPerson(1, { insurerNumber: '06999916' }).insurerNumber },
          }),
        ],
      }),
  ],
])('a claim of %s replaces nothing', async (_title, other) => {
  await runtime.take(medicalFile({ claims: [claimOf(amlodipine)] }));
  const later = await runtime.take(other());
  expect(later.progress.replaced).toBe(0);
  expect(await drugsOf()).toContain(amlodipine);
});

test('the claim of another person replaces nothing', async () => {
  const twin = testPerson(1, { branch: '02' });
  await runtime.take(medicalFile({ claims: [claimOf(amlodipine)] }));
  await runtime.take(medicalFile({ claims: [claimOf(aspirin, { person: twin })] }));
  expect(await drugsOf()).toEqual([amlodipine]);
  expect(await drugsOf(twin)).toEqual([aspirin]);
});

test('a pharmacy’s claims for two prescribing institutions do not replace each other', async () => {
  await runtime.take(pharmacyFile({ claims: [pharmacyClaim(amlodipine, CLINIC)] }));
  const other = await runtime.take(pharmacyFile({ claims: [pharmacyClaim(aspirin, HOSPITAL)] }));
  expect(other.progress.replaced).toBe(0);
  expect(await drugsOf()).toEqual([amlodipine, aspirin].sort());
  const corrected = await runtime.take(pharmacyFile({ claims: [pharmacyClaim(telmisartan, HOSPITAL)] }));
  expect(corrected.progress.replaced).toBe(1);
  expect(await drugsOf()).toEqual([amlodipine, telmisartan].sort());
});

test('files taken in another order than they arrived give the same record: the later arrival wins', async () => {
  const receive = (bytes: Uint8Array) =>
    receiveFile(runtime, {
      name: 'RECEIPTC.UKE',
      source: chunksOf(bytes),
      receivedBy: 'test',
      createPersons: true,
    });
  const older = await receive(medicalFile({ claims: [claimOf(amlodipine)] }));
  const newer = await receive(medicalFile({ claims: [claimOf(telmisartan)] }));
  await takeInFile(runtime, newer.file);
  await takeInFile(runtime, older.file);
  expect(await drugsOf()).toEqual([telmisartan]);
});

test('handing a file in again, under whatever name, is a duplicate and changes nothing', async () => {
  const bytes = medicalFile({ claims: [claimOf(amlodipine)] });
  const first = await runtime.take(bytes);
  const before = await everythingStored(runtime);
  const again = await receiveFile(runtime, {
    name: 'other.UKE',
    source: chunksOf(bytes, 7),
    receivedBy: 'test',
    createPersons: false,
  });
  expect(again).toMatchObject({ duplicate: true, file: { fileId: first.fileId, name: 'RECEIPTC.UKE' } });
  await takeInFile(runtime, again.file);
  expect(await everythingStored(runtime)).toEqual(before);
});

test('claims are seen when their file is taken, and not before; so are the corrections that they bring', async () => {
  await runtime.take(medicalFile({ claims: [claimOf(amlodipine)] }));
  const { file } = await receiveFile(runtime, {
    name: 'RECEIPTC.UKE',
    source: chunksOf(medicalFile({ claims: [claimOf(telmisartan)] })),
    receivedBy: 'test',
    createPersons: true,
  });
  // As after a batch that was committed before the process was killed.
  await takeInFile(runtime, file);
  await runtime.asOwner(`UPDATE claims.file SET state = 'received', finished_at = NULL WHERE file_id = $1`, [
    file.fileId,
  ]);
  const { claimsSource } = await import('../read-claims/claims-source.ts');
  const fresh = claimsSource(runtime.db);
  const seen = async () =>
    (await fresh.read(await runtime.personIdOf(person), { from: '2026-01', to: '2026-12' })).medications.map(
      ({ code }) => code,
    );
  expect(await seen()).toEqual([amlodipine]);
  await runtime.asOwner(`UPDATE claims.file SET state = 'taken', finished_at = now() WHERE file_id = $1`, [
    file.fileId,
  ]);
  expect(await seen()).toEqual([telmisartan]);
});

test('an institution is known by the newest name that a claim gave it', async () => {
  const nameOf = async (code: string) =>
    (
      await runtime.asOwner<{ name: string }>('SELECT name FROM registry.facility WHERE facility_code = $1', [
        code,
      ])
    )[0]?.name;
  await runtime.take(medicalFile({ claims: [claimOf(amlodipine)] }));
  await runtime.take(
    medicalFile({
      month: '2026-10',
      facility: { ...HOSPITAL, name: '試験新病院' },
      claims: [claimOf(amlodipine)],
    }),
  );
  await runtime.take(pharmacyFile({ claims: [pharmacyClaim(aspirin)] }));
  expect(await Promise.all([HOSPITAL, PHARMACY, CLINIC].map(({ code }) => nameOf(code)))).toEqual([
    '試験新病院',
    PHARMACY.name,
    CLINIC.name,
  ]);
});

test('what an act counts as is counted while reading', async () => {
  await runtime.close();
  runtime = await createTestRuntime();
  const lines = ['cataract-surgery', 'ct', 'ct-contrast-addon', 'chronic-management', 'urinalysis'].map(
    (key) => ({
      type: 'SI' as const,
      category: '60',
      code: actCode(key),
    }),
  );
  const file = await runtime.take(medicalFile({ claims: [{ person, lines }] }));
  expect(file.progress.actCounts).toEqual({
    acts: { surgery: 1, imaging: 1, 'medical-management': 1 },
    addOns: { imaging: 1 },
    unknown: 0,
  });
});
