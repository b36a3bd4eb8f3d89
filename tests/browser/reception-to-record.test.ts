import { expect, test } from 'vitest';
import { hasChromium, UNLESS_SKIPPED } from './support/chromium.ts';
import { signInAs, usePortal } from './support/portal.ts';
import { findPerson } from './support/steps.ts';
import { Steps } from './support/visit.ts';

const portal = usePortal();

test.skipIf(!hasChromium)(
  `a physician finds a person, records consent and reads the record: 3 steps after the search${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit();
    const { page } = visit;
    const steps = new Steps(page);
    await page.goto('/');
    await visit.lookAround();
    await signInAs(page, 'city-physician');
    await visit.lookAround();
    await findPerson(page, portal.patient);
    await page.getByText(portal.patient.name).waitFor();
    await visit.lookAround();

    await steps.press('link', '同意の画面へ');
    await page.getByRole('heading', { name: '患者さんの同意を記録する' }).waitFor();
    await visit.lookAround();
    await steps.press('button', /4つすべてに同意/);
    await page.getByText('同意を記録しました').waitFor();
    await visit.lookAround();
    await steps.press('link', '記録を見る');

    const summary = page.getByRole('region', { name: '要点' });
    await summary.getByRole('heading', { name: /今の薬/ }).waitFor();
    await summary
      .getByText(/重なりあり/)
      .first()
      .waitFor();
    await page.getByRole('application', { name: '薬・診療・受診の時間軸' }).waitFor();
    await visit.lookAround();
    expect(steps.count).toBe(3);

    for (const view of ['薬の表', '診療の表', '薬カレンダー', '受診']) {
      await steps.press('button', view, true);
      await visit.lookAround();
    }
    await visit.leave();
  },
);

test.skipIf(!hasChromium)(
  `a doctor elsewhere sees only what there is consent for there, and loses it when it is withdrawn: 5 steps${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit();
    const { page } = visit;
    const steps = new Steps(page);
    await signInAs(page, 'kodomo-physician');
    await findPerson(page, portal.patient);
    await page.getByRole('link', { name: '同意の画面へ' }).click();

    await steps.press('checkbox', '薬剤');
    await steps.press('button', '選んだ分野だけ同意（1）');
    await steps.press('link', '記録を見る');
    await page.getByText('診療（手術を除く）と手術は表示していません').waitFor();
    await page.getByRole('heading', { name: /今の薬/ }).waitFor();
    await visit.lookAround();

    await page.getByRole('navigation').getByRole('link', { name: '同意' }).click();
    await steps.press('button', /^撤回する/);
    await steps.press('button', '取り消す');
    await page.getByText('撤回済み').first().waitFor();
    await visit.lookAround();
    expect(steps.count).toBe(5);

    await page.getByRole('navigation').getByRole('link', { name: '記録', exact: true }).click();
    const alert = page.getByRole('alert');
    await alert.getByText('患者さんの同意がまだありません').waitFor();
    expect(await alert.getByRole('button').count()).toBe(0);
    await visit.lookAround();
    await visit.leave([403]);
  },
);
