import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createValidator, type Definitions, openDefinitions, type Validator } from '@tsunagu/fhir';
import { readPackage, readR4 } from '@tsunagu/fhir/node';
import SETS from './sets.json' with { type: 'json' };

/**
 * Packages of profiles are never merged: the same canonical stands in several of them with different content.
 * @spec fhir-jp-core.md §1
 */
export type SetName = keyof typeof SETS;

export const SET_NAMES: readonly SetName[] = ['core', 'clins', 'checkup', 'ref-legacy', 'dis-legacy'];

export interface DefinitionSet {
  readonly name: SetName;
  readonly definitions: Definitions;
  readonly validator: Validator;
  /** False: R4 alone, because the package is not installed. Profiles are then reported as unknown, as information. */
  readonly loaded: boolean;
}

export interface SetDescription {
  readonly name: SetName;
  readonly title: string;
  readonly copyright: string;
  readonly file: string;
  /** Null: no package of this name is in the folder. */
  readonly path: string | null;
  /** Of the file, once it was read; a different one than expected is told, not refused. */
  readonly sha256: string | null;
  readonly asExpected: boolean | null;
}

export interface DefinitionSets {
  /** Reads the package when it is first asked for. */
  get(set: SetName): Promise<DefinitionSet>;
  describe(): readonly SetDescription[];
}

export interface DefinitionSetOptions {
  /** Folder with the packages (.tgz); null: R4 alone. */
  readonly directory: string | null;
}

type R4 = Promise<Definitions>;
let sharedR4: R4 | null = null;

/** The definitions of R4 never change, so that all sets of a process share them. */
function r4Once(): R4 {
  sharedR4 ??= readR4()
    .then((content) => openDefinitions([content]))
    .catch((error: unknown) => {
      sharedR4 = null;
      throw error;
    });
  return sharedR4;
}

/** Sets of definitions over the packages of one folder. Throws nothing: a missing package leaves R4 alone. */
export function openDefinitionSets({ directory }: DefinitionSetOptions): DefinitionSets {
  const opened = new Map<SetName, Promise<DefinitionSet>>();
  const fingerprints = new Map<SetName, string | null>();
  const pathOf = (name: SetName): string | null => {
    const path = directory === null ? null : join(directory, SETS[name].file);
    return path !== null && existsSync(path) ? path : null;
  };
  let bare: Promise<Pick<DefinitionSet, 'definitions' | 'validator'>> | null = null;
  const withoutPackage = () => {
    bare ??= r4Once().then((definitions) => ({ definitions, validator: createValidator(definitions) }));
    return bare;
  };
  async function open(name: SetName): Promise<DefinitionSet> {
    const path = pathOf(name);
    if (path === null) return { name, loaded: false, ...(await withoutPackage()) };
    const [base, content] = await Promise.all([r4Once(), readPackage(path)]);
    fingerprints.set(name, content.sha256);
    const definitions = openDefinitions([content], base);
    return { name, loaded: true, definitions, validator: createValidator(definitions) };
  }
  return {
    get(name) {
      const known = opened.get(name);
      if (known !== undefined) return known;
      const opening = open(name).catch((error: unknown) => {
        opened.delete(name);
        throw error;
      });
      opened.set(name, opening);
      return opening;
    },
    describe: () =>
      SET_NAMES.map((name) => {
        const { file, title, copyright, sha256: expected } = SETS[name];
        const sha256 = fingerprints.get(name) ?? null;
        const asExpected = sha256 === null ? null : sha256.startsWith(expected);
        return { name, title, copyright, file, path: pathOf(name), sha256, asExpected };
      }),
  };
}
