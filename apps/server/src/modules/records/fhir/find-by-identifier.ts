import { systemKey, systemOf } from '@tsunagu/fhir';
import { AppError } from '../../../kernel/errors/app-error.ts';
import type { FhirCaller, PersonFinder } from '../../../kernel/fhir/ports.ts';
import { actorOf, type DiscloseDeps, disclose } from '../../access/index.ts';
import {
  findByNumbers,
  type InsuredNumber,
  NOBODY,
  type PersonId,
  parsePersonId,
  readPerson,
} from '../../registry/index.ts';
import own from './systems.json' with { type: 'json' };

type Identifier = Parameters<PersonFinder['byIdentifier']>[1];

/** 被保険者識別子. @spec fhir-jp-core.md §2.3 */
const MEMBER_ID = /^([^:]{1,8}):([^:]*):([^:]+):([0-9]{0,2})$/u;
const CSV = /^"([^"]*)","([^"]*)","([^"]*)","([^"]*)"$/u;

/**
 * Who is meant by an insured identifier in either of its forms, or by this server's own. A desk's question leaves its
 * entry, under nobody where there is none; patients find nobody but themselves.
 */
export async function findByIdentifier(
  deps: DiscloseDeps,
  caller: FhirCaller,
  identifier: Identifier,
): Promise<PersonId | null> {
  const found = await whoIs(deps, identifier);
  const actor = actorOf(caller.session);
  // Nobody learns in this way who exists: a patient's question is answered by the patient's own numbers alone.
  if (actor.kind === 'patient') return found.personId === actor.personId ? found.personId : null;
  const { personId } = found;
  return disclose(
    deps,
    {
      actor,
      personId: personId ?? NOBODY,
      purpose: 'identification',
      categories: [],
      requestId: caller.requestId,
      detail: { interaction: 'search by identifier' },
    },
    async () => {
      if (found.ambiguous) throw new AppError('PERSON_AMBIGUOUS');
      return { answer: () => personId, itemCount: personId === null ? 0 : 1 };
    },
  );
}

interface Found {
  readonly personId: PersonId | null;
  readonly ambiguous: boolean;
}

const NOT_FOUND: Found = { personId: null, ambiguous: false };
const one = (personId: PersonId): Found => ({ personId, ambiguous: false });

async function whoIs({ db }: DiscloseDeps, { system, value }: Identifier): Promise<Found> {
  if (system === null || system === own.person) {
    const personId = parsePersonId(value);
    if (personId !== null) return (await readPerson(db, personId)) === null ? NOT_FOUND : one(personId);
  }
  const numbers = numbersIn(system === null ? null : systemKey(system), value);
  if (numbers === null) return NOT_FOUND;
  const found = await findByNumbers(db, numbers);
  if (found.result === 'found') return one(found.personId);
  return { personId: null, ambiguous: found.result === 'ambiguous' };
}

function numbersIn(system: string | null, value: string): InsuredNumber | null {
  const parts =
    (system === null || system === systemOf('insured-identifier') ? MEMBER_ID.exec(value) : null) ??
    (system === null || system === systemOf('insured-csv') ? CSV.exec(value) : null);
  if (parts === null) return null;
  const [, insurerNumber = '', symbol = '', number = '', branch = ''] = parts;
  return { insurerNumber, symbol, number, branch };
}
