import { expect, test } from 'vitest';
import { medicalFile } from '../../apps/server/src/testing/claim-files.ts';
import { drugCode } from '../../apps/server/src/testing/demo-codes.ts';
import { testPerson } from '../../apps/server/src/testing/people.ts';
import { hasChromium, UNLESS_SKIPPED } from './support/chromium.ts';
import { signInAs, usePortal } from './support/portal.ts';
import { Steps } from './support/visit.ts';

const portal = usePortal();
const MIME = 'application/octet-stream';
/** The first bytes of a picture. */
const JPEG = Buffer.from([
  0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0,
]);

const claim = (person: number) =>
  Buffer.from(
    medicalFile({
      claims: [
        {
          person: testPerson(person),
          lines: [
            { type: 'IY', category: '21', code: drugCode('amlodipine-5'), amount: '1', days: { 1: 7 } },
          ],
        },
      ],
    }),
  );

test.skipIf(!hasChromium)(
  `an operator hands over a claim file in 1 step, a second time, and a picture that calls itself one${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit();
    const { page } = visit;
    await signInAs(page, 'intake');
    await page.getByRole('heading', { name: 'レセプトのファイルを取り込む' }).waitFor();
    await visit.lookAround();
    const hand = async (name: string, buffer: Buffer) => {
      const chooser = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: 'ファイルを選ぶ' }).click();
      await (await chooser).setFiles({ name, mimeType: MIME, buffer });
    };

    await hand('RECEIPTC.UKE', claim(4001));
    await page.getByRole('heading', { name: '取り込みの結果を確かめる' }).waitFor();
    await page.getByText('取り込み完了').waitFor();
    await page.getByText('RECEIPTC.UKE').first().waitFor();
    await visit.lookAround();

    await page.getByRole('navigation').getByRole('link', { name: '取込', exact: true }).click();
    await hand('RECEIPTC.UKE', claim(4001));
    await page.getByText('すでに受け付けたファイルと同じ内容です').waitFor();
    await hand('RECEIPTY.UKE', JPEG);
    await page.getByText('このファイルは取り込めませんでした').waitFor();
    await page
      .getByText(/判定できません|文字を読めません/)
      .first()
      .waitFor();
    await visit.lookAround();
    await page.getByRole('navigation').getByRole('link', { name: '取込', exact: true }).click();
    await page.getByRole('row', { name: /RECEIPTY.UKE.*取り込めません/ }).waitFor();
    await hand('EMPTY.UKE', Buffer.alloc(0));
    await page.getByRole('alert').getByText('ファイルが空です').waitFor();
    await visit.leave([400]);
  },
);

test.skipIf(!hasChromium)(
  `an operator sees why work is left, narrows it down and tries again: 3 steps${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit();
    const { page } = visit;
    const steps = new Steps(page);
    await signInAs(page, 'intake');
    await steps.press('link', '作業一覧');
    for (const kind of ['本人が特定できない', 'コードが不明', 'レセプトの誤り']) {
      await page.getByRole('cell', { name: kind }).first().waitFor();
    }
    await page
      .getByRole('cell', { name: /699999991/ })
      .first()
      .waitFor();
    await visit.lookAround();
    await steps.press('button', '本人が特定できない');
    await page.getByRole('cell', { name: 'コードが不明' }).waitFor({ state: 'detached' });
    await steps.press('button', /^すべてもう一度試す/);
    await page.getByText(/件を試し、.*件が終わりました/).waitFor();
    expect(steps.count).toBe(3);
    await visit.lookAround();
    await page.getByRole('button', { name: '完了', exact: true }).click();
    await visit.lookAround();
    await visit.leave();
  },
);
