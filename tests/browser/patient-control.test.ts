import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { PIN, SIGN_PASSWORD } from './support/accounts.ts';
import { hasChromium, UNLESS_SKIPPED } from './support/chromium.ts';
import { signInAs, usePortal } from './support/portal.ts';
import { asShown, fillCertificate, findPerson } from './support/steps.ts';
import { Steps } from './support/visit.ts';

const portal = usePortal();
const PHONE = { width: 390, height: 844, touch: true } as const;

const hospitalCode = (): string =>
  portal.region.showcase.staff.find(({ account }) => account === 'city-physician')?.facility?.code ?? '';

async function openRecord(page: Page, account: string): Promise<void> {
  await signInAs(page, account);
  await findPerson(page, portal.patient);
  await page.getByRole('link', { name: '同意の画面へ' }).click();
  await page.getByRole('navigation').getByRole('link', { name: '記録', exact: true }).click();
}

test.skipIf(!hasChromium)(
  `a patient consents from a phone for a year in 2 steps after choosing the institution; the doctor there sees it, until sharing is stopped${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit(PHONE);
    const { page } = visit;
    const steps = new Steps(page);
    await signInAs(page, 'patient');
    await steps.press('link', '見せる相手');
    // The hospital is in no line of the record, so it is told by the number on its card.
    await page
      .getByRole('combobox', { name: '医療機関・薬局' })
      .selectOption({ label: '一覧にない医療機関（番号で入れる）' });
    await page.getByRole('textbox', { name: '医療機関の番号（10けた）' }).fill(hospitalCode());
    await steps.press('button', '同意する', true);
    await page.getByText('同意を記録しました').waitFor();
    await page.getByText('期限: 2027年11月22日').waitFor();
    expect(steps.count).toBe(2);
    await visit.lookAround();

    const doctor = await portal.visit();
    await openRecord(doctor.page, 'city-physician');
    const banner = doctor.page.getByRole('region', { name: '表示中の人' });
    await banner.getByText('続けての同意').waitFor();
    await doctor.page.getByText('診療（手術を除く）と手術は表示していません').waitFor();
    await doctor.lookAround();

    await page.getByRole('link', { name: '止める・隠す' }).click();
    await page.getByRole('button', { name: 'すべて止める' }).click();
    await visit.lookAround();
    await page.getByRole('button', { name: 'はい、止めます' }).click();
    await page.getByText('今は、すべて止めています').waitFor();
    await visit.lookAround();
    await doctor.page.reload();
    await doctor.page.getByRole('alert').getByText('ご本人が、情報の提供を止めています').waitFor();
    await doctor.lookAround();

    await page.getByRole('button', { name: 'もう一度、見せる' }).click();
    await page.getByRole('combobox', { name: '医療機関・薬局' }).selectOption({ label: 'つなぐ市民病院' });
    await page.getByRole('button', { name: 'この医療機関には見せない' }).click();
    await page.getByRole('button', { name: /^見せないのをやめる/ }).waitFor();
    await doctor.page.reload();
    await doctor.page.getByRole('alert').getByText('DENIED_BY_PATIENT').waitFor();
    await doctor.leave([403]);
    await page.getByRole('button', { name: /^見せないのをやめる/ }).click();
    await page.getByText('見せないと決めた医療機関はありません。').waitFor();

    await page.getByRole('link', { name: '見てよい相手' }).click();
    await page.getByRole('button', { name: /^撤回する/ }).click();
    await visit.lookAround();
    await page.getByRole('button', { name: 'はい、取り消します' }).click();
    await page.getByText('今、見てよい医療機関はありません').waitFor();
    await visit.leave();
  },
);

test.skipIf(!hasChromium)(
  `a line of the own record is hidden and, in 1 step, shown again; a notice is read; a look is proven${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit(PHONE);
    const { page } = visit;
    const steps = new Steps(page);
    await signInAs(page, 'patient', '/me/record?view=drugs');
    await page
      .getByRole('button', { name: /^ほかの医療機関に隠す/ })
      .first()
      .click();
    await visit.lookAround();
    await page.getByRole('dialog').getByRole('button', { name: '隠す', exact: true }).click();
    await page.getByText('ほかの医療機関には隠しています').waitFor();
    await page.goto('/me/restrictions');
    await steps.press('button', /^隠すのをやめる/);
    await page.getByText('隠している記録はありません。').waitFor();
    expect(steps.count).toBe(1);

    // The doctor's look of the test before was the first by that institution.
    await page.goto('/me/notices');
    await page.getByText('つなぐ市民病院 が、はじめてあなたの情報を見ました').waitFor();
    await visit.lookAround();
    await page.getByRole('button', { name: '読みました' }).click();
    await page.getByRole('button', { name: '読みました' }).waitFor({ state: 'detached' });
    await page.getByRole('textbox', { name: '電子メールのアドレス' }).fill('sample@example.jp');
    await page.getByRole('button', { name: 'このアドレスに送る' }).click();
    await page.getByText('メールでも送ります').waitFor();
    await visit.lookAround();

    await page.getByRole('link', { name: 'だれが見たか' }).first().click();
    const look = page.getByRole('listitem').filter({ hasText: '続けて見てよいと同意しました' }).first();
    const saved = page.waitForEvent('download');
    await look.getByRole('button', { name: '証明書を保存する' }).click();
    expect((await saved).suggestedFilename()).toMatch(/^tsunagu-proof-.*\.json$/);
    await visit.lookAround();
    await visit.leave();
  },
);

test.skipIf(!hasChromium)(
  `two people agree by a code that one acts for the other; every page says so, and ending it ends it${UNLESS_SKIPPED}`,
  async () => {
    const daughter = await portal.visit();
    await register(daughter.page);
    await daughter.page.goto('/me/proxies');
    await daughter.page.getByRole('button', { name: 'コードを出す' }).click();
    const code = daughter.page.getByText(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
    await code.waitFor();
    await daughter.lookAround();

    const mother = await portal.visit(PHONE);
    const { page } = mother;
    await signInAs(page, 'patient', '/me/proxies');
    await page.getByRole('button', { name: '申し込む' }).click();
    await page.getByText('10文字のコードを入れてください。').waitFor();
    await page
      .getByRole('textbox', { name: '相手のコード（10文字）' })
      .fill((await code.textContent()) ?? '');
    await page.getByRole('radio', { name: '相手に、私の代わりを頼む' }).press('Space');
    await page.getByRole('button', { name: '申し込む' }).click();
    await page.getByText('相手の返事を待っています').waitFor();
    await mother.lookAround();

    await daughter.page.reload();
    await daughter.page.getByText('あなたの返事を待っています').waitFor();
    await daughter.lookAround();
    await daughter.page.getByRole('button', { name: '認める' }).click();
    await daughter.page
      .getByRole('link', { name: asShown(`${portal.patient.name} さんの画面を開く`) })
      .click();
    const banner = daughter.page.getByRole('region', { name: '代理で見ています' });
    await banner.getByText(asShown(`${portal.patient.name} さんの代理で見ています`)).waitFor();
    await daughter.page.getByRole('heading', { name: /今のくすり \d+種類/ }).waitFor();
    await daughter.lookAround();
    await daughter.page.getByRole('navigation').getByRole('link', { name: 'だれが見たか' }).click();
    await banner.waitFor();
    await daughter.lookAround();

    await page.goto('/me/disclosures');
    await page.getByRole('listitem').filter({ hasText: 'あなたの代理の人' }).first().waitFor();
    await mother.lookAround();
    await page.goto('/me/proxies');
    await page.getByRole('button', { name: '代理を終わりにする' }).click();
    await page.getByRole('button', { name: 'はい、終わりにします' }).click();
    await page.getByText('代理の設定はありません').waitFor();
    await mother.leave();
    await daughter.page.reload();
    await daughter.page.getByRole('alert').getByText('ROLE_NOT_ALLOWED').waitFor();
    await daughter.leave([403, 409]);
  },
);

/** The card of somebody else is registered once, with the numbers of the certificate. */
async function register(page: Page): Promise<void> {
  await page.goto('/sign-in?way=card');
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'ファイルを選ぶ' }).click();
  const buffer = portal.cards.unregistered.file;
  await (await chooser).setFiles({ name: 'card.p12', mimeType: 'application/x-pkcs12', buffer });
  await page.getByLabel('暗証番号').fill(PIN);
  await page.getByRole('button', { name: 'カードでサインイン' }).click();
  await page.getByText('はじめての方の利用登録').waitFor();
  await fillCertificate(page, portal.unregistered);
  await page.getByLabel('署名用のパスワード').fill(SIGN_PASSWORD);
  await page.getByRole('button', { name: '利用登録してサインイン' }).click();
  await page.getByRole('button', { name: '終了する' }).waitFor();
}
