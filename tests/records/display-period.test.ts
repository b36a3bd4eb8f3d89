import { afterAll, beforeAll, expect, test } from 'vitest';
import { viewRecord } from '../../apps/server/src/modules/records/index.ts';
import { medicalFile } from '../../apps/server/src/testing/claim-files.ts';
import { drugCode } from '../../apps/server/src/testing/demo-codes.ts';
import { testPerson } from '../../apps/server/src/testing/people.ts';
import { createTestRuntime, type TestRuntime } from '../../apps/server/src/testing/test-runtime.ts';

const MONTHS = [
  '2018-12',
  '2019-03',
  '2019-04',
  '2021-02',
  '2021-03',
  '2021-11',
  '2022-03',
  '2024-03',
  '2026-11',
];
let runtime: TestRuntime;
beforeAll(async () => {
  runtime = await createTestRuntime();
  for (const month of MONTHS) {
    const lines = [
      { type: 'IY' as const, category: '21', code: drugCode('amlodipine-5'), amount: '1', days: { 1: 14 } },
    ];
    await runtime.take(medicalFile({ month, claims: [{ person: testPerson(1), lines }] }));
  }
});
afterAll(() => runtime.close());

async function viewOn(now: string, period: 'display' | 'all' = 'display') {
  runtime.setNow(now);
  const personId = await runtime.personIdOf(testPerson(1));
  return viewRecord(runtime, {
    actor: { kind: 'operator', account: 'test' },
    personId,
    purpose: 'operation',
    audience: 'patient',
    requestId: '',
    period,
  });
}
const monthsOn = async (now: string) =>
  (await viewOn(now)).drugs.map(({ date }) => date.slice(0, 7)).reverse();

/** @spec claims.md §13: 36 months when the service began, up to 60 since. Times are Japan's: the day begins at 15:00 UTC. */
test.each([
  [
    'the last instant under three years',
    '2024-03-31T14:59:59.999Z',
    ['2021-03', '2021-11', '2022-03', '2024-03'],
    36,
  ],
  [
    'the first instant under five years',
    '2024-03-31T15:00:00.000Z',
    ['2019-04', '2021-02', '2021-03', '2021-11', '2022-03', '2024-03'],
    60,
  ],
  ['today', '2026-11-22T01:02:03.000Z', ['2021-11', '2022-03', '2024-03', '2026-11'], 60],
  ['a month later', '2026-11-30T15:00:00.000Z', ['2022-03', '2024-03', '2026-11'], 60],
  [
    'before the service began',
    '2021-03-15T00:00:00.000Z',
    ['2018-12', '2019-03', '2019-04', '2021-02', '2021-03'],
    36,
  ],
] as const)('%s (%s)', async (_title, now, months, length) => {
  expect(await monthsOn(now)).toEqual(months);
  const { period } = await viewOn(now);
  expect(period.rule).toMatchObject({ months: length });
  expect(period.rule?.citation).toMatch(/claims\.md §13/);
});

test('an operator may see all that is stored, whatever the day', async () => {
  const view = await viewOn('2026-11-22T01:02:03.000Z', 'all');
  expect(view.drugs.map(({ date }) => date.slice(0, 7))).toEqual([...MONTHS].reverse());
  expect(view.period.rule).toBeNull();
});

test('how fresh the record is: its newest month and when its newest file came', async () => {
  const { freshness } = await viewOn('2026-11-22T01:02:03.000Z');
  expect(freshness).toEqual({
    newestMonth: '2026-11',
    newestReceivedAt: new Date('2026-11-22T01:02:03.000Z'),
  });
});

test('a patient cannot be shown to a staff actor by the operator’s purpose', async () => {
  const personId = await runtime.personIdOf(testPerson(1));
  const actor = {
    kind: 'staff',
    account: 'a',
    roles: ['physician'],
    facilityCode: '1319991012',
    organisation: 'x',
    insurerNumber: null,
    emergencyDesignated: false,
    scopes: null,
  } as const;
  await expect(
    viewRecord(runtime, { actor, personId, purpose: 'operation', audience: 'patient', requestId: '' }),
  ).rejects.toMatchObject({ code: 'ROLE_NOT_ALLOWED' });
});
