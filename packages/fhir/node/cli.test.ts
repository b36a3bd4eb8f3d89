import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBase, sketchProfile, TEST_URL } from '../src/validate/testing/profiles.ts';

const COMMAND = fileURLToPath(new URL('../bin/tsunagu-fhir.js', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tsunagu-fhir-'));
  const base = await readBase();
  const profile = sketchProfile(base, { name: 'P', type: 'Patient', change: { 'Patient.name': { min: 1 } } });
  mkdirSync(join(folder, 'ig/package'), { recursive: true });
  const manifest = { name: 'example.p', version: '1.0.0', dependencies: { 'example.none': '1' } };
  writeFileSync(join(folder, 'ig/package/package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'ig/package/StructureDefinition-p.json'), JSON.stringify(profile));
  const patient = { resourceType: 'Patient', meta: { profile: [`${TEST_URL}/P`] } };
  const good = JSON.stringify({ ...patient, name: [{ text: 'x' }] });
  writeFileSync(join(folder, 'good.json'), `\uFEFF${good}`);
  writeFileSync(join(folder, 'bad.json'), JSON.stringify(patient));
  writeFileSync(join(folder, 'broken.json'), '{"resourceType":');
  writeFileSync(join(folder, 'many.ndjson'), `${good}\n\n{"resourceType":"Patient","gender":"x"}\nnothing\n`);
  writeFileSync(
    join(folder, 'good.xml'),
    '<Patient xmlns="http://hl7.org/fhir"><gender value="male"/></Patient>',
  );
  writeFileSync(
    join(folder, 'bad.xml'),
    '<Patient xmlns="http://hl7.org/fhir">\n<gender value="x"/></Patient>',
  );
  writeFileSync(
    join(folder, 'broken.xml'),
    '<Patient xmlns="http://hl7.org/fhir">\n<colour value="x"/></Patient>',
  );
  writeFileSync(join(folder, 'damaged.tgz'), 'nothing');
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (words: readonly string[], input = ''): { code: number | null; out: string; err: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...words], {
    cwd: folder,
    input,
    encoding: 'utf8',
  });
  return { code: status, out: stdout, err: stderr };
};

describe('tsunagu-fhir validate', () => {
  it('finds nothing wrong', () => {
    const { code, out } = run(['validate', '--ig', 'ig', 'good.json', 'good.xml']);
    expect([code, out]).toEqual([0, 'resources: 2, errors: 0, warnings: 0\n']);
  });

  it('names the file, the line, the place and the rule', () => {
    const { code, out } = run([
      'validate',
      '--ig',
      'ig',
      'bad.json',
      'many.ndjson',
      'bad.xml',
      'broken.json',
      'none.json',
    ]);
    expect(code).toBe(1);
    expect(out.split('\n').map((line) => line.replace(/ \(http.*/, ''))).toEqual([
      'error: bad.json: Patient: name is required here. [cardinality]',
      expect.stringMatching(/^error: many\.ndjson:3: Patient\.gender: The code .* \[binding\]$/),
      expect.stringMatching(/^error: many\.ndjson:4: This cannot be read: json-syntax/),
      expect.stringMatching(/^error: bad\.xml: Patient\.gender: The code/),
      expect.stringMatching(
        /^error: broken\.json: This cannot be read: json-syntax at character \d+\. \[structure\]$/,
      ),
      'error: none.json: There is no such file. [structure]',
      'resources: 4, errors: 6, warnings: 0',
      '',
    ]);
  });

  it('prints one JSON object, from the standard input as well', () => {
    const { code, out } = run(
      ['validate', '--ig=ig', `--profile=${TEST_URL}/P`, '--json', '-'],
      '{"resourceType":"Patient"}',
    );
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({
      resources: 1,
      errors: 1,
      warnings: 0,
      issues: [
        {
          file: '-',
          expression: 'Patient',
          severity: 'error',
          code: 'required',
          rule: 'cardinality',
          message: 'name is required here.',
          source: { profile: `${TEST_URL}/P`, element: 'Patient.name', constraint: null },
        },
      ],
    });
  });

  it('tells the line of what is wrong in XML', () => {
    expect(run(['validate', 'broken.xml']).out).toContain('xml-element-unknown at line 2.');
  });

  it.each([
    [[], ''],
    [['check'], 'there is no command check'],
    [['validate'], 'name a file'],
    [['validate', '--speed', 'x.json'], 'there is no option --speed'],
    [['validate', '--ig'], '--ig needs a package'],
    [['validate', '--profile', 'urn:none', 'good.json'], 'no package holds the profile urn:none'],
    [['validate', '--ig', 'damaged.tgz', 'good.json'], 'cannot be read'],
    [['validate', '--ig', 'absent.tgz', 'good.json'], 'does not exist'],
  ])('is not understood: %j', (words, message) => {
    const { code, err } = run(words);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(err).not.toContain('    at ');
  });

  it('helps', () => {
    const { code, out } = run(['--help']);
    expect(code).toBe(0);
    expect(out).toContain('Usage: tsunagu-fhir validate');
  });
});
