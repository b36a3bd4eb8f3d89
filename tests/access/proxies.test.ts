import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { disclosuresDuring } from '../../apps/server/src/testing/disclosures.ts';
import { HOSPITAL, testPerson } from '../../apps/server/src/testing/people.ts';
import { TEST_NOW } from '../../apps/server/src/testing/test-runtime.ts';
import { outcomeOf } from '../../apps/server/src/testing/test-server.ts';
import { createRegion, ownLog, pass, type Region, SECOND } from './region.ts';

/** @spec phr.md §3 A7 */
let server: Region;
/** An adult, a proxy, a third person, a child who turns 15 tomorrow in Japan. */
const [ADULT, PROXY, THIRD, CHILD] = [1, 2, 3, 4] as const;
beforeAll(async () => {
  server = await createRegion([
    testPerson(1),
    testPerson(2),
    testPerson(3),
    testPerson(4, { birthDate: '2011-11-23' }),
  ]);
});
afterAll(() => server.close());
beforeEach(async () => {
  server.setNow(TEST_NOW);
  await server.asOwner('DELETE FROM access.proxy');
});

interface Proxy {
  readonly id: string;
  readonly state: string;
  readonly side: string;
  readonly ref: string | null;
  readonly until: string | null;
}
const patient = (ordinal: number) => server.signIn(`patient-${ordinal}`);
const codeOf = async (ordinal: number): Promise<string> =>
  (await (await patient(ordinal)).post('/api/me/proxy-code', {})).json().code;
const offer = async (from: number, body: object) =>
  (await patient(from)).post('/api/me/proxies', { as: 'principal', scopes: ['view'], to: null, ...body });
const listed = async (ordinal: number): Promise<Proxy[]> =>
  (await (await patient(ordinal)).get('/api/me/proxies')).json().proxies;
const step = async (ordinal: number, id: string, what: 'confirm' | 'end') =>
  (await patient(ordinal)).post(`/api/me/proxies/${id}/${what}`, {});

/** A proxy that both have confirmed; gives its id. */
async function proxyFor(
  principal: number,
  scopes: readonly string[],
  to: string | null = null,
): Promise<string> {
  const offered = await offer(principal, { otherCode: await codeOf(PROXY), scopes, to });
  const id: string = offered.json().proxies[0].id;
  await step(PROXY, id, 'confirm');
  return id;
}
/** What the proxy gets for a person: the record, the consents, the log, and giving a consent. */
async function reach(principal: number, ordinal: number = PROXY): Promise<string> {
  const caller = await patient(ordinal);
  const base = `/api/principals/${server.ref(principal)}`;
  const answers = [
    await caller.get(`${base}/record`),
    await caller.get(`${base}/consents`),
    await caller.get(`${base}/disclosures`),
    await caller.post(`${base}/consents`, {
      facilityCode: HOSPITAL.code,
      categories: ['medication'],
      basis: 'persistent',
    }),
    await caller.post(`${base}/consents/withdraw`, { facilityCode: HOSPITAL.code }),
  ];
  return answers.map(({ statusCode }) => statusCode).join(' ');
}
const NOTHING = '403 403 403 403 403';
const LOOKS = '200 200 200 403 403';
const LOOKS_AND_CONSENTS = '200 200 200 200 200';

test('nothing holds until both have said yes, whichever of the two began; then each scope for itself', async () => {
  for (const as of ['principal', 'proxy'] as const) {
    const [from, to] = as === 'principal' ? [ADULT, PROXY] : [PROXY, ADULT];
    const offered = await offer(from, { otherCode: await codeOf(to), as, scopes: ['view', 'consent'] });
    const [{ id }] = offered.json().proxies;
    expect(offered.json().proxies).toMatchObject([{ state: 'waiting-for-other', side: as, ref: null }]);
    expect(await listed(to)).toMatchObject([{ state: 'waiting-for-me', ref: null }]);
    expect(await reach(ADULT)).toBe(NOTHING);
    // Whoever offered cannot say yes for the other, nor can a third person.
    await step(from, id, 'confirm');
    expect(await reach(ADULT)).toBe(NOTHING);
    expect(outcomeOf(await step(THIRD, id, 'confirm'))).toBe('404 PROXY_UNKNOWN');
    expect(outcomeOf(await step(to, id, 'confirm'))).toBe('200 ok');
    expect(await listed(PROXY)).toMatchObject([{ state: 'active', ref: server.ref(ADULT) }]);
    expect(await reach(ADULT)).toBe(LOOKS_AND_CONSENTS);
    // Not the other way round, and not a third.
    expect([await reach(PROXY, ADULT), await reach(ADULT, THIRD)]).toEqual([NOTHING, NOTHING]);
    await server.asOwner('DELETE FROM access.proxy');
  }
  await proxyFor(ADULT, ['view']);
  expect(await reach(ADULT)).toBe(LOOKS);
  await server.asOwner('DELETE FROM access.proxy');
  await proxyFor(ADULT, ['share']);
  expect(await reach(ADULT)).toBe(NOTHING);
});

test('a code works once, for a quarter of an hour, in whatever letters, and not with oneself', async () => {
  const asked = async (otherCode: string, from: number = ADULT) =>
    outcomeOf(await offer(from, { otherCode }));
  const code = await codeOf(PROXY);
  expect(code).toMatch(/^[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}$/);
  expect(await asked(code.toLowerCase().replace('-', ' '))).toBe('200 ok');
  expect(await asked(code)).toBe('404 PROXY_CODE_UNKNOWN');
  expect(await asked('ABCDE-FGHJK')).toBe('404 PROXY_CODE_UNKNOWN');
  expect(await asked(await codeOf(ADULT))).toBe('404 PROXY_CODE_UNKNOWN');
  const late = await codeOf(PROXY);
  pass(server, 15 * 60 * SECOND);
  expect(await asked(late)).toBe('404 PROXY_CODE_UNKNOWN');
  const inTime = await codeOf(PROXY);
  pass(server, 15 * 60 * SECOND - 1);
  const both = await Promise.all([asked(inTime, ADULT), asked(inTime, THIRD)]);
  expect(both.sort()).toEqual(['200 ok', '404 PROXY_CODE_UNKNOWN']);
  // The database never learns the code.
  const stored = await server.asOwner<{ all: string }>('SELECT c::text AS all FROM access.proxy_code c');
  for (const { all } of stored) expect(all).not.toMatch(new RegExp(`${code}|${inTime.replace('-', '')}`));
});

test('ended by either side at once, or by its last day; what is over is not confirmed any more', async () => {
  for (const side of [ADULT, PROXY]) {
    const id = await proxyFor(ADULT, ['view']);
    expect(outcomeOf(await step(side, id, 'end'))).toBe('200 ok');
    expect(await reach(ADULT)).toBe(NOTHING);
    expect(outcomeOf(await step(PROXY, id, 'confirm'))).toBe('404 PROXY_UNKNOWN');
    expect((await listed(PROXY)).map(({ state, ref }) => [state, ref])).toContainEqual(['ended', null]);
    await server.asOwner('DELETE FROM access.proxy');
  }
  await proxyFor(ADULT, ['view'], '2026-11-30');
  expect((await listed(PROXY))[0]?.until).toBe('2026-11-30T15:00:00.000Z');
  server.setNow('2026-11-30T14:59:59.999Z');
  expect(await reach(ADULT)).toBe(LOOKS);
  server.setNow('2026-11-30T15:00:00.000Z');
  expect(await reach(ADULT)).toBe(NOTHING);
  for (const to of ['2026-11-30', '2026-02-30', '2027-13-01'])
    expect([to, outcomeOf(await offer(ADULT, { otherCode: await codeOf(PROXY), to }))]).toEqual([
      to,
      '400 INPUT_INVALID',
    ]);
});

test('a minor: from 15 on the proxy may only look, at 18 it ends, each at midnight in Japan', async () => {
  await proxyFor(CHILD, ['view', 'consent'], '2040-01-01');
  expect((await listed(PROXY))[0]?.until).toBe('2029-11-22T15:00:00.000Z');
  const steps: [string, string][] = [];
  for (const instant of [
    '2026-11-22T14:59:59.999Z',
    '2026-11-22T15:00:00.000Z',
    '2029-11-22T14:59:59.999Z',
    '2029-11-22T15:00:00.000Z',
  ]) {
    server.setNow(instant);
    steps.push([instant, await reach(CHILD)]);
  }
  expect(steps).toEqual([
    ['2026-11-22T14:59:59.999Z', LOOKS_AND_CONSENTS],
    ['2026-11-22T15:00:00.000Z', LOOKS],
    ['2029-11-22T14:59:59.999Z', LOOKS],
    ['2029-11-22T15:00:00.000Z', NOTHING],
  ]);
  expect((await listed(PROXY))[0]?.state).toBe('ended');
});

test('a proxy changes no limits, names no proxies, asks no questions and reads no notices of the principal', async () => {
  await proxyFor(ADULT, ['view', 'consent', 'share']);
  const proxy = await patient(PROXY);
  await proxy.post('/api/me/restrictions/stop-sharing', { on: true });
  // That was the proxy's own: the principal has no limit and sees no change.
  const principal = await patient(ADULT);
  expect((await principal.get('/api/me/restrictions')).json().stopSharing).toBeNull();
  const base = `/api/principals/${server.ref(ADULT)}`;
  for (const path of [
    'restrictions/stop-sharing',
    'restrictions/withheld',
    'proxies',
    'proxy-code',
    'notice-settings',
  ])
    expect([path, outcomeOf(await proxy.post(`${base}/${path}`, { on: true }))]).toEqual([
      path,
      '404 ROUTE_UNKNOWN',
    ]);
  await principal.get('/api/me/record');
  const entry = (await ownLog(principal)).find(({ purpose }) => purpose === 'self');
  expect(outcomeOf(await proxy.post(`/api/me/disclosures/${entry?.id}/question`, { text: '試験' }))).toBe(
    '404 ENTRY_UNKNOWN',
  );
  expect(outcomeOf(await proxy.get(`/api/me/disclosures/${entry?.id}/proof`))).toBe(
    '404 AUDIT_ENTRY_UNKNOWN',
  );
});

test('each act says who acted for whom; the principal tells it from their own, consents too', async () => {
  await proxyFor(ADULT, ['view', 'consent']);
  // Later than everything else of this file, so that it leads the first page of the log.
  pass(server, 30 * 60 * SECOND);
  const base = `/api/principals/${server.ref(ADULT)}`;
  const proxy = await patient(PROXY);
  const principal = await patient(ADULT);
  const body = (basis: string) => ({ facilityCode: HOSPITAL.code, categories: ['surgery'], basis });
  const { entries } = await disclosuresDuring(server, async () => {
    await proxy.get(`${base}/record`);
    await proxy.post(`${base}/consents`, body('visiting'));
  });
  expect(entries.map(({ ground, purpose }) => `${purpose} ${ground}`).toSorted()).toEqual([
    'self proxy',
    'self-consent proxy',
  ]);
  const acting = await server.asOwner<{ acting_for: string }>(
    `SELECT acting_for FROM audit.entry WHERE person_id = $1 AND ground = 'proxy' ORDER BY seq DESC LIMIT 2`,
    [server.ref(ADULT)],
  );
  for (const { acting_for } of acting)
    expect(acting_for).toBe(`${server.ref(PROXY)} for ${server.ref(ADULT)}`);
  const log = await ownLog(principal);
  expect(log.find(({ purpose, outcome }) => purpose === 'self-consent' && outcome === 'done')).toMatchObject({
    actingFor: true,
    ground: 'proxy',
  });

  pass(server, SECOND);
  await (await patient(ADULT)).post('/api/me/consents', body('online'));
  for (const [caller, url] of [
    [principal, '/api/me/consents'],
    [proxy, `${base}/consents`],
  ] as const) {
    const given = (await caller.get(url)).json().consents;
    // Whoever reads the list, it says the same.
    expect(
      given
        .filter((one: { category: string }) => one.category === 'surgery')
        .map((one: { basis: string; givenBy: string }) => `${one.basis} ${one.givenBy}`),
    ).toEqual(['online self', 'visiting proxy']);
  }
  const offers = (await ownLog(await patient(PROXY))).filter(({ event }) => event === 'proxy-changed');
  expect(offers.length).toBeGreaterThan(0);
});
