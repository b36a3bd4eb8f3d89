import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FileStore, openFileStore } from './file-store.ts';

let directory: string;
let store: FileStore;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tsunagu-files-'));
  store = openFileStore(directory);
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function* of(...chunks: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}
async function readAll(sha256: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.read(sha256)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
const kept = () =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);

test('bytes come back as they were, whatever their cut, under their SHA-256', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 3000 }), { minLength: 1, maxLength: 6 }),
      async (chunks) => {
        const whole = Buffer.concat(chunks);
        const stored = await store.put(of(...chunks));
        expect(stored).toEqual({
          sha256: createHash('sha256').update(whole).digest('hex'),
          bytes: whole.length,
        });
        expect((await readAll(stored.sha256)).equals(whole)).toBe(true);
      },
    ),
    { numRuns: 20 },
  );
});

test('the same bytes are kept once', async () => {
  const first = await store.put(of('abc', 'def'));
  const second = await store.put(of('a', 'bcdef'));
  expect(second).toEqual(first);
  expect(kept()).toEqual([first.sha256]);
});

test.each<[string, () => AsyncIterable<Uint8Array>, string]>([
  ['nothing', () => of(), 'FILE_EMPTY'],
  ['empty chunks', () => of('', ''), 'FILE_EMPTY'],
  ['one byte more than allowed', () => of('12345', '678901'), 'FILE_TOO_LARGE'],
])('%s is refused and leaves no file', async (_title, source, code) => {
  await expect(store.put(source(), { maxBytes: 10 })).rejects.toMatchObject({ code });
  expect(kept()).toEqual([]);
});

test('as many bytes as allowed are kept', async () => {
  expect(await store.put(of('12345', '67890'), { maxBytes: 10 })).toMatchObject({ bytes: 10 });
});

test('a source that breaks off leaves no file, and says so', async () => {
  async function* broken(code: string) {
    yield Buffer.from('half');
    throw Object.assign(new Error('planned'), { code });
  }
  await expect(store.put(broken('ECONNRESET'))).rejects.toMatchObject({ code: 'FILE_INCOMPLETE' });
  await expect(store.put(broken('EIO'))).rejects.toThrow('planned');
  expect(kept()).toEqual([]);
});

test('what a killed process left half-written is removed at the next start; what a living one writes is not', async () => {
  const incoming = join(directory, 'incoming');
  mkdirSync(incoming, { recursive: true });
  // No process can have this id: it is beyond the kernel's limit.
  writeFileSync(join(incoming, '99999999-abandoned'), 'half');
  writeFileSync(join(incoming, `${process.pid}-in-work`), 'half');
  openFileStore(directory);
  expect(readdirSync(incoming)).toEqual([`${process.pid}-in-work`]);
});

test('files can be read by nobody else on the machine', async () => {
  const { sha256 } = await store.put(of('secret'));
  expect(statSync(join(directory, sha256.slice(0, 2), sha256)).mode & 0o077).toBe(0);
  expect(statSync(join(directory, sha256.slice(0, 2))).mode & 0o077).toBe(0);
});

test('twenty uploads of the same bytes at once are one file', async () => {
  const stored = await Promise.all(Array.from({ length: 20 }, () => store.put(of('same', 'bytes'))));
  expect(new Set(stored.map(({ sha256 }) => sha256)).size).toBe(1);
  expect(kept().length).toBe(1);
});
