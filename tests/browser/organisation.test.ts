import { hasFacilityCheckDigit, parseFacilityCode } from '@tsunagu/ids';
import { TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { hasChromium, UNLESS_SKIPPED } from './support/chromium.ts';
import { signInAs, usePortal } from './support/portal.ts';
import { Steps } from './support/visit.ts';

const portal = usePortal();

/** Ten digits out of nine, with the check digit. */
function facilityCode(nine: string): string {
  const found = [...'0123456789']
    .map((digit) => nine + digit)
    .find((code) => {
      const read = parseFacilityCode(code);
      return read !== null && hasFacilityCheckDigit(read);
    });
  if (found === undefined) throw new Error('no digit fits');
  return found;
}

test.skipIf(!hasChromium)(
  `a manager invites a nurse with 5 steps; she chooses a password, an authenticator, and is in${UNLESS_SKIPPED}`,
  async () => {
    const manager = await portal.visit();
    await signInAs(manager.page, 'city-manager');
    const steps = new Steps(manager.page);
    await steps.press('link', '招待する');
    await steps.fill('名前', '試験　花子');
    await steps.fill('アカウント', 'hanako');
    await steps.press('checkbox', '看護師');
    await steps.press('button', '招待コードを作る');
    const link = (await manager.page.getByText(/\/invitation\?code=/).textContent()) ?? '';
    expect(steps.count).toBe(5);
    await manager.lookAround();

    const nurse = await portal.visit({ width: 390, height: 844, touch: true });
    const { page } = nurse;
    await page.goto(link);
    await page.getByText('試験　花子').waitFor();
    const choose = async (password: string) => {
      await page.getByLabel('新しいパスワード', { exact: true }).fill(password);
      await page.getByLabel('新しいパスワード（もう一度）').fill(password);
      await page.getByRole('button', { name: 'このパスワードではじめる' }).click();
    };
    await choose('hana');
    await page.getByText('短すぎます。8文字以上にしてください。').waitFor();
    await nurse.lookAround();
    await choose('umi-to-yama-no-aida');
    await nurse.lookAround();
    await page.getByRole('button', { name: '認証アプリを登録する' }).click();
    const secret = await page.getByText(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/).textContent();
    await nurse.lookAround();
    const totp = new TOTP({ secret: (secret ?? '').replaceAll(' ', '') });
    const code = totp.generate({ timestamp: portal.runtime.clock().getTime() });
    await page.getByRole('textbox', { name: '認証アプリに出た6けたのコード' }).fill(code);
    await page.getByRole('button', { name: '登録する', exact: true }).click();
    await page.getByRole('checkbox', { name: '安全な場所に控えました' }).press('Space');
    await nurse.lookAround();
    await page.getByRole('button', { name: '次へ進む' }).click();
    await page.getByRole('button', { name: '離席する' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/reception');

    await manager.page.goto('/organisation/members/hanako');
    await manager.page.getByText('2つ目の確認方法も登録されています').waitFor();
    await manager.page.getByRole('button', { name: 'アカウントを止める' }).click();
    await manager.page.getByRole('dialog').getByRole('button', { name: 'アカウントを止める' }).click();
    await manager.page.getByText('アカウントを止めました').waitFor();
    await manager.lookAround();
    await page.goto('/reception');
    await page.getByRole('heading', { name: 'サインインする' }).waitFor();
    await nurse.leave([401, 422]);
    await manager.leave();
  },
);

test.skipIf(!hasChromium)(
  `a program is registered by its public key and revoked; a private key never leaves the browser${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit();
    const { page } = visit;
    const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
      'sign',
      'verify',
    ]);
    const publicKey = { ...(await crypto.subtle.exportKey('jwk', pair.publicKey)), kid: 'one' };
    const privateKey = { ...(await crypto.subtle.exportKey('jwk', pair.privateKey)), kid: 'one' };
    const sent: string[] = [];
    page.on('request', (request) => sent.push(request.postData() ?? ''));
    await signInAs(page, 'city-manager', '/organisation/programs');
    await page.getByRole('link', { name: '登録する' }).click();
    await page.getByRole('textbox', { name: '名前' }).fill('院内の連携');
    await page.getByRole('checkbox', { name: '資格確認' }).press('Space');
    const keys = page.getByRole('textbox', { name: '公開鍵の一覧（JWKS）' });
    await keys.fill(JSON.stringify({ keys: [privateKey] }));
    await page.getByRole('button', { name: '登録する', exact: true }).click();
    await page.getByText('秘密鍵が入っています').waitFor();
    expect(sent.some((body) => body.includes(String(privateKey.d)))).toBe(false);
    await visit.lookAround();
    await keys.fill(JSON.stringify({ keys: [publicKey] }));
    await page.getByRole('button', { name: '登録する', exact: true }).click();
    await page.getByText('「院内の連携」を登録しました').waitFor();
    await visit.lookAround();
    await page.getByRole('link', { name: 'プログラムの一覧へ' }).click();
    await page.getByRole('button', { name: /失効させる/ }).click();
    await visit.lookAround();
    await page.getByRole('dialog').getByRole('button', { name: '失効させる' }).click();
    await page.getByRole('cell', { name: /失効: / }).waitFor();
    await visit.lookAround();
    await visit.leave();
  },
);

test.skipIf(!hasChromium)(
  `the operator adds an organisation with its first manager; a nurse is refused both pages${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit();
    const { page } = visit;
    await signInAs(page, 'administrator');
    await visit.lookAround();
    await page.getByRole('link', { name: '組織を加える' }).click();
    const field = (name: string) => page.getByRole('textbox', { name });
    await field('医療機関コード').fill('123');
    await page.getByRole('button', { name: '組織を加えて、招待コードを作る' }).click();
    await page.getByText('10けたの数字で入力してください。').waitFor();
    await visit.lookAround();
    await field('名前').first().fill('試験の診療所');
    await page.getByRole('combobox', { name: '種類' }).selectOption('insurer');
    await field('保険者番号').fill('12345678');
    await field('名前').last().fill('試験　管理');
    await field('アカウント').fill('shiken-manager');
    await page.getByRole('button', { name: '組織を加えて、招待コードを作る' }).click();
    await page.getByText('番号の検査数字が合いません').waitFor();
    await page.getByRole('combobox', { name: '種類' }).selectOption('clinic');
    await field('医療機関コード').fill(facilityCode('131999999'));
    await page.getByRole('button', { name: '組織を加えて、招待コードを作る' }).click();
    await page.getByText('試験　管理さんの招待コードを作りました').waitFor();
    await visit.lookAround();
    await page.getByRole('link', { name: '組織の一覧へ' }).click();
    await page.getByRole('cell', { name: '試験の診療所', exact: true }).waitFor();
    await visit.leave([400]);

    const nurse = await portal.visit();
    await signInAs(nurse.page, 'city-nurse', '/organisation');
    await nurse.page.getByRole('alert').getByText('ROLE_NOT_ALLOWED').waitFor();
    await nurse.page.goto('/organisations');
    await nurse.page.getByRole('alert').getByText('ROLE_NOT_ALLOWED').waitFor();
    await nurse.lookAround();
    await nurse.leave([403]);
  },
);
