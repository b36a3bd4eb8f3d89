import { AppError } from '../../../kernel/errors/app-error.ts';
import type { FhirResource, Operation, OperationCall, PersonReader } from '../../../kernel/fhir/ports.ts';
import { daysOfCare } from './days-of-care.ts';
import { RECORD_TYPES } from './types.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** The log is long and about others' looking; it is given where it is asked for. */
const NOT_BY_DEFAULT: ReadonlySet<string> = new Set(['AuditEvent']);

/**
 * Everything of a patient that the caller may see. `start` and `end` are days of care, both inclusive; what has no day of
 * care is always there. @spec https://hl7.org/fhir/R4/patient-operation-everything.html
 */
export const everything = (reader: PersonReader): Operation => ({
  name: '$everything',
  level: 'instance',
  types: ['Patient'],
  changesState: false,
  definition: 'http://hl7.org/fhir/OperationDefinition/Patient-everything',
  async handle(call) {
    call.requireRead('Patient');
    const personId = call.id === null ? null : reader.personOf('Patient', call.id);
    if (personId === null) throw new AppError('FHIR_RESOURCE_UNKNOWN');
    const from = dayOf(call, 'start');
    const to = dayOf(call, 'end');
    const since = sinceOf(call);
    const types = typesOf(call);
    if (types.length === 0) return call.page([]).answer;
    return reader.read(
      {
        caller: call.caller,
        personId,
        types,
        interaction: 'Patient/$everything',
        ...(from === null && to === null ? {} : { dates: { from, to } }),
      },
      ({ resources, refused }) =>
        call.page(
          within(resources, { from, to }).filter(
            ({ meta }) => since === null || Date.parse(meta?.lastUpdated ?? '') >= since,
          ),
          refused,
        ),
    );
  },
});

/** Those of the days, and what tells of them. */
function within(
  resources: readonly FhirResource[],
  { from, to }: { readonly from: string | null; readonly to: string | null },
): readonly FhirResource[] {
  if (from === null && to === null) return resources;
  const kept = resources.filter((resource) => {
    const days = daysOfCare(resource);
    return days === null || ((from === null || days.to >= from) && (to === null || days.from <= to));
  });
  const keys = new Set(kept.map(({ resourceType, id }) => `${resourceType}/${id}`));
  return kept.flatMap((resource) => {
    if (resource.resourceType !== 'Provenance') return [resource];
    const target = targetsOf(resource).filter(({ reference }) => keys.has(reference));
    return target.length === 0 ? [] : [{ ...resource, target }];
  });
}

const targetsOf = ({ target }: FhirResource): readonly { readonly reference: string }[] =>
  Array.isArray(target) ? target : [];

const lastOf = ({ parameters }: OperationCall, name: string): string | null =>
  parameters.findLast(([one]) => one === name)?.[1] ?? null;

function dayOf(call: OperationCall, parameter: 'start' | 'end'): string | null {
  const text = lastOf(call, parameter);
  if (text !== null && (!DAY.test(text) || Number.isNaN(Date.parse(text))))
    throw new AppError('FHIR_PARAMETER_INVALID', { parameter });
  return text;
}

function sinceOf(call: OperationCall): number | null {
  const text = lastOf(call, '_since');
  if (text === null) return null;
  const at = Date.parse(text.replace(' ', '+'));
  if (Number.isNaN(at)) throw new AppError('FHIR_PARAMETER_INVALID', { parameter: '_since' });
  return at;
}

/** Those that are asked for and that the token covers. */
function typesOf(call: OperationCall): string[] {
  const asked = call.parameters.filter(([name]) => name === '_type').flatMap(([, value]) => value.split(','));
  for (const type of asked)
    if (!RECORD_TYPES.includes(type)) throw new AppError('FHIR_PARAMETER_INVALID', { parameter: '_type' });
  const types = asked.length > 0 ? RECORD_TYPES.filter((type) => asked.includes(type)) : BY_DEFAULT;
  return types.filter((type) => call.mayRead(type));
}

const BY_DEFAULT: readonly string[] = RECORD_TYPES.filter((type) => !NOT_BY_DEFAULT.has(type));
