import { afterAll, beforeAll, expect, test } from 'vitest';
import { medicalFile } from '../../apps/server/src/testing/claim-files.ts';
import { actCode, drugCode } from '../../apps/server/src/testing/demo-codes.ts';
import { flatRecord } from '../../apps/server/src/testing/packed-record.ts';
import { testPerson } from '../../apps/server/src/testing/people.ts';
import { createTestServer, type TestServer } from '../../apps/server/src/testing/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.close());

const si = (key: string, day: number, category: string) => ({
  type: 'SI' as const,
  category,
  code: actCode(key),
  days: { [day]: 1 },
});
const iy = (key: string, day: number) => ({
  type: 'IY' as const,
  category: '21',
  code: drugCode(key),
  amount: '1',
  days: { [day]: 14 },
});

test('a name is the one that its master gave on the day of the act', async () => {
  const older = testPerson(7);
  await server.take(
    medicalFile({
      month: '2024-04',
      claims: [{ person: older, lines: [si('chronic-management', 3, '13')] }],
    }),
  );
  await server.take(
    medicalFile({
      month: '2024-07',
      claims: [{ person: older, lines: [si('chronic-management', 3, '13')] }],
    }),
  );
  const key = await server.personIdOf(older);
  await server.addPatient('patient-7', key);
  const { treatments } = flatRecord(await (await server.signIn('patient-7')).get('/api/me/record'));
  expect(treatments.map(({ date, masterEdition }) => [date, masterEdition])).toEqual([
    ['2024-07-03', '2024-06-01'],
    ['2024-04-03', '2021-04-01'],
  ]);
});

test('what stands in the drug master without being a drug is not shown (@spec claims.md §10.4)', async () => {
  const known = await server.catalogue();
  const pseudo = '630010001';
  server.setCatalogue({
    ...known,
    drug(code, date) {
      const found = known.drug(code === pseudo ? drugCode('amlodipine-5') : code, date);
      return code === pseudo && found !== null
        ? { ...found, entry: { ...found.entry, code, isPseudoDrug: true } }
        : found;
    },
  });
  const reduced = testPerson(9);
  const reduction = { type: 'IY' as const, category: '39', code: pseudo, days: { 3: 1 } };
  await server.take(
    medicalFile({ claims: [{ person: reduced, lines: [iy('amlodipine-5', 3), reduction] }] }),
  );
  await server.addPatient('patient-9', await server.personIdOf(reduced));
  const answer = await (await server.signIn('patient-9')).get('/api/me/record');
  expect(flatRecord(answer).drugs.map(({ code }) => code)).toEqual([drugCode('amlodipine-5')]);
  server.setCatalogue(known);
});
