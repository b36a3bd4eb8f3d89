import { expect, test } from 'vitest';
import { hasChromium, UNLESS_SKIPPED } from './support/chromium.ts';
import { signInAs, usePortal } from './support/portal.ts';
import { asShown } from './support/steps.ts';
import { Steps } from './support/visit.ts';

const portal = usePortal();

/** The area of the region's institutions: the first two digits of their codes. */
const areaOf = () => (portal.region.showcase.staff[0]?.facility?.code ?? '').slice(0, 2);

const NAMES: Readonly<Record<string, string>> = { '13': '東京都', '17': '石川県', '26': '京都府' };

test.skipIf(!hasChromium)(
  `the ministry opens a disaster mode in 4 steps; a desk of the area then finds one person and only one; closing ends it${UNLESS_SKIPPED}`,
  async () => {
    const ministry = await portal.visit();
    const open = new Steps(ministry.page);
    await signInAs(ministry.page, 'ministry');
    await ministry.page.getByText('災害時の閲覧はまだ一度も開かれていません').waitFor();
    await ministry.lookAround();
    await ministry.page.getByRole('link', { name: '新しく開く' }).click();
    await ministry.page.getByRole('button', { name: '災害時の閲覧を開く' }).click();
    await ministry.page.getByText('地域を一つ以上選んでください。').waitFor();
    await ministry.lookAround();
    await open.fill('災害の名前', '見本の地震');
    await open.fill('根拠の通知', '見本第1号');
    const boxes = ministry.page.getByRole('checkbox');
    const name = NAMES[areaOf()];
    if (name === undefined) await boxes.nth(Number(areaOf()) - 1).press('Space');
    else await boxes.and(ministry.page.getByRole('checkbox', { name })).press('Space');
    await open.press('button', '災害時の閲覧を開く');
    await ministry.page.getByRole('heading', { name: '見本の地震' }).waitFor();
    await ministry.page.getByText('開いている', { exact: true }).waitFor();
    await ministry.lookAround();
    expect(open.count + 1).toBe(4);

    const desk = await portal.visit();
    const { page } = desk;
    await signInAs(page, 'city-nurse', '/reception');
    await page.getByRole('link', { name: '災害時の検索' }).click();
    await page.getByRole('heading', { name: '決まり' }).waitFor();
    await page.getByRole('button', { name: '1人を探す' }).click();
    await page.getByText('氏名を入れてください。').waitFor();
    await desk.lookAround();
    const { patient } = portal;
    const [year = '', month = '', day = ''] = patient.birthDate.split('-');
    await page.getByRole('textbox', { name: '氏名' }).fill(patient.name);
    await page.getByRole('textbox', { name: '西暦の年' }).fill(year);
    await page.getByRole('textbox', { name: '月' }).fill(month);
    await page.getByRole('textbox', { name: '日' }).fill(day);
    await page.getByRole('textbox', { name: '保険者番号' }).fill(patient.insurerNumber);
    await page.getByRole('radio', { name: '口頭で同意をもらった' }).press('Space');
    await page.getByRole('textbox', { name: '診療録に書いたこと' }).fill('避難所で本人が口頭で同意');
    for (const sex of ['男性', '女性']) {
      await page.getByRole('radio', { name: sex }).press('Space');
      await page.getByRole('button', { name: '1人を探す' }).click();
      await page.getByText(/^見つかり(ました|ませんでした)$/).waitFor();
      if ((await page.getByText('見つかりました', { exact: true }).count()) > 0) break;
    }
    await page.getByRole('region', { name: '表示中の人' }).getByText(asShown(patient.name)).waitFor();
    await desk.lookAround();
    await page.getByRole('link', { name: '記録を見る' }).click();
    await page.getByText('災害時の閲覧中').waitFor();
    await page.getByRole('heading', { name: 'まず確かめること' }).waitFor();
    await desk.lookAround();

    await ministry.page.getByRole('button', { name: '閉じる', exact: true }).click();
    await ministry.lookAround();
    await ministry.page.getByRole('button', { name: 'はい、閉じます' }).click();
    await ministry.page.getByText('閉じた', { exact: true }).waitFor();
    await ministry.leave();

    await page.reload();
    await page.getByRole('alert').getByText('CONSENT_REQUIRED').waitFor();
    await page.goto('/reception/disaster');
    await page.getByText('この地域では、災害時の閲覧は開かれていません').waitFor();
    await desk.leave([403]);
  },
);
