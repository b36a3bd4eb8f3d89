import { at, fail, given, handFile, press, type Scene, scenesOf } from './scene.ts';

/** Rows of invented people, one of which is refused. */
const file = () => {
  const number = String(Date.now()).slice(-7);
  return Buffer.from(
    [
      '記号,番号,枝番,氏名,性別,生年月日,資格取得日,負担割合',
      `1,${number},01,見本　花,女,1990-01-01,2026-04-01,30`,
      `1,${Number(number) + 1},01,,女,1990-13-01,2026-04-01,30`,
    ].join('\r\n'),
  );
};
const OVERLAP = {
  coverageId: 'example~1',
  name: '見本　花',
  symbol: '1',
  number: '1234567',
  branch: '01',
  validFrom: '2026-04-01',
  validTo: null,
  other: {
    insurerNumber: '00138123',
    insurerName: 'つなぐ市国民健康保険（デモ）',
    validFrom: '2026-06-01',
    validTo: null,
  },
  noticedAt: '2026-11-01T03:04:05.000Z',
};

export const INSURER: readonly Scene[] = scenesOf('kenpo-clerk', {
  'insurer-empty': given('/insurer/coverages*', { coverages: [], next: null }, '/insurer'),
  insurer: async (page) => {
    await page.goto('/insurer');
    await page.getByRole('table').first().waitFor();
  },
  'insurer-overlaps': async (page) => {
    await page.route('**/api/insurer/overlaps', (route) =>
      route.fulfill({
        json: { overlaps: [OVERLAP, { ...OVERLAP, coverageId: 'example~2', name: '見本　次郎' }] },
      }),
    );
    await page.goto('/insurer');
    await page
      .getByText(/期間が重なっている資格（2件）/)
      .first()
      .click();
  },
  'insurer-no-match': at('/insurer?q=nobody-is-called-so', '条件に合う資格はありません'),
  'insurer-ended': at('/insurer?state=ended'),
  'insurer-failing': async (page) => {
    await fail(page, '/insurer/coverages*', 503);
    await page.goto('/insurer');
    await page.getByRole('alert').first().waitFor();
  },
  'insurer-register': async (page) => {
    await page.goto('/insurer/new');
    await press(page, '登録する');
    await page.getByText('か所を直してください').waitFor();
  },
  'insurer-coverage': async (page) => {
    await page.goto('/insurer');
    await page.getByRole('table').getByRole('link').first().click();
    await page.getByRole('table', { name: '届け出の履歴' }).waitFor();
  },
  'insurer-correct': async (page) => {
    await page.goto('/insurer');
    await page.getByRole('table').getByRole('link').first().click();
    await press(page, '内容を訂正する');
  },
  'insurer-close': async (page) => {
    await page.goto('/insurer');
    await page.getByRole('table').getByRole('link').first().click();
    await press(page, '資格を終わらせる');
    await press(page, '資格喪失を届け出る');
  },
  'insurer-files-empty': given('/insurer/files', { files: [] }, '/insurer/files'),
  'insurer-file': async (page) => {
    await page.goto('/insurer/files');
    await handFile(page, '資格.csv', 'text/csv', file());
    await page.getByText('登録完了').waitFor();
    await page.getByRole('table', { name: '見つかったこと' }).waitFor();
  },
  'insurer-file-refused': async (page) => {
    await page.goto('/insurer/files');
    await handFile(page, '写真.csv', 'text/csv', Buffer.from(`これは一覧ではありません ${Date.now()}`));
    await page.getByText('このファイルは読み取れませんでした').waitFor();
  },
  'insurer-files': async (page) => {
    await page.goto('/insurer/files');
    await page.getByRole('table').first().waitFor();
  },
});
