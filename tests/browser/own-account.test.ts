import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { freshCode, PASSWORD } from './support/accounts.ts';
import { hasChromium, UNLESS_SKIPPED } from './support/chromium.ts';
import { signInAs, usePortal } from './support/portal.ts';
import { Steps } from './support/visit.ts';

const portal = usePortal();

test.skipIf(!hasChromium)(
  `a passkey is registered, and then signs in alone with 1 step; other sessions are ended${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit();
    const { page } = visit;
    await addAuthenticator(page);
    const elsewhere = await portal.visit();
    await signInAs(elsewhere.page, 'city-nurse');
    await signInAs(page, 'city-nurse', '/security');
    await page.getByRole('button', { name: 'パスキーを登録する' }).click();
    await page.getByRole('textbox', { name: 'このパスキーの名前' }).fill('受付の端末');
    await visit.lookAround();
    await page.getByRole('button', { name: 'パスキーを作る' }).click();
    // Nobody had any codes for this account.
    await page.getByRole('dialog', { name: '回復コードを控える' }).waitFor();
    await page.getByRole('checkbox', { name: '安全な場所に控えました' }).press('Space');
    await page.getByRole('button', { name: '次へ進む' }).click();
    await page.getByText('パスキー「受付の端末」').waitFor();
    await page.getByRole('button', { name: 'この端末のほかは、すべてサインアウトさせる' }).click();
    await page.getByRole('button', { name: /ほかは、すべて/ }).waitFor({ state: 'detached' });
    await visit.lookAround();
    await elsewhere.page.goto('/reception');
    await elsewhere.page.getByRole('heading', { name: 'サインインする' }).waitFor();
    await elsewhere.leave([401]);

    await page.getByRole('button', { name: '終了する' }).click();
    const steps = new Steps(page);
    await steps.press('button', 'パスキーでサインイン');
    await page.getByRole('button', { name: '離席する' }).waitFor();
    expect(steps.count).toBe(1);
    await visit.leave();
  },
);

test.skipIf(!hasChromium)(
  `new recovery codes are shown once; one of them signs in without the authenticator, once${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit({ width: 390, height: 844, touch: true });
    const { page } = visit;
    await signInAs(page, 'minato-physician', '/security');
    await page.getByRole('button', { name: /新しい回復コードを作る/ }).click();
    const dialog = page.getByRole('dialog');
    const code = (await dialog.getByRole('listitem').first().textContent()) ?? '';
    expect(await dialog.getByRole('listitem').count()).toBe(10);
    expect(await page.getByRole('button', { name: '次へ進む' }).isDisabled()).toBe(true);
    await visit.lookAround();
    await page.getByRole('checkbox', { name: '安全な場所に控えました' }).press('Space');
    await page.getByRole('button', { name: '次へ進む' }).click();
    await page.getByText('残り10個').waitFor();
    await page.getByRole('button', { name: '終了する' }).click();

    const toRecovery = async () => {
      await page.getByRole('textbox', { name: 'アカウント' }).fill('minato-physician');
      await page.getByLabel('パスワード').fill(PASSWORD);
      await page.getByRole('button', { name: 'サインイン', exact: true }).click();
      await page.getByRole('button', { name: '回復コードを使う' }).click();
      await page.getByRole('textbox', { name: '回復コード' }).fill(code.toUpperCase());
      await page.getByRole('button', { name: '確認してサインイン' }).click();
    };
    await toRecovery();
    await page.getByRole('button', { name: '終了する' }).click();
    await toRecovery();
    await page.getByRole('alert').getByText('コードが合いませんでした').waitFor();
    await visit.lookAround();
    await visit.leave([401]);
  },
);

test.skipIf(!hasChromium)(
  `before something weighty the code is asked for again; giving up changes nothing, giving it goes on${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit();
    const { page } = visit;
    const now = portal.runtime.clock();
    await signInAs(page, 'city-physician', '/security');
    await page.getByText('残り0個').waitFor();
    // A factor counts as just given for five minutes.
    portal.runtime.setNow(new Date(now.getTime() + 6 * 60_000).toISOString());
    const renew = page.getByRole('button', { name: /新しい回復コードを作る/ });
    await renew.click();
    const dialog = page.getByRole('dialog', { name: 'もう一度、本人の確認をお願いします' });
    await dialog.waitFor();
    await visit.lookAround();
    await page.keyboard.press('Escape');
    await page.getByRole('alert').getByText('本人の確認をしなかったため、実行していません').waitFor();
    await renew.click();
    await dialog
      .getByRole('textbox', { name: '認証アプリの6けたのコード' })
      .fill(await freshCode(portal.runtime, 'city-physician'));
    await dialog.getByRole('button', { name: '確認する', exact: true }).click();
    await page.getByRole('dialog', { name: '回復コードを控える' }).waitFor();
    portal.runtime.setNow(now.toISOString());
    await visit.leave([403]);
  },
);

/** A device with a fingerprint reader that always recognises its owner. */
async function addAuthenticator(page: Page): Promise<void> {
  const devices = await page.context().newCDPSession(page);
  await devices.send('WebAuthn.enable');
  await devices.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}
