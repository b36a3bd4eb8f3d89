import { statSync } from 'node:fs';

export interface ValidateArguments {
  /** Paths of packages. */
  readonly packages: readonly string[];
  /** Canonical URLs. */
  readonly profiles: readonly string[];
  readonly json: boolean;
  /** Paths; `-` for the standard input. */
  readonly files: readonly string[];
}

/** What was typed cannot be understood; the text says what. */
export class UsageError extends Error {}

const isPackage = (path: string): boolean =>
  /\.(?:tgz|tar\.gz)$/i.test(path) || (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);

/** `--ig` takes one path, and those after it as long as they are archives or folders: no resource is either. */
const packagesFrom = (given: readonly string[], at: number): number => {
  const first = given[at];
  if (first === undefined || first.startsWith('--')) throw new UsageError('--ig needs a package');
  let end = at + 1;
  while (end < given.length && isPackage(given[end] ?? '')) end += 1;
  return end;
};

/**
 * Reads the words behind `tsunagu-fhir validate`.
 * @throws UsageError
 */
export const readArguments = (given: readonly string[]): ValidateArguments => {
  const packages: string[] = [];
  const profiles: string[] = [];
  const files: string[] = [];
  let json = false;
  let at = 0;
  while (at < given.length) {
    const [word = '', inline] = splitOption(given[at] ?? '');
    at += 1;
    if (word === '--json' && inline === null) json = true;
    else if (word === '--ig') {
      const end = inline === null ? packagesFrom(given, at) : at;
      packages.push(...(inline === null ? given.slice(at, end) : [inline]));
      at = end;
    } else if (word === '--profile') {
      const profile = inline ?? given[at];
      if (profile === undefined) throw new UsageError('--profile needs a canonical URL');
      if (inline === null) at += 1;
      profiles.push(profile);
    } else if (word.startsWith('-') && word !== '-') throw new UsageError(`there is no option ${word}`);
    else files.push(given[at - 1] ?? '');
  }
  if (files.length === 0) throw new UsageError('name a file to validate, or - for the standard input');
  return { packages, profiles, json, files };
};

const splitOption = (word: string): readonly [string, string | null] => {
  const equals = word.startsWith('--') ? word.indexOf('=') : -1;
  return equals < 0 ? [word, null] : [word.slice(0, equals), word.slice(equals + 1)];
};
