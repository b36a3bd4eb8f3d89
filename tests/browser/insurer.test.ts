import { expect, test } from 'vitest';
import { hasChromium, UNLESS_SKIPPED } from './support/chromium.ts';
import { handFile } from './support/coverages.ts';
import { signInAs, usePortal } from './support/portal.ts';
import { Steps } from './support/visit.ts';

const portal = usePortal();

test.skipIf(!hasChromium)(
  `a clerk registers, corrects and ends a coverage, and finds everything told about it: 9 fields, 2 + 3 + 4 steps${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit();
    const { page } = visit;
    const steps = new Steps(page);
    await signInAs(page, 'insurer-clerk');
    await page.getByRole('heading', { name: '加入者の資格を管理する' }).waitFor();
    await visit.lookAround();

    await steps.press('link', '資格を登録する');
    await page.getByRole('button', { name: '登録する' }).click();
    await page.getByText('5か所を直してください').waitFor();
    await visit.lookAround();
    const field = (name: string) => page.getByRole('textbox', { name, exact: true });
    await field('番号').fill('９８７６５４３');
    await field('枝番').fill('01');
    await field('氏名').fill('見本　次郎');
    await field('カナ氏名').fill('ミホン　ジロウ');
    await page.getByRole('radio', { name: '男性' }).press('Space');
    await field('西暦の年').fill('1980');
    await field('月').fill('5');
    await field('日').fill('6');
    await field('資格取得日').fill('R8.4.1');
    await steps.press('button', '登録する');
    await page.getByText('見本　次郎 さんの資格を登録しました').waitFor();
    await visit.lookAround();
    expect(steps.count).toBe(2);

    await page.getByRole('link', { name: '登録した資格を見る' }).click();
    const history = page.getByRole('table', { name: '届け出の履歴' });
    await history.getByText('資格を登録', { exact: true }).waitFor();
    await visit.lookAround();
    await steps.press('button', '内容を訂正する');
    await visit.lookAround();
    await page.getByRole('combobox', { name: '負担割合', exact: true }).selectOption('20');
    steps.count++;
    await steps.press('button', '訂正を届け出る');
    await history.getByText('負担割合: 3割 → 2割').waitFor();
    expect(steps.count).toBe(5);

    await steps.press('button', '資格を終わらせる');
    await steps.fill('資格喪失日', '2026/11/1');
    await page.getByRole('combobox', { name: '喪失の理由' }).selectOption('03');
    steps.count++;
    await steps.press('button', '資格喪失を届け出る');
    await history.getByText('資格喪失日: 記載なし → 2026年11月1日').waitFor();
    await history.getByText('その間の照会には「有効」と答えていました').waitFor();
    expect(await history.getByRole('row').count()).toBe(4);
    await visit.lookAround();
    expect(steps.count).toBe(9);

    await page.getByRole('navigation').getByRole('link', { name: '資格登録' }).click();
    await page.getByText('資格はまだ登録されていません').waitFor();
    await page.getByRole('button', { name: '終わった資格' }).click();
    await page.getByRole('link', { name: '見本　次郎' }).waitFor();
    await visit.lookAround();
    await visit.leave();
  },
);

test.skipIf(!hasChromium)(
  `what the server refuses stands at its field, and nothing that was typed is lost${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit({ width: 390, height: 844, touch: true });
    const { page } = visit;
    await signInAs(page, 'insurer-clerk', '/insurer/new');
    const field = (name: string) => page.getByRole('textbox', { name, exact: true });
    await field('番号').fill('7654321');
    await field('枝番').fill('x1');
    await field('氏名').fill('見本　三郎');
    await page.getByRole('radio', { name: '男性' }).press('Space');
    await field('西暦の年').fill('1981');
    await field('月').fill('5');
    await field('日').fill('6');
    await field('資格取得日').fill('2026-04-01');
    await page.getByRole('button', { name: '登録する' }).click();
    const alert = page.getByRole('alert');
    await alert.getByText('この内容では登録できません').waitFor();
    await page.getByText('枝番が1〜2桁の数字ではありません。').waitFor();
    expect(await field('氏名').inputValue()).toBe('見本　三郎');
    await visit.lookAround();
    await visit.leave([422]);
  },
);

const FILE = [
  '記号,番号,枝番,氏名,性別,生年月日,資格取得日,負担割合',
  '1,1111111,01,見本　花,女,1990-01-01,2026-04-01,30',
  '1,1111112,01,,女,1990-13-01,2026-04-01,30',
].join('\r\n');

test.skipIf(!hasChromium)(
  `a clerk hands in a file in 1 step and gets the refused row back; the same file is not taken twice${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit();
    const { page } = visit;
    await signInAs(page, 'insurer-clerk', '/insurer/files');
    await page.getByRole('heading', { name: '資格のファイルを渡す' }).waitFor();
    await visit.lookAround();
    await handFile(page, '資格.csv', 'text/csv', Buffer.from(FILE));
    await page.getByText('登録完了').waitFor();
    await page.getByText('1行は登録していません').waitFor();
    const findings = page.getByRole('table', { name: '見つかったこと' });
    await findings.getByText('氏名がありません。').waitFor();
    await findings.getByText('生年月日が日付ではありません。').waitFor();
    await visit.lookAround();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: '直すためのファイルを保存' }).click();
    expect((await download).suggestedFilename()).toMatch(/^refused-rows-\d+\.csv$/);

    await page.getByRole('link', { name: 'ファイルの一覧へ' }).click();
    await handFile(page, '資格.csv', 'text/csv', Buffer.from(FILE));
    await page.getByText('すでに受け付けたファイルと同じ内容です').waitFor();
    await visit.lookAround();
    await visit.leave();
  },
);

test.skipIf(!hasChromium)(`a receptionist is refused the insurer's desk${UNLESS_SKIPPED}`, async () => {
  const visit = await portal.visit();
  const { page } = visit;
  await signInAs(page, 'city-reception', '/insurer');
  await page.getByRole('alert').getByText('ROLE_NOT_ALLOWED').first().waitFor();
  await visit.lookAround();
  await visit.leave([403]);
});
