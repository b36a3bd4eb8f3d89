import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { disclosuresDuring } from '../../apps/server/src/testing/disclosures.ts';
import { CLINIC, HOSPITAL, testPerson } from '../../apps/server/src/testing/people.ts';
import { TEST_NOW } from '../../apps/server/src/testing/test-runtime.ts';
import { outcomeOf } from '../../apps/server/src/testing/test-server.ts';
import { createRegion, DAY, HOUR, pass, type Region, SECOND, somePeople, viewAs } from '../access/region.ts';
import { designate } from '../access/support.ts';

/** @spec eligibility.md §14.8, §11.1, §11.2 */
const NOBODY = '00000000-0000-0000-0000-000000000000';
let server: Region;
beforeAll(async () => {
  server = await createRegion(somePeople(3));
  await designate(server);
});
afterAll(() => server.close());
beforeEach(() => server.setNow(TEST_NOW));

const person = testPerson(1);
const SEARCH = {
  name: person.name,
  birthDate: person.birthDate,
  sex: 'male',
  insurer: person.insurerNumber,
  consent: 'oral',
  chartNote: '試験の記録',
};
const search = async (account: string, body: object = SEARCH) =>
  (await server.signIn(account)).post('/api/disaster/search', body);
const iso = (offset: number) => new Date(Date.parse(TEST_NOW) + offset).toISOString();
async function openMode(areas: readonly string[], from: number, to: number): Promise<string> {
  const answer = await (await server.signIn('ministry-officer')).post('/api/disaster-modes', {
    name: '試験の災害',
    areas,
    from: iso(from),
    to: iso(to),
    reference: '試験通知',
  });
  expect(outcomeOf(answer)).toBe('200 ok');
  return answer.json().id;
}
const closeMode = async (id: string) =>
  (await server.signIn('ministry-officer')).post(`/api/disaster-modes/${id}/close`, {});
const AREA = HOSPITAL.code.slice(0, 2);

async function expectRefused(account: string, role: string, facility: string) {
  const caller = await server.signIn(account);
  const { value, entries } = await disclosuresDuring(server, () =>
    caller.post('/api/disaster/search', SEARCH),
  );
  expect(outcomeOf(value)).toBe('403 MODE_NOT_OPEN');
  expect(value.body).not.toContain(person.name);
  expect(entries).toEqual([
    expect.objectContaining({
      person_id: NOBODY,
      account,
      actor_role: role,
      facility_code: facility,
      purpose: 'disaster',
      outcome: 'refused',
      refusal_code: 'MODE_NOT_OPEN',
    }),
  ]);
}

test('no mode, another area, before the period, at its end, and after an early closing: refused and entered', async () => {
  await expectRefused('hospital-physician', 'physician', HOSPITAL.code);
  const elsewhere = await openMode(['27', '01'], -DAY, DAY);
  await expectRefused('hospital-desk', 'receptionist', HOSPITAL.code);
  const here = await openMode([AREA, '47'], HOUR, 2 * HOUR);
  await expectRefused('clinic-physician', 'physician', CLINIC.code);
  server.setNow(iso(HOUR - 1));
  await expectRefused('hospital-physician', 'physician', HOSPITAL.code);
  server.setNow(iso(HOUR));
  expect((await search('hospital-physician')).json()).toMatchObject({ result: 'found' });
  server.setNow(iso(2 * HOUR - 1));
  expect((await search('clinic-physician')).json()).toMatchObject({ result: 'found' });
  server.setNow(iso(2 * HOUR));
  await expectRefused('hospital-physician', 'physician', HOSPITAL.code);

  const early = await openMode([AREA], 2 * HOUR, DAY);
  expect((await search('hospital-physician')).json()).toMatchObject({ result: 'found' });
  const physician = await server.signIn('hospital-physician');
  expect(await viewAs(physician, server.ref(1))).toBe('200 ok');
  expect(outcomeOf(await closeMode(early))).toBe('204 ok');
  expect(await viewAs(physician, server.ref(1))).toBe('403 CONSENT_REQUIRED');
  await expectRefused('hospital-physician', 'physician', HOSPITAL.code);
  expect(outcomeOf(await closeMode(early))).toBe('404 MODE_UNKNOWN');
  await closeMode(elsewhere);
  await closeMode(here);
});

test('in the mode: a fourth item is needed, several candidates are never listed, what fits nobody finds nobody', async () => {
  const mode = await openMode([AREA], -HOUR, DAY);
  const asked = async (changed: object) => {
    const answer = await search('hospital-desk', { ...SEARCH, ...changed });
    return [answer.json().result, answer.body.includes(person.number)];
  };
  expect(await asked({})).toEqual(['found', true]);
  expect(await asked({ insurer: undefined })).toEqual(['not-found', false]);
  expect(await asked({ birthDate: '1951-01-01' })).toEqual(['not-found', false]);
  expect(await asked({ sex: 'female' })).toEqual(['not-found', false]);
  await server.asOwner(
    `UPDATE registry.person SET name = p.name, kana = p.kana, birth_date = p.birth_date, sex = p.sex
     FROM (SELECT * FROM registry.person WHERE person_id = $1) AS p WHERE registry.person.person_id = $2`,
    [server.ref(1), server.ref(2)],
  );
  expect(await asked({})).toEqual(['more-items-needed', false]);
  expect(await viewAs(await server.signIn('hospital-physician'), server.ref(2))).toBe('403 CONSENT_REQUIRED');
  for (const birthDate of ['2026-02-30', '0000-01-01', '1950-13-01'])
    expect(outcomeOf(await search('hospital-desk', { ...SEARCH, birthDate }))).toBe('400 INPUT_INVALID');
  await closeMode(mode);
});

test('only the ministry opens and closes a mode, each is entered; what is found is seen for a day and no longer', async () => {
  for (const account of ['hospital-manager', 'administrator', 'patient-1'])
    expect(outcomeOf(await (await server.signIn(account)).post('/api/disaster-modes', {}))).toBe(
      '403 ROLE_NOT_ALLOWED',
    );
  const mode = await openMode([AREA], 0, 3 * DAY);
  await search('hospital-physician', {
    ...SEARCH,
    name: testPerson(3).name,
    birthDate: testPerson(3).birthDate,
  });
  const outcomes: string[] = [];
  for (const after of [0, DAY - SECOND, DAY]) {
    server.setNow(iso(after));
    outcomes.push(await viewAs(await server.signIn('hospital-nurse'), server.ref(3)));
  }
  expect(outcomes).toEqual(['200 ok', '200 ok', '403 CONSENT_REQUIRED']);
  await closeMode(mode);
  const events = await server.asOwner(
    `SELECT event, account FROM audit.entry WHERE detail ->> 'modeId' = $1 ORDER BY seq`,
    [mode],
  );
  expect(events).toEqual([
    { event: 'disaster-mode-opened', account: 'ministry-officer' },
    { event: 'disaster-mode-closed', account: 'ministry-officer' },
  ]);
});

const EMERGENCY = { lifeThreatening: true, ableToConsent: false, reason: '意識なし', confirmed: true };
const open = async (account: string, body: object = EMERGENCY) => {
  const caller = await server.signIn(account);
  return disclosuresDuring(server, () => caller.post(`/api/persons/${server.ref(3)}/emergency`, body));
};

const UNFIT: Readonly<Record<string, readonly [account: string, code: string]>> = {
  'a physician whom the manager has not designated': ['hospital-physician', 'EMERGENCY_NOT_DESIGNATED'],
  'a physician of a clinic': ['clinic-physician', 'EMERGENCY_NOT_DESIGNATED'],
  'a pharmacist of a pharmacy': ['pharmacy-pharmacist', 'EMERGENCY_NOT_DESIGNATED'],
  'a receptionist, even a designated one': ['hospital-desk', 'ROLE_NOT_CLINICAL'],
  'a manager': ['hospital-manager', 'ROLE_NOT_ALLOWED'],
  'a physician of no institution': ['homeless-physician', 'INSTITUTION_REQUIRED'],
  'a patient': ['patient-1', 'ROLE_NOT_ALLOWED'],
};

test.each(Object.entries(UNFIT))(
  'emergency view by %s: refused and entered',
  async (_title, [account, code]) => {
    // Whatever is set for accounts elsewhere, the place decides.
    await server.asOwner(
      `UPDATE identity.account SET emergency_designated = true
     WHERE account IN ('hospital-desk', 'clinic-physician', 'pharmacy-pharmacist')`,
    );
    const { value, entries } = await open(account);
    expect(outcomeOf(value)).toBe(`403 ${code}`);
    expect(entries).toEqual([
      expect.objectContaining({
        person_id: server.ref(3),
        account,
        purpose: 'emergency',
        outcome: 'refused',
        refusal_code: code,
      }),
    ]);
  },
);

test('a clinic may not use it even where somebody designated it by mistake; nor a hospital that was not', async () => {
  await server.asOwner(
    `UPDATE identity.organisation SET emergency_designated = true WHERE facility_code = $1`,
    [CLINIC.code],
  );
  expect(outcomeOf((await open('clinic-physician')).value)).toBe('403 EMERGENCY_NOT_DESIGNATED');
  const flag = (on: boolean) =>
    server.asOwner(`UPDATE identity.organisation SET emergency_designated = $2 WHERE facility_code = $1`, [
      HOSPITAL.code,
      on,
    ]);
  await flag(false);
  expect(outcomeOf((await open('hospital-emergency')).value)).toBe('403 EMERGENCY_NOT_DESIGNATED');
  await flag(true);
});

test('a life not in danger, a patient who can be asked, no second confirmation, nobody of that key: refused', async () => {
  for (const changed of [{ lifeThreatening: false }, { ableToConsent: true }]) {
    const { value, entries } = await open('hospital-emergency', { ...EMERGENCY, ...changed });
    expect(outcomeOf(value)).toBe('403 EMERGENCY_NOT_JUSTIFIED');
    expect(entries).toEqual([expect.objectContaining({ refusal_code: 'EMERGENCY_NOT_JUSTIFIED' })]);
  }
  for (const changed of [{ confirmed: false }, { confirmed: undefined }, { reason: '' }]) {
    const { value } = await open('hospital-emergency', { ...EMERGENCY, ...changed });
    expect(outcomeOf(value)).toBe('400 INPUT_INVALID');
  }
  const caller = await server.signIn('hospital-emergency');
  const unknown = '12345678-1234-4234-8234-123456789012';
  expect(outcomeOf(await caller.post(`/api/persons/${unknown}/emergency`, EMERGENCY))).toBe(
    '404 PERSON_UNKNOWN',
  );
  expect(await server.asOwner('SELECT FROM access.opened_view WHERE person_id = $1', [unknown])).toEqual([]);
});

test('opened by whoever may: for that person alone and for an hour; a factor given long ago does not do', async () => {
  const caller = await server.signIn('hospital-emergency');
  expect((await open('hospital-emergency')).entries).toEqual([
    expect.objectContaining({ purpose: 'emergency', ground: 'emergency', outcome: 'shown' }),
  ]);
  expect(await viewAs(caller, server.ref(3))).toBe('200 ok');
  expect(await viewAs(await server.signIn('hospital-physician'), server.ref(3))).toBe('403 CONSENT_REQUIRED');
  expect(await viewAs(caller, server.ref(1))).toBe('403 CONSENT_REQUIRED');
  pass(server, HOUR - SECOND);
  expect(await viewAs(await server.signIn('hospital-emergency'), server.ref(3))).toBe('200 ok');
  pass(server, SECOND);
  expect(await viewAs(await server.signIn('hospital-emergency'), server.ref(3))).toBe('403 CONSENT_REQUIRED');
  const tired = await server.signIn('hospital-emergency');
  pass(server, 6 * 60 * SECOND);
  expect(outcomeOf(await tired.post(`/api/persons/${server.ref(3)}/emergency`, EMERGENCY))).toBe(
    '403 STEP_UP_REQUIRED',
  );
});
