import type { FhirResource } from '../../../kernel/fhir/ports.ts';
import type { DisclosureEntry } from '../../access/index.ts';
import { LANGUAGE, metaOf, optional } from './elements.ts';
import { instantInTokyo } from './file-stamp.ts';
import { auditEventId } from './ids.ts';
import purposes from './purposes.json' with { type: 'json' };
import type { RenderScope } from './scope.ts';
import own from './systems.json' with { type: 'json' };

const DICOM = 'http://dicom.nema.org/resources/ontology/DCM';
const ENTITY_TYPE = 'http://terminology.hl7.org/CodeSystem/audit-entity-type';
const ENTITY_ROLE = 'http://terminology.hl7.org/CodeSystem/object-role';
const OUTCOME_OK = '0';
/** Minor failure: the request was refused. */
const OUTCOME_REFUSED = '4';

/**
 * An entry of the log as the patient sees it: the institution and the role, never the member of staff.
 * 110110: Patient Record. @spec eligibility.md §11.3; DICOM PS3.16 CID 400
 */
export function auditEvent(
  { prefix, subject }: Pick<RenderScope, 'prefix' | 'subject'>,
  entry: DisclosureEntry,
): FhirResource {
  const at = instantInTokyo(entry.at);
  const details = [
    ['ground', entry.ground],
    ['categories', entry.categories.join(' ')],
    ['method', entry.method],
    ['itemCount', entry.itemCount === null ? null : String(entry.itemCount)],
  ].flatMap(([type, valueString]) => (valueString ? [{ type, valueString }] : []));
  return {
    resourceType: 'AuditEvent',
    id: auditEventId(prefix, entry.id),
    meta: metaOf(null, '1', at),
    language: LANGUAGE,
    type: { system: DICOM, code: '110110', display: 'Patient Record' },
    subtype: [{ system: own.auditEvent, code: entry.event }],
    action: entry.outcome === 'done' ? 'E' : 'R',
    recorded: at,
    outcome: entry.outcome === 'refused' ? OUTCOME_REFUSED : OUTCOME_OK,
    ...optional('outcomeDesc', entry.refusalCode),
    ...optional('purposeOfEvent', purposeOf(entry.purpose)),
    agent: [
      {
        ...optional('name', entry.facilityName),
        requestor: true,
        ...(entry.role === null ? {} : { role: [{ coding: [{ system: own.auditRole, code: entry.role }] }] }),
      },
    ],
    source: { observer: { display: 'Tsunagu' } },
    entity: [
      {
        what: subject,
        type: { system: ENTITY_TYPE, code: '1', display: 'Person' },
        role: { system: ENTITY_ROLE, code: '1', display: 'Patient' },
        ...(details.length === 0 ? {} : { detail: details }),
      },
    ],
  };
}

const PURPOSE_CODES: Readonly<Record<string, string | undefined>> = purposes.codes;

/** In FHIR's words where it has one, and in ours. */
function purposeOf(purpose: string | null) {
  if (purpose === null) return null;
  const code = PURPOSE_CODES[purpose];
  const ours = { system: own.auditPurpose, code: purpose };
  return [{ coding: code === undefined ? [ours] : [{ system: purposes.system, code }, ours] }];
}
