import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveExample } from '../../examples/medication-list/serve.ts';
import { hasChromium, UNLESS_SKIPPED } from './support/chromium.ts';
import { signInAs, usePortal } from './support/portal.ts';
import { asShown, findPerson } from './support/steps.ts';

const portal = usePortal();
const SCOPES =
  'openid fhirUser launch launch/patient offline_access online_access patient/MedicationDispense.rs patient/Patient.rs';

let example: Awaited<ReturnType<typeof serveExample>> | null = null;
let exampleUrl = '';

/** The operator of the installation registers the app at the portal. */
async function register(page: Page, url: string): Promise<string> {
  const field = (name: string) => page.getByRole('textbox', { name });
  await field('アプリの名前').fill('お薬の一覧');
  await field('作った会社・団体').fill('見本の会社');
  await field('戻り先のアドレス').fill(url);
  await field('起動のアドレス').fill(url);
  await field('頼める範囲').fill(SCOPES);
  await page.getByRole('button', { name: '登録する' }).click();
  await page.getByText('「お薬の一覧」を登録しました').waitFor();
  return (await page.getByText(/^app-[0-9a-f]{24}$/).textContent()) ?? '';
}

beforeAll(async () => {
  if (!hasChromium) return;
  const visit = await portal.visit();
  await signInAs(visit.page, 'administrator', '/operator/apps/new');
  const { origin } = new URL(visit.page.url());
  example = await serveExample({ port: 0, clientId: '', iss: `${origin}/fhir/R4` });
  exampleUrl = example.url;
  await visit.lookAround();
  example.setClientId(await register(visit.page, exampleUrl));
  await visit.page.getByRole('link', { name: 'アプリの一覧へ' }).click();
  await visit.page.getByRole('button', { name: /^止める.*お薬の一覧/ }).waitFor();
  await visit.lookAround();
  await visit.leave();
}, 180_000);
afterAll(async () => {
  await example?.close();
});

const allow = (page: Page) => page.getByRole('button', { name: '許可する', exact: true }).click();
const drugs = (page: Page) => page.getByText(/^\d+件のお薬があります/);

test.skipIf(!hasChromium)(
  `a patient connects an app by card, sees the drugs in it, and ends the permission${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit({ width: 390, height: 844 });
    const { page } = visit;
    await page.goto(exampleUrl);
    await page.getByRole('button', { name: 'つなぐにつないで、お薬を見る' }).click();
    // The app knows nobody; the portal asks who is there.
    await page.getByText('アプリに答えるために、まずサインインしてください').waitFor();
    await visit.lookAround();
    await page.getByRole('tab', { name: /マイナンバーカード/ }).click();
    await page.getByRole('button', { name: asShown(portal.patient.name) }).click();
    await page.getByRole('heading', { name: '「お薬の一覧」に、記録を見せてよいですか' }).waitFor();
    await page.getByText('このアプリを使うのは、はじめてです').waitFor();
    await page.getByText('90日間、見せます。').waitFor();
    await visit.lookAround();
    await allow(page);
    await drugs(page).waitFor();
    expect(page.url().startsWith(exampleUrl)).toBe(true);
    const lines = await page.getByRole('listitem').allTextContents();
    expect(lines.length).toBeGreaterThan(3);
    expect(lines.every((line) => !line.includes('名前の分からない薬'))).toBe(true);

    const own = await page.context().newPage();
    await own.goto(new URL('/me/apps', await originOf(page)).href);
    await own.getByText('薬局で受け取った薬を見る').waitFor();
    await own.getByRole('button', { name: /^許可をやめる.*お薬の一覧/ }).click();
    await own.getByRole('button', { name: 'はい、取り消します' }).click();
    await own.getByText('許可しているアプリはありません').waitFor();

    await page.getByRole('button', { name: 'もう一度読み込む' }).click();
    await page.getByText('このアプリへの許可は終わっています').waitFor();
    await expect.poll(() => page.getByRole('listitem').count()).toBe(0);
    await visit.leave([400, 401]);
  },
);

test.skipIf(!hasChromium)(`what the patient refuses the app does not see${UNLESS_SKIPPED}`, async () => {
  const visit = await portal.visit();
  const { page } = visit;
  await signInAs(page, 'patient');
  await page.goto(exampleUrl);
  await page.getByRole('button', { name: 'つなぐにつないで、お薬を見る' }).click();
  await page.getByRole('button', { name: '許可しない' }).click();
  await page.getByText('許可されませんでした。お薬は表示できません。').waitFor();
  expect(page.url()).not.toContain('code=');
  await visit.leave();
});

test.skipIf(!hasChromium)(
  `a physician starts an app from a record, after the manager allowed it${UNLESS_SKIPPED}`,
  async () => {
    const office = await portal.visit();
    await signInAs(office.page, 'city-manager', '/organisation/apps');
    await office.page.getByRole('checkbox', { name: 'お薬の一覧 を職員に使わせる' }).press('Space');
    await expect
      .poll(() => office.page.getByRole('checkbox', { name: 'お薬の一覧 を職員に使わせる' }).isChecked())
      .toBe(true);
    await office.lookAround();
    await office.leave();

    const visit = await portal.visit();
    const { page } = visit;
    await signInAs(page, 'city-physician');
    await findPerson(page, portal.patient);
    await page.getByRole('link', { name: '同意の画面へ' }).click();
    await page.getByRole('button', { name: /4つすべてに同意/ }).click();
    await page.getByText('同意を記録しました').waitFor();
    await page.getByRole('navigation').getByRole('link', { name: '記録', exact: true }).click();
    const opened = page.waitForEvent('popup');
    await page.getByRole('button', { name: 'お薬の一覧 を開く' }).click();
    const app = await opened;
    await app.getByText('この画面にサインインしている間だけ、使えます。').waitFor();
    await allow(app);
    await drugs(app).waitFor();
    expect(await app.getByRole('listitem').count()).toBeGreaterThan(3);
    await visit.leave();
  },
);

const originOf = async (page: Page): Promise<string> => {
  const answer = await page.request.get(new URL('/config.json', exampleUrl).href);
  return new URL((await answer.json()).iss).origin;
};
