import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pngOfPicture } from '@tsunagu/jahis/node';
import { type QrMatrix, symbolsOf } from '@tsunagu/jahis/qr';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { readConfig } from '../../kernel/config/config.ts';
import { rxParse } from './parse.ts';

let directory: string;
let output = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tsunagu-rx-'));
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    output += String(text);
    return true;
  });
});
afterAll(async () => {
  vi.restoreAllMocks();
  await rm(directory, { recursive: true, force: true });
});
beforeEach(() => {
  output = '';
});

const PRESCRIPTION = [
  'SJ1',
  '1,1,1234567,13,サンプル医院',
  '5,,,見本　一郎',
  '11,,例示　花子,ﾚｲｼﾞ ﾊﾅｺ',
  '12,2',
  '13,19700101',
  '22,06123456',
  '23,１２－３４,５６７８,1,01',
  '51,20260401',
  '101,1,1,,14',
  '111,1,3,1013044400000000,１日３回朝昼夕食後　服用,3',
  '201,1,1,1,2,612170709,ノルバスク錠２．５ｍｇ,3,1,錠',
  '',
].join('\n');

const notebookPart = (number: number): string =>
  [
    'JAHISTC08,1',
    '5,20260401,1',
    '11,見本薬局,13,4,9999990,,,,1',
    '51,見本医院,13,1,9999991,1',
    `201,${number},見本錠${number},1,錠,1,,1`,
    `301,${number},毎食後,3,日分,1,1,,1`,
    `911,20260401000001,2,${number}`,
    '',
  ].join('\r\n');

async function parse(
  files: Readonly<Record<string, string | Uint8Array>>,
  ...options: string[]
): Promise<number> {
  const paths = [];
  for (const [name, content] of Object.entries(files)) {
    paths.push(join(directory, name));
    await writeFile(join(directory, name), content);
  }
  return rxParse.run({ readConfig, rest: [...paths, ...options] });
}

function png({ size, dark }: QrMatrix): Uint8Array {
  const module = 4;
  const side = (size + 8) * module;
  const data = new Uint8ClampedArray(side * side * 4).fill(255);
  for (let y = 0; y < size * module; y++) {
    for (let x = 0; x < size * module; x++) {
      if (dark[Math.floor(y / module) * size + Math.floor(x / module)] !== true) continue;
      const at = ((y + 4 * module) * side + x + 4 * module) * 4;
      data.fill(0, at, at + 3);
    }
  }
  return pngOfPicture({ data, width: side, height: side });
}

test('a prescription: typed JSON, or a summary in Japanese', async () => {
  expect(await parse({ 'a.csv': PRESCRIPTION }, '--json')).toBe(0);
  expect(JSON.parse(output)).toMatchObject({
    family: 'prescription',
    dialect: 'sj1',
    prescription: { issuedOn: '2026-04-01', groups: [{ drugs: [{ code: '612170709' }] }] },
    findings: [],
    unknown: [],
  });
  output = '';
  expect(await parse({ 'a.csv': PRESCRIPTION })).toBe(0);
  expect(output).toContain('電子処方箋（処方編）');
  expect(output).toContain('ノルバスク錠２．５ｍｇ 3錠');
});

test('strictly a broken rule leaves nothing, leniently it is a finding', async () => {
  const broken = PRESCRIPTION.replace('12,2', '12,7');
  expect(await parse({ 'b.csv': broken }, '--strict', '--json')).toBe(1);
  expect(JSON.parse(output)).toMatchObject({
    prescription: null,
    findings: [{ rule: 'INVALID_CODE_VALUE', level: 'error', line: 5, record: '12', item: 1 }],
  });
  expect(await parse({ 'b.csv': broken })).toBe(0);
});

test('parts of a notebook become one; one of them alone says what is missing', async () => {
  const files = { 'second.txt': notebookPart(2), 'first.txt': notebookPart(1) };
  expect(await parse(files, '--json')).toBe(0);
  const whole = JSON.parse(output);
  expect(whole).toMatchObject({ family: 'notebook', waiting: [], notebook: { part: null } });
  const [{ groups }] = whole.notebook.blocks[0].prescriptions[0].doctors;
  expect(groups.map((one: { drugs: { name: string }[] }) => one.drugs[0]?.name)).toEqual([
    '見本錠1',
    '見本錠2',
  ]);
  output = '';
  expect(await parse({ 'second.txt': notebookPart(2) }, '--json')).toBe(0);
  expect(JSON.parse(output)).toMatchObject({ waiting: [{ missing: [1] }] });
});

test('pictures of QR codes, in any order; a missing one is named and nothing is read', async () => {
  const [first, second, ...others] = symbolsOf(new TextEncoder().encode(PRESCRIPTION), { mostBytes: 250 });
  expect(others).toEqual([]);
  if (first === undefined || second === undefined) throw new Error('one symbol only');
  const files = { 'b.png': png(second), 'a.png': png(first) };
  expect(await parse(files, '--json')).toBe(0);
  expect(JSON.parse(output)).toMatchObject({ dialect: 'sj1', prescription: { issuedOn: '2026-04-01' } });
  output = '';
  expect(await parse({ 'b.png': png(second) }, '--json')).toBe(1);
  expect(JSON.parse(output)).toMatchObject({ family: 'unknown', missingSymbols: [1] });
});

test('what is none of it: exit code 1, and the rule', async () => {
  expect(await parse({ 'x.txt': 'hello\nworld\n' }, '--json')).toBe(1);
  expect(JSON.parse(output)).toMatchObject({ family: 'unknown', findings: [{ rule: 'INVALID_HEADER' }] });
  await expect(rxParse.run({ readConfig, rest: [join(directory, 'absent')] })).rejects.toMatchObject({
    code: 'FILE_NOT_READABLE',
  });
});
