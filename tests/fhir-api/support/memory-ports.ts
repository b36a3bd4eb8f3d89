import { AppError } from '../../../apps/server/src/kernel/errors/app-error.ts';
import type {
  DirectoryReader,
  FhirResource,
  Operation,
  PersonFinder,
  PersonReader,
  PersonResources,
} from '../../../apps/server/src/kernel/fhir/ports.ts';
import { type MemoryStore, personOfId } from './memory-store.ts';

/** What a reading left in the log of the test. */
export interface Entry {
  readonly personId: string;
  readonly account: string;
  readonly interaction: string;
  readonly types: readonly string[];
  /** Null: refused. */
  readonly itemCount: number | null;
}

export interface Door {
  readonly entries: Entry[];
  /** Refusals by account. */
  readonly refusals: Map<string, 'CONSENT_REQUIRED' | 'SHARING_STOPPED'>;
  readonly withheld: { category: string; code: string }[];
}

export const PERSON_TYPES = [
  'Patient',
  'MedicationDispense',
  'MedicationRequest',
  'Observation',
  'Condition',
  'Encounter',
  'Procedure',
  'AllergyIntolerance',
  'Coverage',
  'Provenance',
];

/** Reads the persons of a store through a door that writes down who asked for what. */
export function memoryReader(store: MemoryStore, door: Door, known: ReadonlySet<string>): PersonReader {
  return {
    types: PERSON_TYPES,
    personOf: personOfId,
    async read(question, answer) {
      const { caller, personId, interaction, types } = question;
      const { account } = caller.session;
      const note = (itemCount: number | null) =>
        door.entries.push({ personId, account, interaction, types, itemCount });
      if (!known.has(personId)) throw new AppError('PERSON_UNKNOWN');
      const refusal = door.refusals.get(account);
      if (refusal !== undefined) {
        note(null);
        throw new AppError(refusal);
      }
      const resources = store
        .all()
        .filter(
          (one) => types.includes(one.resourceType) && personOfId(one.resourceType, one.id) === personId,
        )
        .sort((a, b) => (`${a.resourceType}/${a.id}` < `${b.resourceType}/${b.id}` ? -1 : 1));
      const found: PersonResources = { resources, refused: door.withheld };
      const { answer: given, itemCount } = await answer(found);
      note(itemCount);
      return given;
    },
  };
}

export const memoryDirectory = (organisations: readonly FhirResource[]): DirectoryReader => ({
  types: ['Organization'],
  read: async (_caller, _type, id) => organisations.find((one) => one.id === id) ?? null,
  list: async () => organisations,
});

/** Knows people by `urn:test:number`. */
export const memoryFinder = (numbers: ReadonlyMap<string, string>): PersonFinder => ({
  byIdentifier: async (_caller, { system, value }) =>
    system === null || system === 'urn:test:number' ? (numbers.get(value) ?? null) : null,
});

/** `Patient/[id]/$everything`, as the record offers it. */
export const everything = (reader: PersonReader): Operation => ({
  name: '$everything',
  level: 'instance',
  types: ['Patient'],
  changesState: false,
  definition: 'http://hl7.org/fhir/OperationDefinition/Patient-everything',
  handle: (call) =>
    reader.read(
      {
        caller: call.caller,
        personId: call.id ?? '',
        types: PERSON_TYPES.filter((type) => call.mayRead(type)),
        interaction: 'everything',
      },
      ({ resources, refused }) => call.page(resources, refused),
    ),
});
