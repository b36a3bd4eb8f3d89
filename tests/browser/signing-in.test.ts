import { expect, test } from 'vitest';
import { hasChromium, UNLESS_SKIPPED } from './support/chromium.ts';
import { PASSWORD, usePortal } from './support/portal.ts';
import { signIn } from './support/steps.ts';
import { Steps } from './support/visit.ts';

const portal = usePortal();

test.skipIf(!hasChromium)(
  `a demo account signs in with 2 steps; a wrong password is explained; an ended session returns${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit();
    const { page } = visit;
    const steps = new Steps(page);
    await page.goto('/work-items');
    await steps.press('button', /取込担当/);
    await steps.press('button', 'サインイン', true);
    await page.getByRole('heading', { name: '終わっていない作業を片づける' }).waitFor();
    expect(steps.count).toBe(2);
    await page.getByRole('button', { name: '終了する' }).click();

    await page.getByRole('textbox', { name: 'アカウント' }).fill('intake');
    await page.getByLabel('パスワード').fill('wrong');
    await page.getByRole('button', { name: 'サインイン', exact: true }).click();
    await page.getByRole('alert').getByText('サインインできませんでした').waitFor();
    await visit.lookAround();
    await page.getByLabel('パスワード').fill(PASSWORD);
    await page.getByRole('button', { name: 'サインイン', exact: true }).click();
    await page.getByRole('heading', { name: 'レセプトのファイルを取り込む' }).waitFor();

    await page.context().clearCookies();
    await page.getByRole('navigation').getByRole('link', { name: '作業一覧' }).click();
    await page.getByText('一定時間が過ぎたため、いったん終了しました').waitFor();
    await visit.lookAround();
    await visit.leave([401]);
  },
);

test.skipIf(!hasChromium)(
  `one press changes the language of every page and stays; Japanese words are marked as such${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit();
    const { page } = visit;
    const steps = new Steps(page);
    await page.goto('/');
    await steps.press('button', 'English');
    expect(steps.count).toBe(1);
    await page.getByRole('heading', { name: 'Sign in' }).first().waitFor();
    const [first] = portal.region.showcase.people.filter(({ key }) => key === 'polypharmacy');
    const hint = page.getByText(first?.descriptionJa ?? '', { exact: true });
    expect(await hint.getAttribute('lang')).toBe('ja');
    await visit.lookAround();
    await page.getByRole('button', { name: '日本語' }).click();
    await signIn(page, 'patient', PASSWORD);
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'My drugs now' }).waitFor();
    for (const path of ['/me', '/me/record', '/me/disclosures']) {
      await page.goto(path);
      await visit.lookAround();
      expect(await page.evaluate('document.documentElement.lang')).toBe('en');
    }
    await visit.leave();
  },
);
