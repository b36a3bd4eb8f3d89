import type { ViewLogEntry } from './view-log.ts';

/** Code systems of FHIR R4 AuditEvent. */
const DICOM = 'http://dicom.nema.org/resources/ontology/DCM';
const REST = 'http://hl7.org/fhir/restful-interaction';
const ENTITY_TYPE = 'http://terminology.hl7.org/CodeSystem/audit-entity-type';
const ENTITY_ROLE = 'http://terminology.hl7.org/CodeSystem/object-role';
/** This project's own systems, for what FHIR has no code for. */
const OWN = 'urn:tsunagu:audit';

/** 110110: Patient Record. 110106: Export. @spec DICOM PS3.16 CID 400 */
const typeOf = ({ event }: ViewLogEntry) =>
  event === 'export-made'
    ? { system: DICOM, code: '110106', display: 'Export' }
    : { system: DICOM, code: '110110', display: 'Patient Record' };

const OUTCOME_OK = '0';
/** 4: minor failure; the request was refused. */
const OUTCOME_REFUSED = '4';

/** Tells the reader of a bundle that there are further entries. */
const CUT = {
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'warning', code: 'incomplete', diagnostics: 'Further entries are left out.' }],
};

/** The entries as FHIR R4 AuditEvents in one bundle; an OperationOutcome at its end says that it is cut. */
export const auditEventBundle = (entries: readonly ViewLogEntry[], isCut: boolean) => {
  const entry = [
    ...entries.map((one) => ({ fullUrl: `urn:uuid:${one.id}`, resource: auditEvent(one) })),
    ...(isCut ? [{ resource: CUT }] : []),
  ];
  // In FHIR's JSON an array is never empty.
  return { resourceType: 'Bundle', type: 'collection', ...(entry.length === 0 ? {} : { entry }) };
};

const auditEvent = (entry: ViewLogEntry) => ({
  resourceType: 'AuditEvent',
  id: entry.id,
  type: typeOf(entry),
  subtype: [
    { system: OWN, code: entry.event },
    ...(entry.event === 'disclosure' ? [{ system: REST, code: 'read' }] : []),
  ],
  action: entry.outcome === 'done' ? 'E' : 'R',
  recorded: entry.at,
  outcome: entry.outcome === 'refused' ? OUTCOME_REFUSED : OUTCOME_OK,
  ...(entry.refusalCode === null ? {} : { outcomeDesc: entry.refusalCode }),
  ...(entry.purpose === null
    ? {}
    : { purposeOfEvent: [{ coding: [{ system: `${OWN}:purpose`, code: entry.purpose }] }] }),
  agent: [
    {
      who: { identifier: { system: `${OWN}:account`, value: entry.account ?? 'nobody' } },
      ...(entry.displayName === '' ? {} : { name: entry.displayName }),
      requestor: true,
      ...(entry.role === null ? {} : { role: [{ coding: [{ system: `${OWN}:role`, code: entry.role }] }] }),
    },
  ],
  source: { observer: { display: 'Tsunagu' } },
  entity: [
    {
      what: { identifier: { system: `${OWN}:person`, value: entry.personRef } },
      type: { system: ENTITY_TYPE, code: '1', display: 'Person' },
      role: { system: ENTITY_ROLE, code: '1', display: 'Patient' },
      ...detailsOf(entry),
    },
  ],
});

function detailsOf({ ground, categories, method, itemCount }: ViewLogEntry) {
  const detail = [
    ['ground', ground],
    ['categories', categories.join(' ')],
    ['method', method],
    ['itemCount', itemCount === null ? null : String(itemCount)],
  ].flatMap(([type, valueString]) => (valueString ? [{ type, valueString }] : []));
  return detail.length === 0 ? {} : { detail };
}
