import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outcomeOf } from '../../apps/server/src/testing/test-server.ts';
import {
  AMLODIPINE,
  createDesk,
  type Desk,
  drug,
  group,
  NO_DRAFT,
  ok,
  PHARMACIST,
  PHYSICIAN,
  type Staff,
  TELMISARTAN,
} from './pharmacy-desk.ts';

/** @spec prescriptions.md §11 18, §5.5 */
describe('codes and names of drugs', () => {
  let desk: Desk;
  let physician: Staff;
  beforeAll(async () => {
    desk = await createDesk();
    physician = await desk.staff(PHYSICIAN);
  }, 120_000);
  afterAll(() => desk.close());

  const register = (changed: Parameters<typeof drug>[0]) =>
    physician.call('POST', `/api/persons/${desk.personId}/prescriptions`, {
      draft: { ...NO_DRAFT, groups: [group({ drugs: [drug(), drug(changed)] })] },
      issueType: 'electronic',
      decisions: [],
    });

  test.each([
    ['a code in no master', { codeKind: '2', code: '620000001', name: 'アムロジピン錠２．５ｍｇ「デモ」' }],
    ['a dummy', { codeKind: '2', code: '777770000', name: '衛生材料' }],
    ['free text', { codeKind: '1', code: null, name: 'アムロジピン' }],
    ['a HOT code', { codeKind: '6', code: '1234567890123', name: 'アムロジピン' }],
  ])('%s is refused at register', async (_what, changed) => {
    const answer = await register(changed);
    expect(['422 RX_DRUG_UNKNOWN', '422 RX_DOCUMENT_INVALID']).toContain(outcomeOf(answer));
    expect(answer.json().error.findings.length).toBeGreaterThan(0);
  });

  test('another drug’s name is refused, and both names are told with the place', async () => {
    const answer = await register({ ...AMLODIPINE, name: TELMISARTAN.name });
    expect(outcomeOf(answer)).toBe('422 RX_DRUG_NAME_MISMATCH');
    const { fields, findings } = answer.json().error;
    expect(fields).toMatchObject({ rp: 1, drug: 2, code: AMLODIPINE.code, sentName: TELMISARTAN.name });
    expect(fields.names).toContain(AMLODIPINE.name);
    expect(findings).toMatchObject([{ rule: 'RX_DRUG_NAME_MISMATCH', rp: 1, drug: 2 }]);
  });

  test('width, spaces and brackets make no other name, and a general name has its own', async () => {
    for (const changed of [
      { name: 'ｱﾑﾛｼﾞﾋﾟﾝ錠2.5mg「デモ」' },
      { name: 'アムロジピン錠　２．５ｍｇ（デモ）' },
      { codeKind: '4', code: '2171901F1901' },
      { codeKind: '7', code: '2171901F1ZZZ', name: '【般】アムロジピン錠２．５ｍｇ' },
    ])
      expect(outcomeOf(await register(changed))).toBe('200 ok');
  });

  test('nothing of what was refused is left behind', async () => {
    const [before] = await desk.asOwner<{ count: number }>(
      'SELECT count(*)::int FROM prescriptions.prescription',
    );
    await register({ ...AMLODIPINE, name: TELMISARTAN.name });
    const [after] = await desk.asOwner<{ count: number }>(
      'SELECT count(*)::int FROM prescriptions.prescription',
    );
    expect(after).toEqual(before);
    const refused = await desk.asOwner<{ person_id: string }>(
      `SELECT person_id FROM audit.entry WHERE refusal_code = 'RX_DRUG_NAME_MISMATCH'`,
    );
    expect(new Set(refused.map((row) => row.person_id))).toEqual(new Set([desk.personId]));
  });

  test('refused on receiving as well, with both names, and it stays open: what came in otherwise', async () => {
    const { prescriptionId } = await desk.issue(NO_DRAFT, 'paper');
    // As if it had been registered before the masters knew better.
    const put = (path: string, value: string) =>
      desk.asOwner(
        `UPDATE prescriptions.prescription SET document = jsonb_set(document, $2::text[], to_jsonb($3::text))
         WHERE prescription_id = $1`,
        [prescriptionId, `{groups,0,drugs,0,${path}}`, value],
      );
    const pharmacist = await desk.staff(PHARMACIST);
    const receive = () => pharmacist.call('POST', `/api/prescriptions/${prescriptionId}/receive`);
    await put('name', TELMISARTAN.name);
    const mismatch = await receive();
    expect(outcomeOf(mismatch)).toBe('422 RX_DRUG_NAME_MISMATCH');
    const { fields } = mismatch.json().error;
    expect(fields.sentName).toBe(TELMISARTAN.name);
    expect(fields.names).toContain(AMLODIPINE.name);
    await put('code', '620000001');
    expect(outcomeOf(await receive())).toBe('422 RX_DRUG_UNKNOWN');
    const view = ok(await physician.call('GET', `/api/prescriptions/${prescriptionId}`)).json();
    expect(view).toMatchObject({ state: 'open', version: 1 });
    await put('code', AMLODIPINE.code);
    await put('name', AMLODIPINE.name);
    expect(outcomeOf(await receive())).toBe('200 ok');
  });
});
