import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { HOSPITAL } from '../../apps/server/src/testing/people.ts';
import { TEST_NOW } from '../../apps/server/src/testing/test-runtime.ts';
import { type Caller, outcomeOf } from '../../apps/server/src/testing/test-server.ts';
import { auditEventFaults } from './audit-event-shape.ts';
import { addStaff, createRegion, HOUR, pass, type Region, SECOND, somePeople } from './region.ts';
import { designate } from './support.ts';

/** @spec eligibility.md §11.3 */
let server: Region;
let manager: Caller;
/** Its name would run in a spreadsheet. */
const FORMULA = '=1+1,"x"';
const VIEWS = 130;

interface Entry {
  readonly id: string;
  readonly at: string;
  readonly account: string | null;
  readonly personRef: string;
  readonly personName: string;
  readonly purpose: string | null;
  readonly outcome: string;
  readonly ground: string | null;
}
interface Page {
  readonly entries: readonly Entry[];
  readonly next: string | null;
}
const page = async (query = '', who = manager): Promise<Page> =>
  (await who.get(`/api/facility/view-log${query}`)).json();

beforeAll(async () => {
  server = await createRegion(somePeople(2));
  await designate(server);
  const ref = server.ref(1);
  const physician = await server.signIn('hospital-physician');
  for (let i = 0; i < VIEWS; i++) await physician.get(`/api/persons/${ref}/record`);
  await (await addStaff(server, FORMULA, ['physician'])).get(`/api/persons/${ref}/record`);
  await (await server.signIn('clinic-physician')).get(`/api/persons/${ref}/record`);
  pass(server, HOUR);
  const emergency = await server.signIn('hospital-emergency');
  const body = { lifeThreatening: true, ableToConsent: false, reason: '意識なし', confirmed: true };
  await emergency.post(`/api/persons/${ref}/emergency`, body);
  await emergency.get(`/api/persons/${ref}/record`);
  await (await server.signIn('hospital-physician')).post(`/api/persons/${ref}/emergency`, body);
  await (await server.signIn('hospital-desk')).post('/api/disaster/search', {
    name: '試験',
    birthDate: '1950-01-01',
    sex: 'male',
    insurer: '1',
    consent: 'oral',
    chartNote: '試験',
  });
});
afterAll(() => server.close());
beforeEach(async () => {
  server.setNow(TEST_NOW);
  pass(server, 2 * HOUR);
  manager = await server.signIn('hospital-manager');
});

test('pages without gap or repetition, newest first, of the own institution only', async () => {
  const seen: Entry[] = [];
  let next: string | null = null;
  do {
    const cursor: string = next === null ? '' : `?cursor=${encodeURIComponent(next)}`;
    const got: Page = await page(cursor);
    seen.push(...got.entries);
    next = got.next;
  } while (next !== null);
  expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
  expect(seen.map(({ at }) => at)).toEqual(
    seen
      .map(({ at }) => at)
      .toSorted()
      .reverse(),
  );
  const views = seen.filter(({ account, purpose }) => account === 'hospital-physician' && purpose === 'care');
  expect(views).toHaveLength(VIEWS);
  expect(views[0]).toMatchObject({ personRef: server.ref(1), personName: expect.stringContaining('患者') });
  expect(seen.some(({ account }) => account?.startsWith('clinic'))).toBe(false);
  const theirs = await page('', await server.signIn('clinic-manager'));
  expect(new Set(theirs.entries.map(({ account }) => account))).toEqual(
    new Set(['clinic-physician', 'clinic-manager']),
  );
});

test('filtered by account, by day in Japan, and by emergency with the refused attempts', async () => {
  const careOf = async (query: string) =>
    (await page(query)).entries.filter(({ purpose }) => purpose === 'care');
  expect(await careOf(`?account=${encodeURIComponent(FORMULA)}`)).toHaveLength(1);
  expect((await page('?account=nobody')).entries).toEqual([]);
  const { entries } = await page('?emergency=true');
  expect(
    entries.map(({ account, purpose, outcome }) => `${account} ${purpose} ${outcome}`).toSorted(),
  ).toEqual([
    'hospital-desk disaster refused',
    'hospital-emergency care shown',
    'hospital-emergency emergency shown',
    'hospital-physician emergency refused',
  ]);
  // TEST_NOW is 10:02 in Japan. An entry of 23:59 on the day before, and one of midnight:
  await server.asOwner(
    `INSERT INTO audit.entry (person_id, at, entry_id, event, account, facility_code, categories, outcome, writer_id, seq)
     SELECT $1, t, gen_random_uuid(), 'disclosure', 'edge', $2, '{}', 'shown', '00000000-0000-0000-0000-000000000000', n
     FROM (VALUES ('2026-11-20T14:59:59.999Z'::timestamptz, 1), ('2026-11-20T15:00:00Z', 2), ('2026-11-21T14:59:59.999Z', 3),
       ('2026-11-21T15:00:00Z', 4)) AS edges (t, n)`,
    [server.ref(2), HOSPITAL.code],
  );
  const edges = async (query: string) =>
    (await page(`?account=edge${query}`)).entries.map(({ at }) => at).toReversed();
  expect(await edges('&from=2026-11-21&to=2026-11-21')).toEqual([
    '2026-11-20T15:00:00.000Z',
    '2026-11-21T14:59:59.999Z',
  ]);
  expect(await edges('&to=2026-11-20')).toEqual(['2026-11-20T14:59:59.999Z']);
  expect(await edges('&from=2026-11-22')).toEqual(['2026-11-21T15:00:00.000Z']);
});

test('foreign cursors, days that do not exist and other roles are refused', async () => {
  const id = '12345678-1234-4234-8234-123456789012';
  for (const cursor of [
    'x',
    `2026-99-99 00:00:00+00|${id}`,
    `2026-02-30 00:00:00+00|${id}`,
    `2026-01-01 99:00:00+00|${id}`,
    `2026-01-01 00:00:00+99|${id}`,
    `2026-01-01 ::::+00|${id}`,
    `2026-01-01 00:00:00+00|${'-'.repeat(36)}`,
  ])
    expect([
      cursor,
      outcomeOf(await manager.get(`/api/facility/view-log?cursor=${encodeURIComponent(cursor)}`)),
    ]).toEqual([cursor, '400 INPUT_INVALID']);
  for (const query of ['from=2026-02-30', 'to=0000-01-01', 'from=x', 'emergency=false'])
    expect([query, outcomeOf(await manager.get(`/api/facility/view-log?${query}`))]).toEqual([
      query,
      '400 INPUT_INVALID',
    ]);
  for (const account of ['hospital-physician', 'administrator', 'ministry-officer', 'patient-1'])
    expect(outcomeOf(await (await server.signIn(account)).get('/api/facility/view-log'))).toBe(
      '403 ROLE_NOT_ALLOWED',
    );
  const homeless = await addStaff(server, 'homeless-manager', ['manager'], '試験運営');
  expect(outcomeOf(await homeless.get('/api/facility/view-log'))).toBe('403 INSTITUTION_REQUIRED');
});

const exported = (format: string, query = '') =>
  manager.get(`/api/facility/view-log/export?format=${format}${query}`);

test('CSV: UTF-8 with a mark, one line per entry, quoted, and no cell that a spreadsheet would run', async () => {
  const answer = await exported('csv', `&account=${encodeURIComponent(FORMULA)}`);
  expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
  expect(answer.headers['content-disposition']).toBe('attachment; filename="view-log-2026-11-22.csv"');
  const text = answer.rawPayload.toString('utf8');
  expect(text.startsWith('\uFEFF日時,操作,アカウント,')).toBe(true);
  const [, line = '', ...rest] = text.split('\r\n');
  expect(rest).toEqual(['']);
  expect(line.startsWith(`2026-11-22 10:02:03,disclosure,"'=1+1,""x""",`)).toBe(true);
  expect(line).toContain('CONSENT_REQUIRED');
  const whole = (await exported('csv')).rawPayload.toString('utf8').split('\r\n');
  expect(whole.length).toBeGreaterThan(VIEWS);
  expect(whole.filter((one) => /(^|,)[=+\-@]/.test(one))).toEqual([]);
  expect(whole.join()).not.toContain('clinic-physician');
});

test('Excel: opens as a workbook, the cells are texts and Japanese times, none is a formula', async () => {
  const answer = await exported('xlsx', `&account=${encodeURIComponent(FORMULA)}`);
  const files = unzipSync(new Uint8Array(answer.rawPayload));
  const part = (name: RegExp): string => {
    const path = Object.keys(files).find((one) => name.test(one));
    return path === undefined ? '' : strFromU8(files[path] ?? new Uint8Array());
  };
  expect(part(/xl\/workbook\.xml$/)).toContain('name="閲覧ログ"');
  const sheet = part(/worksheets\/sheet1\.xml$/);
  expect(sheet).not.toMatch(/<f[ >]/);
  const strings = [...part(/sharedStrings\.xml$/).matchAll(/<si>(.*?)<\/si>/gs)].map(([, si = '']) =>
    si.replaceAll(/<[^>]*>/g, ''),
  );
  const rows = [...sheet.matchAll(/<row[^>]*>(.*?)<\/row>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<c ([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)].map(([, attributes = '', inner = '']) => {
      const value = inner.replaceAll(/<[^>]*>/g, '');
      return /t="s"/.test(attributes) ? (strings[Number(value)] ?? '') : value;
    }),
  );
  expect(rows).toHaveLength(2);
  expect(rows[0]?.slice(0, 4)).toEqual(['日時', '操作', 'アカウント', '氏名']);
  expect(rows[1]?.slice(1, 3)).toEqual(['disclosure', FORMULA]);
  // Days since 1899-12-30: 2026-11-22 10:02:03 on the clocks of Japan.
  const days = (Date.UTC(2026, 10, 22, 10, 2, 3) - Date.UTC(1899, 11, 30)) / 86_400_000;
  expect(Number(rows[1]?.[0])).toBeCloseTo(days, 5);
});

test('FHIR: a bundle of R4 AuditEvents, each of the shape that the standard requires', async () => {
  const answer = await exported('fhir');
  expect(answer.headers['content-type']).toBe('application/fhir+json; charset=utf-8');
  const bundle = answer.json<{ resourceType: string; type: string; entry: { resource: object }[] }>();
  expect([bundle.resourceType, bundle.type]).toEqual(['Bundle', 'collection']);
  expect(bundle.entry.length).toBeGreaterThan(VIEWS);
  for (const { resource } of bundle.entry) expect(auditEventFaults(resource)).toEqual([]);
  const refused = bundle.entry.find(({ resource }) => JSON.stringify(resource).includes('1+1'))?.resource;
  expect(refused).toMatchObject({
    recorded: TEST_NOW,
    outcome: '4',
    outcomeDesc: 'CONSENT_REQUIRED',
    agent: [{ who: { identifier: { value: FORMULA } }, requestor: true }],
    entity: [{ what: { identifier: { value: server.ref(1) } } }],
  });
  const none = (await exported('fhir', '&account=nobody')).json();
  expect(none).toEqual({ resourceType: 'Bundle', type: 'collection' });
});

test('an export is an entry of its own and needs a factor given just now', async () => {
  await exported('csv');
  expect((await page('?account=hospital-manager')).entries).toContainEqual(
    expect.objectContaining({ event: 'export-made', outcome: 'done' }),
  );
  pass(server, 5 * 60 * SECOND + 1);
  for (const format of ['csv', 'xlsx', 'fhir'])
    expect(outcomeOf(await exported(format))).toBe('403 STEP_UP_REQUIRED');
  manager = await server.signIn('hospital-manager');
  expect(outcomeOf(await exported('pdf'))).toBe('400 INPUT_INVALID');
  expect(
    outcomeOf(
      await (await server.signIn('hospital-physician')).get('/api/facility/view-log/export?format=csv'),
    ),
  ).toBe('403 ROLE_NOT_ALLOWED');
});
