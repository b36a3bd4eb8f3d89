import type { FhirResource } from '../../../kernel/fhir/ports.ts';
import type { VisitEvent } from '../../../kernel/records/record-source.ts';
import { dayOrMonth, institutionReference, LANGUAGE, metaOf, optional } from './elements.ts';
import { stampOf } from './file-stamp.ts';
import { encounterId, type RenderScope } from './scope.ts';

const ACT_CODE = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const AMBULATORY = { system: ACT_CODE, code: 'AMB', display: 'ambulatory' };
const INPATIENT = { system: ACT_CODE, code: 'IMP', display: 'inpatient encounter' };

/**
 * Visits as JP_Encounter: each day of an outpatient, and each month of an inpatient's claim from the first to the last day
 * on which anything was done. Whether a stay went on is not known, so its status is unknown. @spec fhir-jp-core.md §3
 */
export function encounters(scope: RenderScope, visits: readonly VisitEvent[]): RenderedEncounter[] {
  const byId = new Map<string, VisitEvent[]>();
  for (const visit of visits) {
    const id = encounterId(scope, visit);
    if (id === null) continue;
    const days = byId.get(id);
    if (days === undefined) byId.set(id, [visit]);
    else days.push(visit);
  }
  return [...byId].flatMap(([id, days]) => {
    const [first] = days;
    return first === undefined ? [] : [{ resource: encounter(scope, id, first, days), first }];
  });
}

export interface RenderedEncounter {
  readonly resource: FhirResource;
  /** One of its visits. */
  readonly first: VisitEvent;
}

function encounter(
  { gathered, subject }: RenderScope,
  id: string,
  first: VisitEvent,
  days: readonly VisitEvent[],
): FhirResource {
  const dates = days.map(({ date, month }) => dayOrMonth(date, month)).sort();
  const institution = gathered.nameOf(first.facilityCode);
  const stays = first.setting === 'inpatient';
  return {
    resourceType: 'Encounter',
    id,
    meta: metaOf('JP_Encounter', '1', stampOf(first.file).receivedAt),
    language: LANGUAGE,
    status: stays ? 'unknown' : 'finished',
    class: stays ? INPATIENT : AMBULATORY,
    subject,
    period: { start: dates[0], end: dates.at(-1) },
    ...optional('serviceProvider', institution === null ? null : institutionReference(institution)),
  };
}
