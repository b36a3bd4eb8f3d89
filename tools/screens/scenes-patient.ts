import type { Page } from 'playwright-core';
import { at, change, failing, given, nav, press, type Scene, scenesOf } from './scene.ts';

const HOSPITAL = { facilityCode: '1310000001', facilityName: 'つなぐ市民病院' };
const SINCE = '2026-10-01T01:02:03.000Z';

const consent = (category: string, basis: string, rest: object = {}) => ({
  ...HOSPITAL,
  category,
  basis,
  state: 'given',
  givenAt: SINCE,
  validUntil: '2027-10-01T15:00:00.000Z',
  method: 'portal',
  givenBy: 'self',
  ...rest,
});
const CONSENTS = [
  consent('medication', 'persistent'),
  consent('treatment', 'persistent'),
  consent('checkup', 'visit-24h', { givenBy: 'desk' }),
  consent('medication', 'online', {
    facilityCode: '1310000002',
    facilityName: 'みなと内科クリニック',
    validUntil: null,
    givenBy: 'proxy',
  }),
  consent('surgery', 'visit-24h', { state: 'expired' }),
  consent('surgery', 'visit-24h', { state: 'withdrawn' }),
];
const RESTRICTIONS = {
  stopSharing: null,
  withheld: false,
  denied: [
    { ...HOSPITAL, category: null, since: SINCE },
    { facilityCode: '1310000002', facilityName: 'みなと内科クリニック', category: 'surgery', since: SINCE },
  ],
  hidden: [{ key: 'example', label: 'アムロジピン錠（2026年9月1日）', since: SINCE }],
};
const proxy = (id: string, state: string, side: string, rest: object = {}) => ({
  id,
  otherName: '見本　花',
  scopes: ['view', 'consent'],
  from: SINCE,
  until: null,
  state,
  side,
  ref: null,
  ...rest,
});
const PROXIES = [
  proxy('1', 'waiting-for-me', 'proxy'),
  proxy('2', 'active', 'proxy', { ref: 'example', until: '2027-10-01T15:00:00.000Z' }),
  proxy('3', 'waiting-for-other', 'principal', { scopes: ['view'] }),
  proxy('4', 'ended', 'principal'),
];
const notice = (id: string, kind: string, readAt: string | null) => ({
  id,
  at: SINCE,
  kind,
  facilityName: HOSPITAL.facilityName,
  categories: ['medication', 'treatment'],
  readAt,
  entryId: id,
});

/** Every look as though it had been made on this ground. */
const seenAs = (page: Page, ground: string, rest: object = {}) =>
  change(page, '/me/disclosures*', (answer) => ({
    ...answer,
    entries: Object.values(Object(answer.entries)).map((one) => ({
      ...Object(one),
      ground,
      highlighted: ground === 'emergency' || ground === 'disaster',
      ...rest,
    })),
  }));

export const PATIENT: readonly Scene[] = [
  ...scenesOf('card:healthy', {
    'me-little': at('/me'),
    'me-disclosures-few': at('/me/disclosures'),
    'me-consents-empty': given('/me/consents', { consents: [] }, '/me/consents'),
    'me-proxies-empty': at('/me/proxies', '代理の設定はありません'),
    'me-notices-empty': given('/me/notices', { notices: [], unread: 0 }, '/me/notices'),
  }),
  ...scenesOf('card:cancer', {
    'me-disclosures-emergency': at('/me/disclosures', '救急時の閲覧'),
    'me-question': async (page) => {
      await page.goto('/me/disclosures');
      await press(page, 'この施設にたずねる');
      await page.getByRole('dialog').waitFor();
    },
    'me-question-asked': async (page) => {
      await page.goto('/me/disclosures');
      await press(page, 'この施設にたずねる');
      await press(page, '質問を送る');
      await page.getByText('質問を送りました').waitFor();
      await press(page, '閉じる');
    },
    'me-notices': at('/me/notices', 'あなたの情報を見ました'),
  }),
  ...scenesOf('card:polypharmacy', {
    me: (page) => nav(page, '今のくすり'),
    'me-record': at('/me/record', '時間軸'),
    'me-record-drugs': at('/me/record?view=drugs', '隠す'),
    'me-hide': async (page) => {
      await page.goto('/me/record?view=drugs');
      await press(page, /^ほかの医療機関に隠す/);
      await page.getByRole('dialog').waitFor();
    },
    'me-disclosures': async (page) => {
      await page.goto('/me/disclosures?own=1');
      await page.getByRole('listitem').first().waitFor();
    },
    'me-disclosures-disaster': async (page) => {
      await seenAs(page, 'disaster');
      await page.goto('/me/disclosures');
    },
    'me-disclosures-answered': async (page) => {
      await seenAs(page, 'consent-persistent', {
        question: { state: 'answered', answer: '受付の担当が、保険の確認のために見ました。' },
      });
      await page.goto('/me/disclosures');
    },
    'me-disclosures-none': given('/me/disclosures*', { entries: [], next: null }, '/me/disclosures'),
    'me-consents': given('/me/consents', { consents: CONSENTS }, '/me/consents'),
    'me-consents-faults': async (page) => {
      await page.goto('/me/consents');
      await page.getByRole('button', { name: '同意する', exact: true }).click();
    },
    'me-consents-withdraw': async (page) => {
      await given('/me/consents', { consents: CONSENTS }, '/me/consents')(page, new Map());
      await press(page, /^撤回する|すべて取り消す/);
      await page.getByRole('dialog').waitFor();
    },
    'me-restrictions': at('/me/restrictions', '見せない医療機関'),
    'me-restrictions-full': given('/me/restrictions', RESTRICTIONS, '/me/restrictions'),
    'me-restrictions-ask': async (page) => {
      await page.goto('/me/restrictions');
      await press(page, 'すべて止める');
      await page.getByRole('dialog').waitFor();
    },
    'me-restrictions-stopped': given(
      '/me/restrictions',
      { ...RESTRICTIONS, stopSharing: { since: SINCE }, withheld: true },
      '/me/restrictions',
    ),
    'me-proxies': given('/me/proxies', { proxies: PROXIES }, '/me/proxies'),
    'me-proxies-code': async (page) => {
      await page.goto('/me/proxies');
      await press(page, 'コードを出す');
      await page.getByText(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/).waitFor();
      await press(page, '申し込む');
    },
    'me-acting': async (page) => {
      await page.route('**/api/me/proxies', (route) => route.fulfill({ json: { proxies: PROXIES } }));
      for (const part of ['record', 'disclosures', 'consents'])
        await page.route(`**/api/principals/*/${part}*`, async (route) =>
          route.fulfill({ response: await route.fetch({ url: own(route.request().url(), part) }) }),
        );
      await page.goto('/principals/example');
      await page.getByText(/さんの代理で見ています/).waitFor();
    },
    'me-notices-full': async (page) => {
      const notices = [
        notice('1', 'emergency-view', null),
        notice('2', 'first-view', null),
        notice('3', 'disaster-view', SINCE),
      ];
      await page.route('**/api/me/notices/unread', (route) => route.fulfill({ json: { unread: 2 } }));
      await given('/me/notices', { notices, unread: 2 }, '/me/notices')(page, new Map());
    },
    'me-security': at('/security', 'サインインしている端末'),
    'me-failing': failing('/me/record', 0, '/me'),
    'me-disclosures-failing': failing('/me/disclosures*', 503, '/me/disclosures'),
    'me-consents-failing': failing('/me/consents', 503, '/me/consents'),
    'me-restrictions-failing': failing('/me/restrictions', 503, '/me/restrictions'),
    'me-proxies-failing': failing('/me/proxies', 503, '/me/proxies'),
    'me-notices-failing': failing('/me/notices', 503, '/me/notices'),
    'me-refused-reception': async (page) => {
      await page.goto('/organisation');
      await page.getByRole('alert').first().waitFor();
    },
  }),
];

/** What is one's own, asked for in the place of what is somebody else's. */
const own = (address: string, part: string): string => `${new URL(address).origin}/api/me/${part}`;
