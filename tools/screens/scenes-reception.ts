import type { Page } from 'playwright-core';
import { findPerson } from '../../tests/browser/support/steps.ts';
import {
  at,
  change,
  choose,
  fail,
  given,
  handFile,
  meet,
  nav,
  numbersOf,
  type People,
  press,
  type Scene,
  scenesOf,
} from './scene.ts';

/** What the desk is told about somebody, with another state than theirs. */
const answered =
  (state: string, with_: object = {}) =>
  async (page: Page, people: People) => {
    await change(page, '/eligibility/look-up', (answer) => ({ ...answer, state, ...with_ }));
    await page.goto('/reception');
    await findPerson(page, numbersOf(people, 'transplant'));
    await page.getByRole('region', { name: '照会の結果' }).waitFor();
  };

const listOf = (people: People) => {
  const { insurerNumber, symbol, number, branch, birthDate } = numbersOf(people, 'healthy');
  return [
    '任意識別子,保険者番号,記号,番号,枝番,生年月日',
    `A-1,${insurerNumber},${symbol},${number},${branch},${birthDate}`,
    `A-2,${insurerNumber},${symbol},${Number(number) + 7_000_000},${branch},${birthDate}`,
    `A-3,${insurerNumber},${symbol},${number},${branch},1990-13-01`,
    `A-${Date.now()},${insurerNumber},${symbol},${number},${branch},${birthDate}`,
  ].join('\r\n');
};

const MODE = {
  id: 'example',
  name: '見本の地震',
  areas: ['13'],
  from: '2026-01-01T00:00:00.000Z',
  to: '2099-01-01T00:00:00.000Z',
  openedBy: '例川　望（災害担当）',
  reference: '見本第1号',
  closedAt: null,
  uses: 3,
};

/** The search by four items, filled in; the region itself lies in no opened mode. */
async function searchInDisaster(page: Page, result: object | null): Promise<void> {
  await page.route('**/api/disaster-modes', (route) =>
    route.fulfill({ json: { modes: [MODE], openHere: MODE } }),
  );
  if (result !== null) await page.route('**/api/disaster/search', (route) => route.fulfill({ json: result }));
  await page.goto('/reception/disaster');
  const field = (name: string) => page.getByRole('textbox', { name, exact: true });
  if (result !== null) {
    await field('氏名').fill('見本　花');
    await field('西暦の年').fill('1990');
    await field('月').fill('1');
    await field('日').fill('2');
    await field('住所').fill('見本県架空市');
    await field('診療録に書いたこと').fill('避難所で本人が口頭で同意。');
    await choose(page, 'radio', '女性', '口頭で同意をもらった');
  }
  await press(page, '1人を探す');
}

export const RECEPTION: readonly Scene[] = [
  ...scenesOf('city-reception', {
    'reception-empty': given('/reader/check-ins*', { checkIns: [] }, '/reception'),
    'reception-faults': async (page) => {
      await page.goto('/reception');
      await press(page, '探す');
    },
    'reception-not-found': async (page, people) => {
      await page.goto('/reception');
      await findPerson(page, { ...numbersOf(people, 'healthy'), number: '99999998' });
      await page.getByText('該当する資格がありません', { exact: true }).waitFor();
    },
    'reception-found': async (page, people) => {
      await page.goto('/reception');
      await findPerson(page, numbersOf(people, 'transplant'));
      await page.getByRole('link', { name: '同意の画面へ' }).waitFor();
    },
    'reception-lost': answered('lost'),
    'reception-superseded': answered('superseded', { results: [] }),
    'reception-ambiguous': answered('ambiguous', { results: [], person: null, personRef: null }),
    'reception-card-expires': answered('valid', { certificateExpiresSoon: true }),
    'reception-failing': async (page, people) => {
      await fail(page, '/eligibility/look-up', 503);
      await page.goto('/reception');
      await findPerson(page, numbersOf(people, 'transplant'));
      await page.getByRole('alert').first().waitFor();
    },
    'provisional-taken': async (page, people) => {
      await page.goto('/reception');
      await findPerson(page, { ...numbersOf(people, 'healthy'), number: '99999998' });
      await page.getByText('該当する資格がありません', { exact: true }).waitFor();
      const result = page.getByRole('region', { name: '照会の結果' });
      await result.getByRole('textbox', { name: 'お名前' }).fill('見本　四郎');
      await press(page, '仮の資格で受け付ける');
      await page.getByText(/今日は\d割でお預かりください/).waitFor();
    },
    'provisional-empty': given('/eligibility/provisional*', { items: [] }, '/reception/provisional'),
    provisional: at('/reception/provisional', '見本'),
    'provisional-close': async (page) => {
      await page.goto('/reception/provisional');
      await press(page, /^対応を終える/);
      await press(page, '保存する');
    },
    'provisional-failing': async (page) => {
      await fail(page, '/eligibility/provisional*', 503);
      await page.goto('/reception/provisional');
      await page.getByRole('alert').first().waitFor();
    },
    'bulk-empty': given('/eligibility/bulk', { jobs: [] }, '/bulk'),
    'bulk-results': async (page, people) => {
      await page.goto('/bulk');
      await handFile(page, '明日の予約.csv', 'text/csv', Buffer.from(listOf(people)));
      await page.getByText('照会完了').waitFor();
      await press(page, /^全員/);
    },
    'bulk-refused': async (page) => {
      await page.goto('/bulk');
      await handFile(
        page,
        'notes.csv',
        'text/csv',
        Buffer.from(`これは一覧ではありません ${Date.now()}\r\n`),
      );
      await page.getByText('この一覧は照会できませんでした').waitFor();
    },
    bulk: async (page) => {
      await page.goto('/bulk');
      await page.getByRole('table').waitFor();
    },
    'receptionist-consent': (page, people) => meet(page, people, 'healthy'),
    'receptionist-refused': async (page, people) => {
      await meet(page, people, 'healthy');
      await page.goto(page.url().replace(/consent$/, 'record'));
      await page.getByRole('alert').waitFor();
    },
    'insurer-refused-to-reception': async (page) => {
      await page.goto('/insurer');
      await page.getByRole('alert').first().waitFor();
    },
  }),
  ...scenesOf('city-nurse', {
    'disaster-not-open': at('/reception/disaster', '開かれていません'),
    'disaster-entry': async (page) => {
      await page.route('**/api/disaster-modes', (route) =>
        route.fulfill({ json: { modes: [MODE], openHere: MODE } }),
      );
      await nav(page, '受付');
      await page.reload();
      await page.getByText('見本の地震').first().waitFor();
    },
    'disaster-search': (page) => searchInDisaster(page, null),
    'disaster-several': (page) => searchInDisaster(page, { result: 'more-items-needed' }),
    'disaster-nobody': (page) => searchInDisaster(page, { result: 'not-found' }),
    'disaster-found': (page) =>
      searchInDisaster(page, {
        result: 'found',
        person: {
          ref: 'example',
          name: '見本　花',
          kana: 'ミホン　ハナ',
          sex: 'female',
          birthDate: '1990-01-02',
          age: 36,
          insured: null,
        },
      }),
    'emergency-not-designated': async (page, people) => {
      await meet(page, people, 'cancer');
      await nav(page, '記録');
      await page.getByText(/指定された病院の/).waitFor();
    },
  }),
];
