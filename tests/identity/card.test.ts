import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openCardAuthority } from '../../apps/server/src/kernel/pki/test-authority/open-card-authority.ts';
import { noteSetting } from '../../apps/server/src/kernel/settings/settings.ts';
import { identifyByCard, linkCard, saveDemoCards } from '../../apps/server/src/modules/identity/index.ts';
import type { PersonId } from '../../apps/server/src/modules/registry/index.ts';
import { testPerson } from '../../apps/server/src/testing/people.ts';
import { TEST_NOW } from '../../apps/server/src/testing/test-runtime.ts';
import {
  callerOf,
  cookieOf,
  createTestServer,
  outcomeOf,
  TEST_ORIGIN,
  type TestServer,
} from '../../apps/server/src/testing/test-server.ts';
import {
  challengeFor,
  issueTo,
  knownPerson,
  numbersOf,
  registerWith,
  signedBy,
  signInWith,
} from './card-support.ts';

let server: TestServer;
let ordinal = 0;

beforeAll(async () => {
  server = await createTestServer({ masters: false });
});
afterAll(() => server.close());
beforeEach(async () => {
  server.setNow(TEST_NOW);
  await server.asOwner('DELETE FROM identity.card_challenge');
});

const minutesLater = (minutes: number) =>
  server.setNow(new Date(Date.parse(TEST_NOW) + minutes * 60_000).toISOString());

/** A person of whom nothing is known here but the numbers, with a card that is not registered yet. */
async function newcomer() {
  ordinal += 1;
  const person = testPerson(ordinal);
  const personId = await knownPerson(server, person);
  return { person, personId, card: await issueTo(server, person) };
}

/** A person whose card is registered. */
async function regular() {
  const one = await newcomer();
  const answer = await registerWith(server, one.card, numbersOf(one.person));
  expect(outcomeOf(answer)).toBe('200 ok');
  return { ...one, answer };
}

const eventsOf = (personId: PersonId) =>
  server.asOwner(
    `SELECT event, outcome, refusal_code, method FROM audit.entry WHERE person_id = $1 ORDER BY at, seq`,
    [personId],
  );
const linksOf = (personId: PersonId) =>
  server.asOwner<{ serial: string; end_reason: string | null }>(
    'SELECT serial, end_reason FROM identity.card_link WHERE person_id = $1 ORDER BY linked_at, end_reason NULLS LAST',
    [personId],
  );

test('a card that nobody registered is told so; registered once, it signs in from then on', async () => {
  const { person, personId, card } = await newcomer();
  expect(outcomeOf(await signInWith(server, card))).toBe('409 CARD_NOT_REGISTERED');
  const registered = await registerWith(server, card, numbersOf(person));
  expect(registered.json()).toMatchObject({
    session: {
      kind: 'patient',
      roles: ['patient'],
      stage: 'complete',
      expiresAt: '2026-11-22T13:02:03.000Z',
    },
  });
  expect(registered.body).not.toContain(personId);
  const answer = await signInWith(server, card);
  expect(outcomeOf(answer)).toBe('200 ok');
  const { account } = answer.json<{ session: { account: string } }>().session;
  expect(account).toMatch(/^patient-[0-9a-f]{20}$/);
  expect(registered.json()).toMatchObject({ session: { account } });
  const patient = callerOf(server.app, cookieOf(answer));
  expect(outcomeOf(await patient.get('/api/me/disclosures'))).toBe('200 ok');
  expect(answer.cookies).toMatchObject([{ httpOnly: true, sameSite: 'Strict', path: '/' }]);
  expect((await eventsOf(personId)).filter(({ event }) => event !== 'disclosure')).toMatchObject([
    { event: 'card-registered', method: 'card' },
    { event: 'sign-in', method: 'card' },
    { event: 'sign-in', method: 'card' },
  ]);
});

test('no password opens the account of a patient', async () => {
  const { answer } = await regular();
  const { account } = answer.json<{ session: { account: string } }>().session;
  for (const password of ['', ' ', account, 'null'])
    expect(
      (await server.nobody.post('/api/sign-in', { account, password })).statusCode,
    ).toBeGreaterThanOrEqual(400);
});

test('an account that exists already is used', async () => {
  const { person, personId, card } = await newcomer();
  await server.addPatient(`existing-${ordinal}`, personId);
  const answer = await registerWith(server, card, numbersOf(person));
  expect(answer.json()).toMatchObject({ session: { account: `existing-${ordinal}` } });
  await server.asOwner('UPDATE identity.account SET disabled_at = now() WHERE person_id = $1', [personId]);
  expect(outcomeOf(await signInWith(server, card))).toBe('403 CARD_ACCOUNT_DISABLED');
});

test('an answer that was heard is worth nothing the second time', async () => {
  const { card } = await regular();
  const { challengeId, nonce } = await challengeFor(server, 'sign-in');
  const body = { challengeId, ...signedBy(card.auth, { purpose: 'sign-in', nonce }) };
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => server.nobody.post('/api/sign-in/card', body)),
  );
  expect(answers.map(outcomeOf).sort()).toEqual([
    '200 ok',
    ...Array<string>(5).fill('401 CARD_CHALLENGE_USED'),
  ]);
  expect(outcomeOf(await server.nobody.post('/api/sign-in/card', body))).toBe('401 CARD_CHALLENGE_USED');
});

test('a challenge that failed once is used up', async () => {
  const { card } = await regular();
  const { challengeId, nonce } = await challengeFor(server, 'sign-in');
  const right = signedBy(card.auth, { purpose: 'sign-in', nonce });
  const wrong = { challengeId, ...right, signature: Buffer.alloc(256).toString('base64') };
  expect(outcomeOf(await server.nobody.post('/api/sign-in/card', wrong))).toBe('401 CARD_SIGNATURE_WRONG');
  const late = await server.nobody.post('/api/sign-in/card', { challengeId, ...right });
  expect(outcomeOf(late)).toBe('401 CARD_CHALLENGE_USED');
});

test('a challenge that the server did not set, or set for something else, is refused', async () => {
  const { card } = await regular();
  const { nonce } = await challengeFor(server, 'sign-in');
  const answer = signedBy(card.auth, { purpose: 'sign-in', nonce });
  const unknown = await server.nobody.post('/api/sign-in/card', { challengeId: 'A'.repeat(32), ...answer });
  expect(outcomeOf(unknown)).toBe('401 CARD_CHALLENGE_UNKNOWN');
  for (const purpose of ['reader', 'registration'] as const) {
    const other = await challengeFor(server, purpose);
    for (const signedFor of ['sign-in', purpose] as const) {
      const body = {
        challengeId: other.challengeId,
        ...signedBy(card.auth, { purpose: signedFor, nonce: other.nonce }),
      };
      expect(outcomeOf(await server.nobody.post('/api/sign-in/card', body))).toMatch(
        signedFor === 'sign-in' ? '401 CARD_CHALLENGE_PURPOSE' : '401 CARD_CHALLENGE_USED',
      );
    }
  }
});

test('a challenge waits two minutes, to the second, and is forgotten later', async () => {
  const { card } = await regular();
  const set = async () => {
    server.setNow(TEST_NOW);
    const { challengeId, nonce, expiresAt } = await challengeFor(server, 'sign-in');
    expect(expiresAt).toBe('2026-11-22T01:04:03.000Z');
    return { challengeId, ...signedBy(card.auth, { purpose: 'sign-in', nonce }) };
  };
  const early = await set();
  server.setNow('2026-11-22T01:04:02.999Z');
  expect(outcomeOf(await server.nobody.post('/api/sign-in/card', early))).toBe('200 ok');
  const late = await set();
  server.setNow('2026-11-22T01:04:03.000Z');
  expect(outcomeOf(await server.nobody.post('/api/sign-in/card', late))).toBe('401 CARD_CHALLENGE_EXPIRED');
  const old = await set();
  minutesLater(30);
  await challengeFor(server, 'sign-in');
  expect(outcomeOf(await server.nobody.post('/api/sign-in/card', old))).toBe('401 CARD_CHALLENGE_UNKNOWN');
  expect(await server.asOwner('SELECT FROM identity.card_challenge')).toHaveLength(1);
});

test('the database tells neither the id of a challenge nor what is to be signed', async () => {
  const { challengeId, nonce } = await challengeFor(server, 'sign-in');
  const rows = await server.asOwner<{ row: string }>('SELECT c::text AS row FROM identity.card_challenge c');
  const hex = (text: string) => Buffer.from(text, 'base64url').toString('hex');
  for (const secret of [challengeId, nonce, hex(challengeId), hex(nonce)])
    expect(rows.some(({ row }) => row.includes(secret))).toBe(false);
});

test('what was signed for another purpose, or on another site, is refused', async () => {
  const { card } = await regular();
  const attempt = async (changed: Parameters<typeof signedBy>[1] | object) => {
    const { challengeId, nonce } = await challengeFor(server, 'sign-in');
    const answer = signedBy(card.auth, { purpose: 'sign-in', nonce, ...changed });
    return outcomeOf(await server.nobody.post('/api/sign-in/card', { challengeId, ...answer }));
  };
  expect(await attempt({ purpose: 'reader' })).toBe('401 CARD_SIGNATURE_WRONG');
  expect(await attempt({ origin: 'http://localhost:8081' })).toBe('401 CARD_SIGNATURE_WRONG');
  expect(await attempt({ nonce: 'A'.repeat(43) })).toBe('401 CARD_SIGNATURE_WRONG');
  expect(await attempt({ origin: TEST_ORIGIN })).toBe('200 ok');
});

test('a signature by another key, or the certificate for signing, opens nothing', async () => {
  const { card } = await regular();
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  expect(outcomeOf(await signInWith(server, { auth: { ...card.auth, privateKey } }))).toBe(
    '401 CARD_SIGNATURE_WRONG',
  );
  expect(outcomeOf(await signInWith(server, { auth: card.sign }))).toMatch(/CARD_WRONG_CERTIFICATE$/);
});

test('a card of another authority with the same serial number opens nothing', async () => {
  const { personId, card } = await regular();
  const foreign = await openCardAuthority(join(server.directory, 'foreign-authority'), server.clock);
  const theirs = await foreign.issue({ holder: card.holder });
  expect(outcomeOf(await signInWith(server, theirs))).toMatch(/CARD_CHAIN_UNKNOWN$/);
  expect(await linksOf(personId)).toHaveLength(1);
});

test('rubbish in place of a certificate is refused', async () => {
  const { card } = await regular();
  const rubbish = { ...card.auth, certificateDer: Buffer.from('no certificate') };
  expect(outcomeOf(await signInWith(server, { auth: rubbish }))).toMatch(/CARD_CERTIFICATE_UNREADABLE$/);
  const { challengeId } = await challengeFor(server, 'sign-in');
  const odd = await server.nobody.post('/api/sign-in/card', {
    challengeId,
    certificate: '<xml>',
    signature: '!',
  });
  expect(outcomeOf(odd)).toBe('400 INPUT_INVALID');
});

test('a revoked card is refused the same moment, and the patient finds it in the log', async () => {
  const { personId, card } = await regular();
  await (await server.cardAuthority()).revoke(card.auth.serial, 'lost');
  expect(outcomeOf(await signInWith(server, card))).toMatch(/CARD_REVOKED$/);
  expect((await eventsOf(personId)).at(-1)).toMatchObject({
    event: 'sign-in-failed',
    outcome: 'refused',
    refusal_code: 'CARD_REVOKED',
    method: 'card',
  });
});

test('an expired card is refused and entered', async () => {
  ordinal += 1;
  const person = testPerson(ordinal);
  const personId = await knownPerson(server, person);
  const card = await issueTo(server, person, { days: 1 });
  expect(outcomeOf(await registerWith(server, card, numbersOf(person)))).toBe('200 ok');
  minutesLater(24 * 60 + 1);
  expect(outcomeOf(await signInWith(server, card))).toMatch(/CARD_EXPIRED$/);
  expect((await eventsOf(personId)).at(-1)).toMatchObject({
    event: 'sign-in-failed',
    refusal_code: 'CARD_EXPIRED',
  });
});

test('a renewed card is known without registering again, also after two renewals', async () => {
  const { personId, card } = await regular();
  const authority = await server.cardAuthority();
  minutesLater(1);
  const second = await authority.renew(card.auth.serial);
  minutesLater(2);
  const third = await authority.renew(second.auth.serial);
  expect(outcomeOf(await signInWith(server, card))).toMatch(/CARD_REVOKED$/);
  const answers = await Promise.all([signInWith(server, third), signInWith(server, third)]);
  expect(answers.map(outcomeOf)).toEqual(['200 ok', '200 ok']);
  expect(await linksOf(personId)).toEqual([
    { serial: card.auth.serial, end_reason: 'renewed' },
    { serial: third.auth.serial, end_reason: null },
  ]);
  const renewals = (await eventsOf(personId)).filter(({ event }) => event === 'card-renewed');
  expect(renewals).toHaveLength(1);
  expect(outcomeOf(await signInWith(server, second))).toMatch(/CARD_REVOKED$/);
});

test('cards are tried from one address only so often', async () => {
  const { card } = await regular();
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  for (let attempt = 0; attempt < 30; attempt++)
    await signInWith(server, { auth: { ...card.auth, privateKey } });
  const answer = await server.nobody.post('/api/card/challenge', { purpose: 'sign-in' });
  expect(answer.json()).toMatchObject({ error: { code: 'CARD_THROTTLED', fields: { waitSeconds: 600 } } });
  const elsewhere = await server.app.inject({
    method: 'POST',
    url: '/api/card/challenge',
    headers: { 'x-tsunagu-request': '1' },
    remoteAddress: '192.0.2.7',
    payload: { purpose: 'sign-in' },
  });
  expect(elsewhere.statusCode).toBe(200);
  minutesLater(10);
  expect(outcomeOf(await signInWith(server, card))).toBe('200 ok');
});

test('the face reader learns whose card it is, and whether it ends soon', async () => {
  const { personId, card } = await regular();
  const deps = { ...server, publicOrigin: TEST_ORIGIN };
  const show = async (one: typeof card) => {
    const { challengeId, nonce } = await challengeFor(server, 'reader');
    return identifyByCard(deps, {
      challengeId,
      purpose: 'reader',
      ...signedBy(one.auth, { purpose: 'reader', nonce }),
    });
  };
  expect(await show(card)).toEqual({
    result: 'linked',
    personId,
    serial: card.auth.serial,
    expiresSoon: false,
    notAfter: card.notAfter,
  });
  const stranger = await newcomer();
  expect(await show(stranger.card)).toEqual({ result: 'not-registered', serial: stranger.card.auth.serial });
  await linkCard(server, stranger.personId, stranger.card.auth.serial);
  expect(await show(stranger.card)).toMatchObject({ result: 'linked', personId: stranger.personId });
  const short = await issueTo(server, stranger.person, { days: 30 });
  const third = await newcomer();
  // What was linked before gives way.
  await linkCard(server, third.personId, third.card.auth.serial);
  await linkCard(server, third.personId, short.auth.serial);
  expect(await show(short)).toMatchObject({ result: 'linked', expiresSoon: true });
  expect(await show(third.card)).toMatchObject({ result: 'not-registered' });
  await (await server.cardAuthority()).revoke(short.auth.serial, 'lost');
  await expect(show(short)).rejects.toMatchObject({ code: 'CARD_REVOKED' });
});

test('the cards of the demo are handed out where the demo is loaded, and nothing else of the folder', async () => {
  const file = Buffer.from('a PKCS#12 file');
  await saveDemoCards(server.demoCards, [
    { key: 'diabetes', displayName: '試験 患者', hint: '糖尿病', file },
  ]);
  expect((await server.nobody.get('/api/demo/cards')).json()).toEqual([]);
  expect(outcomeOf(await server.nobody.get('/api/demo/cards/diabetes'))).toBe('404 ROUTE_UNKNOWN');
  await noteSetting(server.db, 'demo.loaded-at', TEST_NOW);
  expect((await server.nobody.get('/api/demo/cards')).json()).toEqual([
    { key: 'diabetes', displayName: '試験 患者', hint: '糖尿病' },
  ]);
  const answer = await server.nobody.get('/api/demo/cards/diabetes');
  expect(answer.rawPayload.equals(file)).toBe(true);
  expect(answer.headers['content-type']).toBe('application/x-pkcs12');
  for (const key of ['cards.json', '..%2Fcard-authority%2Fkey', 'cards', '%2e%2e', 'Diabetes'])
    expect(outcomeOf(await server.nobody.get(`/api/demo/cards/${key}`))).toBe('404 ROUTE_UNKNOWN');
  await server.asOwner(`DELETE FROM kernel.setting WHERE name = 'demo.loaded-at'`);
});
