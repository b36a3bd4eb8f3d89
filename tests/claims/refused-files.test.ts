import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { receiveFile, takeInFile } from '../../apps/server/src/modules/claims/index.ts';
import { medicalFile, rawFile } from '../../apps/server/src/testing/claim-files.ts';
import { actCode, drugCode } from '../../apps/server/src/testing/demo-codes.ts';
import { testPerson } from '../../apps/server/src/testing/people.ts';
import { everythingStored } from '../../apps/server/src/testing/stored-claims.ts';
import { createTestRuntime, type TestRuntime } from '../../apps/server/src/testing/test-runtime.ts';

let runtime: TestRuntime;
beforeAll(async () => {
  runtime = await createTestRuntime();
});
afterAll(() => runtime.close());

const good = () =>
  medicalFile({
    claims: [1, 2, 3].map((ordinal) => ({
      person: testPerson(ordinal),
      lines: [
        { type: 'SI', category: '12', code: actCode('revisit') },
        { type: 'IY', category: '21', code: drugCode('amlodipine-5'), amount: '1', days: { 3: 14 } },
      ],
    })),
  });
const rows = (bytes: Uint8Array): string[][] =>
  Buffer.from(bytes)
    .toString('latin1')
    .split('\r\n')
    .filter((line) => line.length > 1)
    .map((line) => line.split(','));
const print = (cells: readonly (readonly string[])[]) =>
  Buffer.from(`${cells.map((row) => row.join(',')).join('\r\n')}\r\n\x1a`, 'latin1');
const goodRows = () => rows(good());

/** JPEG's first bytes, then noise that would decode to anything. */
const jpeg = () =>
  Buffer.concat([Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'), randomBytes(5000)]);
const changed = (change: (cells: string[][]) => string[][]) => print(change(goodRows()));

const REFUSED: Readonly<Record<string, readonly [name: string, bytes: () => Uint8Array, code: string]>> = {
  'the bytes of a photograph': ['RECEIPTC.UKE', jpeg, 'file-kind-unknown'],
  'nothing but zeros': ['RECEIPTC.UKE', () => Buffer.alloc(4096), 'file-undecodable'],
  'UTF-16 text': ['RECEIPTC.UKE', () => Buffer.from('\ufeffIR,1,13', 'utf16le'), 'file-undecodable'],
  'a page of text': ['RECEIPTC.UKE', () => Buffer.from('<!doctype html><p>not a claim'), 'file-kind-unknown'],
  'only line ends': ['RECEIPTC.UKE', () => Buffer.from('\r\n\r\n\r\n'), 'file-empty'],
  'only the EOF byte': ['RECEIPTC.UKE', () => Buffer.from([0x1a]), 'file-empty'],
  労災: [
    'RREC.UKE',
    () =>
      rawFile([
        ['RR', '1', '1'],
        ['GO', '1', '1', '99'],
      ]),
    'scheme-unsupported',
  ],
  '労災 within the claims': [
    'RECEIPTC.UKE',
    () => changed((cells) => cells.flatMap((row) => (row[0] === 'HO' ? [['RR', '1', '1'], row] : [row]))),
    'scheme-unsupported',
  ],
  'DPC by its records': [
    'RECEIPTC.UKE',
    () =>
      changed((cells) =>
        cells.flatMap((row) =>
          row[0] === 'HO' ? [row, ['BU', '010010xx99000x', '20260901', '', '', '']] : [row],
        ),
      ),
    'kind-dpc-unsupported',
  ],
  'DPC by its name': ['RECEIPTD.UKE', good, 'kind-dpc-unsupported'],
  dental: [
    'RECEIPTS.UKE',
    () =>
      rawFile([
        ['UK', '1', '13', '3', '9999991', '', '', '202610', '', '00'],
        ['GO', '0', '0', '99'],
      ]),
    'kind-dental-unsupported',
  ],
  'the insurers’ dialect': [
    '14_RECODEINFO_MED.CSV',
    () =>
      changed((cells) => [
        ['2', '1', '0', 'MN', '1'],
        ...cells.map((row, i) => ['1', String(i), '0', ...row]),
      ]),
    'dialect-insurer-unsupported',
  ],
};

test.each(Object.entries(REFUSED))(
  '%s is refused with its code and leaves no claim',
  async (_title, [name, bytes, code]) => {
    const file = await runtime.take(bytes(), { name });
    expect(file).toMatchObject({ state: 'refused', refusalCode: code });
    expect(file.finishedAt).not.toBeNull();
    expect(file.progress).toMatchObject({ claims: 0, stored: 0, quarantined: 0 });
    const left = await everythingStored(runtime);
    expect([left.claims, left.pending, left.workItems, left.persons]).toEqual([[], [], [], []]);
  },
);

interface Tolerated {
  readonly bytes: () => Uint8Array;
  readonly finding: string;
  readonly stored: number;
  readonly quarantined: number;
}
const lastLine = (bytes: Uint8Array) => Buffer.from(bytes).lastIndexOf('\r\n', bytes.length - 4);

const TOLERATED: Readonly<Record<string, Tolerated>> = {
  'cut off within a record': {
    bytes: () => good().subarray(0, good().length - 120),
    finding: 'record-truncated:claim',
    stored: 2,
    quarantined: 1,
  },
  'cut off behind a record': {
    bytes: () => good().subarray(0, lastLine(good()) + 2),
    finding: 'file-trailer-missing:warn',
    stored: 3,
    quarantined: 0,
  },
  'IR without GO and claims': {
    bytes: () => print(goodRows().slice(0, 1)),
    finding: 'file-trailer-missing:warn',
    stored: 0,
    quarantined: 0,
  },
  'claims without IR': {
    bytes: () => changed((cells) => cells.slice(1)),
    finding: 'file-header-missing:warn',
    stored: 3,
    quarantined: 0,
  },
  'NUL bytes in a name': {
    bytes: () =>
      changed((cells) =>
        cells.map((row) =>
          row[0] === 'RE' && row[1] === '2' ? row.map((cell, i) => (i === 4 ? '\x00\x00' : cell)) : row,
        ),
      ),
    finding: 'record-undecodable:claim',
    stored: 2,
    quarantined: 1,
  },
  'NUL bytes in a number of the card': {
    bytes: () =>
      changed((cells) =>
        cells.map((row, at) =>
          row[0] === 'HO' && at < 5 ? row.map((cell, i) => (i === 3 ? `${cell}\x00` : cell)) : row,
        ),
      ),
    finding: 'record-undecodable:claim',
    stored: 2,
    quarantined: 1,
  },
  'one record in UTF-8': {
    bytes: () =>
      changed((cells) =>
        cells.map((row) =>
          row[0] === 'RE' && row[1] === '2'
            ? row.map((cell, i) => (i === 4 ? Buffer.from('試験　混在').toString('latin1') : cell))
            : row,
        ),
      ),
    finding: 'record-undecodable:claim',
    stored: 2,
    quarantined: 1,
  },
  'bytes that are no character': {
    bytes: () =>
      changed((cells) =>
        cells.map((row) =>
          row[0] === 'RE' && row[1] === '2' ? row.map((cell, i) => (i === 4 ? '\x80\xfd' : cell)) : row,
        ),
      ),
    finding: 'record-undecodable:claim',
    stored: 2,
    quarantined: 1,
  },
  'a month that does not exist': {
    bytes: () =>
      changed((cells) =>
        cells.map((row) =>
          row[0] === 'RE' && row[1] === '2' ? row.map((cell, i) => (i === 3 ? '202613' : cell)) : row,
        ),
      ),
    finding: 'date-invalid:claim',
    stored: 2,
    quarantined: 1,
  },
  'a birth date that does not exist': {
    bytes: () =>
      changed((cells) =>
        cells.map((row) =>
          row[0] === 'RE' && row[1] === '2' ? row.map((cell, i) => (i === 6 ? '19990230' : cell)) : row,
        ),
      ),
    finding: 'date-invalid:claim',
    stored: 2,
    quarantined: 1,
  },
  'an institution code that is none': {
    bytes: () =>
      changed((cells) =>
        cells.map((row) => (row[0] === 'IR' ? row.map((cell, i) => (i === 4 ? '12A' : cell)) : row)),
      ),
    finding: 'field-mode:warn',
    stored: 3,
    quarantined: 0,
  },
};

test.each(Object.entries(TOLERATED))(
  '%s: what can be read is stored, the rest waits with its reason',
  async (_title, { bytes, finding, stored, quarantined }) => {
    const own = await createTestRuntime({ masters: false });
    try {
      const file = await own.take(bytes());
      expect({
        state: file.state,
        stored: file.progress.stored,
        quarantined: file.progress.quarantined,
      }).toEqual({ state: 'taken', stored, quarantined });
      expect(Object.keys(file.progress.findingCounts)).toContain(finding);
      const left = await everythingStored(own);
      expect(
        left.claims.length +
          left.pending.length +
          left.workItems.filter(({ kind }) => kind === 'claim-broken').length,
      ).toBe(stored + quarantined);
    } finally {
      await own.close();
    }
  },
);

test('an empty file is not even registered', async () => {
  const before = (await everythingStored(runtime)).files.length;
  async function* nothing() {}
  await expect(
    receiveFile(runtime, { name: 'x', source: nothing(), receivedBy: 't', createPersons: true }),
  ).rejects.toMatchObject({ code: 'FILE_EMPTY' });
  expect((await everythingStored(runtime)).files.length).toBe(before);
});

test('a record of 2 GB is refused without being held in memory', async () => {
  const piece = Buffer.alloc(1024 * 1024, 0x41);
  async function* endless() {
    yield good().subarray(0, lastLine(good()) + 2);
    yield Buffer.from('CO,,1,');
    for (let i = 0; i < 2048; i++) yield piece;
  }
  // The bytes are kept elsewhere by the file store; here they are made anew each time they are read.
  const { file } = await receiveFile(
    {
      ...runtime,
      files: {
        ...runtime.files,
        put: async () => ({ sha256: 'ef'.repeat(32), bytes: 2 ** 31 }),
        read: endless,
      },
    },
    { name: 'RECEIPTC.UKE', source: endless(), receivedBy: 't', createPersons: true },
  );
  const before = process.memoryUsage().rss;
  let highest = before;
  async function* watched() {
    for await (const chunk of endless()) {
      highest = Math.max(highest, process.memoryUsage().rss);
      yield chunk;
    }
  }
  const refused = await takeInFile({ ...runtime, files: { ...runtime.files, read: watched } }, file);
  expect(refused).toMatchObject({ state: 'refused', refusalCode: 'record-too-long' });
  expect((highest - before) / 1024 ** 2).toBeLessThan(200);
  expect((await everythingStored(runtime)).claims).toEqual([]);
});

test('2 GB without a line end pass through the file store with little memory', async () => {
  const piece = Buffer.alloc(4 * 1024 * 1024, 0x41);
  const before = process.memoryUsage().rss;
  let highest = before;
  async function* endless() {
    for (let i = 0; i < 64; i++) {
      highest = Math.max(highest, process.memoryUsage().rss);
      yield piece;
    }
  }
  await expect(runtime.files.put(endless(), { maxBytes: 250 * 1024 * 1024 })).rejects.toMatchObject({
    code: 'FILE_TOO_LARGE',
  });
  expect((highest - before) / 1024 ** 2).toBeLessThan(200);
}, 60_000);
