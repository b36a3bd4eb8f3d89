import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { testPerson } from '../../apps/server/src/testing/people.ts';
import { TEST_NOW } from '../../apps/server/src/testing/test-runtime.ts';
import { createTestServer, outcomeOf, type TestServer } from '../../apps/server/src/testing/test-server.ts';
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
let ordinal = 100;

beforeAll(async () => {
  server = await createTestServer({ masters: false });
});
afterAll(() => server.close());
beforeEach(async () => {
  server.setNow(TEST_NOW);
  await server.asOwner('DELETE FROM identity.card_challenge');
});

async function known(changed: Parameters<typeof testPerson>[1] = {}) {
  ordinal += 1;
  const person = testPerson(ordinal, changed);
  return { person, personId: await knownPerson(server, person) };
}
const links = (personId: string) =>
  server.asOwner(
    'SELECT serial, end_reason FROM identity.card_link WHERE person_id = $1 ORDER BY linked_at',
    [personId],
  );
const noTraceOf = async (personId: string) => {
  expect(await links(personId)).toEqual([]);
  expect(await server.asOwner('SELECT FROM identity.account WHERE person_id = $1', [personId])).toEqual([]);
};

test.each([
  ['another birth date', { birthDate: '1971-01-01' }, 'birthDate'],
  ['another sex', { sex: 3 as const }, 'sex'],
  ['another name', { name: '別の　名前' }, 'name'],
  ['a longer name', { name: '試験　患者１０１２３４' }, 'name'],
])('a card of a holder with %s is not registered for the person', async (_what, changed, field) => {
  const { person, personId } = await known();
  const card = await issueTo(server, person, changed);
  const answer = await registerWith(server, card, numbersOf(person));
  expect(answer.json()).toMatchObject({ error: { code: 'CARD_HOLDER_DIFFERS', fields: { field } } });
  await noTraceOf(personId);
});

test.each([
  ['試験　●田', '試験 高田'],
  ['試験　■田', '試験髙田'],
  ['試験　Ａ子', '試験 A子'],
  ['辻\u{e0100}　子', '辻 子'],
])('the register’s %s is the card’s %s', async (registered, certified) => {
  const { person } = await known({ name: registered });
  const card = await issueTo(server, person, { name: certified });
  expect(outcomeOf(await registerWith(server, card, numbersOf(person)))).toBe('200 ok');
});

test('a ● stands for one character, not for any name', async () => {
  const { person } = await known({ name: '試験　●田' });
  for (const name of ['試験　高橋', '別人　高田', '試験　高々田'])
    expect(
      outcomeOf(await registerWith(server, await issueTo(server, person, { name }), numbersOf(person))),
    ).toBe('403 CARD_HOLDER_DIFFERS');
});

test('numbers that nobody carries, or several, register nothing', async () => {
  const { person } = await known();
  const card = await issueTo(server, person);
  const unknown = await registerWith(server, card, { ...numbersOf(person), number: '0000001' });
  expect(outcomeOf(unknown)).toBe('404 PERSON_UNKNOWN');
  const typed = await registerWith(server, card, { ...numbersOf(person), birthDate: '1960-02-30' });
  expect(outcomeOf(typed)).toMatch(/^40[03] /);
  const twin = { ...person, branch: '02', name: '試験　双子' };
  await knownPerson(server, twin);
  const ambiguous = await registerWith(server, card, { ...numbersOf(person), branch: '' });
  expect(outcomeOf(ambiguous)).toBe('409 PERSON_AMBIGUOUS');
  expect(outcomeOf(await registerWith(server, card, numbersOf(person)))).toBe('200 ok');
});

test('both certificates of the card have to sign, each for this challenge', async () => {
  const { person, personId } = await known();
  const card = await issueTo(server, person);
  const other = await issueTo(server, person);
  const purpose = 'registration' as const;
  const attempt = async (signing: (nonce: string) => ReturnType<typeof signedBy>) => {
    const { challengeId, nonce } = await challengeFor(server, purpose);
    const answer = await server.nobody.post('/api/card/registration', {
      challengeId,
      ...signedBy(card.auth, { purpose, nonce }),
      signing: signing(nonce),
      ...numbersOf(person),
    });
    return outcomeOf(answer);
  };
  expect(await attempt((nonce) => signedBy(card.auth, { purpose, nonce }))).toMatch(
    /CARD_WRONG_CERTIFICATE$/,
  );
  expect(await attempt(() => signedBy(card.sign, { purpose, nonce: 'A'.repeat(43) }))).toMatch(
    /CARD_SIGNATURE_WRONG$/,
  );
  expect(await attempt((nonce) => signedBy(card.sign, { purpose: 'sign-in', nonce }))).toMatch(
    /CARD_SIGNATURE_WRONG$/,
  );
  expect(
    await attempt((nonce) =>
      signedBy({ ...card.sign, privateKey: other.sign.privateKey }, { purpose, nonce }),
    ),
  ).toMatch(/CARD_SIGNATURE_WRONG$/);
  await (await server.cardAuthority()).revoke(other.sign.serial, 'lost');
  expect(await attempt((nonce) => signedBy(other.sign, { purpose, nonce }))).toMatch(/CARD_REVOKED$/);
  await noTraceOf(personId);
});

test('a person with a card in force gets no other, until the authority revoked it', async () => {
  const { person, personId } = await known();
  const first = await issueTo(server, person);
  const second = await issueTo(server, person);
  expect(outcomeOf(await registerWith(server, first, numbersOf(person)))).toBe('200 ok');
  expect(outcomeOf(await registerWith(server, second, numbersOf(person)))).toBe('409 CARD_PERSON_HAS_CARD');
  expect(outcomeOf(await signInWith(server, second))).toBe('409 CARD_NOT_REGISTERED');
  await (await server.cardAuthority()).revoke(first.auth.serial, 'lost');
  expect(outcomeOf(await registerWith(server, second, numbersOf(person)))).toBe('200 ok');
  expect(await links(personId)).toMatchObject([
    { serial: first.auth.serial, end_reason: 'replaced' },
    { serial: second.auth.serial, end_reason: null },
  ]);
  expect(await server.asOwner('SELECT FROM identity.account WHERE person_id = $1', [personId])).toHaveLength(
    1,
  );
});

test('an expired card gives way to a new one', async () => {
  const { person } = await known();
  const short = await issueTo(server, person, { days: 1 });
  expect(outcomeOf(await registerWith(server, short, numbersOf(person)))).toBe('200 ok');
  server.setNow('2026-11-24T00:00:00Z');
  expect(outcomeOf(await registerWith(server, await issueTo(server, person), numbersOf(person)))).toBe(
    '200 ok',
  );
});

test('registering the same card again is a sign-in, and a renewed card is no second card', async () => {
  const { person, personId } = await known();
  const card = await issueTo(server, person);
  for (const _time of [1, 2])
    expect(outcomeOf(await registerWith(server, card, numbersOf(person)))).toBe('200 ok');
  const renewed = await (await server.cardAuthority()).renew(card.auth.serial);
  expect(outcomeOf(await registerWith(server, renewed, numbersOf(person)))).toBe('200 ok');
  expect(await links(personId)).toHaveLength(2);
  const entries = await server.asOwner(
    `SELECT event FROM audit.entry WHERE person_id = $1 AND event LIKE 'card-%' ORDER BY at, seq`,
    [personId],
  );
  expect(entries).toEqual([{ event: 'card-registered' }, { event: 'card-renewed' }]);
});

test('a card stays with its person: namesakes born on the same day do not share it', async () => {
  const { person } = await known();
  const card = await issueTo(server, person);
  expect(outcomeOf(await registerWith(server, card, numbersOf(person)))).toBe('200 ok');
  const namesake = { ...person, number: String(Number(person.number) + 500_000) };
  const personId = await knownPerson(server, namesake);
  expect(outcomeOf(await registerWith(server, card, numbersOf(namesake)))).toBe(
    '409 CARD_REGISTERED_ELSEWHERE',
  );
  await noTraceOf(personId);
});

test('two cards registered for one person at the same moment: one of them', async () => {
  const { person, personId } = await known();
  const cards = await Promise.all([1, 2, 3, 4].map(() => issueTo(server, person)));
  const answers = await Promise.all(cards.map((card) => registerWith(server, card, numbersOf(person))));
  expect(answers.map(outcomeOf).sort()).toEqual([
    '200 ok',
    ...Array<string>(3).fill('409 CARD_PERSON_HAS_CARD'),
  ]);
  const inUse = (await links(personId)).filter(({ end_reason }) => end_reason === null);
  expect(inUse).toHaveLength(1);
  expect(await server.asOwner('SELECT FROM identity.account WHERE person_id = $1', [personId])).toHaveLength(
    1,
  );
});

test('one card sent many times at once makes one account', async () => {
  const { person, personId } = await known();
  const card = await issueTo(server, person);
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => registerWith(server, card, numbersOf(person))),
  );
  expect(answers.map(outcomeOf)).toEqual(Array<string>(5).fill('200 ok'));
  const entries = await server.asOwner(
    `SELECT FROM audit.entry WHERE person_id = $1 AND event = 'card-registered'`,
    [personId],
  );
  expect(entries).toHaveLength(1);
  expect(await server.asOwner('SELECT FROM identity.account WHERE person_id = $1', [personId])).toHaveLength(
    1,
  );
});

test('names, numbers and signatures of a registration are in no line of the log', async () => {
  const { person } = await known({ name: `試験　${randomUUID()}` });
  const card = await issueTo(server, person);
  server.logged.length = 0;
  await registerWith(server, card, numbersOf(person));
  await registerWith(server, card, { ...numbersOf(person), number: '0000009' });
  const lines = server.logged.join('');
  for (const secret of [
    person.name,
    person.number,
    person.birthDate,
    card.auth.certificateDer.toString('base64'),
  ])
    expect(lines).not.toContain(secret);
});
