import { type CompiledSearch, compileSearch, type Definitions, SearchProblem } from '@tsunagu/fhir';
import type { Clock } from '../../../kernel/clock.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import type { FhirResource, Operation, OperationCall, PersonReader } from '../../../kernel/fhir/ports.ts';
import { daysOfCare } from './days-of-care.ts';

const MOST_OF_ONE_CODE = 100;
const NOT_OF_THE_SEARCH: ReadonlySet<string> = new Set(['max', '_count']);

interface LastnDeps {
  readonly definitions: () => Promise<Definitions>;
  readonly clock: Clock;
}

/**
 * The newest observations of each code, `max` of each (1 where nothing is said), of those that a search with the other
 * parameters finds. @spec https://hl7.org/fhir/R4/observation-operation-lastn.html
 */
export const lastn = (reader: PersonReader, deps: LastnDeps): Operation => ({
  name: '$lastn',
  level: 'type',
  types: ['Observation'],
  changesState: false,
  definition: 'http://hl7.org/fhir/OperationDefinition/Observation-lastn',
  async handle(call) {
    call.requireRead('Observation');
    const max = maxOf(call);
    const { parameters, personId } = personOf(call, reader);
    const compiled = compiledOf(await deps.definitions(), parameters, {
      now: deps.clock(),
      strict: true,
      baseUrl: call.baseUrl,
    });
    return reader.read(
      { caller: call.caller, personId, types: ['Observation'], interaction: 'Observation/$lastn' },
      ({ resources, refused }) =>
        call.page(
          newestOfEach(
            resources.filter((one) => compiled.matches(one)),
            max,
          ),
          refused,
        ),
    );
  },
});

/** Throws FHIR_PARAMETER_INVALID with the parameter and the reason. */
function compiledOf(
  definitions: Definitions,
  parameters: OperationCall['parameters'],
  options: Parameters<typeof compileSearch>[3],
): CompiledSearch {
  try {
    return compileSearch(definitions, 'Observation', parameters, options);
  } catch (error) {
    if (!(error instanceof SearchProblem)) throw error;
    const { code, parameter, reason } = error;
    throw new AppError('FHIR_PARAMETER_INVALID', { parameter, problem: code, reason });
  }
}

function maxOf({ parameters }: OperationCall): number {
  const text = parameters.findLast(([name]) => name === 'max')?.[1] ?? '1';
  const max = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (max < 1) throw new AppError('FHIR_PARAMETER_INVALID', { parameter: 'max' });
  return Math.min(max, MOST_OF_ONE_CODE);
}

/** Whose observations: the patient who is named, or the only one whom the caller may see. */
function personOf({ parameters: all, caller }: OperationCall, reader: PersonReader) {
  const parameters = all.filter(([name]) => !NOT_OF_THE_SEARCH.has(name));
  const [, named] = parameters.find(([name]) => /^(?:patient|subject)(?::Patient)?$/.test(name)) ?? [];
  const { session } = caller;
  const own = session.app?.patient ?? session.personId;
  const id = named === undefined ? own : named.replace(/^.*Patient\//, '');
  if (id === null) throw new AppError('FHIR_PERSON_REQUIRED', { parameter: 'patient' });
  const personId = reader.personOf('Patient', id);
  if (personId === null) throw new AppError('FHIR_RESOURCE_UNKNOWN');
  return { parameters, personId };
}

function newestOfEach(observations: readonly FhirResource[], max: number): FhirResource[] {
  const newestFirst = observations.toSorted((a, b) =>
    dayOf(a) < dayOf(b) ? 1 : dayOf(a) > dayOf(b) ? -1 : 0,
  );
  const counts = new Map<string, number>();
  return newestFirst.filter((observation) => {
    const keys = codesOf(observation);
    const count = Math.max(0, ...keys.map((key) => counts.get(key) ?? 0));
    if (count >= max) return false;
    for (const key of keys) counts.set(key, count + 1);
    return true;
  });
}

const dayOf = (observation: FhirResource): string => {
  const { effectiveDateTime, effectiveInstant } = observation;
  const exact = [effectiveDateTime, effectiveInstant].find((one) => typeof one === 'string');
  const at = typeof exact === 'string' && exact.length > 10 ? new Date(exact) : null;
  return at === null || Number.isNaN(at.getTime()) ? (daysOfCare(observation)?.to ?? '') : at.toISOString();
};

/** What an observation is counted under: each of its codes, or its text. */
function codesOf({ id, code }: FhirResource): string[] {
  if (typeof code !== 'object' || code === null) return [id];
  const codings = 'coding' in code && Array.isArray(code.coding) ? code.coding : [];
  const keys = codings.map(
    (one: { system?: unknown; code?: unknown }) => `${one.system ?? ''}|${one.code ?? ''}`,
  );
  if (keys.length > 0) return keys;
  return 'text' in code && typeof code.text === 'string' ? [code.text] : [id];
}
