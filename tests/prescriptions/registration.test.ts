import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { institutionOf } from '../../apps/server/src/modules/prescriptions/life/draft.ts';
import { signDocument } from '../../apps/server/src/modules/prescriptions/signing/document.ts';
import { CLINIC } from '../../apps/server/src/testing/people.ts';
import { outcomeOf } from '../../apps/server/src/testing/test-server.ts';
import { registerTestClient, tokenOf } from '../identity/systems-support.ts';
import { base64, cardOf, recordsOf, signedDocument, vendorsPrescription } from './institution-desk.ts';
import {
  AMLODIPINE,
  createDesk,
  type Desk,
  drug,
  group,
  NO_DRAFT,
  OXYCODONE,
  ok,
  PHARMACIST,
  PHYSICIAN,
  type Staff,
} from './pharmacy-desk.ts';

/** Registering as a vendor's system does, and as the portal does. @spec prescriptions.md §1, §4, §5.6, §8, §9 */
describe('registering', () => {
  let desk: Desk;
  let physician: Staff;
  beforeAll(async () => {
    desk = await createDesk();
    physician = await desk.staff(PHYSICIAN);
  }, 120_000);
  afterAll(() => desk.close());

  const send = (xml: string, issueType = 'electronic') =>
    physician.call('POST', '/api/prescriptions', { document: base64(xml), issueType });
  const sendRecords = async (changed: Parameters<typeof vendorsPrescription>[1]) =>
    send(await signedDocument(desk, recordsOf(vendorsPrescription(desk, changed))));
  const draft = (changed: object) =>
    physician.call('POST', `/api/persons/${desk.personId}/prescriptions`, {
      draft: { ...NO_DRAFT, ...changed },
      issueType: 'electronic',
      decisions: [],
    });

  test('a program of the hospital registers for the person of the numbers; without the scope it may not', async () => {
    const manager = await desk.signIn('hospital-manager');
    const client = await registerTestClient(manager, { scopes: ['prescriptions', 'eligibility'] });
    const call = async (scope: string, document: string) =>
      desk.app.inject({
        method: 'POST',
        url: '/api/prescriptions',
        headers: { authorization: `Bearer ${await tokenOf(desk, client, scope)}` },
        payload: { document, issueType: 'electronic' },
      });
    const document = base64(
      await signedDocument(desk, recordsOf(vendorsPrescription(desk, { groups: [group({ quantity: 5 })] }))),
    );
    expect(outcomeOf(await call('eligibility', document))).toBe('403 SCOPE_NOT_GRANTED');
    const registered = ok(await call('prescriptions', document)).json();
    expect(registered).toMatchObject({ state: 'open', signature: { status: 'valid' } });
    const [row] = await desk.asOwner<{ person_id: string; institution_code: string }>(
      'SELECT person_id, institution_code FROM prescriptions.prescription WHERE prescription_id = $1',
      [registered.prescriptionId],
    );
    expect(row?.person_id).toBe(desk.personId);
  });

  test('the numbers, the date of birth and the sex must all be those of one person', async () => {
    const { patient, insurance } = vendorsPrescription(desk);
    const wrong = [
      { patient: { ...patient, birthDate: '1999-01-01' } },
      { patient: { ...patient, sex: patient.sex === '1' ? '2' : '1' } },
      { insurance: { ...insurance, number: '9999999' } },
      { insurance: { ...insurance, branch: '02' } },
    ];
    for (const changed of wrong) expect(outcomeOf(await sendRecords(changed))).toBe('422 RX_PERSON_UNKNOWN');
    const entries = await desk.asOwner<{ person_id: string }>(
      `SELECT person_id FROM audit.entry WHERE refusal_code = 'RX_PERSON_UNKNOWN'`,
    );
    expect(entries).toHaveLength(wrong.length);
    expect(new Set(entries.map((one) => one.person_id)).has(desk.personId)).toBe(false);
  });

  test('nobody registers in the name of another institution', async () => {
    const institution = institutionOf(CLINIC.code, CLINIC.name);
    expect(outcomeOf(await sendRecords({ institution }))).toBe('403 RX_INSTITUTION_WRONG');
  });

  test('without a valid signature nothing is imported; paper is the original and needs none', async () => {
    const records = recordsOf(vendorsPrescription(desk, { groups: [group({ quantity: 6 })] }));
    expect(outcomeOf(await send(records))).toBe('422 RX_SIGNATURE_REQUIRED');
    const signed = await signedDocument(desk, records);
    const text = signed.replace(
      /(Id="content">)[^<]+/,
      `$1${base64(records.replace('101,1,1,,6', '101,1,1,,7'))}`,
    );
    const tampered = await send(text);
    expect(outcomeOf(tampered)).toBe('422 RX_SIGNATURE_INVALID');
    expect(tampered.json().error.findings.length).toBeGreaterThan(0);
    // A copy that was tampered with is no paper's copy either.
    expect(outcomeOf(await send(text, 'paper'))).toBe('422 RX_SIGNATURE_INVALID');
    const authority = await desk.hpkiAuthority();
    const pharmacist = await authority.issue({ name: 'Shiken Yakuzaishi', role: 'Pharmacist' });
    const otherRole = await signDocument('prescription', records, cardOf(pharmacist), desk.clock());
    expect(outcomeOf(await send(otherRole))).toBe('422 RX_SIGNATURE_INVALID');
    expect(ok(await send(records, 'paper')).json()).toMatchObject({ state: 'open', signature: null });
  });

  test('every finding is listed, with its line, record and item', async () => {
    const records = recordsOf(vendorsPrescription(desk))
      .replace(/^12,.*$/m, '12,9')
      .replace(/^51,.*$/m, '51,20261399');
    const answer = await send(await signedDocument(desk, records));
    expect(outcomeOf(answer)).toBe('422 RX_DOCUMENT_INVALID');
    const found = answer.json().error.findings as { record: string; line: number; item: number }[];
    expect(found.map(({ record }) => record)).toEqual(expect.arrayContaining(['12', '51']));
    expect(found.every(({ line }) => line > 1)).toBe(true);
    // Nothing of the person.
    expect(answer.body).not.toContain(desk.person.number);
  });

  test('a day of issue in the future, or long ago, is refused; today is the day in Japan', async () => {
    expect(outcomeOf(await sendRecords({ issuedOn: '2026-11-23' }))).toBe('422 RX_ISSUE_DATE');
    expect(outcomeOf(await sendRecords({ issuedOn: '2026-10-20' }))).toBe('422 RX_ISSUE_DATE');
    desk.setNow('2026-11-22T15:00:00.000Z');
    physician = await desk.staff(PHYSICIAN);
    expect(outcomeOf(await sendRecords({ issuedOn: '2026-11-23' }))).toBe('200 ok');
    desk.setNow('2026-11-22T01:02:03.000Z');
    physician = await desk.staff(PHYSICIAN);
  });

  test('a narcotic without its record is stopped; patches and psychotropics in a refill are a warning', async () => {
    const narcotic = [group({ drugs: [drug(OXYCODONE)] })];
    expect(outcomeOf(await draft({ groups: narcotic }))).toBe('422 RX_NARCOTIC_MISSING');
    const licence = { licence: '12345', address: '東京都試験区１－１', phone: '03-0000-0000' };
    const issued = ok(await draft({ groups: narcotic, narcotic: licence })).json();
    const view = ok(await physician.call('GET', `/api/prescriptions/${issued.prescriptionId}`)).json();
    expect(view.narcotic).toBe(true);
    expect(outcomeOf(await draft({ groups: narcotic, narcotic: licence, refillUses: 3 }))).toBe(
      '422 RX_REFILL_REFUSED',
    );
    const zolpidem = drug({ code: '690000501', name: 'ゾルピデム錠５ｍｇ「デモ」' });
    const warned = ok(await draft({ groups: [group({ drugs: [zolpidem] })], refillUses: 2 })).json();
    expect(warned.findings).toContainEqual(
      expect.objectContaining({ rule: 'RX_REFILL_REFUSED', level: 'warning' }),
    );
  });

  test('a contraindication has to be decided upon, with a comment; the decision stands in the log', async () => {
    const found = ok(
      await physician.call('GET', `/api/drugs?q=${encodeURIComponent('イトラコナゾール')}&on=2026-11-22`),
    ).json();
    const brands: { drug: { receiptCode: string | null; name: string } }[] = found.drugs;
    const other = brands.find(({ drug: { receiptCode } }) => receiptCode !== null)?.drug;
    const triazolam = drug({ code: '690100001', name: 'トリアゾラム錠０．２５ｍｇ「デモ」' });
    const drugs = [triazolam, drug({ code: other?.receiptCode ?? '', name: other?.name ?? '' })];
    const issue = (decisions: object[]) =>
      physician.call('POST', `/api/persons/${desk.personId}/prescriptions`, {
        draft: { ...NO_DRAFT, groups: [group({ drugs })] },
        issueType: 'electronic',
        decisions,
      });
    const stopped = await issue([]);
    expect(outcomeOf(stopped)).toBe('422 RX_CONTRAINDICATED');
    const decisions = String(stopped.json().error.fields.alertIds)
      .split(' ')
      .map((alertId) => ({ alertId, decision: 'overridden', reason: 'intended-combination' }));
    expect(outcomeOf(await issue(decisions))).toBe('422 RX_DECISION_INCOMPLETE');
    const commented = decisions.map((one) => ({ ...one, comment: '短期間のため' }));
    const issued = ok(await issue(commented)).json();
    const entries = await desk.asOwner<{ detail: { overridden?: string } }>(
      `SELECT detail FROM audit.entry WHERE event = 'prescription-registered' AND detail->>'prescription' = $1`,
      [issued.prescriptionId],
    );
    expect(entries[0]?.detail.overridden).toContain('tier 1: intended-combination');
    const [alert] = await desk.asOwner<{ decision: string; comment: string }>(
      `SELECT decision, comment FROM prescriptions.alert WHERE prescription_id = $1 AND tier = 1`,
      [issued.prescriptionId],
    );
    expect(alert).toMatchObject({ decision: 'overridden', comment: '短期間のため' });
  });

  test('what was registered is read by the institution: list, view, code, symbol; and entered each time', async () => {
    const issued = ok(await draft({ groups: [group({ quantity: 11 })] })).json();
    const list = ok(await physician.call('GET', '/api/prescriptions?state=open')).json();
    expect(list.prescriptions[0].personName).toBe(desk.person.name);
    const own = ok(await physician.call('GET', `/api/persons/${desk.personId}/prescriptions`)).json();
    const copied = own.prescriptions.find(
      ({ prescriptionId }: { prescriptionId: string }) => prescriptionId === issued.prescriptionId,
    );
    expect(copied.document.groups[0].drugs[0].name).toBe(AMLODIPINE.name);
    const qr = ok(await physician.call('GET', `/api/prescriptions/${issued.prescriptionId}/qr`)).json();
    expect(qr.text).toContain(`82,1,${issued.accessCode}`);
    expect(Buffer.from(qr.symbols[0], 'base64').at(-1)).toBe(0x1a);
    // A pharmacy that does not have it finds nothing.
    const pharmacist = await desk.staff(PHARMACIST);
    expect(outcomeOf(await pharmacist.call('GET', `/api/prescriptions/${issued.prescriptionId}`))).toBe(
      '404 RX_UNKNOWN',
    );
  });

  test('the work list goes on where the page before ended', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const url: string = `/api/prescriptions?${cursor === null ? '' : `cursor=${cursor}`}`;
      const page: { prescriptions: { prescriptionId: string }[]; next: string | null } = ok(
        await physician.call('GET', url),
      ).json();
      seen.push(...page.prescriptions.map((one) => one.prescriptionId));
      cursor = page.next;
    } while (cursor !== null);
    const [row] = await desk.asOwner<{ count: number }>(
      'SELECT count(*)::int FROM prescriptions.prescription',
    );
    expect(new Set(seen).size).toBe(row?.count);
    expect(seen).toHaveLength(row?.count ?? 0);
    expect(outcomeOf(await physician.call('GET', '/api/prescriptions?cursor=nonsense'))).toBe(
      '400 INPUT_INVALID',
    );
  });

  test('signing at the portal needs a factor given just before', async () => {
    const early = await desk.staff(PHYSICIAN);
    desk.setNow('2026-11-22T01:12:03.000Z');
    const payload = { draft: NO_DRAFT, issueType: 'electronic', decisions: [] };
    const answer = await early.call('POST', `/api/persons/${desk.personId}/prescriptions`, payload);
    expect(outcomeOf(answer)).toBe('403 STEP_UP_REQUIRED');
  });
});

/** @spec prescriptions.md §1 (院内処方等), §9 */
describe('drugs given in house', () => {
  let desk: Desk;
  let physician: Staff;
  beforeAll(async () => {
    desk = await createDesk();
    physician = await desk.staff(PHYSICIAN);
  }, 120_000);
  afterAll(() => desk.close());

  test('registered once, changed, cancelled; and among what the person takes meanwhile', async () => {
    const url = `/api/persons/${desk.personId}/in-house`;
    const payload = { draft: NO_DRAFT };
    const first = ok(await physician.call('POST', url, payload)).json();
    expect(first).toMatchObject({ version: 1, state: 'registered' });
    expect(ok(await physician.call('POST', url, payload)).json()).toEqual(first);
    const taken = async () => {
      const [row] = await desk.asOwner<{ own: { source: string; name: string }[] }>(
        'SELECT own FROM prescriptions.active_list WHERE person_id = $1',
        [desk.personId],
      );
      return row?.own.map(({ source }) => source);
    };
    expect(await taken()).toEqual(['in-house']);
    const one = `/api/in-house/${first.inHouseId}`;
    const changed = { draft: { ...NO_DRAFT, groups: [group({ quantity: 3 })] }, version: 1 };
    expect(ok(await physician.call('POST', `${one}/change`, changed)).json()).toMatchObject({ version: 2 });
    expect(outcomeOf(await physician.call('POST', `${one}/change`, changed))).toBe('409 RX_VERSION');
    const elsewhere = await desk.staff('clinic-physician');
    expect(outcomeOf(await elsewhere.call('POST', `${one}/cancel`, {}))).toBe('404 RX_UNKNOWN');
    expect(ok(await physician.call('POST', `${one}/cancel`, {})).json()).toMatchObject({
      version: 3,
      state: 'cancelled',
    });
    expect(ok(await physician.call('POST', `${one}/cancel`, {})).json()).toMatchObject({ version: 3 });
    expect(await taken()).toEqual([]);
    const { inHouse } = ok(await physician.call('GET', url)).json();
    expect(inHouse).toMatchObject([{ inHouseId: first.inHouseId, version: 3, state: 'cancelled' }]);
  });
});
