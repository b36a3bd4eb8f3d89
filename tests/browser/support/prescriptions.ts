import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { registerPatient } from './coverages.ts';
import { type Portal, signInAs } from './portal.ts';

export interface IssuedPrescription {
  readonly prescriptionId: string;
  readonly accessCode: string;
}

/** Codes and names of the demo knowledge, which comes with the server. */
const AMLODIPINE = { code: '690000011', name: 'アムロジピン錠２．５ｍｇ「デモ」' };
const DRUG = {
  category: '1',
  codeKind: '2',
  ...AMLODIPINE,
  amount: '1',
  potency: '1',
  unit: '錠',
  conversion: null,
  uneven: null,
  burden: null,
  perDose: null,
  supplements: [],
};
const GROUP = {
  form: '1',
  formName: null,
  quantity: 14,
  splitQuantity: null,
  usage: { codeKind: '3', code: '1011000400000000', name: '１日１回朝食後　服用', timesPerDay: 1 },
  supplements: [],
  drugs: [DRUG],
};

/** Lets somebody who is signed in call the interface as the portal does. */
async function call<T>(page: Page, path: string, data: object): Promise<T> {
  const answer = await page.request.post(`/api${path}`, { headers: { 'X-Tsunagu-Request': '1' }, data });
  expect(answer.status(), `${path}: ${await answer.text()}`).toBeLessThan(300);
  return (await answer.json()) as T;
}

/** A certificate in the key service for the account that is signed in. */
export const enrol = (page: Page): Promise<unknown> => call(page, '/me/signing/enrol', {});

/** An electronic prescription for the patient of the tests, issued by the hospital's physician. */
export async function issuePrescription(portal: Portal, draft: object = {}): Promise<IssuedPrescription> {
  await registerPatient(portal, { validFrom: '2025-04-01' });
  const visit = await portal.visit();
  const { page } = visit;
  await signInAs(page, 'city-physician', '/reception');
  await enrol(page);
  const { insurerNumber, symbol, number, branch, birthDate } = portal.patient;
  const found = await call<{ readonly person: { readonly ref: string } }>(page, '/reception/find', {
    insurerNumber,
    symbol,
    number,
    branch,
    birthDate,
  });
  const issued = await call<IssuedPrescription>(page, `/persons/${found.person.ref}/prescriptions`, {
    draft: { remarks: [], groups: [GROUP], providedInformation: [], testValues: [], ...draft },
    issueType: 'electronic',
    decisions: [],
    sign: 'service',
  });
  await visit.leave();
  return issued;
}
