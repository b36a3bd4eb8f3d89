import { expect, test } from 'vitest';
import { hasChromium, UNLESS_SKIPPED } from './support/chromium.ts';
import { handFile, registerPatient } from './support/coverages.ts';
import { signInAs, usePortal } from './support/portal.ts';
import { Steps } from './support/visit.ts';

const portal = usePortal();

test.skipIf(!hasChromium)(
  `a list of appointments: handed over in 1 step, those who need attention first, everyone in 1 step, results saved in 1 step${UNLESS_SKIPPED}`,
  async () => {
    await registerPatient(portal, { validFrom: '2025-04-01', ratioPercent: 30 });
    const { insurerNumber, symbol, number, branch, birthDate, name } = portal.patient;
    const list = [
      '任意識別子,保険者番号,記号,番号,枝番,生年月日',
      `A-1,${insurerNumber},${symbol},${number},${branch},${birthDate}`,
      `A-2,${insurerNumber},${symbol},${Number(number) + 7_000_000},${branch},${birthDate}`,
      `A-3,${insurerNumber},${symbol},${number},${branch},1990-13-01`,
    ].join('\r\n');
    const visit = await portal.visit();
    const { page } = visit;
    const steps = new Steps(page);
    await signInAs(page, 'city-reception', '/bulk');
    await page.getByRole('heading', { name: '予約の一覧をまとめて照会する' }).waitFor();
    await page.getByText('まだ一覧がありません').waitFor();
    await visit.lookAround();
    await handFile(page, '明日の予約.csv', 'text/csv', Buffer.from(list));
    await page.getByText('照会完了').waitFor();
    const table = page.getByRole('table', { name: '明日の予約.csv' });
    await table.getByText('該当する資格がありません', { exact: true }).waitFor();
    await table.getByText('記入に誤りがあります').waitFor();
    expect(await table.getByRole('row').count()).toBe(3);
    await visit.lookAround();
    await steps.press('button', '全員（3）');
    await table.getByText(name).waitFor();
    await table.getByText('3割').waitFor();
    expect(await table.getByRole('row').count()).toBe(4);
    await visit.lookAround();
    const download = page.waitForEvent('download');
    await steps.press('link', '結果をXMLで保存');
    expect((await download).suggestedFilename()).toMatch(/^OQSmuquc02res_\d+\.xml$/);
    expect(steps.count).toBe(2);

    await page.getByRole('link', { name: '一覧へ戻る' }).click();
    await page.getByRole('link', { name: '明日の予約.csv' }).waitFor();
    await visit.lookAround();
    await visit.leave();
  },
);

test.skipIf(!hasChromium)(
  `a file that is no list is refused with its reason, and nobody was looked up${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit({ width: 390, height: 844, touch: true });
    const { page } = visit;
    await signInAs(page, 'city-reception', '/bulk');
    await handFile(page, 'notes.csv', 'text/csv', Buffer.from('これは一覧ではありません\r\n'));
    await page.getByText('この一覧は照会できませんでした').waitFor();
    await page.getByText('だれも照会していません。').waitFor();
    await visit.lookAround();
    await visit.leave([400, 422]);
  },
);
