import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCardFile } from './card-file.ts';
import { issueCard, type NewCard, type SealedCard } from './issue-card.ts';
import { openCardAuthority, type TestCardAuthority } from './open-card-authority.ts';

let directory: string;
let authority: TestCardAuthority;
let card: SealedCard;
const order: NewCard = {
  name: '試験 花子',
  kana: null,
  birthDate: '1950-02-03',
  sex: 2,
  address: '試験県',
  pin: '0000',
  signPassword: 'ABCDEF7890123456',
};

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tsunagu-card-file-'));
  authority = await openCardAuthority(join(directory, 'card-authority'), () => new Date());
  card = await issueCard(authority, order);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const derOf = (key: SealedCard['auth']['privateKey']) => key.export({ format: 'der', type: 'pkcs8' });

test('both halves come back as they were sealed', async () => {
  const opened = await openCardFile(card.file, order);
  for (const kind of ['auth', 'sign'] as const) {
    expect(opened[kind]?.serial).toBe(card[kind].serial);
    expect(opened[kind]?.certificateDer).toEqual(card[kind].certificateDer);
    expect(opened[kind] && derOf(opened[kind].privateKey)).toEqual(derOf(card[kind].privateKey));
  }
});

test('the PIN alone shows neither the holder nor the signing key', async () => {
  expect((await openCardFile(card.file, { pin: '0000' })).sign).toBeNull();
  for (const secret of [Buffer.from(order.name), card.sign.certificateDer, derOf(card.sign.privateKey)])
    expect(card.file.includes(secret)).toBe(false);
  await expect(openCardFile(card.file, { pin: '0000', signPassword: '0000' })).rejects.toMatchObject({
    code: 'CARD_PIN_WRONG',
    fields: { field: 'sign-password' },
  });
});

/** Headers before and the seal behind stand outside of what the seal covers. */
const covered = () => fc.integer({ min: 64, max: card.file.length - 200 });

test('one changed octet of the sealed content is noticed', async () => {
  await fc.assert(
    fc.asyncProperty(covered(), fc.integer({ min: 1, max: 255 }), async (at, change) => {
      const file = Buffer.from(card.file);
      file[at] = (file[at] ?? 0) ^ change;
      await expect(openCardFile(file, { pin: '0000' })).rejects.toMatchObject({
        code: expect.stringMatching(/^CARD_(FILE_UNREADABLE|PIN_WRONG)$/),
      });
    }),
    { numRuns: 30 },
  );
});

test('secrets of another form issue nothing', async () => {
  const before = (await authority.list()).length;
  for (const secrets of [
    { pin: '123' },
    { pin: '１２３４' },
    { signPassword: 'ABC12' },
    { signPassword: '12345678' },
  ])
    await expect(issueCard(authority, { ...order, ...secrets })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
  expect(await authority.list()).toHaveLength(before);
});
