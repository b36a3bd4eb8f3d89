import { type TextFile, tableKeys } from './sources.ts';

/** Every check is a pure function from what it looks at to sentences about faults; none means that all is well. */
export type Faults = readonly string[];

/** Generated documents that differ from what the code would write today. */
export const driftFaults = (documents: readonly TextFile[], read: (path: string) => string): Faults =>
  documents
    .filter(({ path, text }) => read(path) !== text)
    .map(({ path }) => `${path} is out of date: npm run generate`);

/** Two lists that have to name the same things. */
export function differenceFaults(
  what: string,
  expected: readonly string[],
  found: readonly string[],
): Faults {
  const missing = expected.filter((one) => !found.includes(one)).map((one) => `${what}: ${one} is missing`);
  const surplus = found
    .filter((one) => !expected.includes(one))
    .map((one) => `${what}: ${one} does not exist`);
  return [...missing, ...surplus];
}

const OPTION = /^\s*'?([a-z][a-z-]*)'?: \{ type: '(?:string|boolean)'/gm;
const INLINE_OPTION = /[{,] '?([a-z][a-z-]*)'?: \{ type: '(?:string|boolean)'/g;

/** What entries of the audit log may say, as the code knows it. */
export interface AuditVocabulary {
  readonly events: readonly string[];
  readonly purposes: readonly string[];
  readonly grounds: readonly string[];
  readonly categories: readonly string[];
  readonly outcomes: readonly string[];
  readonly refusals: readonly string[];
}

const AUDIT_SECTIONS: readonly (readonly [keyof AuditVocabulary, string])[] = [
  ['events', 'Events'],
  ['purposes', 'Purposes'],
  ['grounds', 'Grounds'],
  ['categories', 'Categories'],
  ['outcomes', 'Outcomes'],
  ['refusals', 'Refusals'],
];

/** Where the catalogue of the audit log and the code name different things. An empty list was not found, so it is a fault. */
export const auditFaults = (vocabulary: AuditVocabulary, document: string): Faults =>
  AUDIT_SECTIONS.flatMap(([kind, heading]) =>
    vocabulary[kind].length === 0
      ? [`no ${kind} were found in the code`]
      : differenceFaults(`docs/audit-events.md, ${kind}`, vocabulary[kind], tableKeys(document, heading)),
  );

/** Events of the catalogue that no source writes, by name. */
export const unwrittenFaults = (events: readonly string[], sources: readonly TextFile[]): Faults =>
  events
    .filter((event) => !sources.some(({ text }) => text.includes(`'${event}'`)))
    .map((event) => `the audit log's event ${event} is written nowhere`);

/** Options that commands accept and docs/commands.md does not name. */
export function optionFaults(commandSources: readonly TextFile[], commandsDocument: string): Faults {
  const options = new Set<string>();
  for (const { text } of commandSources) {
    for (const pattern of [OPTION, INLINE_OPTION]) {
      for (const [, name] of text.matchAll(pattern)) if (name !== undefined) options.add(name);
    }
  }
  if (options.size === 0) return ['no option was found in the sources of the commands'];
  return [...options]
    .filter((name) => !new RegExp(`--${name}(?![a-z-])`).test(commandsDocument))
    .map((name) => `docs/commands.md does not name --${name}`);
}

export interface Citation {
  readonly path: string;
  readonly line: number;
  /** `claims.md §10.1`, `mission-matrix S4-58`, `RFC 6962 §2.1`, `健康保険法 §75`; null where the text after the tag cites nothing. */
  readonly id: string | null;
}

// Written in two parts, so that this file cites nothing itself.
const TAG = `@${'spec'}`;
const DOCUMENT =
  /(\b[A-Za-z][\w-]*\.md\b|\bmission-matrix\b|\bRFC \d+|\bDICOM PS3\.\d+|[一-龠]+法)|§\s?([\w.]*\w)(?:[–-]§?([\w.]*\w))?|\b(S\d+-\d+|CID \d+)\b|"([^"]+)"|(https:\/\/[^\s,;)]+)/g;

/** Every place in a document that the text after a tag cites. Details behind a section, like "(5)" or "trap 4", belong to it. */
export function readCitations({ path, text }: TextFile): Citation[] {
  return text.split('\n').flatMap((content, index): Citation[] => {
    const at = content.indexOf(`${TAG} `);
    if (at < 0) return [];
    const cited = content.slice(at + TAG.length + 1).split(/\*\/|`|\\n/)[0] ?? '';
    const ids = citedPlaces(cited);
    const line = index + 1;
    return ids.length === 0 ? [{ path, line, id: null }] : ids.map((id) => ({ path, line, id }));
  });
}

function citedPlaces(cited: string): string[] {
  let document: string | null = null;
  const ids: string[] = [];
  for (const [, name, section, end, row, heading, address] of cited.matchAll(DOCUMENT)) {
    if (name !== undefined) document = name;
    else if (address !== undefined) ids.push(address);
    else if (document === null) continue;
    else if (row !== undefined) ids.push(`${document} ${row}`);
    else if (heading !== undefined) ids.push(`${document} "${heading}"`);
    else for (const one of [section, end]) if (one !== undefined) ids.push(`${document} §${one}`);
  }
  return ids;
}

/** Citations that docs/specs.md does not explain. */
export function citationFaults(citations: readonly Citation[], explained: readonly string[]): Faults {
  const known = new Set(explained);
  return citations
    .filter(({ id }) => id === null || !known.has(id))
    .map(
      ({ path, line, id }) =>
        `${path}:${line}: ${id ?? 'a citation without document and section'} has no row in docs/specs.md`,
    );
}

// In two parts for the same reason as above.
const MACHINE_PATH = new RegExp(
  `(?<![\\w.$}~-])/(?:${['work', 'root', 'home', 'Users', 'tmp'].join('|')})/[\\w./-]+`,
  'g',
);

/** Paths of somebody's machine in files of the repository. */
export const machinePathFaults = (files: readonly TextFile[]): Faults =>
  files.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, index) =>
        [...line.matchAll(MACHINE_PATH)].map(([found]) => `${path}:${index + 1}: ${found}`),
      ),
  );

export interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly license?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/** Download hosts in the lock: it has to work with whatever registry npm is set to. */
export const downloadHostFaults = ({ packages }: Lock): Faults =>
  Object.entries(packages)
    .filter(([, { resolved }]) => resolved !== undefined && /^[a-z+]+:\/\//.test(resolved))
    .map(([path, { resolved }]) => `package-lock.json: ${path} names ${resolved}`);

/** Optional packages that the lock leaves out although another package lists them: npm ci refuses such a lock. */
export function missingOptionalFaults({ packages }: Lock): Faults {
  const names = new Set(
    Object.keys(packages).map((path) =>
      path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
    ),
  );
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !names.has(name))
      .map(
        (name) =>
          `package-lock.json: ${name}, which ${path || 'the project'} lists, is missing; npm ci fails`,
      ),
  );
}

export interface LicencePolicy {
  readonly everywhere: readonly string[];
  /** Only for tools that never reach a user. */
  readonly development: readonly string[];
  /** By package, where an ADR allows one more. */
  readonly exceptions: Readonly<Record<string, string>>;
  /** By package whose description names none: the licence that lies in it as a file. */
  readonly byFile: Readonly<Record<string, string>>;
}

/** `(MIT OR GPL-2.0)` leaves the choice to us, `MIT AND Zlib` does not. */
function allowed(expression: string, list: readonly string[]): boolean {
  const plain = expression.replaceAll(/[()]/g, '');
  return plain
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((one) => list.includes(one.trim())));
}

/** Packages under a licence that docs/adr/0004-licences.md does not allow. */
export function licenceFaults({ packages }: Lock, policy: LicencePolicy): Faults {
  return Object.entries(packages).flatMap(([path, { license: described, link, dev }]) => {
    if (link || !path.includes('node_modules/')) return [];
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const license = described ?? policy.byFile[name];
    const list = [
      ...policy.everywhere,
      ...(dev ? policy.development : []),
      ...(policy.exceptions[name] ? [policy.exceptions[name]] : []),
    ];
    return license !== undefined && allowed(license, list)
      ? []
      : [`${name}: licence ${license ?? 'unknown'} is not allowed`];
  });
}

/** Relative links in documents that lead nowhere. */
export function linkFaults(documents: readonly TextFile[], exists: (path: string) => boolean): Faults {
  return documents.flatMap(({ path, text }) =>
    [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)/g)].flatMap(([, target = '']) => {
      const full = new URL(target, `file:///${path}`).pathname.slice(1);
      return exists(decodeURIComponent(full)) ? [] : [`${path}: the link to ${target} leads nowhere`];
    }),
  );
}
