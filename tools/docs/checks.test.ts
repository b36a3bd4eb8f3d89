import { describe, expect, test } from 'vitest';
import {
  type AuditVocabulary,
  auditFaults,
  citationFaults,
  differenceFaults,
  downloadHostFaults,
  driftFaults,
  type LicencePolicy,
  licenceFaults,
  linkFaults,
  machinePathFaults,
  missingOptionalFaults,
  optionFaults,
  readCitations,
  unwrittenFaults,
} from './checks.ts';
import { renderDocuments } from './render.ts';
import { allowedValues, errorCodes, replaceBlock, tableKeys, unionMembers } from './sources.ts';

// Put together here, so that the checks of this repository do not find them in this file.
const cite = (text: string) => `/** A rule. @${'spec'} ${text} */`;
const machinePath = ['', 'home', 'somebody', 'tsunagu'].join('/');

describe('generated documents', () => {
  const [document = { path: '', text: '' }] = renderDocuments();

  test('are the same each time', () => {
    expect(
      driftFaults(
        renderDocuments(),
        (path) => renderDocuments().find((one) => one.path === path)?.text ?? '',
      ),
    ).toEqual([]);
  });

  test('that were edited by hand, or are missing, are a fault', () => {
    expect(driftFaults([document], () => `${document.text}\n`)).toHaveLength(1);
    expect(driftFaults([document], () => '')).toHaveLength(1);
  });
});

describe('lists of codes', () => {
  test('that name the same things are well', () => {
    expect(differenceFaults('x', ['a', 'b'], ['b', 'a'])).toEqual([]);
  });

  test('with a missing or a surplus code are a fault', () => {
    expect(differenceFaults('x', ['a', 'b'], ['b', 'c'])).toEqual(['x: a is missing', 'x: c does not exist']);
  });

  test('are read from the types and tables as they stand', () => {
    expect(unionMembers("export type Purpose = 'care' | 'self';", 'Purpose')).toEqual(['care', 'self']);
    expect(() => unionMembers('export type Purpose = string', 'Ground')).toThrow('no type Ground');
    expect(() => unionMembers('export type Ground = (typeof GROUNDS)[number];', 'Ground')).toThrow(
      'names no strings',
    );
    expect(errorCodes("refuse('NOT_HERE'); refuse('NOT_HERE'); say('Hello', 'MODE_NOT_OPEN')")).toEqual([
      'NOT_HERE',
      'MODE_NOT_OPEN',
    ]);
    const migration = "CONSTRAINT known CHECK (outcome IN ('shown', 'done')),";
    expect(allowedValues(migration, 'known')).toEqual(['shown', 'done']);
    expect(allowedValues(migration, 'unknown')).toEqual([]);
    const markdown = '## One\n| a | b |\n|---|---|\n| `x` | y |\n| z | y |\n## Two\n| a |\n|---|\n| w |\n';
    expect(tableKeys(markdown, 'One')).toEqual(['x', 'z']);
    expect(() => tableKeys(markdown, 'Three')).toThrow('no section Three');
  });
});

describe('the catalogue of the audit log', () => {
  const one: AuditVocabulary = {
    events: ['sign-in'],
    purposes: ['care'],
    grounds: ['self'],
    categories: ['surgery'],
    outcomes: ['done'],
    refusals: ['NOT_HERE'],
  };
  const document = Object.entries(one)
    .map(([kind, names]) => {
      const heading = kind.charAt(0).toUpperCase() + kind.slice(1);
      return `## ${heading}\n| name | meaning |\n|---|---|\n${names.map((name: string) => `| \`${name}\` | x |\n`).join('')}`;
    })
    .join('\n');

  test('that names what the code names is well', () => {
    expect(auditFaults(one, document)).toEqual([]);
  });

  test.each(Object.keys(one))('is at fault when its %s differ from the code', (kind) => {
    expect(auditFaults({ ...one, [kind]: ['another'] }, document)).toEqual([
      expect.stringContaining('another is missing'),
      expect.stringContaining('does not exist'),
    ]);
    expect(auditFaults({ ...one, [kind]: [] }, document)).toEqual([`no ${kind} were found in the code`]);
  });

  test('lists no event that nobody writes', () => {
    const sources = [{ path: 'a.ts', text: "append({ event: 'sign-in' })" }];
    expect(unwrittenFaults(['sign-in'], sources)).toEqual([]);
    expect(unwrittenFaults(['sign-in', 'sign-out'], sources)).toEqual([expect.stringContaining('sign-out')]);
  });

  test('has a block that is written from code, and must keep it', () => {
    const markdown = 'a\n<!-- begin x: by code -->\nold\n<!-- end x -->\nb\n';
    expect(replaceBlock(markdown, 'x', 'new\nlines')).toBe(
      'a\n<!-- begin x: by code -->\nnew\nlines\n<!-- end x -->\nb\n',
    );
    expect(() => replaceBlock(markdown, 'y', 'new')).toThrow('no block y');
    expect(() => replaceBlock('<!-- begin x: by code -->\n', 'x', 'new')).toThrow('no block x');
  });
});

describe('options', () => {
  const source = (text: string) => [{ path: 'cli/x.ts', text }];
  const options = "  port: { type: 'string' },\n  'create-persons': { type: 'boolean', default: false },\n";

  test('that the document names are well', () => {
    expect(optionFaults(source(options), 'tsunagu start [--port 8080] [--create-persons]')).toEqual([]);
  });

  test('that the document leaves out are a fault, longer names beginning alike notwithstanding', () => {
    expect(optionFaults(source(options), '--port-range --create-persons')).toEqual([
      'docs/commands.md does not name --port',
    ]);
  });

  test('on one line with others are found too', () => {
    expect(
      optionFaults(
        source("const OPTIONS = { port: { type: 'string' }, host: { type: 'string' } };"),
        '--port',
      ),
    ).toHaveLength(1);
  });

  test('that cannot be found at all are a fault', () => {
    expect(optionFaults(source('nothing here'), '--port')).toHaveLength(1);
  });
});

describe('citations', () => {
  const ids = (text: string) => readCitations({ path: 'a.ts', text: cite(text) }).map(({ id }) => id);

  test('name documents and sections in several forms', () => {
    expect(ids('claims.md §10.1')).toEqual(['claims.md §10.1']);
    expect(ids('claims.md §3, §5.5')).toEqual(['claims.md §3', 'claims.md §5.5']);
    expect(ids('claims.md §10.1–§10.5')).toEqual(['claims.md §10.1', 'claims.md §10.5']);
    expect(ids('claims.md §3, eligibility.md §2.1')).toEqual(['claims.md §3', 'eligibility.md §2.1']);
    expect(ids('claims.md §18 (5)')).toEqual(['claims.md §18']);
    expect(ids('mission-matrix S4-58: a reason')).toEqual(['mission-matrix S4-58']);
    expect(ids('RFC 6962 §2.1.1')).toEqual(['RFC 6962 §2.1.1']);
    expect(ids('DICOM PS3.16 CID 400')).toEqual(['DICOM PS3.16 CID 400']);
    expect(ids('健康保険法 §75; eligibility.md §8.3')).toEqual(['健康保険法 §75', 'eligibility.md §8.3']);
    expect(ids('https://example.org/a.html, https://example.org/b.html')).toEqual([
      'https://example.org/a.html',
      'https://example.org/b.html',
    ]);
    expect(ids('UI.md "The record"')).toEqual(['UI.md "The record"']);
  });

  test('of an explained section are well', () => {
    expect(
      citationFaults(readCitations({ path: 'a.ts', text: cite('claims.md §1') }), ['claims.md §1']),
    ).toEqual([]);
  });

  test('of an unknown section, and tags that cite nothing, are a fault', () => {
    expect(ids('RFC 6962')).toEqual([null]);
    const unknown = readCitations({
      path: 'a.ts',
      text: `\n${cite('claims.md §99')}\n${cite('see elsewhere')}`,
    });
    expect(citationFaults(unknown, ['claims.md §9'])).toEqual([
      expect.stringMatching(/^a\.ts:2: claims\.md §99 /),
      expect.stringMatching(/^a\.ts:3: a citation without/),
    ]);
  });
});

describe('machine paths', () => {
  test('are a fault, with their place', () => {
    expect(machinePathFaults([{ path: 'a.md', text: `one\nsee ${machinePath}/x` }])).toEqual([
      `a.md:2: ${machinePath}/x`,
    ]);
  });

  test('addresses and relative paths are none', () => {
    const text = `https://example.org${machinePath} ..${machinePath} $ROOT${machinePath}`;
    expect(machinePathFaults([{ path: 'a.md', text }])).toEqual([]);
  });
});

describe('the lock', () => {
  const lock = (entry: object) => ({
    packages: { '': {}, 'node_modules/x': { version: '1.0.0', license: 'MIT', ...entry } },
  });

  test('without hosts and with all optional packages is well', () => {
    expect(downloadHostFaults(lock({}))).toEqual([]);
    expect(missingOptionalFaults(lock({ optionalDependencies: { x: '1.0.0' } }))).toEqual([]);
  });

  test('that names a download host is a fault', () => {
    expect(downloadHostFaults(lock({ resolved: 'https://registry.example/x.tgz' }))).toHaveLength(1);
    expect(downloadHostFaults(lock({ resolved: 'git+ssh://git.example/x.git' }))).toHaveLength(1);
  });

  test('that leaves out an optional package is a fault', () => {
    expect(missingOptionalFaults(lock({ optionalDependencies: { '@x/linux-arm': '1.0.0' } }))).toEqual([
      expect.stringContaining('@x/linux-arm'),
    ]);
  });
});

describe('licences', () => {
  const policy: LicencePolicy = {
    everywhere: ['MIT', 'ISC'],
    development: ['MPL-2.0'],
    exceptions: { font: 'OFL-1.1' },
    byFile: { silent: 'MIT' },
  };
  const faults = (name: string, entry: object) =>
    licenceFaults({ packages: { [`node_modules/${name}`]: entry } }, policy);

  test('that are allowed are well', () => {
    expect(faults('x', { license: 'MIT' })).toEqual([]);
    expect(faults('x', { license: '(GPL-2.0 OR MIT)' })).toEqual([]);
    expect(faults('x', { license: 'MPL-2.0', dev: true })).toEqual([]);
    expect(faults('font', { license: 'OFL-1.1' })).toEqual([]);
    expect(faults('silent', {})).toEqual([]);
    expect(faults('own', { link: true })).toEqual([]);
  });

  test.each([
    ['copyleft', { license: 'AGPL-3.0-only' }],
    ['one of two that both hold', { license: 'MIT AND GPL-3.0-only' }],
    ['an exception of another package', { license: 'OFL-1.1' }],
    ['a tool’s licence in the product', { license: 'MPL-2.0' }],
    ['none at all', {}],
  ])('%s is a fault', (_, entry) => {
    expect(faults('x', entry)).toHaveLength(1);
  });
});

describe('links', () => {
  const exists = (path: string) => path === 'docs/errors.md';

  test('between documents lead somewhere', () => {
    expect(
      linkFaults(
        [{ path: 'docs/a.md', text: '[x](errors.md#errors) [y](https://example.org) [z](#here)' }],
        exists,
      ),
    ).toEqual([]);
  });

  test('to a missing file are a fault', () => {
    expect(linkFaults([{ path: 'README.md', text: '[x](docs/missing.md)' }], exists)).toEqual([
      'README.md: the link to docs/missing.md leads nowhere',
    ]);
  });
});
