import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import type { ViewLogEntry } from './view-log.ts';
import { writeViewLog } from './write-view-log.ts';

const entry = (changed: Partial<ViewLogEntry> = {}): ViewLogEntry => ({
  id: '00000000-0000-4000-8000-000000000001',
  at: '2026-11-22T15:00:00.000Z',
  event: 'disclosure',
  account: 'test-account',
  displayName: '試験 太郎',
  role: 'physician',
  personRef: '00000000-0000-4000-8000-000000000002',
  personName: '試験　患者',
  categories: ['medication', 'surgery'],
  purpose: 'care',
  ground: 'consent-24h',
  outcome: 'shown',
  refusalCode: null,
  method: null,
  itemCount: 3,
  requestId: 'test',
  ...changed,
});
const csv = async (...given: Parameters<typeof writeViewLog>) =>
  (await writeViewLog(...given)).bytes.toString('utf8').slice(1).split('\r\n').slice(1, -1);

test.each(['=1+1', '+1', '-1', '@SUM(1)', '\t=1', '\r=1', '=cmd|"/c x"!A1'])(
  '%j is a text in a spreadsheet, whatever column it stands in',
  async (text) => {
    const [line = ''] = await csv([entry({ account: text, displayName: text, personName: text })], 'csv');
    expect(line.includes(`'${text.replaceAll('"', '""')}`)).toBe(true);
    expect(line).not.toMatch(/(^|,)"?[=+\-@\t\r]/);
  },
);

test('commas, quotes and line ends stay inside their cell', async () => {
  const file = await writeViewLog([entry({ displayName: 'a,"b"\r\nc' })], 'csv');
  expect(file.bytes.toString('utf8')).toContain(',"a,""b""\r\nc",');
});

test('a day of Japan begins at 15:00 UTC', async () => {
  expect((await csv([entry()], 'csv'))[0]).toMatch(/^2026-11-23 00:00:00,/);
});

test('a file that had to be cut says so at its end, in each format; a whole one does not', async () => {
  const says = /続きがあります/;
  expect((await csv([entry()], 'csv', true)).at(-1)).toMatch(says);
  expect((await csv([entry()], 'csv', false)).join()).not.toMatch(says);
  const text = ({ bytes }: { bytes: Buffer }) =>
    Object.values(unzipSync(new Uint8Array(bytes)))
      .map((part) => strFromU8(part))
      .join();
  expect(text(await writeViewLog([entry()], 'xlsx', true))).toMatch(says);
  expect(text(await writeViewLog([entry()], 'xlsx', false))).not.toMatch(says);
  const bundle = (cut: boolean) =>
    writeViewLog([entry()], 'fhir', cut).then(({ bytes }) => JSON.parse(bytes.toString('utf8')));
  expect((await bundle(true)).entry.at(-1).resource).toMatchObject({
    resourceType: 'OperationOutcome',
    issue: [{ code: 'incomplete' }],
  });
  expect((await bundle(false)).entry).toHaveLength(1);
});

test('FHIR has no empty list and no empty text, even of an entry that says almost nothing', async () => {
  const bare = entry({
    account: null,
    displayName: '',
    role: null,
    categories: [],
    purpose: null,
    ground: null,
    itemCount: null,
    method: null,
  });
  const file = (await writeViewLog([bare], 'fhir')).bytes.toString('utf8');
  expect(file).not.toMatch(/\[\]|\{\}|""|null/);
  expect(JSON.parse(file).entry[0].resource.entity[0]).not.toHaveProperty('detail');
});
