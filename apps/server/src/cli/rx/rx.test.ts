import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../kernel/clock.ts';
import { readConfig } from '../../kernel/config/config.ts';
import { HPKI_AUTHORITY_FOLDER, openHpkiAuthority, sealToken } from '../../kernel/pki/hpki/index.ts';
import { rxSign } from './sign.ts';
import { rxVerify } from './verify.ts';

const folder = mkdtempSync(join(tmpdir(), 'tsunagu-rx-'));
const at = (name: string): string => join(folder, name);
const PASSWORD = 'only-for-tests';
const CSV = 'SJ1\n5,,,試験　太郎\n';
const said: string[] = [];
let printed = '';

beforeAll(async () => {
  const authority = await openHpkiAuthority(at(HPKI_AUTHORITY_FOLDER), systemClock);
  for (const [file, role] of [
    ['doctor.p12', 'Medical Doctor'],
    ['nurse.p12', 'Nurse'],
  ] as const) {
    const { certificateDer, privateKey } = await authority.issue({ name: '試験 太郎', role });
    writeFileSync(at(file), await sealToken({ certificateChain: [certificateDer], privateKey }, PASSWORD));
  }
  writeFileSync(at('records.csv'), CSV);
});
beforeEach(() => {
  said.length = 0;
  printed = '';
  vi.stubEnv('TSUNAGU_TOKEN_PASSWORD', PASSWORD);
  vi.spyOn(process.stderr, 'write').mockImplementation((line) => said.push(String(line)) > 0);
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  return () => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (command: typeof rxSign, ...rest: string[]) =>
  command.run({ readConfig: (given) => readConfig({ ...given, data: folder }), rest });
const signed = async (token: string, out: string) =>
  run(rxSign, at('records.csv'), '--kind', 'prescription', '--token', at(token), '--out', at(out));

test('what is signed here is valid here', async () => {
  expect(await signed('doctor.p12', 'good.xml')).toBe(0);
  expect(await run(rxVerify, at('good.xml'))).toBe(0);
  expect(said.join('')).toMatch(/good\.xml: valid[\s\S]*Medical Doctor[\s\S]*test authority/);
  expect(await run(rxVerify, at('good.xml'), '--json')).toBe(0);
  expect(JSON.parse(printed)).toMatchObject({
    status: 'valid',
    testAuthority: true,
    signer: { name: '試験 太郎' },
  });
});

test('what is wrong is said exactly', async () => {
  await signed('nurse.p12', 'nurse.xml');
  const other = Buffer.from('SJ1\n').toString('base64');
  const xml = readFileSync(at('nurse.xml'), 'utf8').replace(/(Id="content">)[^<]+/, `$1${other}`);
  writeFileSync(at('bad.xml'), xml);
  expect(await run(rxVerify, at('bad.xml'), '--json')).toBe(1);
  const outcome: { reasons: { key: string }[] } = JSON.parse(printed);
  expect(outcome.reasons.map(({ key }) => key)).toEqual(['tampered-content', 'role-wrong']);
});

test('with a folder of other authorities nobody here is believed', async () => {
  await signed('doctor.p12', 'other.xml');
  expect(await run(rxVerify, at('other.xml'), '--trust', at('nobody'))).toBe(1);
  expect(said.join('')).toContain('untrusted');
});

test('as of a time before it was made it lies in the future', async () => {
  await signed('doctor.p12', 'early.xml');
  expect(await run(rxVerify, at('early.xml'), '--at', '2020-01-01T00:00:00Z', '--json')).toBe(1);
  expect(printed).toContain('signing-time-future');
});

test.each([
  ['no password', { TSUNAGU_TOKEN_PASSWORD: '' }, ['--token', 'doctor.p12'], 'USAGE'],
  ['a wrong password', { TSUNAGU_TOKEN_PASSWORD: 'x' }, ['--token', 'doctor.p12'], 'RX_TOKEN_REFUSED'],
  ['no token', {}, [], 'USAGE'],
  ['a file that is missing', {}, ['--token', 'none.p12'], 'USAGE'],
  ['a place that is taken', {}, ['--token', 'doctor.p12', '--out', 'records.csv'], 'USAGE'],
])('%s is refused', async (_what, environment, given, code) => {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const rest = given.map((one) => (one.startsWith('--') ? one : at(one)));
  const out = given.includes('--out') ? [] : ['--out', at('never.xml')];
  await expect(
    run(rxSign, at('records.csv'), '--kind', 'prescription', ...out, ...rest),
  ).rejects.toMatchObject({ code });
});
