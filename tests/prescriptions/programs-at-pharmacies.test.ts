import { writeDispensing } from '@tsunagu/jahis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccount, setTotpSecret } from '../../apps/server/src/modules/identity/index.ts';
import { dispensingOfDraft } from '../../apps/server/src/modules/prescriptions/pharmacy/dispensing-of-draft.ts';
import { signDocument } from '../../apps/server/src/modules/prescriptions/signing/document.ts';
import { readPrescriptionRow } from '../../apps/server/src/modules/prescriptions/store.ts';
import { PHARMACY } from '../../apps/server/src/testing/people.ts';
import { outcomeOf, TEST_PASSWORD, testTotpSecret } from '../../apps/server/src/testing/test-server.ts';
import { registerTestClient, tokenOf } from '../identity/systems-support.ts';
import {
  asPrescribed,
  cardOf,
  createDesk,
  type Desk,
  NO_DRAFT,
  NOTHING_ELSE,
  ok,
  PHARMACIST,
} from './pharmacy-desk.ts';

/** A pharmacy's own system: receives, and registers what a pharmacist signed with a card. @spec prescriptions.md §9 */
const MANAGER = 'pharmacy-manager';
let desk: Desk;
let tokens: Readonly<Record<'prescriptions' | 'eligibility', string>>;
let today: string;
beforeAll(async () => {
  desk = await createDesk(40);
  // Tokens are issued by the machine's clock.
  desk.setNow(new Date().toISOString());
  today = new Date(desk.clock().getTime() + 9 * 60 * 60 * 1000).toISOString().slice(0, 10);
  await createAccount(desk.db, {
    account: MANAGER,
    displayName: '試験　管理',
    password: TEST_PASSWORD,
    roles: ['manager'],
    organisation: PHARMACY.name,
    personId: null,
    demoHint: null,
  });
  await setTotpSecret(desk, MANAGER, testTotpSecret(MANAGER));
  const manager = await desk.staff(MANAGER);
  const client = await registerTestClient(
    {
      cookie: null,
      get: (url) => manager.call('GET', url),
      post: (url, payload) => manager.call('POST', url, payload),
      delete: () => Promise.reject(new Error('not needed')),
      upload: () => Promise.reject(new Error('not needed')),
    },
    { scopes: ['prescriptions', 'eligibility'] },
  );
  tokens = {
    prescriptions: await tokenOf(desk, client, 'prescriptions'),
    eligibility: await tokenOf(desk, client, 'eligibility'),
  };
}, 120_000);
afterAll(() => desk.close());

const call = (url: string, payload: object, scope: keyof typeof tokens = 'prescriptions') =>
  desk.app.inject({ method: 'POST', url, payload, headers: { authorization: `Bearer ${tokens[scope]}` } });

test('it receives and registers a signed document, which the institution reads', async () => {
  const { prescriptionId } = await desk.issue({ ...NO_DRAFT, issuedOn: today });
  const view = ok(await call(`/api/prescriptions/${prescriptionId}/receive`, {})).json();
  expect(view).toMatchObject({ state: 'in-dispensing', pharmacy: { code: PHARMACY.code } });
  const row = await readPrescriptionRow(desk.db, desk.personId, prescriptionId);
  if (row === null) throw new Error('the prescription is gone');
  const draft = { ...NOTHING_ELSE, dispensedOn: today, groups: asPrescribed(view) };
  const by = { facilityCode: PHARMACY.code, facilityName: PHARMACY.name, pharmacist: '試験　薬剤師' };
  const { text } = writeDispensing(dispensingOfDraft(draft, by, { rows: [row], lines: [], refill: null }));
  const xml = await signDocument('dispensing', text, await cardOf(desk, 'Pharmacist'), desk.clock());
  const body = { prescriptionIds: [prescriptionId], document: Buffer.from(xml).toString('base64') };

  const result = ok(await call('/api/dispensings', body)).json();
  expect(result).toMatchObject({ state: 'registered', prescriptions: [{ state: 'dispensed' }] });
  // After a timeout: the same document again is the same result.
  expect(ok(await call('/api/dispensings', body)).json()).toEqual(result);
  const pharmacist = await desk.staff(PHARMACIST);
  const listed = await pharmacist.call('GET', `/api/dispensings?prescriptionId=${prescriptionId}`);
  expect(ok(listed).json()).toMatchObject({
    dispensings: [{ dispensingId: result.dispensingId }],
    next: null,
  });
});

test('without the scope it is refused, and the patient sees that somebody tried', async () => {
  const { prescriptionId } = await desk.issue({ ...NO_DRAFT, issuedOn: today });
  const path = `/api/prescriptions/${prescriptionId}/receive`;
  expect(outcomeOf(await call(path, {}, 'eligibility'))).toBe('403 SCOPE_NOT_GRANTED');
  const [entry] = await desk.asOwner<{ outcome: string }>(
    `SELECT outcome FROM audit.entry WHERE person_id = $1 AND refusal_code = 'SCOPE_NOT_GRANTED'`,
    [desk.personId],
  );
  expect(entry?.outcome).toBe('refused');
});
