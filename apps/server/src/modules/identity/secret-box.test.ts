import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSecretBox, secretBox } from './secret-box.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tsunagu-test-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test('what is sealed opens again, in its context and with its key only', () => {
  const [box, other] = [secretBox(randomBytes(32)), secretBox(randomBytes(32))];
  fc.assert(
    fc.property(fc.uint8Array(), fc.string(), fc.string(), (bytes, context, elsewhere) => {
      const secret = Buffer.from(bytes);
      const sealed = box.seal(secret, context);
      expect(box.open(sealed, context)).toEqual(secret);
      expect(() => other.open(sealed, context)).toThrow();
      if (elsewhere !== context) expect(() => box.open(sealed, elsewhere)).toThrow();
    }),
  );
});

test('a changed character anywhere does not open, nor another version', () => {
  const box = secretBox(randomBytes(32));
  const sealed = box.seal(Buffer.from('twenty bytes of salt'), 'x');
  for (let at = 3; at < sealed.length - 1; at++) {
    const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
    expect(() => box.open(changed, 'x')).toThrow();
  }
  expect(() => box.open(sealed.replace('v1', 'v2'), 'x')).toThrow('unknown form');
});

test('two processes that open the box at once have one key, readable for the owner alone', async () => {
  const boxes = await Promise.all(Array.from({ length: 5 }, () => openSecretBox(directory)));
  const sealed = boxes[0]?.seal(Buffer.from('secret'), 'x') ?? '';
  for (const box of boxes) expect(box.open(sealed, 'x').toString()).toBe('secret');
  expect(await readdir(directory)).toEqual(['second-factors.key']);
  expect((await stat(join(directory, 'second-factors.key'))).mode & 0o777).toBe(0o600);
});
