import { addDays, type LocalDate } from '@tsunagu/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lookUpByCard, lookUpByNumbers } from '../../apps/server/src/modules/eligibility/index.ts';
import { readPerson } from '../../apps/server/src/modules/registry/index.ts';
import { createSetting, DESK, NEW_INSURER, OLD_INSURER, type Setting } from './setting.ts';

/** @spec eligibility.md §14.2 */
const D = '2026-04-01' as LocalDate;
const day = (offset: number): string => addDays(D, offset);
const noon = (offset: number): string => `${day(offset)}T12:00:00+09:00`;
const OLD = { symbol: '12-34', number: '5678', branch: '01' };
const SERVICE = day(5);

let setting: Setting;
let ref: Awaited<ReturnType<Setting['register']>>['coverage']['personId'];

const byOldNumbers = (knownAt?: Date) =>
  lookUpByNumbers(setting, {
    actor: DESK,
    requestId: 'test',
    date: SERVICE,
    numbers: { insurerNumber: OLD_INSURER, ...OLD, birthDate: '1970-01-01' },
    limitConsent: false,
    ...(knownAt === undefined ? {} : { knownAt }),
  });
const byCard = (knownAt?: Date) =>
  lookUpByCard(setting, {
    actor: DESK,
    requestId: 'test',
    date: SERVICE,
    personId: ref,
    specificDiseaseConsent: false,
    ...(knownAt === undefined ? {} : { knownAt }),
  });

beforeAll(async () => {
  setting = await createSetting();
});
afterAll(() => setting.close());

test('a change of job, asked on D+5, D+10 and D+21, and asked again later as of then', async () => {
  setting.setNow('2020-04-01T09:00:00+09:00');
  ref = (await setting.register(OLD)).coverage.personId;

  setting.setNow(noon(5));
  const first = await byOldNumbers();
  expect(first).toMatchObject({ state: 'valid', code: '1', date: SERVICE });

  setting.setNow(noon(8));
  const loss = await setting.register({ ...OLD, validTo: D, reasonOfLoss: '03' });
  expect(loss).toMatchObject({ kind: 'closed' });

  setting.setNow(noon(10));
  const second = await byOldNumbers();
  expect(second).toMatchObject({ state: 'lost', code: '2' });
  expect(await byCard()).toMatchObject({
    state: 'lost',
    results: [{ insurerNumber: OLD_INSURER, validTo: D }],
  });

  setting.setNow(noon(20));
  const joined = await setting.register({
    insurerNumber: NEW_INSURER,
    symbol: '77',
    number: '42',
    branch: '01',
    validFrom: D,
    previousInsurerNumber: OLD_INSURER,
    previousSymbol: '１２－３４',
    previousNumber: '５６７８',
    previousBranch: '01',
  });
  expect(joined.coverage.personId).toBe(ref);
  expect(joined.findings).toEqual([]);

  setting.setNow(noon(21));
  const third = await byCard();
  expect(third).toMatchObject({ state: 'valid', results: [{ insurerNumber: NEW_INSURER }] });
  const fourth = await byOldNumbers();
  expect(fourth).toMatchObject({ state: 'superseded', code: '3' });
  expect(JSON.stringify(fourth)).not.toContain(NEW_INSURER);
  expect((await readPerson(setting.db, ref))?.insured?.insurerNumber).toBe(NEW_INSURER);

  // Much has happened since; the answers of then can still be given.
  setting.setNow(noon(300));
  await setting.register({ ...OLD, validTo: day(2), reasonOfLoss: '03', name: '試験　次郎' });
  const fixed = ({ state, code, results, date }: typeof first) => ({ state, code, results, date });
  expect(fixed(await byOldNumbers(new Date(noon(5))))).toEqual(fixed(first));
  expect(fixed(await byOldNumbers(new Date(noon(10))))).toEqual(fixed(second));
  expect(fixed(await byCard(new Date(noon(21))))).toEqual(fixed(third));
  expect(fixed(await byOldNumbers(new Date(noon(21))))).toEqual(fixed(fourth));
});

test('the day of loss is the first day that is not covered', async () => {
  const numbers = {
    insurerNumber: OLD_INSURER,
    symbol: '5',
    number: '9',
    branch: '01',
    birthDate: '1980-05-05',
  };
  await setting.register({ ...numbers, validFrom: '2026-01-01', validTo: '2026-03-31', reasonOfLoss: '99' });
  const on = async (date: string) =>
    (await lookUpByNumbers(setting, { actor: DESK, requestId: 'test', date, numbers, limitConsent: false }))
      .state;
  expect(await on('2026-03-30')).toBe('valid');
  expect(await on('2026-03-31')).toBe('lost');
  expect(await on('2026-01-01')).toBe('valid');
  expect(await on('2025-12-31')).toBe('lost');
});

test('history is never rewritten: the server may add versions, not change or remove them', async () => {
  await expect(setting.db.query('UPDATE eligibility.coverage SET valid_to = NULL')).rejects.toThrow(
    /permission/,
  );
  await expect(setting.db.query('DELETE FROM eligibility.coverage')).rejects.toThrow(/permission/);
});
