import type { FhirBundle, FhirIssue } from '../../../kernel/fhir/ports.ts';
import { personElement } from '../model/facts.ts';
import { isObject, type JsonObject, objectAt, objectsIn, textOf } from '../model/json.ts';

/**
 * A bundle is about one patient: it is filed under the only one that it holds, so nothing in it may be about another.
 * Profiles say so too, but not every installation has them. @spec fhir-jp-core.md §4 [D]
 * @param personId whom the patient was found to be; null while nobody is known
 */
export function onePatient(bundle: FhirBundle, personId: string | null): readonly FhirIssue[] {
  const inside = objectsIn(bundle.entry).map(({ fullUrl, resource }) => ({
    fullUrl: textOf(fullUrl),
    resource: isObject(resource) ? resource : {},
  }));
  const [patient, second] = inside.filter(({ resource }) => resource.resourceType === 'Patient');
  if (second !== undefined) return [issueAt('Bundle.entry', 'The bundle holds more than one patient.')];
  // In a document they stand together as they were signed, and nothing is filed by itself.
  if (patient === undefined || bundle.type !== 'collection') return [];
  const names = namesOf(patient, personId);
  return inside.flatMap(({ resource }, at) => {
    const element = personElement(textOf(resource.resourceType) ?? '');
    const subject = element === null ? null : objectAt(resource, element);
    return subject === null || isNamed(subject, names)
      ? []
      : [issueAt(`Bundle.entry[${at}].resource.${element}`, 'This is not the patient of the bundle.')];
  });
}

interface Names {
  readonly references: ReadonlySet<string>;
  readonly fullUrl: string;
  /** Values by system, `''` where none is named. */
  readonly identifiers: ReadonlyMap<string, ReadonlySet<string>>;
}

interface PatientInside {
  readonly fullUrl: string | null;
  readonly resource: JsonObject;
}

function namesOf({ fullUrl, resource }: PatientInside, personId: string | null): Names {
  const identifiers = new Map<string, Set<string>>();
  for (const { system, value } of objectsIn(resource.identifier).map(tokenOf))
    identifiers.set(system, (identifiers.get(system) ?? new Set()).add(value));
  const ids = [textOf(resource.id), personId].filter((id) => id !== null);
  const references = [...ids.map((id) => `Patient/${id}`), ...(fullUrl === null ? [] : [fullUrl])];
  return { references: new Set(references), fullUrl: fullUrl ?? '', identifiers };
}

const tokenOf = ({ system, value }: JsonObject) => ({
  system: textOf(system) ?? '',
  value: (textOf(value) ?? '').normalize('NFC'),
});

function isNamed(subject: JsonObject, { references, fullUrl, identifiers }: Names): boolean {
  const carries = ({ system, value }: ReturnType<typeof tokenOf>): boolean =>
    identifiers.get(system)?.has(value) === true;
  const reference = textOf(subject.reference)?.replace(/\/_history\/.*$/, '') ?? null;
  const logical = isObject(subject.identifier) ? tokenOf(subject.identifier) : null;
  // A number of a kind that the patient does not carry says nothing against it.
  if (logical !== null && identifiers.has(logical.system) && !carries(logical)) return false;
  if (reference === null || references.has(reference) || fullUrl.endsWith(`/${reference}`)) return true;
  const [, token = ''] = /^Patient\?identifier=(.+)$/.exec(reference) ?? [];
  const [system = '', value = ''] = (new URLSearchParams(`i=${token}`).get('i') ?? '').split('|');
  return value !== '' && carries(tokenOf({ system, value }));
}

const issueAt = (expression: string, message: string): FhirIssue => ({
  severity: 'error',
  code: 'business-rule',
  rule: 'one-patient',
  expression,
  message,
});
