import { expect, test } from 'vitest';
import { hasChromium, UNLESS_SKIPPED } from './support/chromium.ts';
import { signInAs, usePortal } from './support/portal.ts';
import { enrol, issuePrescription } from './support/prescriptions.ts';
import { Steps } from './support/visit.ts';

const portal = usePortal();

const NOTEBOOK = [
  'JAHISTC08,1',
  '5,20261101,1',
  '11,例示薬局,13,4,0000001,,,,1',
  '51,見本内科医院,13,1,1234567,1',
  '55,見本　一郎,内科,1',
  '201,1,アムロジピン錠２．５ｍｇ「デモ」,1,錠,2,690000011,1',
  '301,1,１日１回朝食後　服用,28,日分,1,1,,1',
].join('\r\n');

test.skipIf(!hasChromium)(
  `a patient takes a notebook in once, takes it along as a file, and deletes what is theirs; on a phone and in English too${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit({ width: 390, height: 844, touch: true });
    const { page } = visit;
    const steps = new Steps(page);
    await signInAs(page, 'patient', '/me/prescriptions');
    await page.getByText('電子処方箋はまだありません').waitFor();
    await visit.lookAround();
    await steps.press('link', 'お薬手帳');
    await page.getByText('お薬手帳にはまだ何もありません').waitFor();
    await steps.fill('文字を貼り付ける', NOTEBOOK);
    await steps.press('button', 'この文字を使う');
    await page.getByText('1件を取り込みました').waitFor();
    expect(steps.count).toBe(3);
    const day = page.getByRole('region', { name: '2026年11月1日' });
    await day.getByText('アムロジピン錠２．５ｍｇ「デモ」').waitFor();
    await day.getByText('例示薬局').waitFor();
    await visit.lookAround();

    const chooser = page.waitForEvent('filechooser');
    await steps.press('button', '画像やファイルを選ぶ');
    await (await chooser).setFiles({
      name: 'techo.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from(NOTEBOOK, 'utf8'),
    });
    await page.getByText('0件を取り込みました').waitFor();
    await page.getByText('1件はすでに手帳にありました。').waitFor();

    const saved = page.waitForEvent('download');
    await steps.press('button', 'ファイルに保存する');
    const file = await saved;
    expect(file.suggestedFilename()).toBe('okusuri-techo.txt');

    await steps.press('button', 'English');
    await page.getByRole('heading', { level: 1, name: 'See your medication notebook' }).waitFor();
    await visit.lookAround();
    await steps.press('button', '日本語');
    await steps.press('button', '手帳から消す');
    await page.getByRole('dialog').waitFor();
    await visit.lookAround();
    await steps.press('button', '消す', true);
    await page.getByText('お薬手帳にはまだ何もありません').waitFor();
    await visit.leave();
  },
  180_000,
);

test.skipIf(!hasChromium)(
  `a pharmacist who receives by mistake gives the prescription back, finds it again by a picture of the patient’s code, and takes a refusal back${UNLESS_SKIPPED}`,
  async () => {
    const { prescriptionId } = await issuePrescription(portal);
    const visit = await portal.visit();
    const { page } = visit;
    await signInAs(page, 'aozora-pharmacist', '/pharmacy');
    await enrol(page);
    const receive = async () => {
      await page.getByRole('button', { name: /^受け付ける/ }).click();
      await page.getByRole('heading', { level: 1, name: '調剤して結果を登録する' }).waitFor();
    };
    await page.getByText('処方箋の番号で探す').click();
    await page.getByRole('textbox', { name: /処方箋ID/ }).fill(prescriptionId);
    await page.getByRole('button', { name: '処方箋を探す' }).last().click();
    await receive();
    await page.getByRole('button', { name: '受付を取り消す' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '受付を取り消す' }).click();
    await page.getByRole('heading', { level: 1, name: '処方箋を受け付ける' }).waitFor();
    const patient = await portal.visit();
    await signInAs(patient.page, 'patient', '/me/prescriptions');
    const code = await patient.page.getByRole('img', { name: '薬局で見せるコード' }).screenshot();
    await patient.leave();
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: '画像やファイルを選ぶ' }).click();
    await (await chooser).setFiles({ name: 'code.png', mimeType: 'image/png', buffer: code });
    await page.getByRole('region', { name: '見つかった処方箋' }).waitFor();
    await receive();
    await page.getByRole('button', { name: '調剤せずに回収する' }).click();
    await page.getByRole('button', { name: '回収する', exact: true }).click();
    await page.getByText('理由を入力してください。').waitFor();
    await visit.lookAround();
    await page
      .getByRole('textbox', { name: '回収する理由' })
      .fill('医療機関から調剤しないよう連絡がありました。');
    await page.getByRole('button', { name: '回収する', exact: true }).click();
    await page.getByText('この処方箋は回収しました').waitFor();
    await visit.lookAround();
    await page.getByRole('button', { name: '回収を取りやめる' }).click();
    await page.getByRole('heading', { level: 1, name: '調剤して結果を登録する' }).waitFor();
    await visit.leave();
  },
  180_000,
);
