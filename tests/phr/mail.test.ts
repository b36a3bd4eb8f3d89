import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createServer } from '../../apps/server/src/main.ts';
import { makeNotices, sendMail, startNoticeWorker } from '../../apps/server/src/modules/phr/index.ts';
import { drugCode } from '../../apps/server/src/testing/demo-codes.ts';
import { CLINIC, HOSPITAL } from '../../apps/server/src/testing/people.ts';
import { outcomeOf, TEST_ORIGIN } from '../../apps/server/src/testing/test-server.ts';
import { createRegion, EVERYTHING, pass, type Region, SECOND, somePeople } from '../access/region.ts';
import { openSmtpServer, type SmtpServer } from './smtp-server.ts';

/** @spec phr.md §3 A8, A13 */
const MINUTE = 60 * SECOND;
const PEOPLE = 6;
let server: Region;
let post: SmtpServer;
beforeAll(async () => {
  server = await createRegion(somePeople(PEOPLE));
  for (let ordinal = 1; ordinal <= PEOPLE; ordinal++) {
    const patient = await server.signIn(`patient-${ordinal}`);
    for (const { code } of [HOSPITAL, CLINIC])
      await patient.post('/api/me/consents', {
        facilityCode: code,
        categories: EVERYTHING,
        basis: 'persistent',
      });
    await patient.post('/api/me/notice-settings', { mail: `patient-${ordinal}@test.invalid` });
  }
});
afterAll(() => server.close());
beforeEach(async () => {
  post = await openSmtpServer();
});
afterEach(() => post.close());

const mailServer = () => ({ url: post.url, from: 'tsunagu@test.invalid' });
const deps = () => ({ ...server, mail: mailServer() });
/** A first view that leaves a mail waiting. */
async function viewed(ordinal: number, account = 'hospital-physician'): Promise<void> {
  await (await server.signIn(account)).get(`/api/persons/${server.ref(ordinal)}/record`);
  while ((await makeNotices(server)) > 0);
}
const waiting = () =>
  server.asOwner<{ tries: number; last_error: string | null; next_try_at: Date }>(
    'SELECT tries, last_error, next_try_at FROM phr.outgoing_mail WHERE sent_at IS NULL',
  );

test('a mail says who and when and that one should sign in, and not one clinical word', async () => {
  await viewed(1);
  expect(await sendMail(deps())).toBe(1);
  const [mail] = post.mails;
  expect(mail).toMatchObject({ from: 'tsunagu@test.invalid', to: ['patient-1@test.invalid'] });
  expect(mail?.subject).toBe('【つなぐ】医療情報の閲覧のお知らせ');
  expect(mail?.text).toContain(HOSPITAL.name);
  expect(mail?.text).toContain('2026年11月22日 10:02');
  const { person, tables } = (await (await server.signIn('patient-1')).get('/api/me/record')).json();
  const secrets = [
    ...[...tables.drugs, ...tables.acts].flatMap(({ code, name }: { code: string; name: string }) => [
      code,
      name,
    ]),
    drugCode('amlodipine-5'),
    person.name,
    person.insured.number,
    server.ref(1),
    'hospital-physician',
    ...EVERYTHING,
  ];
  for (const secret of [...secrets, '薬剤', '手術', '診療情報'])
    expect(`${mail?.subject}${mail?.text}`).not.toContain(secret);
  expect(await sendMail(deps())).toBe(0);
  expect(post.mails).toHaveLength(1);
});

test('without an address, or after it was taken away, there is no mail; an address that is none is refused', async () => {
  const patient = await server.signIn('patient-2');
  for (const mail of [
    '',
    'x',
    'a@b@c',
    'a b@test.invalid',
    'a@test.invalid,b@test.invalid',
    'a@x\r\nBcc: b@x',
  ])
    expect([mail, outcomeOf(await patient.post('/api/me/notice-settings', { mail }))]).toEqual([
      mail,
      '400 INPUT_INVALID',
    ]);
  expect((await patient.get('/api/me/notice-settings')).json()).toEqual({ mail: 'patient-2@test.invalid' });
  await patient.post('/api/me/notice-settings', { mail: null });
  await viewed(2);
  expect(await sendMail(deps())).toBe(0);
  expect(await waiting()).toEqual([]);
});

test('a mail that waits goes to the address of by now, and nowhere once that was taken away', async () => {
  const patient = await server.signIn('patient-1');
  await viewed(1, 'clinic-physician');
  const set = (mail: string | null) => patient.post('/api/me/notice-settings', { mail });
  await set(null);
  expect(await sendMail(deps())).toBe(0);
  await set('moved@test.invalid');
  expect(await sendMail(deps())).toBe(1);
  expect(post.mails.map(({ to }) => to)).toEqual([['moved@test.invalid']]);
});

test('while the mail server is down a mail waits, ever longer, and goes out once it is back', async () => {
  const down = { ...deps(), mail: { ...mailServer(), url: 'smtp://127.0.0.1:1' } };
  await viewed(3);
  expect(await sendMail({ ...down, mail: null })).toBe(0);
  expect(await waiting()).toMatchObject([{ tries: 0, last_error: null }]);
  for (const [tries, pause] of [
    [1, MINUTE],
    [2, 2 * MINUTE],
    [3, 4 * MINUTE],
  ] as const) {
    const now = server.clock().getTime();
    expect(await sendMail(down)).toBe(0);
    const [mail] = await waiting();
    expect([mail?.tries, (mail?.next_try_at.getTime() ?? 0) - now]).toEqual([tries, pause]);
    // A code, not the words of the mail server, which may hold the address.
    expect(mail?.last_error).toMatch(/^[A-Z]+$/);
    pass(server, pause - 1);
    expect(await sendMail(down)).toBe(0);
    expect(await waiting()).toMatchObject([{ tries }]);
    pass(server, 1);
  }
  post.behave('refuses');
  expect(await sendMail(deps())).toBe(0);
  expect(await waiting()).toMatchObject([{ tries: 4, last_error: 'EMESSAGE' }]);
  post.behave('accepts');
  pass(server, 8 * MINUTE);
  expect(await sendMail(deps())).toBe(1);
  expect(post.mails.map(({ to }) => to)).toEqual([['patient-3@test.invalid']]);
});

test('two servers that send at once send a mail once; a signal stops before the next one', async () => {
  await viewed(4);
  await viewed(5);
  const stopped = AbortSignal.abort();
  expect(await sendMail(deps(), stopped)).toBe(0);
  expect(await waiting()).toMatchObject([{ tries: 0 }, { tries: 0 }]);
  const sent = await Promise.all(Array.from({ length: 4 }, () => sendMail(deps())));
  expect(sent.reduce((sum, one) => sum + one, 0)).toBe(2);
  expect(post.mails.map(({ to }) => to[0]).toSorted()).toEqual([
    'patient-4@test.invalid',
    'patient-5@test.invalid',
  ]);
});

test('a mail server that hangs keeps no notice waiting', async () => {
  post.behave('hangs');
  await viewed(5, 'clinic-physician');
  const worker = startNoticeWorker({ ...deps(), onError: () => {} });
  worker.poke();
  while (post.connections() === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  // The mail is under way and will be for seconds.
  await (await server.signIn('clinic-physician')).get(`/api/persons/${server.ref(6)}/record`);
  worker.poke();
  const from = performance.now();
  const patient = await server.signIn('patient-6');
  while ((await patient.get('/api/me/notices/unread')).json().unread === 0)
    await new Promise((resolve) => setTimeout(resolve, 50));
  expect((performance.now() - from) / 1000).toBeLessThan(8);
  await post.close();
  await worker.stop();
  pass(server, 10 * MINUTE);
  await server.asOwner('UPDATE phr.outgoing_mail SET sent_at = now() WHERE sent_at IS NULL');
});

test('a server that is started with a mail server sends by itself', async () => {
  const config = {
    maxUploadBytes: 1_000_000,
    publicOrigin: TEST_ORIGIN,
    tls: null,
    trustedProxies: [],
    mail: mailServer(),
  };
  const production = await createServer(server, config);
  try {
    await (await server.signIn('clinic-physician')).get(`/api/persons/${server.ref(3)}/record`);
    const from = performance.now();
    while (post.mails.length === 0 && performance.now() - from < 20_000)
      await new Promise((resolve) => setTimeout(resolve, 100));
    expect(post.mails.map(({ to, text }) => [to, text.includes(CLINIC.name)])).toEqual([
      [['patient-3@test.invalid'], true],
    ]);
  } finally {
    await production.close();
  }
});
