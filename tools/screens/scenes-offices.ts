import { at, choose, failing, given, handFile, nav, press, type Scene, scenesOf } from './scene.ts';

const MODE = {
  id: 'example',
  name: '見本の地震',
  areas: ['13', '14', '17'],
  from: '2026-11-01T00:00:00.000Z',
  to: '2099-01-01T00:00:00.000Z',
  openedBy: '例川　望（災害担当）',
  reference: '見本第1号（2026年11月1日）',
  closedAt: null,
  uses: 3,
};
const MODES = [
  MODE,
  { ...MODE, id: '2', name: '見本の大雨', from: '2098-01-01T00:00:00.000Z', uses: 0 },
  { ...MODE, id: '3', name: '見本の噴火', closedAt: '2026-11-03T00:00:00.000Z' },
  { ...MODE, id: '4', name: '見本の台風', from: '2026-01-01T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z' },
];
const finding = (id: string, kind: string, rest: object = {}) => ({
  id,
  kind,
  facilityCode: '1310000001',
  facilityName: 'つなぐ市民病院',
  account: 'city-nurse',
  day: '2026-11-21',
  count: 120,
  expected: 14,
  state: 'open',
  note: null,
  ...rest,
});
const FINDINGS = [
  finding('1', 'volume'),
  finding('2', 'no-visit', { count: 5, expected: 0 }),
  finding('3', 'refusals', { account: null }),
];
const question = (id: string, dueAt: string) => ({
  id,
  askedAt: '2026-11-10T01:02:03.000Z',
  dueAt,
  text: 'だれが、どのような理由で私の情報を見たのか、教えてください。',
  personName: '見本　花',
  answer: null,
  answeredAt: null,
  entry: {
    at: '2026-11-09T01:02:03.000Z',
    account: 'city-reception',
    displayName: '見本　律子（受付）',
    purpose: 'care',
    categories: ['medication', 'treatment'],
  },
});

export const OFFICES: readonly Scene[] = [
  ...scenesOf('city-manager', {
    'view-log': async (page) => {
      await page.goto('/facility/view-log');
      await page.getByRole('table').waitFor();
    },
    'view-log-emergency': at('/facility/view-log?emergency=1', '救急'),
    'view-log-empty': given('/facility/view-log*', { entries: [], next: null }, '/facility/view-log'),
    'view-log-failing': failing('/facility/view-log*', 503, '/facility/view-log'),
    emergencies: at('/facility/emergencies', '意識障害'),
    'emergencies-empty': given('/emergency-accesses*', { accesses: [] }, '/facility/emergencies'),
    'emergencies-judged': async (page) => {
      await page.goto('/facility/emergencies');
      await choose(page, 'radio', '適切');
      await press(page, '点検を記録する');
      await page.getByText('点検の結果を記録しました').waitFor();
    },
    'emergencies-reviewed': at('/facility/emergencies?state=reviewed', '意識障害'),
    questions: at('/facility/questions'),
    'questions-late': given(
      '/facility/questions*',
      { questions: [question('1', '2026-01-01T00:00:00.000Z'), question('2', '2099-01-01T00:00:00.000Z')] },
      '/facility/questions',
    ),
    'questions-empty': given('/facility/questions*', { questions: [] }, '/facility/questions'),
    'questions-failing': failing('/facility/questions*', 503, '/facility/questions'),
  }),
  ...scenesOf('ministry', {
    'modes-empty': given('/disaster-modes', { modes: [], openHere: null }, '/disaster-modes'),
    modes: given('/disaster-modes', { modes: MODES, openHere: null }, '/disaster-modes'),
    'modes-close': async (page) => {
      await given('/disaster-modes', { modes: MODES, openHere: null }, '/disaster-modes')(page, new Map());
      await page.getByRole('button', { name: '閉じる', exact: true }).first().click();
      await page.getByRole('dialog').waitFor();
    },
    'modes-new': async (page) => {
      await page.goto('/disaster-modes/new');
      await choose(page, 'checkbox', '東京都', '石川県');
      await press(page, '災害時の閲覧を開く');
    },
    'modes-failing': failing('/disaster-modes', 503, '/disaster-modes'),
  }),
  ...scenesOf('administrator', {
    'unusual-empty': given('/operator/unusual-access*', { findings: [] }, '/operator/unusual-access'),
    unusual: given('/operator/unusual-access*', { findings: FINDINGS }, '/operator/unusual-access'),
    'unusual-close': async (page) => {
      await given(
        '/operator/unusual-access*',
        { findings: FINDINGS },
        '/operator/unusual-access',
      )(page, new Map());
      await press(page, /^確認して終える/);
      await page.getByRole('dialog').waitFor();
    },
    'unusual-failing': failing('/operator/unusual-access*', 503, '/operator/unusual-access'),
  }),
  ...scenesOf('intake', {
    intake: (page) => nav(page, '取込'),
    'intake-refused': async (page) => {
      await nav(page, '取込');
      await handFile(page, 'RECEIPTC.UKE', 'application/octet-stream', Buffer.alloc(64, 255));
      await page.getByText(/取り込めませんでした|同じ内容です/).waitFor();
    },
    'intake-file': async (page) => {
      await page.goto('/work-items?kind=claim-broken');
      await page.getByRole('cell').getByRole('link').first().click();
      await page.getByRole('heading', { level: 1, name: '取り込みの結果を確かめる' }).waitFor();
      await press(page, /場所を見る/);
    },
    work: (page) => nav(page, '作業一覧'),
    'work-none': at('/work-items?state=resolved&kind=claim-broken'),
    'work-failing': failing('/claims/work-items*', 503, '/work-items'),
  }),
];
