import { addMonths, type YearMonth } from '@tsunagu/ids';
import { dateInTokyo } from '../../../kernel/clock.ts';
import type { FhirResource, PersonQuestion } from '../../../kernel/fhir/ports.ts';
import type { SourceRecord } from '../../../kernel/records/record-source.ts';
import { type CategoryDecision, entriesOfPerson, readConsents } from '../../access/index.ts';
import { facilityNames, type PersonId, readPersonStamp } from '../../registry/index.ts';
import { eachDrug, eachPrescribed, gather, shownResources, shownTreatments, shownVisits } from '../gather.ts';
import { auditEvent } from './audit-event.ts';
import { consent } from './consent.ts';
import { coverage } from './coverage.ts';
import { encounters } from './encounter.ts';
import { monthOfId } from './ids.ts';
import { medicationResource, medicationType } from './medication.ts';
import { medicationId } from './medication-basics.ts';
import { medicationRequest, requestId } from './medication-request.ts';
import { patient } from './patient.ts';
import type { FhirRecordDeps } from './ports.ts';
import { procedure, procedureId } from './procedure.ts';
import { ProvenanceBook, provenanceOfStored } from './provenance.ts';
import { type RenderScope, scopeOf } from './scope.ts';
import type { Standpoint } from './standpoint.ts';
import { categoriesOf } from './types.ts';

export type Wanted = Pick<PersonQuestion, 'dates' | 'id'>;

export interface Collected {
  readonly resources: readonly FhirResource[];
  /** The log is longer than what is in the answer. */
  readonly logIsCut: boolean;
}

/** Entries of the log in one answer, the newest ones. */
const MOST_ENTRIES = 2_000;

/**
 * Renders what of a person may be shown and is asked for, and reads nothing else. In a fixed order. Throws PERSON_UNKNOWN.
 */
export async function collect(
  deps: FhirRecordDeps,
  personId: PersonId,
  { actor, audience, types }: Pick<Standpoint, 'actor' | 'audience' | 'types'>,
  wanted: Wanted,
  decisions: readonly CategoryDecision[],
): Promise<Collected> {
  const gathered = await gather(
    deps,
    {
      actor,
      personId,
      audience,
      months: monthsOf(wanted),
      readSources: categoriesOf([...types]).length > 0,
    },
    decisions,
  );
  const scope = scopeOf(gathered);
  const [aboutThePerson, log] = await Promise.all([
    identityResources(deps, scope, { personId, audience, types }),
    types.has('AuditEvent') ? logOf(deps, scope, personId) : NO_LOG,
  ]);
  return {
    resources: [...aboutThePerson, ...log.resources, ...careResources(scope, types)],
    logIsCut: log.logIsCut,
  };
}

const NO_LOG: Collected = { resources: [], logIsCut: false };

/**
 * The months that an id or days of care ask for. A month more at both ends, because a claim of one month may tell of a
 * supply on a day of the next.
 */
function monthsOf({ dates, id }: Wanted): { from: string | null; to: string | null } {
  const month = id === undefined ? null : monthOfId(id);
  if (month !== null) return { from: month, to: month };
  const shifted = (day: string | null | undefined, by: number) =>
    day == null ? null : addMonths(day.slice(0, 7) as YearMonth, by);
  return { from: shifted(dates?.from, -1), to: shifted(dates?.to, 1) };
}

async function identityResources(
  deps: FhirRecordDeps,
  scope: RenderScope,
  { personId, audience, types }: Pick<Standpoint, 'audience' | 'types'> & { readonly personId: PersonId },
): Promise<FhirResource[]> {
  const { gathered } = scope;
  const today = dateInTokyo(gathered.generatedAt);
  const [stamp, coverages, consents] = await Promise.all([
    types.has('Patient') ? readPersonStamp(deps.db, personId) : null,
    types.has('Coverage') ? deps.coverages(personId) : [],
    types.has('Consent') ? consentsOf(deps, scope, audience) : [],
  ]);
  return [
    ...(stamp === null ? [] : [patient(gathered.person, stamp, !gathered.limits.withheld)]),
    ...coverages.map((one) => coverage(scope, one, today)),
    ...consents,
  ];
}

/** A patient's consents everywhere; an institution sees those that were given to it. */
async function consentsOf(
  { db }: FhirRecordDeps,
  scope: RenderScope,
  audience: Standpoint['audience'],
): Promise<FhirResource[]> {
  const { person, generatedAt: now, viewer } = scope.gathered;
  const given = await readConsents(db, person.personId, audience === 'patient' ? null : viewer, now);
  const names = await facilityNames(db, [...new Set(given.map(({ facilityCode }) => facilityCode))]);
  return given.map((one) =>
    consent(scope, one, { institution: names.get(one.facilityCode) ?? one.facilityCode, now }),
  );
}

async function logOf({ db }: FhirRecordDeps, scope: RenderScope, personId: PersonId): Promise<Collected> {
  const entries = await entriesOfPerson(db, personId, { from: null, to: null, most: MOST_ENTRIES + 1 });
  return {
    resources: entries.slice(0, MOST_ENTRIES).map((entry) => auditEvent(scope, entry)),
    logIsCut: entries.length > MOST_ENTRIES,
  };
}

function careResources(scope: RenderScope, types: ReadonlySet<string>): FhirResource[] {
  const into: FhirResource[] = [];
  const book = types.has('Provenance') ? new ProvenanceBook() : null;
  for (const source of scope.gathered.found) {
    medications(scope, source, types, into, book);
    requests(scope, source, types, into, book);
    treatments(scope, source, types, into, book);
    visits(scope, source, types, into, book);
    stored(scope, source, types, into);
  }
  if (book !== null) into.push(...book.resources(scope));
  return into;
}

type Types = ReadonlySet<string>;
type Book = ProvenanceBook | null;

const DRUG_TYPES = ['MedicationDispense', 'MedicationAdministration', 'MedicationStatement'] as const;

function medications(
  scope: RenderScope,
  source: SourceRecord,
  types: Types,
  into: FhirResource[],
  book: Book,
): void {
  if (book === null && !DRUG_TYPES.some((type) => types.has(type))) return;
  eachDrug(scope.gathered, source, (line, event) => {
    const type = medicationType(event);
    if (types.has(type)) into.push(medicationResource(scope, line, event));
    book?.note(line, `${type}/${medicationId(scope, event)}`);
  });
}

function requests(
  scope: RenderScope,
  source: SourceRecord,
  types: Types,
  into: FhirResource[],
  book: Book,
): void {
  const wanted = types.has('MedicationRequest');
  if (!wanted && book === null) return;
  eachPrescribed(scope.gathered, source, (line, event) => {
    if (wanted) into.push(medicationRequest(scope, line, event));
    book?.note(line, `MedicationRequest/${requestId(scope, event)}`);
  });
}

function treatments(
  scope: RenderScope,
  source: SourceRecord,
  types: Types,
  into: FhirResource[],
  book: Book,
): void {
  const wanted = types.has('Procedure');
  if (!wanted && book === null) return;
  for (const line of shownTreatments(scope.gathered, source)) {
    if (wanted) into.push(procedure(scope, line));
    book?.note(line, `Procedure/${procedureId(scope, line)}`);
  }
}

function visits(
  scope: RenderScope,
  source: SourceRecord,
  types: Types,
  into: FhirResource[],
  book: Book,
): void {
  const wanted = types.has('Encounter');
  if (!wanted && book === null) return;
  const { gathered } = scope;
  for (const { resource, first } of encounters(scope, shownVisits(gathered, source))) {
    if (wanted) into.push(resource);
    book?.note(
      { ...first, file: gathered.fileOf(first.file), institution: gathered.nameOf(first.facilityCode) },
      `Encounter/${resource.id}`,
    );
  }
}

/** What institutions sent goes out as they sent it. */
function stored(scope: RenderScope, source: SourceRecord, types: Types, into: FhirResource[]): void {
  if (source.resources.length === 0) return;
  for (const one of shownResources(scope.gathered, source)) {
    if (types.has(one.resource.resourceType)) into.push(one.resource);
    if (types.has('Provenance')) into.push(...provenanceOfStored(scope, one));
  }
}
