import type { Database } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import type {
  FhirCaller,
  FhirResource,
  Operation,
  OperationAnswer,
  OperationCall,
  PersonReader,
} from '../../../kernel/fhir/ports.ts';
import { actorOf, type DiscloseDeps, disclose } from '../../access/index.ts';
import {
  findByFourItems,
  findByNumbers,
  findPerson,
  NOBODY,
  type PersonId,
  readPerson,
} from '../../registry/index.ts';
import { fourItemsOf, type MatchQuestion, readMatchQuestion } from './read-question.ts';
import scores from './scores.json' with { type: 'json' };

export interface MatchDeps extends DiscloseDeps {
  /** Shows the patient who was found, through the one door. */
  readonly reader: PersonReader;
}

interface Candidate {
  readonly personId: PersonId;
  readonly score: number;
}

const GRADE = 'http://hl7.org/fhir/StructureDefinition/match-grade';

/**
 * `Patient/$match`, for desks: who is meant by what is known of somebody. Whoever could be several people is nobody: the
 * caller learns that it does not suffice, not who they are.
 * @spec https://hl7.org/fhir/R4/patient-operation-match.html
 */
export const matchOperation = (deps: MatchDeps): Operation => ({
  name: '$match',
  level: 'type',
  types: ['Patient'],
  changesState: true,
  definition: 'http://hl7.org/fhir/OperationDefinition/Patient-match',
  handle: (call) => answerMatch(deps, call),
});

async function answerMatch(deps: MatchDeps, call: OperationCall): Promise<OperationAnswer> {
  call.requireRead('Patient');
  const onlyCertain = flagOf(call, 'onlyCertainMatches');
  const count = countOf(call);
  const question = readMatchQuestion(patientIn(call.body));
  const found = await candidates(deps.db, question);
  const kept = found.filter(({ score }) => !onlyCertain || score >= scores.certain).slice(0, count);
  const entries: object[] = [];
  for (const { personId, score } of kept)
    for (const resource of await showPatient(deps, call.caller, personId))
      entries.push({
        fullUrl: `${call.baseUrl}/Patient/${resource.id}`,
        resource,
        search: {
          mode: 'match',
          score,
          extension: [{ url: GRADE, valueCode: score >= scores.certain ? 'certain' : 'probable' }],
        },
      });
  if (kept.length === 0) await enterNobody(deps, call.caller);
  return { resource: { resourceType: 'Bundle', type: 'searchset', total: entries.length, entry: entries } };
}

const showPatient = (
  { reader }: MatchDeps,
  caller: FhirCaller,
  personId: PersonId,
): Promise<readonly FhirResource[]> =>
  reader.read({ caller, personId, types: ['Patient'], interaction: '$match' }, ({ resources }) => {
    const patients = resources.filter(({ resourceType }) => resourceType === 'Patient');
    return { answer: patients, itemCount: patients.length };
  });

/** Also decides whether the caller may ask at all: the answer for strangers is the same, whether there is somebody or not. */
const enterNobody = (deps: MatchDeps, { session, requestId }: FhirCaller): Promise<void> =>
  disclose(
    deps,
    {
      actor: actorOf(session),
      personId: NOBODY,
      purpose: 'identification',
      categories: [],
      requestId,
      detail: { interaction: '$match' },
    },
    async () => ({ answer: () => undefined, itemCount: 0 }),
  );

async function candidates(db: Database, question: MatchQuestion): Promise<Candidate[]> {
  const byNumbers = await findNumbers(db, question);
  if (byNumbers !== null) return [await scored(db, byNumbers, question)];
  const people = new Set<PersonId>();
  for (const items of fourItemsOf(question))
    for (const { personId } of await findByFourItems(db, items)) people.add(personId);
  const [only, second] = people;
  return only === undefined || second !== undefined ? [] : [{ personId: only, score: scores.fourItems }];
}

async function findNumbers(
  db: Database,
  { numbers, birthDate }: MatchQuestion,
): Promise<{ personId: PersonId; score: number } | null> {
  if (numbers === null) return null;
  if (birthDate === null) {
    const found = await findByNumbers(db, numbers);
    return found.result === 'found' ? { personId: found.personId, score: scores.numbers } : null;
  }
  const found = await findPerson(db, { ...numbers, birthDate });
  return found.result === 'found'
    ? { personId: found.person.personId, score: scores.numbersAndBirthDate }
    : null;
}

/** For comparing only. */
const comparable = (text: string): string => text.normalize('NFKC').replace(/\s/gu, '');

/** Numbers are passed on in a household: a sex or a name that does not fit makes somebody else likely. */
async function scored(
  db: Database,
  { personId, score }: { personId: PersonId; score: number },
  { names, sex }: MatchQuestion,
): Promise<Candidate> {
  const person = await readPerson(db, personId);
  if (person === null) return { personId, score };
  const known = [person.name, person.kana].filter((name) => name !== '').map(comparable);
  const otherName =
    names.length > 0 && known.length > 0 && !names.some((name) => known.includes(comparable(name)));
  const otherSex = sex !== null && person.sex !== 3 && person.sex !== sex;
  return { personId, score: otherName || otherSex ? scores.contradicted : score };
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The parameter `resource`, or the body itself. Throws FHIR_BODY_UNEXPECTED. */
function patientIn(body: unknown): Json {
  const given = isObject(body) && body.resourceType === 'Parameters' ? parameterIn(body) : body;
  if (!isObject(given) || given.resourceType !== 'Patient')
    throw new AppError('FHIR_BODY_UNEXPECTED', { expected: 'Patient' });
  return given;
}

function parameterIn({ parameter }: Json): unknown {
  const all = Array.isArray(parameter) ? parameter.filter(isObject) : [];
  return all.find(({ name }) => name === 'resource')?.resource;
}

function flagOf({ parameters }: OperationCall, name: string): boolean {
  const value = parameters.findLast(([one]) => one === name)?.[1] ?? 'false';
  if (value !== 'true' && value !== 'false')
    throw new AppError('FHIR_PARAMETER_INVALID', { parameter: name });
  return value === 'true';
}

function countOf({ parameters }: OperationCall): number {
  const value = parameters.findLast(([name]) => name === 'count')?.[1];
  if (value === undefined) return Number.POSITIVE_INFINITY;
  if (!/^[1-9]\d{0,5}$/.test(value)) throw new AppError('FHIR_PARAMETER_INVALID', { parameter: 'count' });
  return Number(value);
}
