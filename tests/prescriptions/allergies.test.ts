import { type Notebook, writeNotebook } from '@tsunagu/jahis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CheckAnswer } from '../../apps/server/src/modules/prescriptions/check/check-for-person.ts';
import { CLINIC, HOSPITAL, testPerson } from '../../apps/server/src/testing/people.ts';
import { createRegion, type Region } from '../access/region.ts';
import { allergy, idOf, type Send, senderFor } from '../clinical/support.ts';
import { drug, group, NO_DRAFT, ok } from './pharmacy-desk.ts';

/** Allergies that institutions and patients recorded, in the check of a drug. @spec prescriptions.md §5.6, §6.7 (2) */
const AMOXICILLIN = { code: '690000731', name: 'アモキシシリンカプセル２５０ｍｇ「デモ」', unit: 'カプセル' };

const OWNER = testPerson(1);
let server: Region;
let hospital: Send;
beforeAll(async () => {
  server = await createRegion([OWNER, testPerson(2)]);
  hospital = await senderFor(server, 'hospital-physician');
}, 120_000);
afterAll(() => server.close());

async function check(ordinal: number): Promise<CheckAnswer> {
  const clinic = await server.signIn('clinic-physician');
  return ok(
    await clinic.post(`/api/persons/${server.ref(ordinal)}/prescriptions/check`, {
      draft: { ...NO_DRAFT, groups: [group({ drugs: [drug(AMOXICILLIN)] })] },
    }),
  ).json<CheckAnswer>();
}
const consent = async (ordinal: number) =>
  ok(
    await (await server.signIn(`patient-${ordinal}`)).post('/api/me/consents', {
      facilityCode: CLINIC.code,
      categories: ['medication'],
      basis: 'persistent',
    }),
  );

test('of an institution: a fact without consent, told with it, gone once it no longer holds', async () => {
  const ref = server.ref(1);
  expect((await check(1)).alerts).toEqual([]);
  const recorded = allergy(ref, 'a1', 'アモキシシリン');
  const created = await hospital({ method: 'POST', path: 'AllergyIntolerance', body: recorded });
  expect(created.statusCode).toBe(201);
  const [fact] = (await check(1)).alerts;
  expect(fact).toMatchObject({ kind: 'allergy', tier: 1, at: 0, with: null });
  expect(fact?.reason.ja).not.toContain('「');
  await consent(1);
  const [told] = (await check(1)).alerts;
  expect(told).toMatchObject({
    kind: 'allergy',
    with: { source: 'allergy', name: 'アモキシシリン', facilityCode: HOSPITAL.code, from: '2020-01-02' },
  });
  const path = `AllergyIntolerance/${idOf(created)}`;
  const system = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification';
  const refuted = {
    ...recorded,
    id: idOf(created),
    verificationStatus: { coding: [{ system, code: 'refuted' }] },
  };
  expect((await hospital({ method: 'PUT', path, body: refuted })).statusCode).toBe(200);
  expect((await check(1)).alerts).toEqual([]);
  await hospital({ method: 'PUT', path, body: { ...recorded, id: idOf(created) } });
  expect((await check(1)).alerts).toHaveLength(1);
  expect((await hospital({ method: 'DELETE', path })).statusCode).toBe(204);
  expect((await check(1)).alerts).toEqual([]);
});

test('of the patient’s notebook', async () => {
  const notebook: Notebook = {
    category: '2',
    patient: {
      name: testPerson(2).name,
      sex: testPerson(2).sex,
      birthDate: testPerson(2).birthDate,
      postalCode: null,
      address: null,
      phone: null,
      emergencyContact: null,
      bloodGroup: null,
      weight: null,
      kana: null,
    },
    notes: [{ kind: '1', text: 'アモキシシリンでアレルギー', author: '2' }],
    otc: [],
    memos: [],
    blocks: [],
    pharmacists: [],
    part: null,
  };
  await consent(2);
  expect((await check(2)).alerts).toEqual([]);
  const bytesBase64 = Buffer.from(writeNotebook(notebook).bytes).toString('base64');
  const patient = await server.signIn('patient-2');
  ok(await patient.post('/api/me/notebook/import', { bytesBase64 }));
  expect((await check(2)).alerts).toMatchObject([
    { kind: 'allergy', tier: 1, with: { name: 'アモキシシリンでアレルギー', facilityCode: null } },
  ]);
});
