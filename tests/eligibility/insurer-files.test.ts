import { createHash } from 'node:crypto';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testPerson } from '../../apps/server/src/testing/people.ts';
import {
  type Caller,
  createTestServer,
  outcomeOf,
  type TestServer,
} from '../../apps/server/src/testing/test-server.ts';

let server: TestServer;
let clerk: Caller;
beforeAll(async () => {
  server = await createTestServer();
  clerk = await server.signIn('insurer-clerk');
});
afterAll(() => server.close());

const HEADINGS =
  '保険者番号,記号,番号,枝番,氏名,カナ氏名,性別,生年月日,住所,資格取得日,資格喪失日,喪失理由,負担割合';
const row = (ordinal: number, changed: Record<string, string> = {}): string => {
  const person = testPerson(ordinal);
  const values = {
    insurerNumber: person.insurerNumber,
    symbol: person.symbol,
    number: person.number,
    branch: person.branch,
    name: person.name,
    kana: person.kana,
    sex: person.sex,
    birthDate: person.birthDate.replaceAll('-', ''),
    address: '試験県試験市1-1',
    validFrom: '20200401',
    validTo: '',
    reason: '',
    ratio: '30',
    ...changed,
  };
  return Object.values(values).join(',');
};
const csv = (...rows: string[]) => `${[HEADINGS, ...rows].join('\r\n')}\r\n`;

async function upload(bytes: Buffer, caller = clerk) {
  const answer = await server.app.inject({
    method: 'POST',
    url: '/api/insurer/files?name=coverages.csv',
    payload: bytes,
    headers: {
      'content-type': 'application/octet-stream',
      'x-tsunagu-request': '1',
      cookie: caller.cookie ?? '',
    },
  });
  await server.server.eligibility.idle();
  const { file, duplicate } = answer.json();
  const after = file === undefined ? null : (await clerk.get(`/api/insurer/files/${file.id}`)).json();
  return { answer, duplicate, ...after };
}

test('UTF-8 and Shift_JIS files are told apart and give the same coverages; the same bytes are taken once', async () => {
  const text = csv(row(1), row(2, { name: '試験　髙﨑' }));
  const first = await upload(Buffer.from(`\ufeff${text}`));
  expect(first.file).toMatchObject({ state: 'taken', encoding: 'utf-8', rows: 2, registered: 2, refused: 0 });
  const second = await upload(iconv.encode(text, 'cp932'));
  expect(second.file).toMatchObject({
    state: 'taken',
    encoding: 'shift_jis',
    rows: 2,
    registered: 0,
    corrected: 0,
  });
  const again = await upload(Buffer.from(`\ufeff${text}`));
  expect(again).toMatchObject({ duplicate: true, file: { id: first.file.id } });
  expect(outcomeOf(again.answer)).toBe('200 ok');
  expect(first.file.sha256).toBe(createHash('sha256').update(`\ufeff${text}`).digest('hex'));
});

test('every fault names row, column and code; refused rows come back as a file that can be corrected', async () => {
  const answer = await upload(
    Buffer.from(
      csv(
        row(10),
        row(11, { birthDate: '19700230' }),
        row(12, { validTo: '20190101', reason: '03' }),
        row(13, { ratio: '35' }),
        `"${testPerson(14).insurerNumber}",too,many,,,,,,,,,,,,values`,
        row(15, { name: '試験　●橋' }),
        row(16, { insurerNumber: '06999919' }),
      ),
    ),
  );
  expect(answer.file).toMatchObject({ state: 'taken', rows: 7, registered: 2, refused: 5 });
  expect(answer.findings).toMatchObject([
    { row: 2, column: '生年月日', code: 'birth-date-invalid', severity: 'refused' },
    { row: 3, column: '資格喪失日', code: 'end-before-begin', severity: 'refused' },
    { row: 4, column: '負担割合', code: 'ratio-out-of-table', severity: 'refused' },
    { row: 5, column: null, code: 'row-too-wide', severity: 'refused' },
    { row: 6, column: '氏名', code: 'name-degraded', severity: 'warn' },
    { row: 7, column: '保険者番号', code: 'insurer-number-not-own', severity: 'refused' },
  ]);
  const template = await clerk.get(`/api/insurer/files/${answer.file.id}/corrected`);
  const lines = template.body.trimEnd().split('\r\n');
  expect(lines).toHaveLength(6);
  expect(template.body.startsWith('\ufeff')).toBe(true);
  expect(lines[0]).toBe(`\ufeff${HEADINGS},エラー`);
  expect(lines[1]).toBe(`${row(11, { birthDate: '19700230' })},birth-date-invalid`);

  const fixed = lines.filter((_, at) => at < 4).join('\r\n');
  const corrected = await upload(
    Buffer.from(
      fixed.replace('19700230', '19700228').replace('20190101', '20260101').replace(',35,', ',30,'),
    ),
  );
  expect(corrected.file).toMatchObject({ rows: 3, registered: 3, refused: 0 });
});

test('a further file closes and corrects; the history stays', async () => {
  await upload(Buffer.from(csv(row(20), row(21))));
  const answer = await upload(
    Buffer.from(csv(row(20, { validTo: '20260401', reason: '03' }), row(21, { ratio: '20' }))),
  );
  expect(answer.file).toMatchObject({ registered: 0, closed: 1, corrected: 1 });
  const { coverages } = (await clerk.get(`/api/insurer/coverages?query=${testPerson(20).number}`)).json();
  const { history } = (await clerk.get(`/api/insurer/coverages/${coverages[0].coverageId}`)).json();
  expect(history.map((one: { change: string }) => one.change)).toEqual(['registered', 'closed']);
});

test('a file that is neither encoding, or lacks its headings, is refused whole', async () => {
  expect((await upload(Buffer.from([0x41, 0xff, 0xfe, 0x80, 0xfd]))).file).toMatchObject({
    state: 'refused',
    refusal: 'undecodable',
  });
  expect((await upload(Buffer.from('番号,氏名\r\n1,2\r\n'))).file).toMatchObject({
    state: 'refused',
    refusal: 'headings-missing',
  });
  expect(outcomeOf((await upload(Buffer.alloc(0))).answer)).toBe('400 FILE_EMPTY');
});

test('a quote that is never closed loses one row, not the file', async () => {
  const answer = await upload(Buffer.from(csv(row(30), `"${testPerson(31).number}`.padEnd(200, 'x'))));
  expect(answer.file).toMatchObject({ registered: 1, refused: 1 });
  expect(answer.findings).toMatchObject([{ row: 2, code: 'row-broken' }]);
});
