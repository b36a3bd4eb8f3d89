import { expect, test } from 'vitest';
import { hasChromium, UNLESS_SKIPPED } from './support/chromium.ts';
import { signInAs, usePortal } from './support/portal.ts';
import {
  accessCode,
  enrolOnce,
  expectFocus,
  MONTHLY,
  OLOPATADINE,
  openForm,
  writeDrug,
} from './support/prescribing-steps.ts';
import { Steps } from './support/visit.ts';

const portal = usePortal();

test.skipIf(!hasChromium)(
  `a physician writes two drugs by keyboard alone and tells the access code; only enrolling needs a press${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit();
    const { page } = visit;
    const steps = new Steps(page);
    await signInAs(page, 'city-physician');
    await openForm(page, portal.patient);
    await visit.lookAround();
    await steps.press('button', '証明書を作る');
    await page.getByText(/で署名します/).waitFor();

    await page.getByRole('combobox', { name: '薬をさがす' }).focus();
    await writeDrug(page, OLOPATADINE, '2', MONTHLY);
    await writeDrug(page, ['ﾒｺﾊﾞﾗ', /メコバラミン錠/], '3', MONTHLY);
    await expectFocus(page, '薬をさがす');
    await page.getByRole('region', { name: 'RP2' }).waitFor();
    await page.getByText('併用禁忌・重複はありません').waitFor();
    await visit.lookAround();
    await page.keyboard.press('Control+Enter');

    await page.getByRole('heading', { name: '引換番号を患者さんに伝える' }).waitFor();
    await page.getByText('処方箋を発行しました').waitFor();
    await accessCode(page).waitFor();
    await page.getByText(/署名は有効です/).waitFor();
    expect(page.url()).toMatch(/\/prescriptions\/[0-9a-f-]{36}\?issued=[0-9a-f-]{36}$/);
    expect(steps.count).toBe(1);
    await visit.lookAround();

    await page.getByRole('link', { name: '控えを印刷する' }).first().click();
    await page.getByText('これは処方箋ではありません').waitFor();
    await page.getByRole('img', { name: '引換番号の二次元シンボル' }).waitFor();
    await visit.lookAround();
    await visit.leave();
  },
);

test.skipIf(!hasChromium)(
  `a contraindication stops until a reason and a comment stand there: 4 steps; the office sees what became of it${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit();
    const { page } = visit;
    const steps = new Steps(page);
    await signInAs(page, 'city-physician');
    await openForm(page, portal.patient);
    await enrolOnce(page);
    await page.getByRole('combobox', { name: '薬をさがす' }).focus();
    await writeDrug(page, ['たくろ', /タクロリムスカプセル/], '2', { ...MONTHLY, days: '7' });
    await writeDrug(page, ['すぴろの', /スピロノラクトン錠/], '1', { ...MONTHLY, days: '7' });
    const stop = page.getByText('中止: 併用禁忌です').first();
    await stop.waitFor();
    await page
      .getByText(/カリウムが高くなるおそれ/)
      .first()
      .waitFor();
    await visit.lookAround();

    await steps.press('button', '署名して発行する');
    await page.getByText(/薬を外すか理由を書いてください/).waitFor();
    const comments = page.getByRole('textbox', { name: 'コメント（なぜ続けるか）' });
    // The pair stands beside both of its drugs; what is said at one counts for both.
    steps.count++;
    await page.getByLabel('理由', { exact: true }).first().selectOption({ label: '意図した併用' });
    steps.count++;
    await comments.first().fill('毎週カリウムを測ります');
    await page.getByText('理由を付けて続けます: 中止: 併用禁忌です').first().waitFor();
    await steps.press('button', '署名して発行する');
    await accessCode(page).waitFor();
    expect(steps.count).toBe(4);

    await page.goto('/prescriptions/alerts');
    await page
      .getByRole('row', { name: /中止（併用禁忌など）/ })
      .first()
      .waitFor();
    await page.getByText('理由を付けて続けた（意図した併用）').first().waitFor();
    await page.getByText('毎週カリウムを測ります').first().waitFor();
    await visit.lookAround();
    await visit.leave();
  },
);

test.skipIf(!hasChromium)(
  `an open prescription is changed and cancelled, and both are undone: the old number dies, and comes back${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit();
    const { page } = visit;
    const steps = new Steps(page);
    await signInAs(page, 'city-physician');
    await openForm(page, portal.patient);
    await enrolOnce(page);
    await page.getByRole('combobox', { name: '薬をさがす' }).focus();
    await writeDrug(page, OLOPATADINE, '1', MONTHLY);
    await steps.press('button', '署名して発行する');
    await accessCode(page).waitFor();
    const first = await accessCode(page).textContent();
    const original = page.url().replace(/\?.*/, '');

    await steps.press('link', '変更する');
    await page.getByLabel('数量', { exact: true }).fill('14');
    await visit.lookAround();
    await steps.press('button', '署名して変更する');
    await page.getByText('処方箋を発行しました').waitFor();
    await accessCode(page).waitFor();
    expect(await accessCode(page).textContent()).not.toBe(first);
    await page.getByText(/14日分/).waitFor();

    await page.goto(original);
    await page.getByText('有効な引換番号はありません。').waitFor();
    await page.getByText('変更した（新しい処方箋に置き換え）').waitFor();
    await steps.press('button', '変更を元に戻す');
    await page.getByText('変更を元に戻した').waitFor();
    await steps.press('button', '取り消す');
    await page.getByRole('dialog').getByRole('button', { name: '取り消す' }).click();
    await page.getByText('取り消した', { exact: true }).waitFor();
    await visit.lookAround();
    await steps.press('button', '取り消しを元に戻す');
    await page.getByText('取り消しを元に戻した', { exact: true }).waitFor();
    await accessCode(page).waitFor();
    expect(steps.count).toBe(6);

    await page.getByRole('navigation').getByRole('link', { name: '処方一覧' }).click();
    await page.getByRole('heading', { name: '処方箋の一覧を見る' }).waitFor();
    await page
      .getByRole('row', { name: /オロパタジン/ })
      .first()
      .waitFor();
    await visit.lookAround();
    await page.getByRole('link', { name: '疑義照会', exact: true }).click();
    await page.getByText('返事を待つ疑義照会はありません').waitFor();
    await visit.leave();
  },
);

test.skipIf(!hasChromium)(
  `on a phone the form fits; a narcotic asks for its record, and an earlier prescription is copied in 1 step${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit({ width: 390, height: 844, touch: true });
    const { page } = visit;
    const steps = new Steps(page);
    await signInAs(page, 'city-physician');
    await openForm(page, portal.patient);
    await enrolOnce(page);
    await page.getByRole('combobox', { name: '薬をさがす' }).fill('おきしこ');
    await page
      .getByRole('listbox')
      .getByRole('option', { name: /オキシコドン/ })
      .first()
      .click();
    await page.getByRole('group', { name: '麻薬の処方に必要なこと' }).waitFor();
    await page.getByText('処方箋全体').waitFor();
    await visit.lookAround();
    await page.getByRole('button', { name: '署名して発行する' }).click();
    await page.getByText('足りないところがあります。赤い印の欄を見てください。').waitFor();
    await page.getByText('量を数字で入れてください。').waitFor();
    await page.getByRole('button', { name: /オキシコドン.*を外す/ }).click();
    await page.getByRole('combobox', { name: '薬をさがす' }).focus();
    await writeDrug(page, OLOPATADINE, '2', MONTHLY);
    await page.getByRole('button', { name: '署名して発行する' }).click();
    await accessCode(page).waitFor();
    await visit.lookAround();
    await page.getByRole('link', { name: 'この患者さんの処方へ' }).click();

    await page.getByRole('heading', { name: '処方を見て、新しく書く' }).waitFor();
    await visit.lookAround();
    await page
      .getByRole('link', { name: /^この処方をもとに書く/ })
      .first()
      .waitFor();
    steps.count++;
    await page
      .getByRole('link', { name: /^この処方をもとに書く/ })
      .first()
      .click();
    await page.getByText('前の処方を写しました。変わるところだけ直してください。').waitFor();
    await page
      .getByRole('region', { name: 'RP1' })
      .getByText(/オロパタジン/)
      .first()
      .waitFor();
    expect(steps.count).toBe(1);
    await visit.leave();
  },
);

test.skipIf(!hasChromium)(
  `nobody but physicians prescribes: a receptionist is refused the list, and has no entry for it${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit();
    const { page } = visit;
    await signInAs(page, 'city-reception', '/prescriptions');
    await page.getByRole('alert').getByText('ROLE_NOT_ALLOWED').waitFor();
    expect(await page.getByRole('navigation').getByRole('link', { name: '処方一覧' }).count()).toBe(0);
    await visit.lookAround();
    await visit.leave([403]);
  },
);

/** A pharmacy receives the prescription and asks, over the interface. */
async function askFromPharmacy(prescriptionId: string, question: string): Promise<void> {
  const visit = await portal.visit();
  await signInAs(visit.page, 'aozora-pharmacist');
  const post = async (path: string, data: object) => {
    const headers = { 'X-Tsunagu-Request': '1' };
    const answer = await visit.page.request.post(`/api${path}`, { headers, data });
    expect(answer.status(), await answer.text()).toBe(200);
  };
  await post('/pharmacy/search', { prescriptionId });
  await post(`/prescriptions/${prescriptionId}/receive`, {});
  await post(`/prescriptions/${prescriptionId}/inquiries`, { question });
  await visit.leave();
}

test.skipIf(!hasChromium)(
  `a pharmacy's question waits in the list and is answered there: 2 steps; what a pharmacy has is not changed any more${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit();
    const { page } = visit;
    const steps = new Steps(page);
    await signInAs(page, 'city-physician');
    await openForm(page, portal.patient);
    await enrolOnce(page);
    await page.getByRole('combobox', { name: '薬をさがす' }).focus();
    await writeDrug(page, OLOPATADINE, '2', { ...MONTHLY, days: '5' });
    await page.getByRole('button', { name: '署名して発行する' }).click();
    await accessCode(page).waitFor();
    const address = page.url().replace(/\?.*/, '');
    await askFromPharmacy(address.split('/').at(-1) ?? '', '眠気を訴えています。減量しますか。');

    await page.goto('/prescriptions?state=inquiries');
    await page.getByText('眠気を訴えています。減量しますか。').waitFor();
    await visit.lookAround();
    await steps.fill('返事', '1日1錠に減らしてください。');
    await steps.press('button', '返事を送る');
    await page.getByText('返事を待つ疑義照会はありません').waitFor();
    expect(steps.count).toBe(2);

    await page.goto(address);
    await page.getByText('1日1錠に減らしてください。').waitFor();
    await page.getByText('調剤中', { exact: true }).waitFor();
    await page.getByText(/薬局が受け付けたため/).waitFor();
    expect(await page.getByRole('button', { name: '取り消す' }).count()).toBe(0);
    expect(await page.getByRole('link', { name: '変更する' }).count()).toBe(0);
    await visit.lookAround();
    await visit.leave();
  },
);
