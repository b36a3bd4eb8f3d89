import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outcomeOf } from '../../apps/server/src/testing/test-server.ts';
import { base64, recordsOf, signedDocument, vendorsPrescription } from './institution-desk.ts';
import { createDesk, type Desk, group, NO_DRAFT, ok, PHYSICIAN, type Staff } from './pharmacy-desk.ts';

/** @spec prescriptions.md §11 24, §9 */
describe('what is sent twice is registered once', () => {
  let desk: Desk;
  let physician: Staff;
  beforeAll(async () => {
    desk = await createDesk();
    physician = await desk.staff(PHYSICIAN);
  }, 120_000);
  afterAll(() => desk.close());

  const counted = async () => {
    const [row] = await desk.asOwner<{ prescriptions: number; codes: number; steps: number; keys: number }>(
      `SELECT (SELECT count(*)::int FROM prescriptions.prescription) AS prescriptions,
         (SELECT count(*)::int FROM prescriptions.access_code) AS codes,
         (SELECT count(*)::int FROM prescriptions.step) AS steps,
         (SELECT count(*)::int FROM prescriptions.prescription_key) AS keys`,
    );
    return row;
  };
  const all = (count: number) => ({ prescriptions: count, codes: count, steps: count, keys: count });
  const draft = (quantity: number) => ({
    draft: { ...NO_DRAFT, groups: [group({ quantity })] },
    issueType: 'electronic',
    decisions: [],
  });
  const register = (payload: object, key?: string) =>
    physician.call('POST', `/api/persons/${desk.personId}/prescriptions`, payload, key);

  test('a draft: the same key, or the same content without one, gets the first answer', async () => {
    const key = randomUUID();
    const first = ok(await register(draft(7), key)).json();
    expect(ok(await register(draft(7), key)).json()).toEqual(first);
    const unnamed = ok(await register(draft(8))).json();
    expect(ok(await register(draft(8))).json()).toEqual(unnamed);
    expect(await counted()).toEqual(all(2));
    expect(outcomeOf(await register(draft(9), key))).toBe('409 RX_KEY_REUSED');
    expect(await counted()).toEqual(all(2));
  });

  test('ten at once: one is registered, and everybody is told of that one', async () => {
    const before = await counted();
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 10 }, () => register(draft(10), key)));
    expect(answers.map(outcomeOf)).toEqual(Array.from({ length: 10 }, () => '200 ok'));
    expect(new Set(answers.map((answer) => answer.body)).size).toBe(1);
    expect(await counted()).toEqual(all((before?.prescriptions ?? 0) + 1));
  });

  test('a signed document, sent again after its answer was lost', async () => {
    const before = await counted();
    const document = base64(await signedDocument(desk, recordsOf(vendorsPrescription(desk))));
    const send = (key?: string) =>
      physician.call('POST', '/api/prescriptions', { document, issueType: 'electronic' }, key);
    const first = ok(await send()).json();
    expect(first).toMatchObject({ state: 'open', version: 1, signature: { status: 'valid' } });
    expect(ok(await send()).json()).toEqual(first);
    // The very document once more under keys of their own, at once: replayed, not another prescription.
    const replayed = await Promise.all([send(randomUUID()), send(randomUUID())]);
    expect(replayed.map((answer) => answer.json())).toEqual([first, first]);
    expect(await counted()).toEqual(all((before?.prescriptions ?? 0) + 1));
    // Each repetition is in the log as well.
    const entries = await desk.asOwner<{ outcome: string }>(
      `SELECT outcome FROM audit.entry
       WHERE event = 'prescription-registered' AND detail->>'prescription' = $1`,
      [first.prescriptionId],
    );
    expect(entries.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done', 'done']);
  });

  test('a change, sent twice at once and again later', async () => {
    const { prescriptionId } = await desk.issue();
    const before = await counted();
    const key = randomUUID();
    const change = () =>
      physician.call('POST', `/api/prescriptions/${prescriptionId}/change`, draft(21), key);
    const answers = [...(await Promise.all([change(), change()])), await change()];
    expect(answers.map(outcomeOf)).toEqual(['200 ok', '200 ok', '200 ok']);
    expect(new Set(answers.map((answer) => answer.body)).size).toBe(1);
    const after = await counted();
    expect(after?.prescriptions).toBe((before?.prescriptions ?? 0) + 1);
    expect(after?.steps).toBe((before?.steps ?? 0) + 2);
  });
});
