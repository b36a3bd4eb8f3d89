import type { Page } from 'playwright-core';

/** What stands on a certificate, and the date of birth. */
export interface Certificate {
  readonly insurerNumber: string;
  readonly symbol: string;
  readonly number: string;
  readonly branch: string;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string;
}

/**
 * Opens a page of the portal behind the sign-in page, or the sign-in page itself. Without a `code` the button of the
 * demo fills it in.
 */
export async function signIn(
  page: Page,
  account: string,
  password: string,
  { path = '/', code = null }: { readonly path?: string; readonly code?: string | null } = {},
): Promise<void> {
  await page.goto(path);
  await page.getByRole('textbox', { name: 'アカウント' }).fill(account);
  await page.getByLabel('パスワード').fill(password);
  await page.getByRole('button', { name: 'サインイン', exact: true }).click();
  await giveCode(page, code);
  await page.getByRole('button', { name: '終了する' }).waitFor();
}

/** The second step of a sign-in. */
export async function giveCode(page: Page, code: string | null): Promise<void> {
  const field = page.getByRole('textbox', { name: '認証アプリの6けたのコード' });
  await field.waitFor();
  if (code === null) await page.getByRole('button', { name: /^コード \d{6} を入力する$/ }).click();
  else await field.fill(code);
  await page.getByRole('button', { name: '確認してサインイン' }).click();
}

/** Names hold full-width spaces, which a browser tells as plain ones. */
export const asShown = (name: string): RegExp => new RegExp(name.replaceAll(/\s/g, '\\s'));

/** Opens a page as the holder of one of the demo's cards. */
export async function signInByCard(page: Page, name: string, path = '/'): Promise<void> {
  await page.goto(path);
  await page.getByRole('tab', { name: /マイナンバーカード/ }).click();
  await page.getByRole('button', { name: asShown(name) }).click();
  await page.getByRole('button', { name: '終了する' }).waitFor();
}

export async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: '終了する' }).click();
  await page.getByRole('button', { name: 'サインイン', exact: true }).waitFor();
}

/** Fills the form of the reception and searches. */
export async function findPerson(page: Page, person: Certificate): Promise<void> {
  await fillCertificate(page, person);
  await page.getByRole('button', { name: '探す' }).click();
}

/** Types what stands on a certificate, and the date of birth. */
export async function fillCertificate(page: Page, person: Certificate): Promise<void> {
  const [year = '', month = '', day = ''] = person.birthDate.split('-');
  const field = (name: string | RegExp) => page.getByRole('textbox', { name });
  await field('保険者番号').fill(person.insurerNumber);
  await field('記号').fill(person.symbol);
  await field(/^番号/).fill(person.number);
  await field(/^枝番/).fill(person.branch);
  await field('西暦の年').fill(year);
  await field('月').fill(month);
  await field('日').fill(day);
}
