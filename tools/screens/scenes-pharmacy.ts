import type { Page } from 'playwright-core';
import {
  EXAMPLE,
  OTHER_BRAND,
  resultOf,
} from '../../apps/portal/src/spaces/pharmacy/model/testing-example.ts';
import { at, failing, given, press, type Scene, scenesOf } from './scene.ts';

const DAY_MS = 86_400_000;
const TOKYO_MS = 9 * 3_600_000;
/** The day in Tokyo, `n` days from now. */
const day = (n: number): string => new Date(Date.now() + TOKYO_MS + n * DAY_MS).toISOString().slice(0, 10);
const TODAY = day(0);
const OWN = { code: '1340000001', name: 'あおぞら薬局' };
const at10 = `${TODAY}T01:00:00.000Z`;

const signed = (name: string, role: string) => ({
  status: 'valid',
  reasons: [],
  signedAt: at10,
  signer: {
    name,
    role,
    certificateSha256: 'ab',
    serial: '1',
    expiresAt: '2029-03-31T00:00:00Z',
    revokedAt: null,
  },
  timestampedAt: null,
});
const REVOKED = {
  ...signed('見本　一郎', 'Medical Doctor'),
  status: 'invalid',
  reasons: [
    {
      key: 'certificate-revoked',
      message: { ja: '証明書は失効しています', en: 'The certificate was revoked' },
    },
  ],
};

const drugs = EXAMPLE.document.groups.flatMap(({ form, quantity, usage, drugs: of }) =>
  of.map(({ name, amount, unit }) => ({ name, amount, unit, form, quantity, usage: usage.name })),
);
const OPEN = {
  ...EXAMPLE,
  state: 'open',
  issuedOn: TODAY,
  usableUntil: day(3),
  drugs,
  signature: signed('見本　一郎', 'Medical Doctor'),
};
const REFILL = {
  ...OPEN,
  prescriptionId: 'refill',
  totalUses: 3,
  currentUse: 2,
  dueOn: day(12),
  window: { from: day(5), to: day(19) },
};
const inquiry = (inquiryId: string, question: string, answer: string | null) => ({
  inquiryId,
  question,
  askedAt: at10,
  pharmacy: OWN,
  answer,
  answeredAt: answer === null ? null : at10,
  through: answer === null ? null : 'telephone',
});
const AT_WORK = {
  ...OPEN,
  state: 'in-dispensing',
  // The server of the pictures knows the pharmacy by its own number.
  pharmacy: OWN,
  totalUses: 3,
  narcotic: true,
  inquiries: [
    inquiry('1', '腎機能が低下しています。減量してよいでしょうか。', null),
    inquiry('2', '残薬が7日分あります。', '7日分に減らしてください。'),
  ],
  steps: [
    { event: 'register', to: 'open', at: at10, facility: EXAMPLE.institution },
    { event: 'receive', to: 'in-dispensing', at: at10, facility: OWN },
  ],
  document: {
    ...EXAMPLE.document,
    narcotic: { licence: '第１２３４５号', address: '見本県架空市一丁目', phone: '00-0000-0000' },
    testValues: ['推算糸球体濾過量 45（2026-11-01）'],
    providedInformation: [{ drug: '見本錠２．５ｍｇ', comment: '増量中' }],
    remarks: [{ kind: null, text: '一包化してください' }],
    leftovers: '1',
    refillUses: 3,
  },
};
const RESULT = { ...resultOf(EXAMPLE, TODAY), signature: signed('試田　灯子', 'Pharmacist') };
const DONE = { ...AT_WORK, state: 'dispensed', dispensings: [RESULT] };
const CHECK = {
  checkedOn: TODAY,
  knowledge: { version: 'demo', demo: true },
  consent: 'full',
  listAsOf: at10,
  notChecked: [],
  alerts: [
    {
      alertId: '1',
      kind: 'contraindication',
      tier: 1,
      at: 0,
      target: { code: '1', name: '見本錠２．５ｍｇ', ingredients: ['見本'], route: 'oral' },
      with: {
        code: '2',
        name: '例示カプセル１００ｍｇ',
        ingredients: ['例示'],
        route: 'oral',
        source: 'dispensing',
        from: day(-3),
        to: day(10),
        facilityCode: '1310000001',
        facilityName: 'つなぐ市民病院',
        ageDays: 3,
      },
      reason: { ja: '併用禁忌の組み合わせです。', en: 'They must not be taken together.' },
      pair: '1 2',
      findings: [],
      suppressed: false,
    },
  ],
};
const WORK = {
  inDispensing: [AT_WORK],
  overdueRefills: [{ ...REFILL, dueOn: day(-12), window: { from: day(-19), to: day(-5) } }],
  today: [DONE],
};
const ADDRESS = `/pharmacy/prescriptions/${EXAMPLE.prescriptionId}`;

/** One prescription as it stands, with what is asked around it. */
const standing =
  (view: object, address = ADDRESS) =>
  async (page: Page) => {
    const own = await page.request.get('/api/session');
    const { session } = (await own.json()) as {
      session: { organisation: { facilityCode: string; name: string } };
    };
    const pharmacy = { code: session.organisation.facilityCode, name: session.organisation.name };
    const mine = JSON.parse(JSON.stringify(view).replaceAll(JSON.stringify(OWN), JSON.stringify(pharmacy)));
    await page.route(`**/api/prescriptions/${EXAMPLE.prescriptionId}/check`, (route) =>
      route.fulfill({ json: CHECK }),
    );
    await page.route('**/api/pharmacy/worklist', (route) => route.fulfill({ json: WORK }));
    await page.route('**/api/drugs?*', (route) => route.fulfill({ json: { drugs: [OTHER_BRAND] } }));
    await given(`/prescriptions/${EXAMPLE.prescriptionId}`, mine, address)(page, new Map());
  };

const searched = (prescriptions: readonly object[]) => async (page: Page) => {
  await page.route('**/api/pharmacy/search', (route) => route.fulfill({ json: { prescriptions } }));
  await page.goto('/pharmacy');
  await page.getByRole('textbox', { name: '引換番号' }).fill('123456');
  await page.getByRole('textbox', { name: '保険者番号' }).fill('06123456');
  await page.getByRole('textbox', { name: /^番号/ }).fill('12');
  await press(page, '処方箋を探す');
  await page.getByRole('region', { name: '見つかった処方箋' }).waitFor();
};

export const PHARMACY: readonly Scene[] = scenesOf('aozora-pharmacist', {
  pharmacy: at('/pharmacy', '今日カードで受付した方'),
  'pharmacy-faults': async (page) => {
    await page.goto('/pharmacy');
    await press(page, '処方箋を探す');
  },
  'pharmacy-found': searched([
    OPEN,
    REFILL,
    {
      ...OPEN,
      prescriptionId: 'elsewhere',
      state: 'in-dispensing',
      pharmacy: { code: '9', name: '例示薬局' },
    },
  ]),
  'pharmacy-nothing': searched([]),
  'pharmacy-work': standing(AT_WORK),
  'pharmacy-signature': standing({ ...AT_WORK, signature: REVOKED }),
  'pharmacy-changed': async (page) => {
    await standing({ ...AT_WORK, totalUses: 1 })(page);
    await press(page, /^銘柄を変える/);
    await page.getByRole('textbox', { name: /^調剤数量 RP1/ }).fill('7');
    await page
      .getByRole('button', { name: /^渡さない/ })
      .nth(1)
      .click();
  },
  'pharmacy-refuse': async (page) => {
    await standing(AT_WORK)(page);
    await press(page, '調剤せずに回収する');
    await page.getByRole('dialog').waitFor();
  },
  'pharmacy-refused': standing({ ...AT_WORK, state: 'refused' }),
  'pharmacy-done': standing(DONE),
  'pharmacy-unknown': failing(`/prescriptions/${EXAMPLE.prescriptionId}`, 404, ADDRESS, 'RX_UNKNOWN'),
  'pharmacy-list': given('/pharmacy/worklist', WORK, '/pharmacy/list'),
  'pharmacy-list-empty': at('/pharmacy/list', 'リフィルはありません'),
  'pharmacy-list-failing': failing('/pharmacy/worklist', 503, '/pharmacy/list'),
});

const entry = (entryId: string, kind: string, occurredOn: string | null, content: object) => ({
  entryId,
  kind,
  occurredOn,
  content,
  category: '1',
  importedAt: at10,
});
const BLOCK = {
  on: day(-20),
  author: '1',
  facility: { name: '例示薬局' },
  staff: null,
  prescriptions: [
    {
      institution: { name: EXAMPLE.institution.name },
      doctors: [
        {
          doctor: null,
          groups: EXAMPLE.document.groups.map(({ drugs: of, usage, quantity }, place) => ({
            rp: place + 1,
            drugs: of,
            usage: { ...usage, quantity: String(quantity), unit: '日分' },
            supplements: [],
            cautions: [],
          })),
        },
      ],
    },
  ],
  cautions: [],
  provided: [],
  leftovers: [],
  remarks: [],
  entries: [],
};
const NOTEBOOK = {
  entries: [
    entry('1', 'block', day(-20), BLOCK),
    entry('2', 'otc', day(-5), { name: '例示かぜ薬', from: day(-5), to: null }),
    entry('3', 'note', null, { kind: '1', text: '見本成分で発疹', author: '2' }),
  ],
};
const OWN_PRESCRIPTIONS = [
  { ...OPEN, accessCode: '482913', qrText: '06123456,12,34,01,19700101,482913' },
  { ...REFILL, accessCode: '482914', qrText: '06123456,12,34,01,19700101,482914' },
  { ...DONE, prescriptionId: 'done', qrText: null },
];

export const OWN_DRUGS: readonly Scene[] = scenesOf('card:polypharmacy', {
  'my-prescriptions': given('/me/prescriptions', { prescriptions: OWN_PRESCRIPTIONS }, '/me/prescriptions'),
  'my-prescriptions-empty': given('/me/prescriptions', { prescriptions: [] }, '/me/prescriptions'),
  'my-prescriptions-failing': failing('/me/prescriptions', 503, '/me/prescriptions'),
  'my-notebook': given('/me/notebook', NOTEBOOK, '/me/notebook'),
  'my-notebook-empty': given('/me/notebook', { entries: [] }, '/me/notebook'),
  'my-notebook-failing': failing('/me/notebook', 503, '/me/notebook'),
});
