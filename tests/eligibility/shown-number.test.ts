import { checkDigit } from '@tsunagu/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPerson } from '../../apps/server/src/modules/registry/index.ts';
import { testPerson } from '../../apps/server/src/testing/people.ts';
import {
  type Caller,
  createTestServer,
  outcomeOf,
  type TestServer,
} from '../../apps/server/src/testing/test-server.ts';
import { addInsurer, coverageOf } from './insurers.ts';

const OTHER = `0699991${checkDigit('0699991')}`;
const WELFARE = `1299990${checkDigit('1299990')}`;
const person = testPerson(1);
let server: TestServer;
let clerk: Caller;
let other: Caller;
let office: Caller;
beforeAll(async () => {
  server = await createTestServer({ masters: false });
  clerk = await server.signIn('insurer-clerk');
  [other, office] = [await addInsurer(server, OTHER), await addInsurer(server, WELFARE)];
});
afterAll(() => server.close());

async function tell(caller: Caller, path: string, body: object): Promise<string> {
  const answer = await caller.post(`/api/insurer/coverages${path}`, body);
  expect(outcomeOf(answer)).toBe('200 ok');
  return answer.json().coverage.coverageId;
}

test('a person is shown with the number that is valid on the day, whoever registered last', async () => {
  const old = await tell(clerk, '', coverageOf(person));
  const ref = await server.personIdOf(person);
  const shown = async (day = '2026-11-22') => (await readPerson(server.db, ref, day))?.insured?.insurerNumber;
  const { insurerNumber, symbol, number } = person;
  const follow = {
    ...coverageOf(person),
    previous: { insurerNumber, symbol, number, branch: person.branch },
  };

  // Registered last, and ended already.
  const past = { validFrom: '2019-04-01', validTo: '2020-04-01', reasonOfLoss: '03' };
  await tell(other, '', { ...follow, insurerNumber: OTHER, number: '1', ...past });
  expect(await shown()).toBe(person.insurerNumber);
  expect(await shown('2019-12-31')).toBe(OTHER);

  const joined = { ...follow, insurerNumber: OTHER, number: '2', validFrom: '2026-11-01' };
  const current = await tell(other, '', joined);
  expect(await shown()).toBe(OTHER);
  await tell(other, `/${current}/correct`, { ...joined, validFrom: '2026-12-01' });
  expect(await shown()).toBe(person.insurerNumber);
  await tell(other, `/${current}/correct`, { ...joined, validFrom: '2026-11-15' });
  expect(await shown()).toBe(OTHER);
  await tell(other, `/${current}/close`, { validTo: '2026-11-20', reasonOfLoss: '99' });
  expect(await shown()).toBe(person.insurerNumber);

  const assisted = { ...follow, insurerNumber: WELFARE, number: '3', symbol: '', cardClass: 'A1' };
  await tell(office, '', { ...assisted, validFrom: '2026-11-21' });
  expect(await shown()).toBe(person.insurerNumber);
  await tell(clerk, `/${old}/close`, { validTo: '2026-11-21', reasonOfLoss: '02' });
  expect(await shown()).toBe(WELFARE);
});
