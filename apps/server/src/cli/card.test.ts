import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { readConfig } from '../kernel/config/config.ts';
import { openCardFile } from '../kernel/pki/test-authority/card-file.ts';
import type { Command } from './arguments.ts';
import { cardIssue, cardList, cardRenew, cardRevoke, cardShow } from './card.ts';

let directory: string;
let output = '';
let messages = '';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tsunagu-card-command-'));
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    output += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    messages += String(text);
    return true;
  });
});
afterAll(async () => {
  vi.restoreAllMocks();
  await rm(directory, { recursive: true, force: true });
});
beforeEach(() => {
  output = '';
  messages = '';
});

const run = (command: Command, ...rest: string[]): Promise<number> =>
  command.run({ readConfig, rest: [...rest, '--data', join(directory, 'data')] });

const file = (name: string): string => join(directory, name);
const SECRETS = ['--pin', '0123', '--sign-password', 'SIGN01'];
const PERSON = [
  '--name',
  '試験 花子',
  '--kana',
  'シケン ハナコ',
  '--birth',
  '1950-02-03',
  '--sex',
  '2',
  '--address',
  '試験県',
];
const serialOf = async (name: string): Promise<string> =>
  (await openCardFile(await readFile(file(name)), { pin: '0123' })).auth.serial;

describe('a life of a card', () => {
  test('issue: a file for its owner alone, and a plain word about what it is', async () => {
    expect(await run(cardIssue, ...PERSON, ...SECRETS, '--out', file('one.p12'), '--days', '30')).toBe(0);
    expect(messages).toContain('stands in for a My Number card');
    expect(messages).not.toContain('SIGN01');
    expect(((await stat(file('one.p12'))).mode & 0o777).toString(8)).toBe('600');
  });

  test('show: the holder only with the signing password', async () => {
    await run(cardShow, file('one.p12'), '--pin', '0123');
    expect(output).not.toContain('試験');
    expect(JSON.parse(output)).toMatchObject({ auth: { serial: await serialOf('one.p12') } });
    output = '';
    await run(cardShow, file('one.p12'), ...SECRETS);
    expect(JSON.parse(output)).toMatchObject({
      sign: {
        holder: {
          name: '試験 花子',
          kana: 'シケン ハナコ',
          birthDate: '1950-02-03',
          sex: 2,
          address: '試験県',
        },
      },
    });
    await expect(run(cardShow, file('one.p12'), '--pin', '9999')).rejects.toMatchObject({
      code: 'CARD_PIN_WRONG',
    });
  });

  test('renew by the file, then by the number as people copy it', async () => {
    expect(await run(cardRenew, '--card', file('one.p12'), ...SECRETS, '--out', file('two.p12'))).toBe(0);
    const copied = (await serialOf('two.p12')).toUpperCase().replace(/..(?=.)/g, '$&:');
    expect(await run(cardRenew, '--serial', copied, ...SECRETS, '--out', file('three.p12'))).toBe(0);
  });

  test('revoke and list', async () => {
    const serial = await serialOf('three.p12');
    await run(cardRevoke, '--serial', serial, '--reason', 'lost');
    expect(messages).toContain(`revoked (lost): ${serial}`);
    await run(cardRevoke, '--serial', serial, '--reason', 'lost');
    expect(messages).toContain('was revoked before');
    await run(cardList, '--json');
    const states = JSON.parse(output).cards.map(({ state }: { state: string }) => state);
    expect(states).toEqual(['revoked (renewed)', 'revoked (renewed)', 'revoked (lost)']);
    await run(cardList);
    expect(messages).toContain('3 cards');
  });
});

describe('refusals leave nothing behind', () => {
  test.each<[why: string, options: string[], code: string]>([
    ['a PIN of five digits', ['--pin', '01234', '--sign-password', 'SIGN01'], 'INPUT_INVALID'],
    ['a password without a digit', ['--pin', '0123', '--sign-password', 'SIGNING'], 'INPUT_INVALID'],
    ['a password in small letters', ['--pin', '0123', '--sign-password', 'sign01'], 'INPUT_INVALID'],
    ['a day that does not exist', [...SECRETS, '--birth', '1950-02-30'], 'INPUT_INVALID'],
    ['another sex', [...SECRETS, '--sex', '4'], 'USAGE'],
    ['days in words', [...SECRETS, '--days', 'ten'], 'USAGE'],
    ['no PIN', ['--sign-password', 'SIGN01'], 'USAGE'],
    ['an unknown option', [...SECRETS, '--my-number', '1'], 'USAGE'],
  ])('%s', async (_, options, code) => {
    const before = await readdir(directory);
    await run(cardList, '--json');
    const cards = output;
    await expect(run(cardIssue, ...PERSON, ...options, '--out', file('none.p12'))).rejects.toMatchObject({
      code,
    });
    expect(await readdir(directory)).toEqual(before);
    output = '';
    await run(cardList, '--json');
    expect(output).toBe(cards);
  });

  test('a file that exists is not overwritten, and nothing is issued', async () => {
    const before = await readFile(file('one.p12'));
    await expect(run(cardIssue, ...PERSON, ...SECRETS, '--out', file('one.p12'))).rejects.toMatchObject({
      code: 'USAGE',
    });
    expect(await readFile(file('one.p12'))).toEqual(before);
    await run(cardList, '--json');
    expect(JSON.parse(output).cards).toHaveLength(3);
  });

  test('a reason or a number that nobody knows', async () => {
    await expect(run(cardRevoke, '--serial', '77'.repeat(16), '--reason', 'lost')).rejects.toMatchObject({
      code: 'CARD_UNKNOWN',
    });
    await expect(run(cardRevoke, '--serial', '77'.repeat(16), '--reason', 'toString')).rejects.toMatchObject({
      code: 'USAGE',
    });
    await expect(run(cardShow, file('missing.p12'), '--pin', '0123')).rejects.toMatchObject({
      code: 'USAGE',
    });
  });
});
