import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { type Portal, signInAs } from './portal.ts';

/** What the insurer of the tests says about the patient. */
export interface Told {
  readonly validFrom: string;
  readonly ratioPercent?: number;
  readonly validTo?: string;
  readonly reasonOfLoss?: string;
}

/** The body of a registration for the person of the tests. */
function bodyOf({ patient, region }: Portal, told: Told) {
  const shown = region.showcase.people.find(({ name }) => name === patient.name);
  const person = region.people.find(({ id }) => id === shown?.personId);
  if (shown === undefined || person === undefined) throw new Error('the region has no such person');
  return {
    symbol: patient.symbol,
    number: patient.number,
    branch: patient.branch,
    relation: 'insured',
    name: patient.name,
    kana: shown.kana,
    sex: person.sex === '1' ? 'male' : 'female',
    birthDate: patient.birthDate,
    ratioPercent: 20,
    ...told,
  };
}

/** Registers the patient's coverage as their insurer's clerk, through the interface. */
export async function registerPatient(portal: Portal, told: Told): Promise<void> {
  const visit = await portal.visit();
  await signInAs(visit.page, 'insurer-clerk', '/insurer');
  const answer = await visit.page.request.post('/api/insurer/coverages', {
    headers: { 'X-Tsunagu-Request': '1' },
    data: bodyOf(portal, told),
  });
  expect(answer.status(), await answer.text()).toBe(200);
  await visit.leave();
}

/** Hands a file to the page by its button, as a person does. */
export async function handFile(page: Page, name: string, mimeType: string, buffer: Buffer): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'ファイルを選ぶ' }).click();
  await (await chooser).setFiles({ name, mimeType, buffer });
}
