import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Definitions, openDefinitions } from '@tsunagu/fhir';
import { type PackageExample, readExamples, readPackage, readR4 } from '@tsunagu/fhir/node';
import files from '../../conformance/fhir/packages.json' with { type: 'json' };

const FOLDER = fileURLToPath(new URL('../../../shared/data/fhir/', import.meta.url));

/** Whether the packages lie beside the repository; none of them is part of it. */
export const sharedData = existsSync(FOLDER);

export type SetName = keyof typeof files;

export const SET_NAMES: readonly SetName[] = ['core', 'clins', 'checkup', 'ref-legacy', 'dis-legacy'];

export function fileOf(set: SetName): string {
  return FOLDER + files[set].file;
}

/** What the package of a set is expected to hold. */
export function expectedOf(set: SetName): (typeof files)[SetName] {
  return files[set];
}

let base: Promise<Definitions> | null = null;

async function readBase(): Promise<Definitions> {
  return openDefinitions([await readR4()]);
}

/** R4 alone; read once. */
export function r4(): Promise<Definitions> {
  base ??= readBase();
  return base;
}

/** R4 and the one package of the set. */
export async function definitionsOf(set: SetName): Promise<Definitions> {
  return openDefinitions([await readPackage(fileOf(set))], await r4());
}

export function examplesOf(set: SetName): Promise<readonly PackageExample[]> {
  return readExamples(fileOf(set));
}
