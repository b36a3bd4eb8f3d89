import { findParameter } from './clauses.ts';
import { parseDateValue } from './date-values.ts';
import { parametersOf } from './parameters.ts';
import { splitUnescaped, unescapeValue } from './query-text.ts';
import { localReference } from './reference-values.ts';
import { parseReference } from './references-text.ts';
import { parseToken } from './token-values.ts';
import type { ValueContext } from './value-test.ts';

/** What the search says about where to look. Wider than the search, never narrower. */
export interface Narrowing {
  /** Ids of the patients that results can be about; null: any. */
  readonly persons: readonly string[] | null;
  /** Identifiers of which the patient has one; system null: of any system. */
  readonly identifiers: readonly { readonly system: string | null; readonly value: string }[];
  /** Days of care in Japan, `YYYY-MM-DD`, both inclusive. */
  readonly dates: { readonly from: string | null; readonly to: string | null } | null;
}

type Context = Pick<ValueContext, 'definitions' | 'terminology' | 'now' | 'baseUrl'>;
type Parameter = readonly [name: string, value: string];

/** Search parameters that hold the patient. */
const PATIENT_PARAMETERS = new Set(['patient', 'subject', 'beneficiary', 'individual']);
/** Dates that are a day of care, not a period. */
const DAYS_OF_CARE = new Set(['authoredon', 'whenhandedover', 'whenprepared']);
/** Dates that may be periods: what began before the first day asked for may still count. */
const STARTS_OF_CARE = new Set(['date', 'effective-time', 'effective']);
/** Their dates are about papers, not care. */
const NOT_CARE = new Set([
  'Patient',
  'Coverage',
  'Consent',
  'AuditEvent',
  'Provenance',
  'Composition',
  'DocumentReference',
]);

export function narrow(context: Context, type: string, parameters: readonly Parameter[]): Narrowing {
  return {
    persons: personsOf(context, type, parameters),
    identifiers: identifiersOf(context, type, parameters),
    dates: datesOf(context, type, parameters),
  };
}

function personsOf(context: Context, type: string, parameters: readonly Parameter[]): string[] | null {
  let persons: string[] | null = null;
  for (const [name, value] of parameters) {
    const ids = patientIds(context, type, name, value);
    if (ids === null) continue;
    persons = persons === null ? ids : persons.filter((id) => ids.includes(id));
  }
  return persons;
}

function patientIds(context: Context, type: string, name: string, value: string): string[] | null {
  const values = splitUnescaped(value, ',').map(unescapeValue);
  if (type === 'Patient') return name === '_id' ? [...new Set(values)] : null;
  const [code = '', modifier] = name.split(':');
  if (!PATIENT_PARAMETERS.has(code) || name.includes('.')) return null;
  if (modifier !== undefined && modifier !== 'Patient') return null;
  if (!parametersOf(context.definitions, type).get(code)?.targets.includes('Patient')) return null;
  const ids = new Set<string>();
  for (const each of values) {
    const local = localReference(each, context.baseUrl);
    const parsed = parseReference(local);
    if (parsed.id === null) ids.add(local);
    else if (parsed.base === '' && parsed.type === 'Patient') ids.add(parsed.id);
    // A group or a device, or somebody on another server: nobody here.
  }
  return [...ids];
}

function identifiersOf(
  context: Context,
  type: string,
  parameters: readonly Parameter[],
): { system: string | null; value: string }[] {
  const isAboutPatient = (name: string): boolean =>
    type === 'Patient' ? name === 'identifier' : PATIENT_IDENTIFIER.test(name);
  const found = parameters.find(([name]) => isAboutPatient(name));
  if (found === undefined) return [];
  const [parameter, value] = found;
  return splitUnescaped(value, ',').flatMap((each) => {
    const { system, code } = parseToken(each, { ...context, parameter, modifier: null });
    return code === null ? [] : [{ system: system === '' ? null : system, value: code }];
  });
}

const PATIENT_IDENTIFIER =
  /^(?:patient|subject|beneficiary|individual)(?:(?::Patient)?\.identifier|:identifier)$/;

function datesOf(context: Context, type: string, parameters: readonly Parameter[]): Narrowing['dates'] {
  if (NOT_CARE.has(type)) return null;
  let from = Number.NEGATIVE_INFINITY;
  let to = Number.POSITIVE_INFINITY;
  for (const [name, value] of parameters) {
    if (!DAYS_OF_CARE.has(name) && !STARTS_OF_CARE.has(name)) continue;
    if (findParameter(context, type, name, name).kind !== 'date') continue;
    const bounds = splitUnescaped(value, ',').map((each) => boundsOf(context, name, each));
    if (DAYS_OF_CARE.has(name)) from = Math.max(from, Math.min(...bounds.map((each) => each.from)));
    to = Math.min(to, Math.max(...bounds.map((each) => each.to)));
  }
  if (from === Number.NEGATIVE_INFINITY && to === Number.POSITIVE_INFINITY) return null;
  return { from: dayInJapan(from), to: dayInJapan(to - 1) };
}

function boundsOf(context: Context, parameter: string, value: string): { from: number; to: number } {
  const { prefix, range } = parseDateValue(value, { ...context, parameter, modifier: null });
  const open = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  switch (prefix) {
    case 'eq':
      return range;
    case 'gt':
    case 'ge':
    case 'sa':
      return { ...open, from: range.from };
    case 'lt':
    case 'le':
    case 'eb':
      return { ...open, to: range.to };
    default:
      return open;
  }
}

const NINE_HOURS_MS = 9 * 3_600_000;

function dayInJapan(instant: number): string | null {
  return Number.isFinite(instant) ? new Date(instant + NINE_HOURS_MS).toISOString().slice(0, 10) : null;
}
