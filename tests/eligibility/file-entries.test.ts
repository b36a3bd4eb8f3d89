import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFileStore } from '../../apps/server/src/kernel/files/file-store.ts';
import { receiveInsurerFile, takeInInsurerFile } from '../../apps/server/src/modules/eligibility/index.ts';
import { createSetting, OLD_INSURER, type Setting } from './setting.ts';

let setting: Setting;
const directory = mkdtempSync(join(tmpdir(), 'tsunagu-test-'));
beforeAll(async () => {
  setting = await createSetting();
});
afterAll(async () => {
  await setting.close();
  rmSync(directory, { recursive: true });
});

const HEADINGS = '番号,枝番,氏名,性別,生年月日,資格取得日';
const receive = async (first: number, rows: number) => {
  const lines = Array.from({ length: rows }, (_, at) => `${first + at},01,試験　${at},1,19700101,20200401`);
  const received = await receiveInsurerFile(deps(setting.audit), {
    name: 'coverages.csv',
    source: (async function* () {
      yield Buffer.from([HEADINGS, ...lines].join('\n'));
    })(),
    insurerNumber: OLD_INSURER,
    insurerName: '試験保険者',
    receivedBy: 'test-clerk',
    maxBytes: 1024 ** 2,
  });
  return received.file;
};
const deps = (audit: Setting['audit']) => ({
  db: setting.db,
  clock: setting.clock,
  files: openFileStore(join(directory, 'files')),
  audit,
});
/** Rows up to which entries speak of a file, in order. */
const entered = async (sha256: string) =>
  (
    await setting.db.query<{ row: number; registered: number }>(
      `SELECT (detail->>'row')::integer AS row, (detail->>'registered')::integer AS registered FROM audit.entry
       WHERE event = 'coverage-registered' AND detail->>'file' = $1 ORDER BY 1`,
      [sha256],
    )
  ).map(({ row, registered }) => [row, registered]);

/** A process that ends between the commit of a batch and its entry, or between the entry and the note of it. */
test.each(['before', 'after'] as const)(
  'an entry about a batch whose process ended %s it was written stands in the log once',
  async (when) => {
    const file = await receive(when === 'before' ? 1_000_000 : 2_000_000, 2_500);
    let entries = 0;
    const dying: Setting['audit'] = {
      ...setting.audit,
      async append(event) {
        entries += 1;
        if (entries < 2) return setting.audit.append(event);
        if (when === 'after') await setting.audit.append(event);
        throw new Error('killed');
      },
    };
    await expect(takeInInsurerFile(deps(dying), file)).rejects.toThrow('killed');
    const [half] = await setting.db.query<{ rows: number; state: string }>(
      'SELECT rows, state FROM eligibility.insurer_file WHERE file_id = $1',
      [file.fileId],
    );
    expect(half).toEqual({ rows: 2_000, state: 'reading' });
    const told = [[1_000, 1_000]];
    expect(await entered(file.sha256)).toEqual(when === 'before' ? told : [...told, [2_000, 1_000]]);
    // Whoever resumes reads the file as it stands now.
    const resumed = await takeInInsurerFile(deps(setting.audit), { ...file, state: 'reading', rows: 2_000 });
    expect(resumed).toMatchObject({ state: 'taken', rows: 2_500, registered: 2_500 });
    expect(await entered(file.sha256)).toEqual([...told, [2_000, 1_000], [2_500, 500]]);
  },
);
