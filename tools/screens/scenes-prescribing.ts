import type { Page } from 'playwright-core';
import { at, choose, fail, failing, meet, nav, type People, press, type Scene, scenesOf } from './scene.ts';

/** From the desk to the prescriptions of a person. */
async function seePrescriptions(page: Page, people: People, key: string): Promise<void> {
  await meet(page, people, key);
  await nav(page, '処方');
  await page.getByRole('heading', { name: '処方を見て、新しく書く' }).waitFor();
}

async function openForm(page: Page, people: People, key: string): Promise<void> {
  await seePrescriptions(page, people, key);
  await page.getByRole('link', { name: '新しい処方を書く' }).click();
  await page.getByRole('combobox', { name: '薬をさがす' }).waitFor();
}

const suggestion = (page: Page) => page.getByRole('listbox').getByRole('option').first();

/** Drug, amount, usage and days by the keyboard, as a doctor writes them. */
async function write(page: Page, drug: string, days: string): Promise<void> {
  await page.getByRole('combobox', { name: '薬をさがす' }).focus();
  for (const text of [drug, '1', 'あさしょくご', days]) {
    await page.keyboard.type(text, { delay: 20 });
    if (!/^\d+$/.test(text)) await suggestion(page).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForTimeout(100);
  }
}

/** The certificate for signing, where there is none yet. */
async function enrol(page: Page): Promise<void> {
  const make = page.getByRole('button', { name: '証明書を作る' });
  const made = page.getByText(/で署名します/);
  await make.or(made).first().waitFor();
  if ((await make.count()) > 0) await make.click();
  await confirmIfAsked(page, made);
}

async function confirmIfAsked(page: Page, goal: ReturnType<Page['getByText']>): Promise<void> {
  const fill = page.getByRole('button', { name: /^コード \d{6} を入力する$/ });
  await goal.or(fill).first().waitFor();
  if ((await fill.count()) === 0) return;
  await fill.click();
  await page.getByRole('button', { name: '確認する', exact: true }).click();
  await goal.waitFor();
}

async function issue(page: Page, people: People, drug: string): Promise<void> {
  await openForm(page, people, 'healthy');
  await enrol(page);
  await write(page, drug, '14');
  await page.getByText('併用禁忌・重複はありません').waitFor();
  await press(page, /^署名して発行する|^紙の処方箋を発行する/);
  await confirmIfAsked(page, page.getByText('処方箋を発行しました'));
}

export const PRESCRIBING: readonly Scene[] = [
  ...scenesOf('city-physician', {
    'rx-person-none': (page, people) => seePrescriptions(page, people, 'transplant'),
    'rx-form-empty': (page, people) => openForm(page, people, 'healthy'),
    'rx-form-typing': async (page, people) => {
      await openForm(page, people, 'healthy');
      await page.keyboard.type('あむろ');
      await suggestion(page).waitFor();
    },
    'rx-form-faults': async (page, people) => {
      await openForm(page, people, 'healthy');
      await enrol(page);
      await page.getByRole('combobox', { name: '薬をさがす' }).focus();
      await page.keyboard.type('おきしこ');
      await suggestion(page).waitFor();
      await page.keyboard.press('Enter');
      await page.getByText('併用禁忌・重複はありません').waitFor();
      await press(page, '署名して発行する');
      await page.getByText('期限・分割・残薬・備考など').click();
    },
    'rx-form-stop': async (page, people) => {
      await openForm(page, people, 'healthy');
      await write(page, 'たくろりむす', '7');
      await write(page, 'すぴろの', '7');
      await page
        .getByText(/中止: 併用禁忌です/)
        .first()
        .waitFor();
    },
    'rx-form-fact-only': async (page, people) => {
      await openForm(page, people, 'polypharmacy');
      await write(page, 'あむろ', '30');
      await page.getByText('薬の知識', { exact: false }).first().waitFor();
    },
    'rx-form-check-failing': async (page, people) => {
      await fail(page, '/persons/*/prescriptions/check', 503);
      await openForm(page, people, 'healthy');
      await write(page, 'おろぱた', '7');
      await page.getByRole('button', { name: 'もう一度試す' }).waitFor();
    },
    'rx-issued': (page, people) => issue(page, people, 'おろぱた'),
    'rx-print-copy': async (page, people) => {
      await seePrescriptions(page, people, 'healthy');
      await page
        .getByRole('link', { name: /処方箋を開く$/ })
        .first()
        .click();
      await page.getByRole('link', { name: '控えを印刷する' }).first().click();
      await page.getByText('これは処方箋ではありません').waitFor();
    },
    'rx-print-paper': async (page, people) => {
      await openForm(page, people, 'healthy');
      await choose(page, 'radio', '紙の処方箋');
      await write(page, 'めこばら', '14');
      await page.getByText('併用禁忌・重複はありません').waitFor();
      await press(page, '紙の処方箋を発行する');
      await confirmIfAsked(page, page.getByText('処方箋を発行しました'));
      await page.getByRole('link', { name: '処方箋を印刷する' }).first().click();
      await page
        .getByRole('img', { name: /二次元シンボル/ })
        .first()
        .waitFor();
    },
    'rx-person': (page, people) => seePrescriptions(page, people, 'healthy'),
    'rx-list': at('/prescriptions', 'オロパタジン'),
    'rx-list-inquiries': at('/prescriptions?state=inquiries', '返事を待つ疑義照会はありません'),
    'rx-list-failing': failing('/prescriptions?*', 503, '/prescriptions'),
    'rx-alerts': at('/prescriptions/alerts', '段階ごとの件数'),
    'rx-unknown': at('/prescriptions/00000000-0000-4000-8000-000000000000', 'RX_UNKNOWN'),
  }),
];
