import { expect, test } from 'vitest';
import { TEST_NOW } from '../../apps/server/src/testing/test-runtime.ts';
import { freshCode } from './support/accounts.ts';
import { hasChromium, UNLESS_SKIPPED } from './support/chromium.ts';
import { signInAs, usePortal } from './support/portal.ts';
import { asShown, findPerson } from './support/steps.ts';
import { Steps } from './support/visit.ts';

const portal = usePortal();
const later = (minutes: number) => new Date(Date.parse(TEST_NOW) + minutes * 60_000).toISOString();

test.skipIf(!hasChromium)(
  `a designated physician reaches the record of an unconscious patient in 6 steps, with the factor asked for, and loses it after an hour${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit();
    const { page } = visit;
    const steps = new Steps(page);
    await signInAs(page, 'city-physician');
    await findPerson(page, portal.patient);
    await page.getByRole('link', { name: '同意の画面へ' }).click();
    await page.getByRole('navigation').getByRole('link', { name: '記録', exact: true }).click();
    await page.getByRole('alert').getByText('CONSENT_REQUIRED').waitFor();
    await visit.lookAround();

    await steps.press('button', '救急時の閲覧を始める');
    const next = page.getByRole('button', { name: '次へ（確認）' });
    // Who can be asked must be asked.
    await page.getByRole('radio', { name: 'はい' }).press('Space');
    await page.getByRole('radio', { name: '聞ける', exact: true }).press('Space');
    await page.getByText('救急時の閲覧は使えません').waitFor();
    expect(await next.isDisabled()).toBe(true);
    await visit.lookAround();
    await steps.press('radio', '聞けない');
    expect(await next.isDisabled()).toBe(true);
    await steps.press('radio', '意識障害');
    await visit.lookAround();
    await steps.press('button', '次へ（確認）');
    await page.getByRole('dialog').getByText(asShown(portal.patient.name)).waitFor();
    await visit.lookAround();

    portal.runtime.setNow(later(6));
    await steps.press('button', 'はい、記録を見ます');
    const code = page.getByRole('textbox', { name: '認証アプリの6けたのコード' });
    await code.waitFor();
    await visit.lookAround();
    await code.fill(await freshCode(portal.runtime, 'city-physician'));
    await steps.press('button', '確認する');

    const board = page.getByRole('region', { name: 'まず確かめること' });
    for (const part of [/抗血栓薬/, /手術・移植・輸血/, /透析/])
      await board.getByRole('heading', { name: part }).waitFor();
    const banner = page.getByRole('region', { name: '表示中の人' });
    await banner.getByText('救急時の閲覧中').waitFor();
    expect(steps.count).toBe(6);
    await visit.lookAround();

    // It is over after an hour, also for whoever signs in anew.
    portal.runtime.setNow(later(67));
    await page.context().clearCookies();
    await signInAs(page, 'city-physician', new URL(page.url()).pathname);
    await page.getByRole('button', { name: '救急時の閲覧を始める' }).waitFor();
    expect(await board.count()).toBe(0);
    await visit.leave([403]);
    portal.runtime.setNow(TEST_NOW);
  },
);

test.skipIf(!hasChromium)(
  `the patient reads of it in red and the manager judges it in 3 steps; nobody else is offered the view${UNLESS_SKIPPED}`,
  async () => {
    const patient = await portal.visit({ width: 390, height: 844, touch: true });
    await signInAs(patient.page, 'patient', '/me/disclosures');
    const looks = patient.page.getByRole('listitem').filter({ hasText: '救急時の閲覧' });
    await looks.getByText('命に危険があり、あなたに聞けなかったため').first().waitFor();
    await patient.lookAround();
    await patient.leave();

    const office = await portal.visit();
    const steps = new Steps(office.page);
    await signInAs(office.page, 'city-manager', '/facility/emergencies');
    await office.page.getByText('意識障害').waitFor();
    await office.lookAround();
    await steps.press('radio', '適切', true);
    await steps.press('button', '点検を記録する');
    await office.page.getByText('点検待ちの閲覧はありません').waitFor();
    await office.lookAround();
    await steps.press('link', '点検済み');
    await office.page.getByText('適切', { exact: true }).waitFor();
    expect(steps.count).toBe(3);
    await office.leave();

    const nurse = await portal.visit();
    await signInAs(nurse.page, 'city-nurse');
    await findPerson(nurse.page, portal.patient);
    await nurse.page.getByRole('link', { name: '同意の画面へ' }).click();
    await nurse.page.getByRole('navigation').getByRole('link', { name: '記録', exact: true }).click();
    await nurse.page.getByText(/指定された病院の、指定された職員だけ/).waitFor();
    expect(await nurse.page.getByRole('button', { name: '救急時の閲覧を始める' }).count()).toBe(0);
    await nurse.lookAround();
    await nurse.leave([403]);
  },
);
