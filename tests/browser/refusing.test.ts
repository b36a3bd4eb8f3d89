import { test } from 'vitest';
import { hasChromium, UNLESS_SKIPPED } from './support/chromium.ts';
import { signInAs, usePortal } from './support/portal.ts';
import { issuePrescription } from './support/prescriptions.ts';

const portal = usePortal();
const REASON = '医療機関から調剤しないよう連絡がありました。';

/** Something that is taken, of which nobody knows what is in it. */
const seedUnknownDrug = () =>
  portal.runtime.asOwner(
    `UPDATE prescriptions.active_list SET own = own || (
       SELECT jsonb_agg(one || '{"source": "in-house", "key": "test", "kind": "2", "code": "600000000", "name": "試験"}')
       FROM jsonb_array_elements(own) WITH ORDINALITY AS each(one, place) WHERE place = 1)`,
  );

test.skipIf(!hasChromium)(
  `a pharmacist sees how much could not be compared, and refuses; the prescriber reads why${UNLESS_SKIPPED}`,
  async () => {
    const { prescriptionId, accessCode } = await issuePrescription(portal);
    const visit = await portal.visit();
    const { page } = visit;
    await signInAs(page, 'aozora-pharmacist', '/pharmacy');
    await page.getByLabel('引換番号').fill(accessCode);
    await page.getByLabel('保険者番号').fill(portal.patient.insurerNumber);
    await page.getByLabel('記号').fill(portal.patient.symbol);
    await page.getByLabel(/^番号/).fill(portal.patient.number);
    await page.getByRole('button', { name: '処方箋を探す' }).click();
    await page.getByRole('button', { name: /^受け付ける/ }).click();
    await page.getByText(/ほかの薬の情報/).waitFor();
    // Whoever receives writes the list anew.
    await seedUnknownDrug();
    await page.getByRole('button', { name: 'もう一度確かめる' }).click();
    await page.getByText(/^照合できなかった服用中の薬 \d+件/).waitFor();
    await visit.lookAround();
    await page.getByRole('button', { name: '調剤せずに回収する' }).click();
    await page.getByLabel('回収する理由').fill(REASON);
    await page.getByRole('button', { name: '回収する', exact: true }).click();
    await page.getByText('この処方箋は回収しました').waitFor();
    await visit.leave();

    const prescriber = await portal.visit();
    await signInAs(prescriber.page, 'city-physician', `/prescriptions/${prescriptionId}`);
    await prescriber.page.getByText(/がこの処方箋を回収しました$/).waitFor();
    await prescriber.page.getByText(`理由: ${REASON}`).first().waitFor();
    await prescriber.lookAround();
    await prescriber.leave();
  },
  180_000,
);
