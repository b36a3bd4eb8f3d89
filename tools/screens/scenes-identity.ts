import type { Page } from 'playwright-core';
import { at, change, choose, fail, press, type Scene, scenesOf, shown } from './scene.ts';
import { PASSWORD } from './sessions.ts';

/** Somebody on the way in, as the interface tells it. */
const NURSE = {
  sessionId: 'example',
  kind: 'staff',
  account: 'city-nurse',
  displayName: '見本　汐里（看護師）',
  roles: ['nurse'],
  organisation: {
    organisationId: 'example',
    facilityCode: '1310000001',
    insurerNumber: null,
    name: 'つなぐ市民病院',
    kind: 'hospital',
    emergencyDesignated: true,
  },
  emergencyDesignated: false,
  confirmedAt: null,
  expiresAt: '2099-01-01T00:00:00.000Z',
};
const PATIENT = {
  ...NURSE,
  kind: 'patient',
  displayName: '見本　花',
  roles: ['patient'],
  organisation: null,
};
const CODES = Array.from({ length: 10 }, (_, at) => `abcd-efg${at}-hijk`);

async function stage(page: Page, which: string, address = '/sign-in', who: object = NURSE): Promise<void> {
  await page.unrouteAll();
  await change(page, '/session', (answer) => ({ ...answer, session: { ...who, stage: which } }));
  await page.goto(address);
}

async function chooseAuthenticator(page: Page): Promise<void> {
  await stage(page, 'enrolment');
  const secret = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const uri = `otpauth://totp/Tsunagu:city-nurse?secret=${secret}&issuer=Tsunagu`;
  await page.route('**/api/me/totp', (route) => route.fulfill({ json: { secret, uri } }));
  await press(page, '認証アプリを登録する');
  await page.getByText('ABCD EFGH').waitFor();
}

async function openInvitation(page: Page): Promise<void> {
  const json = { account: 'hanako', displayName: '試験　花子', organisationName: 'つなぐ市民病院' };
  await page.route('**/api/invitations/open', (route) => route.fulfill({ json }));
  await page.goto('/invitation?code=EXAMPLE-CODE-1234');
  await page.getByText('試験　花子').waitFor();
}

async function typePassword(page: Page, password: string): Promise<void> {
  await page.getByRole('textbox', { name: 'アカウント' }).fill('minato-physician');
  await page.getByLabel('パスワード').fill(password);
  await page.getByRole('button', { name: 'サインイン', exact: true }).click();
}

export const IDENTITY: readonly Scene[] = [
  ...scenesOf(null, {
    'sign-in': at('/sign-in', 'デモ用アカウント'),
    'sign-in-ended': at('/sign-in?next=%2Freception', 'いったん終了'),
    'sign-in-failing': async (page) => {
      await page.goto('/sign-in');
      await typePassword(page, 'wrong');
      await page.getByRole('alert').waitFor();
    },
    'sign-in-offline': async (page) => {
      await fail(page, '/session', 0);
      await page.goto('/sign-in');
      await page.getByRole('alert').waitFor();
    },
    'sign-in-card': at('/sign-in?way=card', 'デモ用のカード'),
    'sign-in-card-refused': async (page, people) => {
      await fail(page, '/sign-in/card', 403, 'CARD_REVOKED');
      await page.goto('/sign-in?way=card');
      await press(page, new RegExp(shown(people, 'healthy').cardName.replace(/\s/g, '\\s')));
      await page.getByRole('alert').waitFor();
    },
    'sign-in-registration': async (page, people) => {
      await page.goto('/sign-in?way=card');
      await press(page, new RegExp(shown(people, 'transplant').cardName.replace(/\s/g, '\\s')));
      await page.getByText('はじめての方の利用登録').waitFor();
      await press(page, '利用登録してサインイン');
    },
    'stage-factor': async (page) => {
      await page.goto('/sign-in');
      await typePassword(page, PASSWORD);
      await page.getByRole('button', { name: /^コード \d{6}/ }).waitFor();
    },
    'stage-factor-wrong': async (page) => {
      await fail(page, '/sign-in/totp', 401, 'SECOND_FACTOR_WRONG');
      await page.goto('/sign-in');
      await typePassword(page, PASSWORD);
      await page.getByRole('textbox', { name: /6けた/ }).fill('000000');
      await press(page, '確認してサインイン');
      await page.getByRole('alert').waitFor();
    },
    'stage-password': (page) => stage(page, 'password-change'),
    'stage-enrolment': (page) => stage(page, 'enrolment'),
    'stage-enrolment-totp': chooseAuthenticator,
    'stage-recovery-codes': async (page) => {
      await chooseAuthenticator(page);
      const json = { session: { ...NURSE, stage: 'complete' }, recoveryCodes: CODES };
      await page.route('**/api/me/totp/confirm', (route) => route.fulfill({ json }));
      await page.getByRole('textbox', { name: /6けた/ }).fill('123456');
      await page.getByRole('button', { name: '登録する', exact: true }).click();
      await page.getByText('表示は今回だけです').waitFor();
    },
    'locked-staff': (page) => stage(page, 'locked', '/reception'),
    'locked-patient': (page) => stage(page, 'locked', '/me', PATIENT),
    invitation: at('/invitation'),
    'invitation-opened': openInvitation,
    'invitation-failing': async (page) => {
      await page.goto('/invitation?code=UNKNOWN-CODE-0000');
      await page.getByRole('alert').waitFor();
    },
  }),
  ...scenesOf('minato-physician', {
    security: at('/security', 'サインインしている端末'),
    'security-step-up': async (page) => {
      await fail(page, '/me/recovery-codes', 403, 'STEP_UP_REQUIRED');
      await page.goto('/security');
      await press(page, /新しい回復コード/);
      await page.getByRole('dialog').waitFor();
    },
    'security-step-up-given-up': async (page) => {
      await fail(page, '/me/recovery-codes', 403, 'STEP_UP_REQUIRED');
      await page.goto('/security');
      await press(page, /新しい回復コード/);
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('alert').waitFor();
    },
    'security-codes': async (page) => {
      await page.goto('/security');
      await press(page, /新しい回復コード/);
      await page.getByRole('dialog').waitFor();
    },
    'security-failing': async (page) => {
      await fail(page, '/me/security', 503);
      await page.goto('/security');
      await page.getByRole('alert').first().waitFor();
    },
    'address-unknown': at('/nowhere', '見つかりません'),
  }),
  ...scenesOf('city-manager', {
    members: at('/organisation', 'city-nurse'),
    member: at('/organisation/members/city-nurse', '困ったときの操作'),
    'member-asked': async (page) => {
      await page.goto('/organisation/members/city-nurse');
      await press(page, 'アカウントを止める');
      await page.getByRole('dialog').waitFor();
    },
    'member-own': at('/organisation/members/city-manager', '困ったときの操作'),
    'member-unknown': at('/organisation/members/nobody', 'このメンバーはいません'),
    'member-invite': async (page) => {
      await page.goto('/organisation/invite');
      await press(page, '招待コードを作る');
    },
    'member-invited': async (page) => {
      await page.goto('/organisation/invite');
      const account = `example-${Date.now().toString(36)}`;
      await page.getByRole('textbox', { name: '名前' }).fill('試験　花子');
      await page.getByRole('textbox', { name: 'アカウント' }).fill(account);
      await choose(page, 'checkbox', '看護師');
      await press(page, '招待コードを作る');
      await page.getByText(/\/invitation\?code=/).waitFor();
    },
    'programs-empty': at('/organisation/programs', 'プログラムはまだありません'),
    'program-new': async (page) => {
      await page.goto('/organisation/programs/new');
      await press(page, '登録する');
    },
    programs: async (page) => {
      const clients = [
        program('院内の資格確認の連携', null),
        program('古い連携', '2026-10-02T03:04:05.000Z'),
      ];
      await change(page, '/organisation', (answer) => ({ ...answer, clients }));
      await page.goto('/organisation/programs');
      await page.getByText('古い連携').waitFor();
    },
    'members-failing': async (page) => {
      await fail(page, '/organisation', 503);
      await page.goto('/organisation');
      await page.getByRole('alert').first().waitFor();
    },
  }),
  ...scenesOf('administrator', {
    organisations: at('/organisations', 'つなぐ市民病院'),
    'organisation-new': async (page) => {
      await page.goto('/organisations/new');
      await press(page, /組織を加えて/);
    },
    'organisations-failing': async (page) => {
      await fail(page, '/organisations', 503);
      await page.goto('/organisations');
      await page.getByRole('alert').first().waitFor();
    },
  }),
];

const program = (name: string, revokedAt: string | null) => ({
  clientId: `example-${name.length}`,
  name,
  scopes: ['eligibility', 'records'],
  keys: ['2026-autumn'],
  certificateThumbprints: [],
  createdAt: '2026-09-01T01:02:03.000Z',
  createdBy: '見本　灯一（管理者）',
  revokedAt,
});
