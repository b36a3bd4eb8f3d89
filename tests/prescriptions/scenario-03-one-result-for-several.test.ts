import { afterAll, beforeAll, expect, test } from 'vitest';
import { medicalFile } from '../../apps/server/src/testing/claim-files.ts';
import { actCode } from '../../apps/server/src/testing/demo-codes.ts';
import { testPerson } from '../../apps/server/src/testing/people.ts';
import { outcomeOf } from '../../apps/server/src/testing/test-server.ts';
import {
  asPrescribed,
  createDesk,
  type Desk,
  drug,
  group,
  type Issued,
  NO_DRAFT,
  NOTHING_ELSE,
  ok,
  PHARMACIST,
  PHYSICIAN,
  type Staff,
  TELMISARTAN,
} from './pharmacy-desk.ts';

const LINE = { type: 'SI', category: '13', code: actCode('chronic-management'), days: { 3: 1 } } as const;
const SECOND = { ...NO_DRAFT, groups: [group({ drugs: [drug(TELMISARTAN)] })] };

/** @spec prescriptions.md §11 3 */
let desk: Desk;
let pharmacist: Staff;
beforeAll(async () => {
  desk = await createDesk(3);
  pharmacist = await desk.staff(PHARMACIST);
}, 120_000);
afterAll(() => desk.close());

const register = (prescriptionIds: readonly string[], groups: readonly object[]) =>
  pharmacist.call('POST', '/api/dispensings', {
    prescriptionIds,
    draft: { dispensedOn: '2026-11-22', groups, ...NOTHING_ELSE },
    sign: 'service',
  });

test('prescriptions of one patient, institution and day have one result that names all of them', async () => {
  const [one, two] = [await desk.issue(), await desk.issue(SECOND)];
  const views = [
    await desk.received(one.prescriptionId, pharmacist),
    await desk.received(two.prescriptionId, pharmacist),
  ];
  const ids = [one.prescriptionId, two.prescriptionId];
  const result = ok(await register(ids, asPrescribed(...views))).json();
  expect(result).toMatchObject({ version: 1, state: 'registered', prescriptionIds: ids });
  expect(result.signature).toMatchObject({ status: 'valid', signer: { role: 'Pharmacist' } });
  expect(result.signature.timestampedAt).not.toBeNull();
  for (const id of ids) {
    const view = ok(await pharmacist.call('GET', `/api/prescriptions/${id}`)).json();
    expect(view.state).toBe('dispensed');
    expect(view.dispensings).toMatchObject([{ dispensingId: result.dispensingId, prescriptionIds: ids }]);
    expect(view.dispensings[0].document.groups[1].drugs[0]).toMatchObject({
      ...TELMISARTAN,
      answers: { prescription: 2, rp: 1, drug: 1 },
    });
  }
});

test('the institution reads it, singly and in bulk; another one does not', async () => {
  const physician = await desk.staff(PHYSICIAN);
  const range = 'from=2026-11-22&to=2026-11-22';
  const { dispensings } = ok(await physician.call('GET', `/api/prescriptions/results?${range}`)).json();
  expect(dispensings).toHaveLength(1);
  const [{ dispensingId }] = dispensings;
  expect(ok(await physician.call('GET', `/api/dispensings/${dispensingId}`)).json()).toEqual(dispensings[0]);
  const none = await physician.call('GET', '/api/prescriptions/results?from=2026-11-23');
  expect(none.json().dispensings).toEqual([]);
  const other = await desk.staff('clinic-physician');
  expect(ok(await other.call('GET', `/api/prescriptions/results?${range}`)).json().dispensings).toEqual([]);
  expect(outcomeOf(await other.call('GET', `/api/dispensings/${dispensingId}`))).toBe(
    '404 RX_RESULT_UNKNOWN',
  );
  const entries = await desk.asOwner(
    `SELECT 1 FROM audit.entry WHERE person_id = $1 AND detail->>'step' = 'results'`,
    [desk.personId],
  );
  expect(entries).toHaveLength(1);
});

test('prescriptions of two people, and of two days, are not put together', async () => {
  const other = testPerson(4);
  await desk.take(medicalFile({ claims: [{ person: other, lines: [LINE] }] }));
  const physician = await desk.staff(PHYSICIAN);
  const payload = { draft: NO_DRAFT, issueType: 'electronic', decisions: [], sign: 'service' };
  const personId = await desk.personIdOf(other);
  const theirs = ok(
    await physician.call('POST', `/api/persons/${personId}/prescriptions`, payload),
  ).json<Issued>();
  const yesterday = await desk.issue({ ...NO_DRAFT, issuedOn: '2026-11-21' });
  const today = await desk.issue({ ...NO_DRAFT, groups: [group({ quantity: 7 })] });
  const ids = [today, theirs, yesterday].map(({ prescriptionId }) => prescriptionId);
  const [view] = await Promise.all(ids.map((id) => desk.received(id, pharmacist)));
  if (view === undefined) throw new Error('nothing was received');
  const [own = '', another = '', earlier = ''] = ids;
  expect(outcomeOf(await register([own, another], asPrescribed(view, view)))).toBe('422 RX_TOGETHER');
  expect(outcomeOf(await register([own, earlier], asPrescribed(view, view)))).toBe('422 RX_TOGETHER');
  expect(outcomeOf(await register([own], asPrescribed(view)))).toBe('200 ok');
});
