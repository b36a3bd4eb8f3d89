import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as medplum from '@medplum/core';
import { createTerminology, createValidator, openDefinitions } from '@tsunagu/fhir';
import { readExamples, readPackage, readR4 } from '@tsunagu/fhir/node';
import { Fhir } from 'fhir';
import { measureFaults } from '../conformance/fhir/faults/measure.ts';
import { type Fault, plantFaults } from '../conformance/fhir/faults/plant-faults.ts';

const JP_CORE = fileURLToPath(new URL('../../shared/data/fhir/jp-core-1.2.0-sushi.tgz', import.meta.url));
const JP_CORE_URL = 'http://jpfhir.jp/fhir/core/';
const WARM_UP_MS = 2000;
const LEAST_MS = 3000;
/** Of some ten thousand planted faults every so many is shown to the validators, the slowest of which needs 5 ms each. */
const EVERY = 10;

type Resource = { readonly resourceType: string; readonly [element: string]: unknown };

/** Says whether a resource holds no error. */
type Judge = (resource: Resource) => boolean;

interface Validator {
  readonly name: string;
  /** Reads what it needs; the time of this is the cold start. */
  open(): Promise<Judge>;
}

const tsunagu: Validator = {
  name: '@tsunagu/fhir',
  open: async () => {
    const base = openDefinitions([await readR4()]);
    const validator = createValidator(openDefinitions([await readPackage(JP_CORE)], base));
    return (resource) => validator.validate(resource).every(({ severity }) => severity !== 'error');
  },
};

const claimed = (resource: Resource): string | undefined => {
  const meta = resource.meta;
  const profile: unknown = typeof meta === 'object' && meta !== null ? Reflect.get(meta, 'profile') : [];
  const urls = Array.isArray(profile) ? profile : [];
  return urls.find((url) => typeof url === 'string' && url.startsWith(JP_CORE_URL));
};

/** With the structures of R4, and the profile of JP Core that the resource claims. */
const medplumCore: Validator = {
  name: '@medplum/core',
  open: async () => {
    const structures = [await readR4(), await readPackage(JP_CORE)].flatMap(({ resources }) =>
      resources.filter((resource) => resource.resourceType === 'StructureDefinition'),
    );
    const types = structures.filter(
      ({ kind, derivation }) => kind !== 'logical' && derivation !== 'constraint',
    );
    // Its types differ from those of @types/fhir in places that do not matter here.
    Reflect.apply(medplum.indexStructureDefinitionBundle, null, [types]);
    const profiles = new Map(structures.map((structure) => [structure.url, structure]));
    return (resource) => {
      const profile = profiles.get(claimed(resource) ?? '');
      try {
        const options = profile === undefined ? {} : { profile };
        const issues: unknown = Reflect.apply(medplum.validateResource, null, [resource, options]);
        return Array.isArray(issues) && issues.every((issue) => Reflect.get(issue, 'severity') !== 'error');
      } catch (error) {
        // Errors of the resource are thrown as an outcome; anything else is a fault of the validator.
        if (error instanceof medplum.OperationOutcomeError) return false;
        throw error;
      }
    };
  },
};

/** Knows the base types only: it has no way to name a profile. */
const baseTypesOnly: Validator = {
  name: 'fhir (base types)',
  open: () => {
    const fhir = new Fhir();
    return Promise.resolve((resource) => fhir.validate(resource).valid);
  },
};

const round = (value: number): number => Math.round(value * 10) / 10;

const cpuMs = (since?: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
};

const repeat = (judge: Judge, resources: readonly Resource[], milliseconds: number): number => {
  const start = performance.now();
  let count = 0;
  while (performance.now() - start < milliseconds) {
    for (const resource of resources) judge(resource);
    count += resources.length;
  }
  return count;
};

/** By the clock, and by the CPU time of the process, which other work on the machine touches less. */
const perSecond = (judge: Judge, resources: readonly Resource[]): { clock: number; cpu: number } => {
  repeat(judge, resources, WARM_UP_MS);
  const start = performance.now();
  const before = process.cpuUsage();
  const count = repeat(judge, resources, LEAST_MS);
  const clock = Math.round((count / (performance.now() - start)) * 1000);
  return { clock, cpu: Math.round((count / cpuMs(before)) * 1000) };
};

/** Every tenth fault that the planter makes of the examples. */
const someFaults = async (examples: readonly Resource[]): Promise<Fault[]> => {
  const definitions = openDefinitions([await readPackage(JP_CORE)], openDefinitions([await readR4()]));
  const terminology = createTerminology(definitions);
  return examples
    .flatMap((example) => plantFaults(example, definitions, terminology))
    .filter((_, at) => at % EVERY === 0);
};

const isResource = (value: unknown): value is Resource =>
  typeof value === 'object' && value !== null && 'resourceType' in value;

/** A validator that breaks down over a resource has not accepted it either; how often it does is told beside. */
const findFaults = (judge: Judge, faults: readonly Fault[]): object => {
  let crashes = 0;
  const { caught, planted } = measureFaults(faults, (resource) => {
    try {
      return isResource(resource) && judge(resource) ? [] : [{ expression: '' }];
    } catch {
      crashes += 1;
      return [{ expression: '' }];
    }
  });
  return { planted, caught, crashes };
};

const measure = async (
  validator: Validator,
  examples: readonly Resource[],
  faults: readonly Fault[],
): Promise<object> => {
  const start = performance.now();
  const judge = await validator.open();
  const opened = performance.now();
  const accepted = examples.filter(judge).length;
  const first = performance.now();
  const warm = perSecond(judge, examples);
  return {
    openMs: round(opened - start),
    firstPassMs: round(first - opened),
    coldPerSecond: Math.round((examples.length / (first - opened)) * 1000),
    warmPerSecond: warm.clock,
    warmPerCpuSecond: warm.cpu,
    accepted: `${accepted}/${examples.length}`,
    faults: findFaults(judge, faults),
  };
};

/** Three validators over the examples of JP Core, in the same process one after the other. */
export async function measureFhirValidation(): Promise<object> {
  if (!existsSync(JP_CORE)) return { skipped: 'no shared data' };
  const examples = (await readExamples(JP_CORE)).map(({ resource }): Resource => resource);
  const faults = await someFaults(examples);
  const results: Record<string, object> = {};
  for (const validator of [tsunagu, medplumCore, baseTypesOnly])
    results[validator.name] = await measure(validator, examples, faults);
  return results;
}
