import { expect, test } from 'vitest';
import { hasChromium, UNLESS_SKIPPED } from './support/chromium.ts';
import { signInAs, usePortal } from './support/portal.ts';
import { enrol, issuePrescription } from './support/prescriptions.ts';
import { Steps } from './support/visit.ts';

const portal = usePortal();

test.skipIf(!hasChromium)(
  `a pharmacist receives a prescription in 6 steps, asks, notes the answer, changes the product and registers a signed result; the patient sees the number before and the drugs afterwards${UNLESS_SKIPPED}`,
  async () => {
    const { accessCode } = await issuePrescription(portal);
    const patient = await portal.visit({ width: 390, height: 844, touch: true });
    await signInAs(patient.page, 'patient', '/me/prescriptions');
    const own = patient.page.getByRole('region', { name: 'これから受け取るお薬' });
    await own.getByText('薬局で受け取れます').waitFor();
    await own.getByText(accessCode.replace(/(\d{3})(\d{3})/, '$1 $2')).waitFor();
    await own.getByRole('img', { name: '薬局で見せるコード' }).waitFor();
    await patient.lookAround();

    const visit = await portal.visit();
    const { page } = visit;
    const steps = new Steps(page);
    await signInAs(page, 'aozora-pharmacist', '/pharmacy');
    await enrol(page);
    await page.getByRole('heading', { level: 1, name: '処方箋を受け付ける' }).waitFor();
    await visit.lookAround();
    await steps.fill('引換番号', accessCode);
    await steps.fill('保険者番号', portal.patient.insurerNumber);
    await steps.fill('記号', portal.patient.symbol);
    await steps.fill(/^番号/, portal.patient.number);
    await steps.press('button', '処方箋を探す');
    const found = page.getByRole('region', { name: '見つかった処方箋' });
    await found.getByText('アムロジピン錠２．５ｍｇ「デモ」').waitFor();
    await visit.lookAround();
    await steps.press('button', /^受け付ける/);
    await page.getByRole('heading', { level: 1, name: '調剤して結果を登録する' }).waitFor();
    expect(steps.count).toBe(6);
    expect(page.url()).not.toContain(portal.patient.number);
    await page.getByText('署名は有効です。').waitFor();
    await page.getByText(/ほかの薬の情報/).waitFor();
    await visit.lookAround();

    await steps.fill('照会する内容', '残薬が7日分あります。日数を減らしてよいでしょうか。');
    await steps.press('button', '照会を記録して送る');
    await page.getByText('回答を待っています').waitFor();
    await steps.fill('電話で聞いた回答', '7日分に減らしてください。');
    await steps.press('button', '回答を書き留める');
    await page.getByText('7日分に減らしてください。').waitFor();

    await steps.press('button', /^銘柄を変える/);
    const products = page.getByRole('combobox', { name: '同じ一般名の製品' });
    await products.fill('ツナグ');
    await steps.press('option', /ツナグアムロ錠２．５ｍｇ/);
    await steps.fill(/^調剤数量 RP1/, '7');
    await steps.press('button', '署名して登録する');
    await page.getByText('直すところが1か所あります').waitFor();
    await visit.lookAround();
    await page.getByRole('combobox', { name: /RP1の数量が処方と違う理由/ }).selectOption('残薬の調整');
    await steps.press('button', '署名して登録する');
    await page.getByRole('heading', { level: 1, name: '調剤結果を確かめて渡す' }).waitFor();
    const result = page.getByRole('region', { name: '調剤結果' });
    await result.getByText('調剤結果ID').waitFor();
    await result.getByText('署名は有効です。').waitFor();
    const sheet = page.getByRole('article', { name: '薬剤情報' });
    await sheet.getByText('ツナグアムロ錠２．５ｍｇ「見本」').waitFor();
    await sheet
      .getByRole('img', { name: /お薬手帳のコード/ })
      .first()
      .waitFor();
    expect(steps.count).toBe(15);
    await visit.lookAround();
    const code = await sheet.getByRole('img', { name: /お薬手帳のコード/ }).screenshot();

    await page.getByRole('link', { name: '作業の一覧' }).click();
    await page.getByRole('heading', { name: '今日の調剤（1件）' }).waitFor();
    await visit.lookAround();
    await visit.leave();

    await patient.page.reload();
    const now = patient.page.getByRole('region', { name: 'いま飲んでいるお薬' });
    await now.getByText('ツナグアムロ錠２．５ｍｇ「見本」').waitFor();
    await now.getByText('2026年11月28日の分まであります').waitFor();
    await patient.page.getByText('受け取りました', { exact: true }).waitFor();
    await patient.lookAround();
    // The code on the sheet is for the notebook.
    await patient.page.getByRole('link', { name: 'お薬手帳' }).click();
    const chooser = patient.page.waitForEvent('filechooser');
    await patient.page.getByRole('button', { name: '画像やファイルを選ぶ' }).click();
    await (await chooser).setFiles({ name: 'code.png', mimeType: 'image/png', buffer: code });
    await patient.page.getByText(/件を取り込みました/).waitFor();
    const day = patient.page.getByRole('region', { name: '2026年11月22日' });
    await day.getByText('ツナグアムロ錠２．５ｍｇ「見本」').waitFor();
    await patient.lookAround();
    await patient.leave();
  },
  180_000,
);

/** The code of a paper prescription for the patient of the tests, as a scanner types it. */
function paperText(): string {
  const { insurerNumber, symbol, number, branch, birthDate, name } = portal.patient;
  return [
    'JAHIS10',
    '1,1,1234567,13,見本内科医院',
    '2,,見本県架空市一丁目',
    '5,,,見本　一郎',
    `11,,${name},`,
    `12,${portal.region.people.find((one) => one.birthDate === birthDate)?.sex ?? '1'}`,
    `13,${birthDate.replaceAll('-', '')}`,
    `22,${insurerNumber}`,
    `23,${symbol},${number},1,${branch}`,
    '51,20261122',
    '101,1,1,,14',
    '111,1,1,,１日１回朝食後,1',
    '201,1,1,1,2,690000061,テルミサルタン錠４０ｍｇ「デモ」,1,1,錠',
  ].join('\r\n');
}

test.skipIf(!hasChromium)(
  `a paper prescription is taken by its code and registered without a signature, because the paper is the original${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit({ width: 1024, height: 768 });
    const { page } = visit;
    await signInAs(page, 'aozora-pharmacist', '/pharmacy');
    await page.getByRole('textbox', { name: 'スキャナーの文字' }).fill(paperText());
    await page.getByRole('button', { name: 'この文字を使う' }).click();
    await page.getByRole('heading', { level: 1, name: '調剤して結果を登録する' }).waitFor();
    await page.getByText('署名はありません（紙の処方箋が原本です）。').waitFor();
    await visit.lookAround();
    await page.getByRole('checkbox', { name: /署名せずに登録する/ }).press('Space');
    await page.getByRole('button', { name: '登録する', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: '調剤結果を確かめて渡す' }).waitFor();
    await page
      .getByRole('article', { name: '薬剤情報' })
      .getByText(/テルミサルタン錠/)
      .waitFor();
    await visit.leave();
  },
  180_000,
);
