import { PROFILES, type ProfileName } from '@tsunagu/fhir';
import type { ResourceMeta } from '../../../kernel/fhir/ports.ts';
import type { Institution } from '../model/record.ts';

/** Data types of FHIR R4 as far as the record writes them. */
export interface Coding {
  readonly system: string;
  readonly version?: string;
  readonly code: string;
  readonly display?: string;
}

export interface CodeableConcept {
  readonly coding?: readonly Coding[];
  readonly text?: string;
}

export interface Reference {
  readonly reference?: string;
  readonly display?: string;
}

/** What is there, and nothing where it is not. @spec fhir-jp-core.md §3.1 (missing data is left out) */
export function optional<K extends string, V>(name: K, value: V | null | undefined): { [_ in K]?: V } {
  return (value == null || value === '' ? {} : { [name]: value }) as { [_ in K]?: V };
}

/** For elements that a profile requires and the source does not know. @spec fhir-jp-core.md §3.1 */
export const ABSENT = {
  extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }],
} as const;

const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;

/** The day, or the month where the source names no day that can be one. */
export const dayOrMonth = (date: string, month: string): string => (DAY.test(date) ? date : month);

/** Code of an institution as an id; `Organization` in the directory. */
export const institutionReference = ({ code, name }: Institution): Reference => ({
  reference: `Organization/${code}`,
  display: name,
});

export const concept = (system: string, code: string, display?: string): CodeableConcept => ({
  coding: [{ system, code, ...(display === undefined ? {} : { display }) }],
});

/** Resources are in Japanese; what is rendered has the profile of JP Core. */
export const metaOf = (
  profile: ProfileName | null,
  versionId: string,
  lastUpdated: string,
): ResourceMeta => ({
  versionId,
  lastUpdated,
  ...(profile === null ? {} : { profile: [PROFILES[profile]] }),
});

export const LANGUAGE = 'ja';

export const UCUM = 'http://unitsofmeasure.org';
