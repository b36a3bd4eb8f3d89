import { expect, test } from 'vitest';
import { hasChromium, UNLESS_SKIPPED } from './support/chromium.ts';
import { signInAs, usePortal } from './support/portal.ts';
import { findPerson } from './support/steps.ts';
import { Steps } from './support/visit.ts';

const portal = usePortal();

test.skipIf(!hasChromium)(
  `a patient reads today's drugs at once, the whole record and who looked in 2 steps more${UNLESS_SKIPPED}`,
  async () => {
    // Somebody tries to look without consent first: the patient must find the refusal.
    const staff = await portal.visit();
    await signInAs(staff.page, 'minato-physician');
    await findPerson(staff.page, portal.patient);
    await staff.page.getByRole('link', { name: '同意の画面へ' }).click();
    await staff.page.getByRole('navigation').getByRole('link', { name: '記録', exact: true }).click();
    await staff.page.getByRole('alert').getByText('CONSENT_REQUIRED').waitFor();
    await staff.leave([403]);

    const visit = await portal.visit();
    const { page } = visit;
    const steps = new Steps(page);
    await signInAs(page, 'patient');
    await page.getByRole('heading', { name: /今のくすり \d+種類/ }).waitFor();
    await page.getByText('2か所から出ているようです').first().waitFor();
    await visit.lookAround();

    await steps.press('link', 'くわしい記録', true);
    await page.getByRole('application').waitFor();
    await visit.lookAround();
    await steps.press('link', 'だれが見たか', true);
    expect(steps.count).toBe(2);
    const refusal = page.getByRole('listitem').filter({ hasText: 'CONSENT_REQUIRED' });
    await refusal.getByText('みなと内科クリニック').waitFor();
    await refusal.getByText('断られました（何も見せていません）').waitFor();
    const own = page.getByRole('listitem').filter({ hasText: 'あなた本人' });
    expect(await own.count()).toBe(0);
    await page.getByRole('checkbox', { name: '自分で見たものも表示する' }).press('Space');
    await own.first().waitFor();
    await visit.lookAround();

    await page.goto('/reception');
    await findPerson(page, portal.patient);
    // Each part of the page says so.
    await page.getByRole('alert').getByText('ROLE_NOT_ALLOWED').first().waitFor();
    await visit.leave([403]);
  },
);
