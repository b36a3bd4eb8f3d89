import { expect, test } from 'vitest';
import { hasChromium, UNLESS_SKIPPED } from './support/chromium.ts';
import { signInAs, usePortal } from './support/portal.ts';
import { findPerson } from './support/steps.ts';
import { Steps } from './support/visit.ts';

const portal = usePortal();

test.skipIf(!hasChromium)(
  `a receptionist records consent, 2 steps after the search, and is refused the record with a reason${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit();
    const { page } = visit;
    const steps = new Steps(page);
    await signInAs(page, 'city-reception');
    await findPerson(page, portal.patient);
    await steps.press('link', '同意の画面へ');
    await steps.press('button', /4つすべてに同意/);
    await page.getByText('記録を見るのは医師・薬剤師・看護師です').waitFor();
    expect(steps.count).toBe(2);
    await visit.lookAround();
    expect(await page.getByRole('link', { name: /記録/ }).count()).toBe(0);

    await page.goto(page.url().replace(/consent$/, 'record'));
    const alert = page.getByRole('alert');
    await alert.getByText('記録を見られるのは、医師・薬剤師・看護師だけです').waitFor();
    await alert.getByText('ROLE_NOT_CLINICAL').waitFor();
    expect(await page.getByRole('application').count()).toBe(0);
    await visit.lookAround();
    await visit.leave([403]);
  },
);

test.skipIf(!hasChromium)(
  `a receptionist learns what to correct, and who is not registered; clearing takes 1 step${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit();
    const { page } = visit;
    const steps = new Steps(page);
    await signInAs(page, 'city-reception');
    await page.getByRole('button', { name: '探す' }).click();
    await page.getByText('6けたか8けたの数字で入力してください。').waitFor();
    await page.getByText('生年月日を年・月・日まで入力してください。').waitFor();
    await visit.lookAround();
    await findPerson(page, { ...portal.patient, number: '99999998' });
    await page.getByText('該当する資格がありません', { exact: true }).waitFor();
    await visit.lookAround();
    await steps.press('button', '入力を消して次の人へ');
    expect(steps.count).toBe(1);
    expect(await page.getByRole('textbox', { name: '保険者番号' }).inputValue()).toBe('');
    await visit.leave();
  },
);

test.skipIf(!hasChromium)(
  `pages of other roles are refused: no intake for a nurse, no desk for a patient${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit();
    const { page } = visit;
    await signInAs(page, 'city-nurse', '/intake');
    await page.getByRole('alert').getByText('あなたの役割では、この操作はできません').first().waitFor();
    await visit.lookAround();
    await page.goto('/work-items');
    await page.getByRole('alert').getByText('ROLE_NOT_ALLOWED').waitFor();
    await page.goto('/me');
    await page.getByRole('alert').getByText('ROLE_NOT_ALLOWED').waitFor();
    await visit.leave([403]);
  },
);
