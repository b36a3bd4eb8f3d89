import { expect, test } from 'vitest';
import { TEST_NOW } from '../../apps/server/src/testing/test-runtime.ts';
import { hasChromium, UNLESS_SKIPPED } from './support/chromium.ts';
import { signInAs, usePortal } from './support/portal.ts';
import {
  AFTER_BREAKFAST,
  enrolOnce,
  MONTHLY,
  OLOPATADINE,
  openForm,
  writeDrug,
} from './support/prescribing-steps.ts';
import { Steps } from './support/visit.ts';

const portal = usePortal();

test.skipIf(!hasChromium)(
  `42 days in three parts are three prescriptions with a number each; on paper the symbols stand on one sheet${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit();
    const { page } = visit;
    await signInAs(page, 'city-physician');
    await openForm(page, portal.patient);
    await enrolOnce(page);
    await page.getByRole('combobox', { name: '薬をさがす' }).focus();
    await writeDrug(page, OLOPATADINE, '2', { ...MONTHLY, days: '42' });
    await page.getByText('期限・分割・残薬・備考など').click();
    await page.getByLabel('分割調剤').selectOption('3');
    await page.getByLabel('検査値').fill('推算糸球体濾過量 45');
    await visit.lookAround();
    await page.getByRole('button', { name: '署名して発行する' }).click();
    await page.getByText('（分割: 1回に14、総42）').waitFor();
    await page.getByText('推算糸球体濾過量 45').waitFor();
    const parts = page.getByRole('link', { name: /^分割 [23]\/3: 引換番号 \d{6}$/ });
    await parts.first().waitFor();
    expect(await parts.count()).toBe(2);
    await visit.lookAround();

    await page.getByRole('link', { name: 'もう1枚書く' }).click();
    await page.getByRole('radio', { name: '紙の処方箋' }).press('Space');
    await page.getByRole('combobox', { name: '薬をさがす' }).focus();
    await writeDrug(page, OLOPATADINE, '1', MONTHLY);
    await page.getByRole('button', { name: '紙の処方箋を発行する' }).click();
    await page.getByText('紙が原本のため、電子署名はありません。').waitFor();
    await page.getByRole('link', { name: '処方箋を印刷する' }).first().click();
    await page.getByRole('img', { name: /処方内容の二次元シンボル 1/ }).waitFor();
    await visit.lookAround();
    const sheet = await page.pdf({ preferCSSPageSize: true });
    expect(sheet.toString('latin1').match(/\/Type\s*\/Page[^s]/g)).toHaveLength(1);
    await visit.leave();
  },
);

/** Another institution prescribes the drug on paper, over the interface. */
async function prescribeElsewhere(ref: string, search: string): Promise<void> {
  const visit = await portal.visit();
  await signInAs(visit.page, 'kodomo-physician');
  const { request } = visit.page;
  const found = await request.get(
    `/api/drugs?q=${encodeURIComponent(search)}&on=${TEST_NOW.slice(0, 10)}&limit=1`,
  );
  const [first] = (await found.json()).drugs;
  const { receiptCode, generalNameCode, name, generalName, unit } = first.drug;
  const drug =
    receiptCode === null
      ? { codeKind: '7', code: generalNameCode, name: generalName ?? name }
      : { codeKind: '2', code: receiptCode, name };
  const usage = { codeKind: '3', code: '1011000400000000', name: AFTER_BREAKFAST[1] };
  const groups = [{ form: '1', quantity: 30, usage, drugs: [{ ...drug, amount: '2', unit: unit ?? '錠' }] }];
  const answer = await request.post(`/api/persons/${ref}/prescriptions`, {
    headers: { 'X-Tsunagu-Request': '1' },
    data: { draft: { groups }, issueType: 'paper' },
  });
  expect(answer.status(), await answer.text()).toBe(200);
  await visit.leave();
}

test.skipIf(!hasChromium)(
  `without consent only the fact of a duplicate is told, with a note in the chart its details; it is put aside in 2 steps${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit();
    const { page } = visit;
    const steps = new Steps(page);
    await signInAs(page, 'city-physician');
    await openForm(page, portal.patient);
    const ref = /persons\/([^/]+)\//.exec(page.url())?.[1] ?? '';
    await prescribeElsewhere(ref, 'ふぇきそ');
    await page.getByRole('combobox', { name: '薬をさがす' }).focus();
    await writeDrug(page, ['ふぇきそ', /フェキソフェナジン/], '2', MONTHLY);
    const rp = page.getByRole('region', { name: 'RP1' });
    await rp.getByText('同じ成分の薬と重なります').waitFor();
    await rp.getByText('相手の薬の名前は、同意がないため表示しません。').waitFor();
    await visit.lookAround();

    await page.getByRole('textbox', { name: '診療録の記載番号（口頭同意）' }).fill('K-2026-11');
    await page.getByRole('button', { name: '口頭同意で内容を表示する' }).click();
    await page.getByText('口頭同意（診療録 K-2026-11）で内容を表示しています。').waitFor();
    await rp.getByText(/電子処方箋/).waitFor();
    await visit.lookAround();
    await steps.press('button', 'この重複を90日間表示しない');
    await steps.press('button', '90日間表示しない', true);
    await rp.getByText('同じ成分の薬と重なります').waitFor({ state: 'detached' });
    await page.getByText(/想定内の重なり・注意 \d+件/).click();
    await page.getByText('表示しないと決めた重複です。').waitFor();
    expect(steps.count).toBe(2);
    await visit.leave();
  },
);
