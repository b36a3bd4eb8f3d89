import type { FhirResource } from '../../../kernel/fhir/ports.ts';
import type { SourceResource } from '../../../kernel/records/record-source.ts';
import { activePeriod } from '../model/active-period.ts';
import type { ActiveDrug, Allergy } from '../model/alert.ts';
import rules from './fhir-drugs.json' with { type: 'json' };

/** What may not be told to anybody but whoever sent it, because the patient has not been told. */
export interface Untold {
  readonly untold: boolean;
}

interface TypeRule {
  readonly notTaken: readonly string[];
  readonly days: string | null;
}

const TYPES: ReadonlyMap<string, TypeRule> = new Map(Object.entries(rules.types));
/** Oral: the one form whose quantity counts days. */
const ORAL = '1';

/** The drugs that a resource of an institution says are taken; none of most resources. */
export function drugsOfResource(sent: SourceResource): (ActiveDrug & Untold)[] {
  const { resource, date, facilityCode, hideKey, receivedAt, toldToPatient } = sent;
  const rule = TYPES.get(resource.resourceType);
  const from = periodStart(resource) ?? date;
  if (rule === undefined || from === null || rule.notTaken.includes(textAt(resource, 'status') ?? ''))
    return [];
  const drug = codedDrug(resource);
  if (drug === null) return [];
  const days = rule.days === null ? null : numberAt(resource, rule.days);
  const period = activePeriod(from, days === null ? null : ORAL, days);
  const ended = textAt(resource, 'effectivePeriod.end')?.slice(0, 10) ?? null;
  return [
    {
      ...drug,
      form: days === null ? null : ORAL,
      quantity: days,
      amount: null,
      source: 'submission',
      key: `submission:${resource.id ?? ''}:1:1`,
      from: period.from,
      to: ended ?? period.to,
      facilityCode,
      pharmacyCode: null,
      hideKey,
      knownAt: receivedAt.toISOString(),
      untold: toldToPatient === false,
    },
  ];
}

/** An allergy that holds: neither over nor refuted. */
export function allergiesOfResource(sent: SourceResource): (Allergy & Untold)[] {
  const { resource, facilityCode, date, hideKey, toldToPatient } = sent;
  if (resource.resourceType !== 'AllergyIntolerance') return [];
  const { clinicalStatus, verificationStatus } = rules.allergiesThatDoNotHold;
  if (codesAt(resource, 'clinicalStatus').some(({ code }) => clinicalStatus.includes(code))) return [];
  if (codesAt(resource, 'verificationStatus').some(({ code }) => verificationStatus.includes(code)))
    return [];
  const [coding] = codesAt(resource, 'code');
  const text = textAt(resource, 'code.text') ?? coding?.display ?? coding?.code ?? null;
  if (text === null) return [];
  return [
    {
      text,
      system: coding?.system ?? null,
      code: coding?.code ?? null,
      source: 'submission',
      facilityCode,
      recordedOn: date,
      hideKey,
      untold: toldToPatient === false,
    },
  ];
}

function codedDrug(resource: FhirResource): Pick<ActiveDrug, 'kind' | 'code' | 'name'> | null {
  const codings = codesAt(resource, 'medicationCodeableConcept');
  for (const { kind, system } of rules.kinds) {
    const coding = codings.find((one) => one.system === system);
    if (coding !== undefined)
      return { kind, code: coding.code, name: nameOf(resource, coding.display) ?? coding.code };
  }
  const name = nameOf(resource, codings[0]?.display ?? null);
  return name === null ? null : { kind: '1', code: '', name };
}

const nameOf = (resource: FhirResource, display: string | null): string | null =>
  display ?? textAt(resource, 'medicationCodeableConcept.text');

const periodStart = (resource: FhirResource): string | null =>
  textAt(resource, 'effectivePeriod.start')?.slice(0, 10) ?? null;

interface Coding {
  readonly system: string | null;
  readonly code: string;
  readonly display: string | null;
}

function codesAt(resource: FhirResource, element: string): Coding[] {
  const list = valueAt(resource, `${element}.coding`);
  if (!Array.isArray(list)) return [];
  return list.flatMap((one: unknown): Coding[] => {
    const code = textAt(one, 'code');
    return code === null ? [] : [{ system: textAt(one, 'system'), code, display: textAt(one, 'display') }];
  });
}

function textAt(from: unknown, path: string): string | null {
  const value = valueAt(from, path);
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Numbers keep their digits where they are stored, so that they may be objects that print themselves. */
function numberAt(from: unknown, path: string): number | null {
  const value = valueAt(from, path);
  const number = value === null || value === undefined ? Number.NaN : Number(String(value));
  return Number.isFinite(number) ? number : null;
}

function valueAt(from: unknown, path: string): unknown {
  let value = from;
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null) return null;
    value = Object.entries(value).find(([name]) => name === step)?.[1];
  }
  return value;
}
