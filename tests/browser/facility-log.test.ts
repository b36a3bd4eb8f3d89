import { expect, test } from 'vitest';
import { TEST_NOW } from '../../apps/server/src/testing/test-runtime.ts';
import { freshCode } from './support/accounts.ts';
import { hasChromium, UNLESS_SKIPPED } from './support/chromium.ts';
import { signInAs, usePortal } from './support/portal.ts';
import { findPerson } from './support/steps.ts';
import { Steps } from './support/visit.ts';

const portal = usePortal();

test.skipIf(!hasChromium)(
  `a manager filters the log by viewer, the filter stands in the address, and saves it as three files behind a factor: 5 steps${UNLESS_SKIPPED}`,
  async () => {
    const staff = await portal.visit();
    await signInAs(staff.page, 'city-reception');
    await findPerson(staff.page, portal.patient);
    await staff.page.getByRole('link', { name: '同意の画面へ' }).click();
    await staff.page.getByRole('heading', { name: '診療情報' }).waitFor();
    await staff.leave();

    const visit = await portal.visit();
    const { page } = visit;
    const steps = new Steps(page);
    await signInAs(page, 'city-manager');
    await steps.press('link', '閲覧ログ');
    await page.getByRole('table').getByText('同意の手続き').first().waitFor();
    await visit.lookAround();
    await page.getByRole('combobox', { name: '見た人' }).selectOption('city-manager');
    await page.waitForURL(/account=city-manager/);
    await page.getByRole('table').getByText('同意の手続き').first().waitFor({ state: 'detached' });
    await page.reload();
    expect(await page.getByRole('combobox', { name: '見た人' }).inputValue()).toBe('city-manager');
    await steps.press('button', '絞り込みをやめる');

    portal.runtime.setNow(new Date(Date.parse(TEST_NOW) + 6 * 60_000).toISOString());
    const saved = page.waitForEvent('download');
    await steps.press('button', 'CSVで保存');
    const code = page.getByRole('textbox', { name: '認証アプリの6けたのコード' });
    await code.waitFor();
    await visit.lookAround();
    await code.fill(await freshCode(portal.runtime, 'city-manager'));
    await page.getByRole('button', { name: '確認する' }).click();
    expect((await saved).suggestedFilename()).toMatch(/^view-log-.*\.csv$/);
    for (const [button, ending] of [
      ['表計算で保存', /\.xlsx$/],
      ['監査の標準形式で保存', /\.json$/],
    ] as const) {
      const more = page.waitForEvent('download');
      await steps.press('button', button);
      expect((await more).suggestedFilename()).toMatch(ending);
    }
    await page.getByText('ファイルを保存しました').waitFor();
    expect(steps.count).toBe(5);
    await visit.lookAround();
    await visit.leave([403]);
    portal.runtime.setNow(TEST_NOW);
  },
);

test.skipIf(!hasChromium)(
  `a patient asks who looked, in 2 steps, the manager answers, and the patient reads the answer${UNLESS_SKIPPED}`,
  async () => {
    const asking = await portal.visit({ width: 390, height: 844, touch: true });
    const steps = new Steps(asking.page);
    await signInAs(asking.page, 'patient', '/me/disclosures');
    const procedure = asking.page.getByRole('listitem').filter({ hasText: '受付担当' }).first();
    await procedure.getByRole('group').first().click();
    await asking.lookAround();
    await procedure.getByRole('button', { name: 'この施設にたずねる' }).click();
    await asking.lookAround();
    await steps.press('button', '質問を送る');
    await asking.page.getByText('質問を送りました').waitFor();
    await asking.page.getByRole('button', { name: '閉じる' }).click();
    await procedure.getByText('返事を待っています').waitFor();
    expect(steps.count + 1).toBe(2);

    const office = await portal.visit();
    await signInAs(office.page, 'city-manager', '/facility/questions');
    await office.page.getByText(/あと14日/).waitFor();
    await office.lookAround();
    await office.page
      .getByRole('textbox', { name: '返事' })
      .fill('受付の担当が、保険の確認のために見ました。');
    await office.page.getByRole('button', { name: '返事を送る' }).click();
    await office.page.getByText('返事を待つ質問はありません').waitFor();
    await office.lookAround();
    await office.leave();

    await asking.page.reload();
    await procedure.getByRole('group').first().click();
    await procedure.getByText('受付の担当が、保険の確認のために見ました。').waitFor();
    await asking.lookAround();
    await asking.leave();
  },
);

test.skipIf(!hasChromium)(
  `the operator looks into unusual access and closes it with a note in 3 steps${UNLESS_SKIPPED}`,
  async () => {
    await portal.runtime.asOwner(
      `INSERT INTO access.unusual_access (kind, facility_code, facility_name, account, day, count, expected, found_at)
       VALUES ('no-visit', '1310000001', '見本病院', 'sample', '2026-11-21', 5, 0, now())`,
    );
    const visit = await portal.visit();
    const { page } = visit;
    const steps = new Steps(page);
    await signInAs(page, 'administrator', '/operator/unusual-access');
    await page.getByRole('table').getByText('受付のない患者', { exact: true }).waitFor();
    await visit.lookAround();
    await steps.press('button', /^確認して終える/);
    await visit.lookAround();
    await steps.fill('わかったこと', '施設に確認。往診先での閲覧だった。');
    await steps.press('button', '終える', true);
    await page.getByText('確かめるものはありません').waitFor();
    await page.getByRole('link', { name: '確認済み' }).click();
    await page.getByText('施設に確認。往診先での閲覧だった。').waitFor();
    expect(steps.count).toBe(3);
    await visit.lookAround();
    await visit.leave();
  },
);
