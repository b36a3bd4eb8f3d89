import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSession, readSession, registerClient } from '../../apps/server/src/modules/identity/index.ts';
import { all } from '../fhir-records/setting.ts';
import { testKey, tokenOf } from '../identity/systems-support.ts';
import {
  asPrescribed,
  createDesk,
  type Desk,
  NO_DRAFT,
  NOTHING_ELSE,
  ok,
  PHARMACIST,
} from './pharmacy-desk.ts';

/** What insurers export is what they pay for: claims. Prescriptions are between institution, pharmacy and patient. */
const SCOPES = ['bulk-export', 'system/*.rs'];
let desk: Desk;
let today: string;
beforeAll(async () => {
  desk = await createDesk(42);
  // Tokens are issued by the machine's clock.
  desk.setNow(new Date().toISOString());
  today = new Date(desk.clock().getTime() + 9 * 60 * 60 * 1000).toISOString().slice(0, 10);
}, 120_000);
afterAll(() => desk.close());

async function insurersToken(): Promise<string> {
  const session = await readSession(
    desk,
    await openSession(desk, 'insurer-clerk', { stage: 'complete', confirmed: true, origin: null }),
  );
  if (session === null) throw new Error('no session');
  const key = testKey();
  const { clientId } = await registerClient(
    desk,
    { session, requestId: 'test' },
    { name: '試験', scopes: SCOPES, jwks: { keys: [key.publicJwk] } },
  );
  return tokenOf(desk, { clientId, key }, SCOPES.join(' '));
}

/** Ids of what an export holds, by type. */
async function exported(types: readonly string[]): Promise<Record<string, string[]>> {
  const headers = { authorization: `Bearer ${await insurersToken()}`, prefer: 'respond-async' };
  const get = (url: string) => {
    const { pathname, search } = new URL(url);
    return desk.app.inject({ url: `${pathname}${search}`, headers });
  };
  const url = `/fhir/R4/$export?_type=${types.join(',')}`;
  const started = ok(await desk.app.inject({ url, headers }));
  const status = String(started.headers['content-location']);
  await expect.poll(async () => (await get(status)).statusCode, { timeout: 20_000 }).toBe(200);
  const { output } = (await get(status)).json<{ output: { type: string; url: string }[] }>();
  const found: Record<string, string[]> = {};
  for (const { type, url: file } of output) {
    const lines = ok(await get(file))
      .body.trimEnd()
      .split('\n');
    found[type] = lines.map((line) => (JSON.parse(line) as { id: string }).id);
  }
  return found;
}

test('what was prescribed and handed out electronically is not in the export of an insurer', async () => {
  await desk.asOwner(
    `INSERT INTO eligibility.coverage (person_id, coverage_id, version, registered_at, registered_by, change, insurer_number,
       number_key, branch, birth_date, card_class, valid_from, valid_to, name, facts)
     VALUES ($1, gen_random_uuid(), 1, '2020-04-01', 'test', 'registered', $2, '', '', '1980-01-01', '01', '2020-04-01', NULL,
       '試験', '{}')`,
    [desk.personId, desk.person.insurerNumber],
  );
  const pharmacist = await desk.staff(PHARMACIST);
  const draft = { ...NO_DRAFT, issuedOn: today };
  await desk.issue({ ...draft, remarks: [{ kind: null, text: '待機' }] });
  const { prescriptionId } = await desk.issue(draft);
  const view = await desk.received(prescriptionId, pharmacist);
  ok(
    await pharmacist.call('POST', '/api/dispensings', {
      prescriptionIds: [prescriptionId],
      draft: { ...NOTHING_ELSE, dispensedOn: today, groups: asPrescribed(view) },
      sign: 'service',
    }),
  );
  await desk.addPatient('patient', desk.personId);
  const patient = await desk.signIn('patient');
  const own = (type: string) => all(patient, `${type}?patient=${desk.personId}`);
  expect(await own('MedicationDispense')).toHaveLength(1);
  expect(await own('MedicationRequest')).toHaveLength(1);

  expect(await exported(['Patient', 'MedicationDispense', 'MedicationRequest'])).toEqual({
    Patient: [desk.personId],
  });
});
