import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { freshCode } from './support/accounts.ts';
import { hasChromium, UNLESS_SKIPPED } from './support/chromium.ts';
import { registerPatient } from './support/coverages.ts';
import { signInAs, usePortal } from './support/portal.ts';
import { Steps } from './support/visit.ts';

const portal = usePortal();
/** A minute after the clock of the tests: the desk hears of what happens after it began to listen. */
const LATER = '2026-11-22T01:03:03.000Z';
/** Names of controls have plain spaces where the text has wide ones. */
const spaced = (name: string) => name.replace(/\s/g, '\\s');
const patientsCard = () => new RegExp(spaced(portal.patient.name));

test.skipIf(!hasChromium)(
  `a patient checks in by card in 3 steps; the desk sees it arrive by itself and is 1 step from the consent${UNLESS_SKIPPED}`,
  async () => {
    await registerPatient(portal, { validFrom: '2025-04-01', ratioPercent: 30 });
    const desk = await portal.visit();
    await signInAs(desk.page, 'city-physician');
    await desk.page.getByText('今日の受付はまだありません').waitFor();
    await desk.lookAround();

    const kiosk = await portal.visit();
    const steps = new Steps(kiosk.page);
    await signInAs(kiosk.page, 'city-reception');
    await kiosk.page.goto('/reader');
    await kiosk.page.getByRole('heading', { name: 'カードを置いてください' }).waitFor();
    expect(await kiosk.page.getByRole('navigation').count()).toBe(0);
    await kiosk.lookAround();
    portal.runtime.setNow(LATER);
    await steps.press('button', patientsCard());
    await kiosk.lookAround();
    await steps.press('button', /顔認証で進む/);
    await kiosk.page.getByText(`${portal.patient.name} 様`).waitFor();
    await kiosk.lookAround();
    await steps.press('button', 'すべて同意して受付する');
    await kiosk.page.getByRole('heading', { name: '受付しました' }).waitFor();
    await kiosk.page.getByText('24時間（2026年11月23日').waitFor();
    await kiosk.lookAround();
    expect(steps.count).toBe(3);

    await desk.page.getByText(`${portal.patient.name} 様が受付機で受付しました`).waitFor();
    const row = desk.page.getByRole('table', { name: '今日の受付' }).getByRole('row').nth(1);
    await row.getByText('新着').waitFor();
    await row.getByText('有効', { exact: true }).waitFor();
    await row.getByText('3割').waitFor();
    await row.getByText('電子処方箋').waitFor();
    await desk.lookAround();
    const atDesk = new Steps(desk.page);
    await atDesk.press('link', new RegExp(`^同意.*${spaced(portal.patient.name)}`));
    await desk.page.getByText('同意あり').first().waitFor();
    expect(atDesk.count).toBe(1);

    await kiosk.page.getByRole('button', { name: '終わる', exact: true }).click();
    await kiosk.page.getByRole('heading', { name: 'カードを置いてください' }).waitFor();
    expect(await kiosk.page.getByText(`${portal.patient.name} 様`).count()).toBe(0);
    await kiosk.leave();
    await desk.leave();
  },
  // Three people at three browsers.
  180_000,
);

test.skipIf(!hasChromium)(
  `a patient chooses one by one, surgery apart, in English and on paper; a wrong number may be typed again${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit({ width: 390, height: 844, touch: true });
    const { page } = visit;
    await signInAs(page, 'city-reception');
    await page.goto('/reader');
    await page.getByRole('button', { name: patientsCard() }).click();
    await page.getByRole('button', { name: /^暗証番号で進む/ }).click();
    await visit.lookAround();
    for (const key of ['9', '9', '9', '9'])
      await page.getByRole('button', { name: key, exact: true }).click();
    await page.getByText('あと2回入れられます').waitFor();
    await visit.lookAround();
    for (const key of ['1', '2', '3', '4'])
      await page.getByRole('button', { name: key, exact: true }).click();
    await page.getByRole('button', { name: 'ひとつずつ選ぶ' }).click();
    await page.getByRole('region', { name: '手術の情報は、別にうかがいます' }).waitFor();
    await visit.lookAround();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('checkbox', { name: /^Drugs/ }).press('Space');
    await page.getByRole('radio', { name: 'On paper' }).press('Space');
    await visit.lookAround();
    await page.getByRole('button', { name: 'Check in with this choice (1 agreed)' }).click();
    await page.getByText('Prescription: on paper').waitFor();
    await visit.lookAround();
    await page.getByRole('button', { name: '日本語' }).click();
    await visit.leave();
  },
);

test.skipIf(!hasChromium)(
  `a card that was never registered leads to the desk, a file that is no card too; leaving the reader locks the screen${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit();
    const { page } = visit;
    await signInAs(page, 'city-reception');
    await page.goto('/reader');
    const put = async (name: string, buffer: Buffer) => {
      const chooser = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: 'カードのファイルを選ぶ' }).click();
      await (await chooser).setFiles({ name, mimeType: 'application/x-pkcs12', buffer });
      await page.getByRole('button', { name: /^職員に確認してもらう/ }).click();
      await page.getByRole('button', { name: '職員: 本人と確認しました' }).click();
      await page.getByRole('textbox', { name: /暗証番号/ }).fill('1234');
    };
    await put('card.p12', Buffer.from(portal.cards.unregistered.file));
    const alert = page.getByRole('alert');
    await alert.getByText('受付の職員にお声がけください').waitFor();
    await page.getByText('CARD_NOT_REGISTERED').waitFor();
    await visit.lookAround();
    await page.getByRole('button', { name: 'はじめにもどる' }).click();
    await put('picture.p12', Buffer.from('no card'));
    await page.getByText('CARD_FILE_UNREADABLE').waitFor();
    await visit.lookAround();
    await page.getByRole('button', { name: 'はじめにもどる' }).click();
    await page.getByRole('button', { name: /^職員用: 受付機を終わる/ }).click();
    await page.getByRole('textbox', { name: /6けたのコード/ }).waitFor();
    expect(await page.getByRole('heading', { name: '資格を確かめて受け付ける' }).count()).toBe(0);
    await visit.lookAround();
    await visit.leave([401, 409]);
  },
);

test.skipIf(!hasChromium)(
  `a reader whose session was locked says so and asks nothing more; staff unlock it in 1 step and a code${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit();
    const { page } = visit;
    await signInAs(page, 'city-reception');
    await page.goto('/reader');
    const locked = page.getByRole('heading', { name: '受付機の画面がロックされています' });
    const start = page.getByRole('heading', { name: 'カードを置いてください' });

    // The server knows first: the next thing that the patient presses is refused.
    await page.getByRole('button', { name: patientsCard() }).click();
    await page.evaluate(LOCK);
    await page.getByRole('button', { name: /^顔認証で進む/ }).click();
    await locked.waitFor();
    await visit.lookAround();
    await unlock(page);
    await start.waitFor();

    // Another window of the same browser is left: this one hears of it.
    await page.getByRole('button', { name: patientsCard() }).click();
    const desk = await page.context().newPage();
    await desk.goto('/reception');
    await desk.getByRole('button', { name: '離席する' }).click();
    await locked.waitFor();
    expect(await page.getByRole('button', { name: /^顔認証で進む/ }).count()).toBe(0);
    await unlock(page);
    await start.waitFor();
    await desk.getByRole('heading', { name: '資格を確かめて受け付ける' }).waitFor();
    await visit.leave([401]);
  },
);

const LOCK = "fetch('/api/session/lock', { method: 'POST', headers: { 'X-Tsunagu-Request': '1' } })";

async function unlock(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^職員用: ロックを解除する/ }).click();
  await page
    .getByRole('textbox', { name: '認証アプリの6けたのコード' })
    .fill(await freshCode(portal.runtime, 'city-reception'));
  await page.getByRole('button', { name: '確認する', exact: true }).click();
}
