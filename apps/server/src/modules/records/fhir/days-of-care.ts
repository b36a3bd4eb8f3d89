import type { FhirResource } from '../../../kernel/fhir/ports.ts';

/** Elements that say when care took place, the first that is there counts. */
const DAYS = [
  'whenHandedOver',
  'effectiveDateTime',
  'effectiveInstant',
  'performedDateTime',
  'occurrenceDateTime',
  'authoredOn',
  'recordedDate',
  'started',
  'date',
] as const;
const PERIODS = ['period', 'effectivePeriod', 'performedPeriod'] as const;
/** Their dates are not those of care. */
const NOT_CARE: ReadonlySet<string> = new Set(['Patient', 'Coverage', 'Consent', 'AuditEvent', 'Provenance']);

/** First and last day, `YYYY-MM-DD` or as exact as the resource is; null where it names none. Open ends are far away. */
export function daysOfCare(resource: FhirResource): { readonly from: string; readonly to: string } | null {
  if (NOT_CARE.has(resource.resourceType)) return null;
  for (const name of DAYS) {
    const value = resource[name];
    if (typeof value === 'string') return { from: firstDay(value), to: lastDay(value) };
  }
  for (const name of PERIODS) {
    const value = resource[name];
    if (typeof value === 'object' && value !== null) return ofPeriod(value);
  }
  return null;
}

function ofPeriod(period: object): { readonly from: string; readonly to: string } {
  const start = 'start' in period && typeof period.start === 'string' ? firstDay(period.start) : '0000';
  const end = 'end' in period && typeof period.end === 'string' ? lastDay(period.end) : '9999-12-31';
  return { from: start, to: end };
}

const firstDay = (value: string): string => value.slice(0, 10);

/** A month or a year ends after all of its days. */
const lastDay = (value: string): string => (value.length < 10 ? `${value}-99` : value.slice(0, 10));
