import type { Page } from 'playwright-core';
import {
  change,
  choose,
  fail,
  meet,
  nav,
  type People,
  press,
  readRecord,
  type Scene,
  scenesOf,
} from './scene.ts';

/** The questions before an emergency view, answered so that it is justified. */
async function askForEmergency(page: Page, people: People): Promise<void> {
  await meet(page, people, 'cancer');
  await nav(page, '記録');
  await press(page, '救急時の閲覧を始める');
  await choose(page, 'radio', 'はい', '聞けない', '意識障害');
}

/** The record as it is, on another ground. */
async function onGround(page: Page, people: People, ground: string, lasting: number | null): Promise<void> {
  const validUntil = lasting === null ? null : new Date(Date.now() + lasting).toISOString();
  await change(page, '/persons/*/record*', (answer) => ({
    ...answer,
    categories: Object.values(Object(answer.categories)).map((one) => ({
      ...Object(one),
      shown: true,
      ground,
      validUntil,
    })),
  }));
  await readRecord(page, people, 'polypharmacy');
}

/** The record while the patient rules it out. */
async function ruledOut(page: Page, people: People, code: string): Promise<void> {
  await fail(page, '/persons/*/record*', 403, code);
  await meet(page, people, 'polypharmacy');
  await nav(page, '記録');
  await page.getByRole('alert').first().waitFor();
}

const HOUR = 3_600_000;

export const PERSON: readonly Scene[] = [
  ...scenesOf('city-physician', {
    'consent-none': (page, people) => meet(page, people, 'transplant'),
    'record-refused': async (page, people) => {
      await meet(page, people, 'transplant');
      await nav(page, '記録');
      await page.getByRole('alert').waitFor();
    },
    'consent-given': async (page, people) => {
      await meet(page, people, 'polypharmacy');
      await press(page, /4つすべてに同意/);
      await page.getByText('同意を記録しました').waitFor();
    },
    'consent-withdraw': async (page, people) => {
      await meet(page, people, 'polypharmacy');
      await press(page, /^撤回する/);
    },
    'consent-bases': async (page, people) => {
      const bases = ['visit-24h', 'persistent', 'visiting', 'online', 'oral'];
      await change(page, '/persons/*/consents', (answer) => ({
        ...answer,
        consents: Object.values(Object(answer.consents)).map((one, at) => ({
          ...Object(one),
          state: 'given',
          basis: bases[at % bases.length],
          givenAt: '2026-10-01T01:02:03.000Z',
          validUntil: at % 2 === 0 ? new Date(Date.now() + 5 * HOUR * (at + 1) ** 3).toISOString() : null,
        })),
      }));
      await meet(page, people, 'transplant');
    },
    'consent-failing': async (page, people) => {
      await meet(page, people, 'transplant');
      await fail(page, '/persons/*/consents', 503);
      await page.reload();
      await page.getByRole('alert').first().waitFor();
    },
    'record-part': async (page, people) => {
      await meet(page, people, 'child');
      await choose(page, 'checkbox', '薬剤');
      await press(page, /^選んだ分野だけ同意/);
      await page.getByText('同意を記録しました').waitFor();
      await nav(page, '記録');
      await page.getByRole('application').waitFor();
    },
    ...Object.fromEntries(
      (['polypharmacy', 'dialysis', 'healthy'] as const).map((key) => [
        `record-${key}`,
        (page: Page, people: People) => readRecord(page, people, key),
      ]),
    ),
    ...Object.fromEntries(
      (
        ['span=5y', 'view=drugs', 'view=treatments', 'view=calendar&month=2026-09', 'view=visits'] as const
      ).map((search) => [
        `record-${search.replace(/[=&]/g, '-')}`,
        (page: Page, people: People) => readRecord(page, people, 'dialysis', `?${search}`),
      ]),
    ),
    'record-nothing-left': (page, people) => readRecord(page, people, 'dialysis', '?q=nothing-is-called-so'),
    'record-card': async (page, people) => {
      await readRecord(page, people, 'polypharmacy');
      await page.getByRole('application').focus();
      for (let times = 0; times < 3; times++) await page.keyboard.press('ArrowDown');
      await page.getByRole('complementary').waitFor();
    },
    'record-failing': async (page, people) => {
      await meet(page, people, 'polypharmacy');
      await fail(page, '/persons/*/record*', 503);
      await nav(page, '記録');
      await page.getByRole('alert').first().waitFor();
    },
    'record-persistent': (page, people) => onGround(page, people, 'consent-persistent', 90 * 24 * HOUR),
    'record-oral': (page, people) => onGround(page, people, 'consent-oral', 20 * HOUR),
    'record-disaster': (page, people) => onGround(page, people, 'disaster', 20 * HOUR),
    'record-stopped': (page, people) => ruledOut(page, people, 'SHARING_STOPPED'),
    'record-denied': (page, people) => ruledOut(page, people, 'DENIED_BY_PATIENT'),
    'record-expired': (page, people) => ruledOut(page, people, 'CONSENT_EXPIRED'),
  }),
  ...scenesOf('city-physician', {
    'emergency-unjustified': async (page, people) => {
      await meet(page, people, 'cancer');
      await nav(page, '記録');
      await press(page, '救急時の閲覧を始める');
      await choose(page, 'radio', 'はい', '聞ける');
    },
    'emergency-questions': askForEmergency,
    'emergency-confirm': async (page, people) => {
      await askForEmergency(page, people);
      await press(page, '次へ（確認）');
    },
    'emergency-step-up': async (page, people) => {
      await fail(page, '/persons/*/emergency', 403, 'STEP_UP_REQUIRED');
      await askForEmergency(page, people);
      await press(page, '次へ（確認）');
      await press(page, 'はい、記録を見ます');
      await page.getByRole('textbox', { name: /6けた/ }).waitFor();
    },
    'emergency-record': async (page, people) => {
      await askForEmergency(page, people);
      await press(page, '次へ（確認）');
      await press(page, 'はい、記録を見ます');
      await giveCodeIfAsked(page);
      await page.getByRole('region', { name: 'まず確かめること' }).waitFor();
    },
  }),
];

async function giveCodeIfAsked(page: Page): Promise<void> {
  const board = page.getByRole('region', { name: 'まず確かめること' });
  const fill = page.getByRole('button', { name: /^コード \d{6} を入力する$/ });
  await board.or(fill).first().waitFor();
  if ((await fill.count()) === 0) return;
  await fill.click();
  await page.getByRole('button', { name: '確認する', exact: true }).click();
}
