import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../tests/browser/support/chromium.ts';
import { type Certificate, findPerson, signIn, signOut } from '../tests/browser/support/steps.ts';
import { buildPortal } from './build-portal.ts';
import { ROOT } from './run-command.ts';

/**
 * Photographs every page: both languages, three widths, both sets of colours, empty, full and failing.
 *   npm run screens -- [--data DIR] [--out DIR] [--only TEXT]
 * `--data` reuses (or keeps) a data directory, `--only` takes the scenes whose name contains TEXT.
 */
const { values } = parseArgs({
  options: { data: { type: 'string' }, out: { type: 'string' }, only: { type: 'string' } },
});
const PASSWORD = 'tsunagu-demo';
const SIZES = [
  [1440, 900],
  [1024, 768],
  [390, 844],
] as const;
/** Longer pages are cut: what is below repeats itself. */
const MOST_PIXELS_HIGH = 3_000;

type People = ReadonlyMap<string, Certificate>;
/** What is on the screen when the pictures are taken. Scenes of one account follow each other in one session. */
interface Scene {
  readonly name: string;
  readonly account: string | null;
  readonly show: (page: Page, people: People) => Promise<void>;
}

const nav = (page: Page, name: string) =>
  page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click();

function numbersOf(people: People, key: string): Certificate {
  const found = people.get(key);
  if (found === undefined) throw new Error(`the demo has no ${key}`);
  return found;
}

/** From the desk to the consent page of a person. */
async function meet(page: Page, people: People, key: string): Promise<void> {
  await page.goto('/reception');
  await findPerson(page, numbersOf(people, key));
  await page.getByRole('link', { name: '同意の画面へ' }).click();
  await page.getByRole('heading', { level: 1, name: /同意/ }).waitFor();
}

async function readRecord(page: Page, people: People, key: string, search = ''): Promise<void> {
  await meet(page, people, key);
  await button(page, /4つすべてに同意/);
  await page.getByText('同意を記録しました').waitFor();
  await page.goto(`${page.url().replace(/consent$/, 'record')}${search}`);
  await page.getByRole('button', { name: '時間軸' }).waitFor();
}

/** The page while the interface answers every request below `path` with `status`; 0 breaks the connection. */
async function failing(page: Page, path: string, status: number, open: () => Promise<void>): Promise<void> {
  await page.route(path, (route) =>
    status === 0
      ? route.abort()
      : route.fulfill({
          status,
          json: { error: { code: 'UNAVAILABLE', kind: 'unavailable', requestId: 'example', fields: {} } },
        }),
  );
  await open();
  await page.getByRole('alert').first().waitFor();
}

const clinical = 'city-physician';
const SCENES: readonly Scene[] = [
  { name: 'sign-in', account: null, show: async (page) => void (await page.goto('/sign-in')) },
  {
    name: 'sign-in-failing',
    account: null,
    show: async (page) => {
      await page.goto('/sign-in?next=%2Freception');
      await page.getByRole('textbox', { name: 'アカウント' }).fill('nobody');
      await page.getByLabel('パスワード').fill('wrong');
      await page.getByRole('button', { name: 'サインイン', exact: true }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  { name: 'reception-empty', account: clinical, show: (page) => nav(page, '受付') },
  {
    name: 'reception-faults',
    account: clinical,
    show: async (page) => {
      await page.goto('/reception');
      await button(page, '探す');
    },
  },
  {
    name: 'reception-not-found',
    account: clinical,
    show: async (page, people) => {
      await page.goto('/reception');
      await findPerson(page, { ...numbersOf(people, 'healthy'), number: '99999998' });
      await page.getByText('登録されていません').waitFor();
    },
  },
  {
    name: 'reception-found',
    account: clinical,
    show: async (page, people) => {
      await page.goto('/reception');
      await findPerson(page, numbersOf(people, 'transplant'));
      await page.getByRole('link', { name: '同意の画面へ' }).waitFor();
    },
  },
  { name: 'consent-none', account: clinical, show: (page, people) => meet(page, people, 'transplant') },
  {
    name: 'record-refused',
    account: clinical,
    show: async (page, people) => {
      await meet(page, people, 'transplant');
      await nav(page, '記録');
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'consent-given',
    account: clinical,
    show: async (page, people) => {
      await meet(page, people, 'polypharmacy');
      await button(page, /4つすべてに同意/);
      await page.getByText('同意を記録しました').waitFor();
    },
  },
  {
    name: 'record-part',
    account: clinical,
    show: async (page, people) => {
      await meet(page, people, 'child');
      await page.getByRole('checkbox', { name: '薬剤' }).press('Space');
      await button(page, /^選んだ分野だけ同意/);
      await page.getByText('同意を記録しました').waitFor();
      await nav(page, '記録');
      await page.getByRole('application').waitFor();
    },
  },
  ...(['polypharmacy', 'dialysis', 'cancer', 'healthy'] as const).map((key) => ({
    name: `record-${key}`,
    account: clinical,
    show: (page: Page, people: People) => readRecord(page, people, key),
  })),
  ...(
    ['span=5y', 'view=drugs', 'view=treatments', 'view=calendar&month=2026-09', 'view=visits'] as const
  ).map((search) => ({
    name: `record-${search.replace(/[=&]/g, '-')}`,
    account: clinical,
    show: (page: Page, people: People) => readRecord(page, people, 'dialysis', `?${search}`),
  })),
  {
    name: 'record-nothing-left',
    account: clinical,
    show: (page, people) => readRecord(page, people, 'dialysis', '?q=nothing-is-called-so'),
  },
  {
    name: 'record-card',
    account: clinical,
    show: async (page, people) => {
      await readRecord(page, people, 'polypharmacy');
      await page.getByRole('application').focus();
      for (let times = 0; times < 3; times++) await page.keyboard.press('ArrowDown');
      await page.getByRole('complementary').waitFor();
    },
  },
  {
    name: 'record-failing',
    account: clinical,
    show: async (page, people) => {
      await meet(page, people, 'polypharmacy');
      await failing(page, '**/api/persons/*/record', 503, () => nav(page, '記録'));
    },
  },
  { name: 'address-unknown', account: clinical, show: async (page) => void (await page.goto('/nowhere')) },
  {
    name: 'receptionist-refused',
    account: 'city-reception',
    show: async (page, people) => {
      await meet(page, people, 'healthy');
      await page.goto(page.url().replace(/consent$/, 'record'));
      await page.getByRole('alert').waitFor();
    },
  },
  { name: 'me', account: 'patient-polypharmacy', show: (page) => nav(page, '今のくすり') },
  { name: 'me-record', account: 'patient-polypharmacy', show: (page) => nav(page, 'くわしい記録') },
  { name: 'me-disclosures', account: 'patient-polypharmacy', show: (page) => nav(page, 'だれが見たか') },
  {
    name: 'me-failing',
    account: 'patient-polypharmacy',
    show: (page) => failing(page, '**/api/me/record', 0, async () => void (await page.goto('/me'))),
  },
  { name: 'intake', account: 'intake', show: (page) => nav(page, '取込') },
  {
    name: 'intake-refused',
    account: 'intake',
    show: async (page) => {
      await nav(page, '取込');
      const chooser = page.waitForEvent('filechooser');
      await button(page, 'ファイルを選ぶ');
      const picture = {
        name: 'RECEIPTC.UKE',
        mimeType: 'application/octet-stream',
        buffer: Buffer.alloc(64, 255),
      };
      await (await chooser).setFiles(picture);
      await page.getByText(/取り込めませんでした|同じ内容です/).waitFor();
    },
  },
  {
    name: 'intake-file',
    account: 'intake',
    show: async (page) => {
      await page.goto('/work-items?kind=claim-broken');
      await page.getByRole('cell').getByRole('link').first().click();
      await page.getByRole('heading', { level: 1, name: '取り込みの結果を確かめる' }).waitFor();
      await page
        .getByRole('button', { name: /場所を見る/ })
        .first()
        .click();
    },
  },
  { name: 'work', account: 'intake', show: (page) => nav(page, '作業一覧') },
  {
    name: 'work-none',
    account: 'intake',
    show: async (page) => void (await page.goto('/work-items?state=resolved&kind=claim-broken')),
  },
  {
    name: 'work-failing',
    account: 'intake',
    show: (page) =>
      failing(page, '**/api/claims/work-items*', 503, async () => void (await page.goto('/work-items'))),
  },
];

/** One scene in all sizes, languages and colours, without loading it anew. */
async function photograph(page: Page, name: string, out: string): Promise<number> {
  let count = 0;
  for (const language of ['ja', 'en'] as const) {
    if (language === 'en') await button(page, 'English');
    for (const theme of ['light', 'contrast'] as const) {
      if (theme === 'contrast') await button(page, /高コントラスト|High contrast/i);
      for (const [width, height] of SIZES) {
        await page.setViewportSize({ width, height });
        await page.evaluate('scrollTo(0, 0)');
        const tall = Number(await page.evaluate('document.documentElement.scrollHeight'));
        // A window as high as the page: what is drawn only near the window is on the picture, too.
        await page.setViewportSize({ width, height: Math.max(height, Math.min(tall, MOST_PIXELS_HIGH)) });
        // The time axis settles after it has been laid out for a new width.
        await page.waitForTimeout(250);
        await page.screenshot({ path: join(out, `${name}-${language}-${width}-${theme}.png`) });
        count++;
      }
      if (theme === 'contrast') await button(page, /標準の色|Standard colours/i);
    }
    if (language === 'en') await button(page, '日本語');
  }
  return count;
}

/** What the reception asks for, as the demo's patients themselves are told. */
async function readNumbers(page: Page): Promise<People> {
  const people = new Map<string, Certificate>();
  for (const key of ['polypharmacy', 'dialysis', 'cancer', 'healthy', 'transplant', 'child']) {
    await signIn(page, `patient-${key}`, PASSWORD);
    const answer = await page.request.get('/api/me/record');
    const { person } = (await answer.json()) as {
      person: { birthDate: string; insured: Omit<Certificate, 'birthDate'> };
    };
    people.set(key, { ...person.insured, birthDate: person.birthDate });
    await signOut(page);
  }
  return people;
}

async function takeAll(browser: Browser, url: string, out: string): Promise<number> {
  const open = async () => {
    const context = await browser.newContext({ baseURL: url, locale: 'ja-JP', timezoneId: 'Asia/Tokyo' });
    return context.newPage();
  };
  const first = await open();
  const people = await readNumbers(first);
  await first.context().close();
  const wanted = SCENES.filter(({ name }) => name.includes(values.only ?? ''));
  let count = 0;
  let page: Page | null = null;
  let account: string | null = null;
  for (const scene of wanted) {
    if (page === null || account !== scene.account) {
      await page?.context().close();
      page = await open();
      account = scene.account;
      if (account !== null) await signIn(page, account, PASSWORD);
    }
    await page.setViewportSize({ width: SIZES[0][0], height: SIZES[0][1] });
    await scene.show(page, people);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    count += await photograph(page, scene.name, out);
    await page.unrouteAll();
    process.stdout.write(`${scene.name}\n`);
  }
  return count;
}

/** A port that nobody listens on. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Starts the server over a data directory; ready once it says where it listens. */
async function startServer(data: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const port = String(await freePort());
  const program = join(ROOT, 'apps/server/bin/tsunagu.js');
  const child = spawn(process.execPath, [program, 'start', '--data', data, '--port', port], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let told = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        told += chunk;
        const ready = /ready: (\S+)/.exec(told)?.[1];
        if (ready !== undefined) resolve(ready);
      });
    }
    child.once('close', () => reject(new Error(`the server ended: ${told}`)));
  });
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

if ((await buildPortal()) !== 0) process.exit(1);
const out = values.out ?? join(tmpdir(), 'tsunagu-screens');
mkdirSync(out, { recursive: true });
const data = values.data ?? mkdtempSync(join(tmpdir(), 'tsunagu-screens-data-'));
const began = Date.now();
process.stdout.write('starting the server; a new data directory is filled first …\n');
const server = await startServer(data);
const browser = await launchChromium();
try {
  const count = await takeAll(browser, server.url, out);
  process.stdout.write(`${count} pictures in ${out}, ${Math.round((Date.now() - began) / 1000)} s\n`);
} finally {
  await browser.close();
  await server.stop();
  if (values.data === undefined) rmSync(data, { recursive: true, force: true });
}
