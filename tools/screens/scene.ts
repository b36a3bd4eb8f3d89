import type { Page } from 'playwright-core';
import { type Certificate, findPerson } from '../../tests/browser/support/steps.ts';

/** Somebody of the demo with a card: what the card is called, and what stands on the certificate. */
export interface Shown {
  readonly cardName: string;
  readonly certificate: Certificate;
}

/** The demo's people by the key of their card. */
export type People = ReadonlyMap<string, Shown>;

/** Whose session a scene needs: an account of the demo's staff, `card:` and the key of a card, or nobody's. */
export type Who = string | null;

/** What is on the screen when the pictures are taken. Scenes of one person follow each other in one session. */
export interface Scene {
  readonly name: string;
  readonly who: Who;
  readonly show: (page: Page, people: People) => Promise<void>;
}

type Show = Scene['show'];

/** The scenes of one person. */
export function scenesOf(who: Who, shows: Readonly<Record<string, Show>>): readonly Scene[] {
  return Object.entries(shows).map(([name, show]) => ({ name, who, show }));
}

/** A page by its address, once its heading or the given words are there. */
export const at =
  (address: string, words?: string | RegExp): Show =>
  async (page) => {
    await page.goto(address);
    if (words !== undefined) await page.getByText(words).first().waitFor();
  };

/** A page by its address while the interface answers every request for `path` with `json`. */
export const given =
  (path: string, json: unknown, address: string): Show =>
  async (page) => {
    await page.route(`**/api${path}`, (route) => route.fulfill({ json }));
    await page.goto(address);
  };

/** A page by its address while the interface fails for `path` with `status`; 0 breaks the connection. */
export const failing =
  (path: string, status: number, address: string, code = 'UNAVAILABLE'): Show =>
  async (page) => {
    await fail(page, path, status, code);
    await page.goto(address);
    await page.getByRole('alert').first().waitFor();
  };

/** Makes the interface fail for `path` until the scene is over. */
export async function fail(page: Page, path: string, status: number, code = 'UNAVAILABLE'): Promise<void> {
  const error = { code, kind: 'unavailable', requestId: 'example', fields: {} };
  await page.route(`**/api${path}`, (route) =>
    status === 0 ? route.abort() : route.fulfill({ status, json: { error } }),
  );
}

/** Changes what the interface really answers for `path`, until the scene is over. */
export async function change(
  page: Page,
  path: string,
  alter: (answer: Record<string, unknown>) => Record<string, unknown>,
): Promise<void> {
  await page.route(`**/api${path}`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: alter(await response.json()) });
  });
}

export const nav = (page: Page, name: string): Promise<void> =>
  page.getByRole('navigation').getByRole('link', { name, exact: true }).first().click();

export const press = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('button', { name }).first().click();

/** Several boxes and choices by their names; the controls themselves lie under their drawn boxes. */
export async function choose(
  page: Page,
  role: 'checkbox' | 'radio',
  ...names: readonly string[]
): Promise<void> {
  for (const name of names) await page.getByRole(role, { name, exact: true }).first().press('Space');
}

export async function handFile(page: Page, name: string, mimeType: string, buffer: Buffer): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await press(page, 'ファイルを選ぶ');
  await (await chooser).setFiles({ name, mimeType, buffer });
}

export function shown(people: People, key: string): Shown {
  const found = people.get(key);
  if (found === undefined) throw new Error(`the demo has no ${key}`);
  return found;
}

export const numbersOf = (people: People, key: string): Certificate => shown(people, key).certificate;

/** From the desk to the consent page of a person. */
export async function meet(page: Page, people: People, key: string): Promise<void> {
  await page.goto('/reception');
  await findPerson(page, numbersOf(people, key));
  await page.getByRole('link', { name: '同意の画面へ' }).click();
  await page.getByRole('heading', { level: 1, name: /同意/ }).waitFor();
}

/** Consent to everything, and then the record with what `search` chooses. */
export async function readRecord(page: Page, people: People, key: string, search = ''): Promise<void> {
  await meet(page, people, key);
  await press(page, /4つすべてに同意/);
  await page.getByText('同意を記録しました').waitFor();
  await page.goto(`${page.url().replace(/consent$/, 'record')}${search}`);
  await page.getByRole('button', { name: '時間軸' }).waitFor();
}
