import type { Page } from 'playwright-core';
import { type Certificate, findPerson } from './steps.ts';

/** Types into the field that has the focus, takes the first suggestion and goes on. */
async function take(page: Page, text: string, suggestion: string | RegExp): Promise<void> {
  await page.keyboard.type(text);
  await page.getByRole('listbox').getByRole('option', { name: suggestion }).first().waitFor();
  await page.keyboard.press('Enter');
}

/** A drug with its amount; with a usage and days where the group has none yet. */
export async function writeDrug(
  page: Page,
  drug: readonly [text: string, suggestion: string | RegExp],
  amount: string,
  rest: { readonly usage: readonly [string, string | RegExp]; readonly days: string } | null,
): Promise<void> {
  await expectFocus(page, '薬をさがす');
  await take(page, ...drug);
  await expectFocus(page, '1日の量');
  await page.keyboard.type(amount);
  await page.keyboard.press('Enter');
  if (rest === null) return;
  await expectFocus(page, '用法');
  await take(page, ...rest.usage);
  await expectFocus(page, '数量');
  await page.keyboard.type(rest.days);
  await page.keyboard.press('Enter');
}

/** The keyboard alone leads from field to field. */
export async function expectFocus(page: Page, label: string): Promise<void> {
  const field = page.getByLabel(label, { exact: true }).and(page.locator('input:focus'));
  await field.first().waitFor();
}

export const AFTER_BREAKFAST = ['あさしょくご', '１日１回朝食後　服用'] as const;

/** From the desk to the empty form of a new prescription. */
export async function openForm(page: Page, patient: Certificate): Promise<void> {
  await findPerson(page, patient);
  await page.getByRole('link', { name: '同意の画面へ' }).waitFor();
  await page.getByRole('link', { name: '同意の画面へ' }).click();
  await page.getByRole('navigation').getByRole('link', { name: '処方', exact: true }).click();
  await page.getByRole('link', { name: '新しい処方を書く' }).click();
  await page.getByRole('heading', { name: '処方を書く' }).waitFor();
}

/** The certificate for signing; the first test that needs one enrols. */
export async function enrolOnce(page: Page): Promise<void> {
  const enrol = page.getByRole('button', { name: '証明書を作る' });
  const enrolled = page.getByText(/で署名します/);
  await enrol.or(enrolled).first().waitFor();
  if ((await enrol.count()) > 0) await enrol.click();
  await enrolled.waitFor();
}

export const MONTHLY = { usage: AFTER_BREAKFAST, days: '30' } as const;
export const OLOPATADINE = ['おろぱた', /オロパタジン錠/] as const;

export const accessCode = (page: Page) => page.getByText(/^\d{6}$/);
