import { afterAll, beforeAll, expect, test } from 'vitest';
import { lookUpByCard, lookUpByNumbers } from '../../apps/server/src/modules/eligibility/index.ts';
import { createSetting, DESK, OLD_INSURER, type Setting } from './setting.ts';

const numbers = {
  insurerNumber: OLD_INSURER,
  symbol: '3',
  number: '33',
  branch: '01',
  birthDate: '1965-03-03',
};
let setting: Setting;
let personId: Awaited<ReturnType<Setting['register']>>['coverage']['personId'];
beforeAll(async () => {
  setting = await createSetting();
  const { coverage } = await setting.register({
    ...numbers,
    limitFlag: 'A03',
    limitClassification: '01',
    limitValidFrom: '2026-01-01',
    limitValidTo: '2026-07-31',
    disease: '1',
    diseaseValidFrom: '2025-01-01',
    diseaseSelfPayYen: '10000',
  });
  personId = coverage.personId;
});
afterAll(() => setting.close());

const byCard = async (specificDiseaseConsent: boolean, date = '2026-04-01') => {
  const { results } = await lookUpByCard(setting, {
    actor: DESK,
    requestId: 't',
    personId,
    date,
    specificDiseaseConsent,
  });
  return results[0];
};
const byNumbers = async (limitConsent: boolean, date = '2026-04-01') => {
  const { results } = await lookUpByNumbers(setting, {
    actor: DESK,
    requestId: 't',
    numbers,
    date,
    limitConsent,
  });
  return results[0];
};

/** @spec eligibility.md §14.3 */
test('限度額 is there with the card without consent; with numbers only when ConsFlg is 1', async () => {
  expect((await byCard(false))?.limitCertificate).toMatchObject({ flag: 'A03', validTo: '2026-07-31' });
  expect((await byNumbers(false))?.limitCertificate).toBeNull();
  expect((await byNumbers(true))?.limitCertificate).toMatchObject({ flag: 'A03' });
});

test('特定疾病 is there with card and consent only, never with numbers', async () => {
  expect((await byCard(false))?.specificDiseases).toEqual([]);
  expect((await byCard(true))?.specificDiseases).toMatchObject([{ disease: '1', selfPayYen: 10_000 }]);
  for (const consent of [false, true]) expect((await byNumbers(consent))?.specificDiseases).toEqual([]);
});

test('a certificate is shown on the days for which it holds, also after it was followed by another', async () => {
  expect((await byCard(false, '2026-08-01'))?.limitCertificate).toBeNull();
  await setting.register({
    ...numbers,
    limitFlag: 'A04',
    limitValidFrom: '2026-08-01',
    limitValidTo: '2027-07-31',
  });
  expect((await byCard(false, '2026-08-01'))?.limitCertificate).toMatchObject({ flag: 'A04' });
  expect((await byCard(false, '2026-04-01'))?.limitCertificate).toMatchObject({ flag: 'A03' });
});
