import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDefinitions, readExamples, readPackage, readR4 } from './packages.ts';
import { PackageUnreadable, readTgz } from './tar.ts';

const BLOCK = 512;

/** One entry of a ustar archive. */
const entry = (name: string, content: string, kind = '0'): Buffer => {
  const body = Buffer.from(content);
  const header = Buffer.alloc(BLOCK);
  header.write(name.slice(0, 100), 0);
  header.write(`${body.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write(' '.repeat(8) + kind, 148);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, body, Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK)]);
};
const tgz = (...entries: Buffer[]): Buffer => gzipSync(Buffer.concat([...entries, Buffer.alloc(2 * BLOCK)]));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsunagu-package-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const valueSet = JSON.stringify({ resourceType: 'ValueSet', url: 'urn:v', status: 'draft' });
const patient = JSON.stringify({ resourceType: 'Patient', id: 'p' });
const manifest = JSON.stringify({
  name: 'example',
  version: '1.2',
  dependencies: { 'hl7.fhir.r4.core': '4.0.1' },
});

describe('readPackage', () => {
  it('reads an archive: definitions here, examples there', async () => {
    const path = join(folder, 'example.tgz');
    const packed = tgz(
      entry('package/package.json', manifest),
      entry('package/ValueSet-v.json', valueSet),
      entry('package/example/Patient-p.json', patient),
      entry('package/other/ValueSet-w.json', valueSet),
      entry('package/', '', '5'),
      entry('package/.index.json', '{"files":[]}'),
    );
    writeFileSync(path, packed);
    const { resources, ...described } = await readPackage(path);
    expect(described).toEqual({
      name: 'example',
      version: '1.2',
      dependencies: { 'hl7.fhir.r4.core': '4.0.1' },
      file: 'example.tgz',
      sha256: createHash('sha256').update(packed).digest('hex'),
    });
    expect(resources).toEqual([JSON.parse(valueSet)]);
    expect((await readExamples(path)).map(({ file }) => file)).toEqual(['Patient-p.json']);
  });

  it('reads a folder of JSON files without a manifest', async () => {
    writeFileSync(join(folder, 'ValueSet-v.json'), `\uFEFF${valueSet}`);
    const { name, version, resources } = await readPackage(folder);
    expect([version, resources.length]).toEqual(['unknown', 1]);
    expect(folder.endsWith(name)).toBe(true);
  });

  it.each([
    ['no gzip', Buffer.from('x'), 'no gzip file'],
    ['no tar', gzipSync(Buffer.alloc(BLOCK, 'x')), 'header of the archive is damaged'],
    ['cut off', gzipSync(entry('package/a.json', 'x'.repeat(2000)).subarray(0, 3 * BLOCK)), 'ends early'],
    ['no JSON', tgz(entry('package/a.json', '{')), 'a.json is no JSON'],
    ['a manifest that is none', tgz(entry('package/package.json', '[]')), 'package.json is no object'],
  ])('refuses %s', async (_, bytes, reason) => {
    const path = join(folder, 'damaged.tgz');
    writeFileSync(path, bytes);
    await expect(readPackage(path)).rejects.toThrow(PackageUnreadable);
    await expect(readPackage(path)).rejects.toThrow(reason);
  });

  it('knows long names of pax and GNU', () => {
    const long = `package/${'x'.repeat(120)}.json`;
    const record = (body: string): string => {
      const length = body.length + 1;
      return `${length + String(length + 3).length} ${body}`;
    };
    const pax = entry('PaxHeader', record(`path=${long}\n`), 'x');
    const gnu = entry('././@LongLink', `${long}\0`, 'L');
    for (const header of [pax, gnu])
      expect(readTgz(tgz(header, entry('short', '{}'))).map(({ name }) => name)).toEqual([long]);
  });
});

describe('readR4', () => {
  it('holds the types, value sets and search parameters of R4', async () => {
    const { resources } = await readR4();
    const count = (type: string): number =>
      resources.filter(({ resourceType }) => resourceType === type).length;
    expect(count('StructureDefinition')).toBe(650);
    expect(count('SearchParameter')).toBe(1378);
    expect(count('ValueSet')).toBe(1317);
    expect(count('CodeSystem')).toBe(1063);
  });
});

const SHARED = fileURLToPath(new URL('../../../../shared/data/fhir/', import.meta.url));
/** @spec fhir-jp-core.md §1 */
const PACKAGES: readonly [string, string, Readonly<Record<string, number>>][] = [
  [
    'jp-core-1.2.0-sushi.tgz',
    '38c58431ffb4',
    { StructureDefinition: 111, ValueSet: 24, CodeSystem: 17, NamingSystem: 45, SearchParameter: 8 },
  ],
  [
    'jp-clins.r4-1.5.2-snap.tgz',
    'aa16b398eac4',
    { StructureDefinition: 49, ValueSet: 222, CodeSystem: 23, NamingSystem: 23 },
  ],
  ['jp-eReferral.r4.tgz', '6cb93b809eac', { StructureDefinition: 54, ValueSet: 115, CodeSystem: 15 }],
  ['jp-eDischargeSummary.r4.tgz', 'a6c79afc4d51', { StructureDefinition: 54, ValueSet: 115, CodeSystem: 15 }],
  ['jp-eCheckupReport.r4.tgz', '5f7033742825', { StructureDefinition: 26, CodeSystem: 71, ValueSet: 9 }],
];
const missing = PACKAGES.some(([file]) => !existsSync(SHARED + file));
const note = missing ? ' (skipped: no shared data)' : '';

describe('Japanese packages', () => {
  it.skipIf(missing).each(PACKAGES)(`%s holds what it should${note}`, async (file, sha256, counts) => {
    const content = await readPackage(SHARED + file);
    expect(content.sha256?.slice(0, 12)).toBe(sha256);
    for (const [type, count] of Object.entries(counts))
      expect(
        content.resources.filter(({ resourceType }) => resourceType === type),
        type,
      ).toHaveLength(count);
  });

  it.skipIf(missing)(`open together with R4${note}`, async () => {
    const definitions = await loadDefinitions([`${SHARED}jp-core-1.2.0-sushi.tgz`]);
    expect(definitions.notes).toEqual([
      { code: 'dependency-missing', package: 'jp-core.r4', subject: 'jpfhir-terminology.r4' },
    ]);
    expect(definitions.searchParameters('Patient').map(({ code }) => code)).toContain('jp-kana-sort');
  });
});
