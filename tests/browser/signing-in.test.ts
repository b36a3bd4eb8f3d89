import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { freshCode, PASSWORD, PIN, SIGN_PASSWORD } from './support/accounts.ts';
import { hasChromium, UNLESS_SKIPPED } from './support/chromium.ts';
import { signInAs, usePortal } from './support/portal.ts';
import { asShown, fillCertificate, giveCode } from './support/steps.ts';
import { Steps } from './support/visit.ts';

const portal = usePortal();

const signOut = (page: Page) => page.getByRole('button', { name: '終了する' }).click();

test.skipIf(!hasChromium)(
  `a demo account signs in with 4 steps; wrong password and wrong code are explained; an ended session returns${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit();
    const { page } = visit;
    const steps = new Steps(page);
    await page.goto('/work-items');
    await steps.press('button', /取込担当/);
    await steps.press('button', 'サインイン', true);
    await steps.press('button', /^コード \d{6} を入力する$/);
    await visit.lookAround();
    await steps.press('button', '確認してサインイン');
    await page.getByRole('heading', { name: '終わっていない作業を片づける' }).waitFor();
    expect(steps.count).toBe(4);
    await signOut(page);

    await page.getByRole('textbox', { name: 'アカウント' }).fill('intake');
    await page.getByLabel('パスワード').fill('wrong');
    await page.getByRole('button', { name: 'サインイン', exact: true }).click();
    await page.getByRole('alert').getByText('サインインできませんでした').waitFor();
    await visit.lookAround();
    await page.getByLabel('パスワード').fill(PASSWORD);
    await page.getByRole('button', { name: 'サインイン', exact: true }).click();
    const right = await freshCode(portal.runtime, 'intake');
    await giveCode(page, right === '000000' ? '000001' : '000000');
    await page.getByRole('alert').getByText('コードが合いませんでした').waitFor();
    await visit.lookAround();
    await giveCode(page, right);
    await page.getByRole('heading', { name: 'レセプトのファイルを取り込む' }).waitFor();

    await page.context().clearCookies();
    await page.getByRole('navigation').getByRole('link', { name: '作業一覧' }).click();
    await page.getByText('一定時間が過ぎたため、いったん終了しました').waitFor();
    await visit.lookAround();
    await visit.leave([401]);
  },
);

test.skipIf(!hasChromium)(
  `a patient signs in with a card: 2 steps in the demo, with file and PIN 4 steps; a wrong PIN is explained${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit({ width: 390, height: 844, touch: true });
    const { page } = visit;
    const steps = new Steps(page);
    await page.goto('/sign-in');
    await steps.press('tab', /マイナンバーカード/);
    await visit.lookAround();
    await steps.press('button', asShown(portal.patient.name));
    await page
      .getByRole('heading', { name: /くすり/ })
      .first()
      .waitFor();
    expect(steps.count).toBe(2);
    await signOut(page);

    await page.getByRole('tab', { name: /マイナンバーカード/ }).click();
    await chooseCard(page, portal.cards.patient.file);
    await page.getByLabel('暗証番号').fill('9999');
    await page.getByRole('button', { name: 'カードでサインイン' }).click();
    await page.getByRole('alert').getByText('暗証番号が違います').waitFor();
    await visit.lookAround();
    await page.getByLabel('暗証番号').fill(PIN);
    await page.getByRole('button', { name: 'カードでサインイン' }).click();
    await page
      .getByRole('heading', { name: /くすり/ })
      .first()
      .waitFor();
    await visit.leave();
  },
);

test.skipIf(!hasChromium)(
  `a card that nobody registered is registered once, with the numbers and the signing password${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit();
    const { page } = visit;
    await page.goto('/sign-in?way=card');
    const show = async () => {
      await chooseCard(page, portal.cards.unregistered.file);
      await page.getByLabel('暗証番号').fill(PIN);
      await page.getByRole('button', { name: 'カードでサインイン' }).click();
    };
    await show();
    await page.getByText('はじめての方の利用登録').waitFor();
    const register = page.getByRole('button', { name: '利用登録してサインイン' });
    await register.click();
    await page.getByText('署名用のパスワードを入力してください。').waitFor();
    await visit.lookAround();

    // Somebody else's numbers: the card tells another birth date.
    await fillCertificate(page, portal.patient);
    await page.getByLabel('署名用のパスワード').fill(SIGN_PASSWORD);
    await register.click();
    await page.getByRole('alert').getByText('一致しません').waitFor();
    await fillCertificate(page, portal.unregistered);
    await page.getByLabel('署名用のパスワード').fill('WRONG999');
    await register.click();
    await page.getByRole('alert').getByText('署名用のパスワードが違います').waitFor();
    await page.getByLabel('署名用のパスワード').fill(SIGN_PASSWORD);
    await register.click();
    await page
      .getByRole('heading', { name: /くすり/ })
      .first()
      .waitFor();
    await signOut(page);

    await page.getByRole('tab', { name: /マイナンバーカード/ }).click();
    await show();
    await page
      .getByRole('heading', { name: /くすり/ })
      .first()
      .waitFor();
    await visit.leave([403, 409]);
  },
);

async function chooseCard(page: Page, file: Buffer): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'ファイルを選ぶ' }).click();
  await (await chooser).setFiles({ name: 'card.p12', mimeType: 'application/x-pkcs12', buffer: file });
}

test.skipIf(!hasChromium)(
  `one press changes the language of every page and stays; Japanese words are marked as such${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit();
    const { page } = visit;
    const steps = new Steps(page);
    await page.goto('/sign-in?way=card');
    await steps.press('button', 'English');
    expect(steps.count).toBe(1);
    await page.getByRole('heading', { name: 'Sign in' }).first().waitFor();
    const [first] = portal.region.showcase.people.filter(({ key }) => key === 'polypharmacy');
    const hint = page.getByText(first?.descriptionJa ?? '', { exact: true });
    expect(await hint.getAttribute('lang')).toBe('ja');
    await visit.lookAround();
    await page.getByRole('button', { name: '日本語' }).click();
    await signInAs(page, 'patient');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'My drugs now' }).waitFor();
    for (const path of ['/me', '/me/record', '/me/disclosures', '/security']) {
      await page.goto(path);
      await visit.lookAround();
      expect(await page.evaluate('document.documentElement.lang')).toBe('en');
    }
    await visit.leave();
  },
);
