import type { Page } from 'playwright-core';
import { at, change, choose, fail, type People, press, type Scene, scenesOf, shown } from './scene.ts';

/** Places the card of one of the demo's people. */
async function place(page: Page, people: People, key: string): Promise<void> {
  await page.goto('/reader');
  await press(page, new RegExp(shown(people, key).cardName.replace(/\s/g, '\\s')));
}

async function toConsent(page: Page, people: People, key: string): Promise<void> {
  await place(page, people, key);
  await press(page, /^顔認証で進む/);
  await page.getByText(/見てもよいですか|うかがうことはありません/).waitFor();
}

export const READER: readonly Scene[] = [
  ...scenesOf('city-reception', {
    reader: at('/reader', 'カードを置いてください'),
    'reader-identify': (page, people) => place(page, people, 'dialysis'),
    'reader-staff': async (page, people) => {
      await place(page, people, 'dialysis');
      await press(page, /^職員に確認してもらう/);
    },
    'reader-pin-wrong': async (page, people) => {
      await place(page, people, 'dialysis');
      await press(page, /^暗証番号で進む/);
      await page.getByRole('textbox', { name: /暗証番号/ }).fill('9999');
      await page.getByText('あと2回').waitFor();
    },
    'reader-consent': (page, people) => toConsent(page, people, 'dialysis'),
    'reader-choose': async (page, people) => {
      await toConsent(page, people, 'dialysis');
      await press(page, 'ひとつずつ選ぶ');
      await page.getByText('手術の情報は、別にうかがいます').waitFor();
    },
    'reader-done': async (page, people) => {
      await toConsent(page, people, 'dialysis');
      await press(page, 'すべて同意して受付する');
      await page.getByText('受付しました').waitFor();
    },
    'reader-done-see-desk': async (page, people) => {
      await change(page, '/reader/identify', (answer) => ({
        ...answer,
        answer: { ...Object(answer.answer), state: 'lost', certificateExpiresSoon: true },
      }));
      await change(page, '/reader/check-ins/*', (answer) => ({
        ...answer,
        checkIn: { ...Object(answer.checkIn), state: 'lost' },
      }));
      await toConsent(page, people, 'child');
      await press(page, 'ひとつずつ選ぶ');
      await choose(page, 'radio', '紙の処方箋');
      await press(page, /受付する/);
      await page.getByText('受付しました').waitFor();
    },
    'reader-problem': async (page, people) => {
      await fail(page, '/reader/identify', 409, 'CARD_NOT_REGISTERED');
      await place(page, people, 'dialysis');
      await press(page, /^顔認証で進む/);
      await page.getByRole('alert').waitFor();
    },
    'reader-offline': async (page, people) => {
      await fail(page, '/reader/identify', 0);
      await place(page, people, 'dialysis');
      await press(page, /^顔認証で進む/);
      await page.getByRole('alert').waitFor();
    },
    'reader-locked': async (page) => {
      await change(page, '/session', (answer) => ({
        ...answer,
        session: { ...Object(answer.session), stage: 'locked' },
      }));
      await page.goto('/reader');
    },
  }),
  ...scenesOf('city-physician', {
    'reception-check-ins': at('/reception', '顔認証'),
  }),
  ...scenesOf('ministry', {
    'reader-closed': at('/reader', 'いま使えません'),
  }),
];
