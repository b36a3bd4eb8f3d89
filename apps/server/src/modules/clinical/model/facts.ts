import { createHash } from 'node:crypto';
import { printJson } from '@tsunagu/fhir';
import { dateInTokyo } from '../../../kernel/clock.ts';
import type { SourceCategory } from '../../../kernel/records/record-source.ts';
import { isObject, type JsonObject, objectsIn, rewrite, textOf, valueAt } from './json.ts';
import { profilesOf } from './profiles.ts';
import { KEY_SYSTEMS } from './systems.ts';
import TOLD from './told.json' with { type: 'json' };
import TYPES from './types.json' with { type: 'json' };

interface TypeRule {
  /** Element that points to the patient. */
  readonly person: string;
  readonly category: string;
  /** Elements that name the day of care, the first that is there. */
  readonly dates: readonly string[];
  /** Holds on however long ago it began: shown whatever period is asked for. */
  readonly standing: boolean;
  /** CodeableConcept that says what it is. */
  readonly code: string;
}

const RULES: ReadonlyMap<string, TypeRule> = new Map(Object.entries(TYPES));

/** Types that institutions keep here. */
export const CLINICAL_TYPES: readonly string[] = Object.keys(TYPES);

/** The element that points to the patient; null for types that are not kept. */
export const personElement = (type: string): string | null => RULES.get(type)?.person ?? null;

export const isStanding = (type: string): boolean => RULES.get(type)?.standing ?? false;

/** @spec eligibility.md §4.1: consent is asked by these categories; the mapping is our own and unverified. */
export function categoryOf(type: string): SourceCategory {
  const category = RULES.get(type)?.category;
  return category === 'medication' || category === 'surgery' || category === 'checkup'
    ? category
    : 'treatment';
}

/** Day of care `YYYY-MM-DD` in Japan, of a month or year its first day; null when nothing says. */
export function dateOf(type: string, resource: JsonObject): string | null {
  for (const path of RULES.get(type)?.dates ?? []) {
    const day = dayOf(textOf(valueAt(resource, path)));
    if (day !== null) return day;
  }
  return null;
}

export function dayOf(text: string | null): string | null {
  const [, year, month = '01', day = '01', time] =
    /^(\d{4})(?:-(\d\d)(?:-(\d\d)(T.+)?)?)?$/.exec(text ?? '') ?? [];
  if (year === undefined || text === null) return null;
  if (time !== undefined) {
    const instant = Date.parse(text);
    return Number.isNaN(instant) ? null : dateInTokyo(new Date(instant));
  }
  const date = `${year}-${month}-${day}`;
  return Number.isNaN(Date.parse(date)) ? null : date;
}

/**
 * Whether the patient was told, by the marks in `told.json`; null where nothing has to be told first. A disease name of
 * which nobody says so counts as not told. @spec mission-matrix S4-60
 */
export function toldOf(resource: JsonObject): boolean | null {
  const inside = diseaseNamesIn(resource);
  return inside.length === 0 ? null : inside.every(isTold);
}

function isTold(condition: JsonObject): boolean {
  const marks = objectsIn(valueAt(condition, 'meta.tag'));
  const marked = (list: readonly { readonly system: string; readonly code: string }[]) =>
    marks.some((mark) => list.some(({ system, code }) => mark.system === system && mark.code === code));
  if (marked(TOLD.withheld)) return false;
  return marked(TOLD.told) || profilesOf(condition).some((one) => TOLD.profilesToldWithoutMark.includes(one));
}

/** Disease names anywhere inside: those of a document and of contained resources as well. */
function diseaseNamesIn(resource: JsonObject): readonly JsonObject[] {
  const found: JsonObject[] = [];
  rewrite(resource, (object) => {
    if (TOLD.types.includes(textOf(object.resourceType) ?? '')) found.push(object);
    return object;
  });
  return found;
}

export interface Identifier {
  /** '' when none is named. */
  readonly system: string;
  readonly value: string;
  readonly isKey: boolean;
}

/** Identifiers of a resource; of a bundle its only one. */
export function identifiersOf(resource: JsonObject): readonly Identifier[] {
  const all = isObject(resource.identifier) ? [resource.identifier] : objectsIn(resource.identifier);
  const seen = new Map<string, Identifier>();
  for (const one of all) {
    const value = textOf(one.value);
    const system = textOf(one.system) ?? '';
    if (value !== null && value.length <= 256)
      seen.set(`${system}|${value}`, { system, value, isKey: KEY_SYSTEMS.has(system) });
  }
  return [...seen.values()];
}

/** By which a patient hides it: what, where and when, so that sending it again does not bring it back. */
export function hideKeyOf(
  type: string,
  resource: JsonObject,
  place: { readonly facilityCode: string; readonly date: string | null; readonly resourceId: string },
): string {
  const coding = valueAt(resource, `${RULES.get(type)?.code ?? 'code'}.coding.0.code`);
  const code = textOf(coding) ?? place.resourceId;
  return `e${place.facilityCode}-${place.date ?? 'undated'}-${code.slice(0, 64)}`;
}

/** Of the content without what this server puts in: two sendings of the same are alike. */
export function fingerprintOf(resource: JsonObject): string {
  const { id: _, meta, ...rest } = resource;
  const { versionId: _v, lastUpdated: _l, ...kept } = isObject(meta) ? meta : {};
  return createHash('sha256')
    .update(printJson({ ...rest, meta: kept }))
    .digest('hex');
}
