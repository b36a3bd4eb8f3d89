import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { freshCode, PASSWORD } from './support/accounts.ts';
import { hasChromium, UNLESS_SKIPPED } from './support/chromium.ts';
import { signInAs, usePortal } from './support/portal.ts';
import { findPerson } from './support/steps.ts';

const portal = usePortal();

/** Presses Tab until the control is reached, at most so often as a page has controls. */
async function tabTo(page: Page, role: 'textbox' | 'button' | 'link' | 'application', name: string | RegExp) {
  const target = page.getByRole(role, { name }).first();
  await target.waitFor();
  for (let presses = 1; presses <= 40; presses++) {
    await page.keyboard.press('Tab');
    if ((await target.and(page.locator(':focus')).count()) > 0) return presses;
  }
  throw new Error(`${role} ${name} is not reached by Tab`);
}

test.skipIf(!hasChromium)(
  `reception, consent and record by keyboard alone: 12 fields and keys, the time axis by arrows${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit();
    const { page } = visit;
    const { keyboard } = page;
    await page.goto('/');
    await tabTo(page, 'textbox', 'アカウント');
    await keyboard.type('city-nurse');
    await keyboard.press('Tab');
    await keyboard.type(PASSWORD);
    await keyboard.press('Enter');
    // The field for the code has the focus already.
    await page.getByRole('textbox', { name: '認証アプリの6けたのコード' }).waitFor();
    await keyboard.type(await freshCode(portal.runtime, 'city-nurse'));
    await keyboard.press('Enter');

    const { birthDate, insurerNumber, symbol, number, branch } = portal.patient;
    const [year = '', month = '', day = ''] = birthDate.split('-');
    await tabTo(page, 'textbox', '保険者番号');
    for (const text of [insurerNumber, symbol, number, branch]) {
      await keyboard.type(text);
      await keyboard.press('Tab');
    }
    await tabTo(page, 'textbox', '西暦の年');
    for (const text of [year, month, day]) {
      await keyboard.type(text);
      await keyboard.press('Tab');
    }
    await page.getByRole('textbox', { name: '日' }).press('Enter');
    await tabTo(page, 'link', '同意の画面へ');
    await keyboard.press('Enter');
    await tabTo(page, 'button', /4つすべてに同意/);
    await keyboard.press('Enter');
    await page.getByText('同意を記録しました').waitFor();
    const presses = await tabTo(page, 'link', '記録を見る');
    expect(presses, 'the next step is close to the last').toBeLessThanOrEqual(3);
    await keyboard.press('Enter');
    await tabTo(page, 'application', '薬・診療・受診の時間軸');
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowDown');
    await page.getByRole('complementary', { name: '選んだ項目の詳しい内容' }).waitFor();
    await visit.lookAround();
    await keyboard.press('Escape');
    await page.getByRole('complementary').waitFor({ state: 'detached' });
    await visit.leave();
  },
);

test.skipIf(!hasChromium)(
  `on a phone: the desk, consent and the record, 3 taps${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit({ width: 390, height: 844, touch: true });
    const { page } = visit;
    await signInAs(page, 'aozora-pharmacist');
    await visit.lookAround();
    await findPerson(page, portal.patient);
    await page.getByRole('link', { name: '同意の画面へ' }).tap();
    await page.getByRole('button', { name: /4つすべてに同意/ }).tap();
    await page.getByText('同意を記録しました').waitFor();
    await visit.lookAround();
    await page.getByRole('link', { name: '記録を見る' }).tap();
    await page.getByRole('heading', { name: /今の薬/ }).waitFor();
    await visit.lookAround();
    await page.getByRole('button', { name: '薬の表' }).tap();
    await page.getByRole('table').waitFor();
    await visit.lookAround();
    await visit.leave();
  },
);
