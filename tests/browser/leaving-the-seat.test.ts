import { expect, test } from 'vitest';
import { freshCode } from './support/accounts.ts';
import { hasChromium, UNLESS_SKIPPED } from './support/chromium.ts';
import { signInAs, usePortal } from './support/portal.ts';
import { asShown } from './support/steps.ts';
import { Steps } from './support/visit.ts';

const portal = usePortal();

test.skipIf(!hasChromium)(
  `leaving the seat takes 1 step and clears every window; a code leads back to the same page${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit();
    const { page } = visit;
    await signInAs(page, 'city-manager', '/organisation/invite');
    const other = await page.context().newPage();
    await other.goto('/organisation');
    await other.getByRole('table').waitFor();

    const steps = new Steps(page);
    await steps.press('button', '離席する');
    expect(steps.count).toBe(1);
    for (const one of [page, other]) {
      await one.getByRole('heading', { name: '離席中です' }).waitFor();
      expect(await one.getByRole('table').count()).toBe(0);
      expect(await one.getByRole('navigation').count()).toBe(0);
    }
    await visit.lookAround();
    await page.reload();
    await page.getByRole('heading', { name: '離席中です' }).waitFor();
    const answer = await page.evaluate("fetch('/api/organisation').then(({ status }) => status)");
    expect(answer, 'the server knows it too').toBe(401);

    await page
      .getByRole('textbox', { name: '認証アプリの6けたのコード' })
      .fill(await freshCode(portal.runtime, 'city-manager'));
    await page.getByRole('button', { name: '確認する', exact: true }).click();
    await page.getByRole('heading', { name: 'メンバーを招待する' }).waitFor();
    await other.getByRole('table').waitFor();
    await visit.leave([401]);
  },
);

test.skipIf(!hasChromium)(
  `after ten minutes without a hand the screen is cleared, a minute after a warning; patients return by card${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit({ width: 390, height: 844, touch: true });
    const { page } = visit;
    await signInAs(page, 'patient');
    const { clock } = page.context();
    const begun: number = await page.evaluate('Date.now()');
    const minute = 60_000;
    await clock.setFixedTime(begun + 9.5 * minute);
    await page.getByText('あと1分で画面を閉じます').waitFor();
    await visit.lookAround();
    await page.keyboard.press('Shift');
    await page.getByText('あと1分で画面を閉じます').waitFor({ state: 'detached' });
    await clock.setFixedTime(begun + 19.4 * minute);
    await page.getByText('あと1分で画面を閉じます').waitFor();
    await clock.setFixedTime(begun + 19.6 * minute);
    await page.getByRole('heading', { name: '離席中です' }).waitFor();
    expect(await page.getByRole('heading', { name: /くすり/ }).count()).toBe(0);
    await visit.lookAround();
    await page.getByRole('button', { name: asShown(portal.patient.name) }).click();
    await page
      .getByRole('heading', { name: /くすり/ })
      .first()
      .waitFor();
    await visit.leave();
  },
);
