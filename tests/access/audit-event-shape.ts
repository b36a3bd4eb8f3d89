/**
 * What FHIR R4 requires of an AuditEvent and of its JSON, written down from the standard: required elements, codes with
 * a required binding, no empty values. @spec https://hl7.org/fhir/R4/auditevent.html, https://hl7.org/fhir/R4/json.html
 */
const ELEMENTS: ReadonlySet<string> = new Set([
  'resourceType',
  'id',
  'type',
  'subtype',
  'action',
  'period',
  'recorded',
  'outcome',
  'outcomeDesc',
  'purposeOfEvent',
  'agent',
  'source',
  'entity',
]);
const AGENT: ReadonlySet<string> = new Set([
  'type',
  'role',
  'who',
  'altId',
  'name',
  'requestor',
  'location',
  'policy',
  'media',
  'network',
  'purposeOfUse',
]);
const ENTITY: ReadonlySet<string> = new Set([
  'what',
  'type',
  'role',
  'lifecycle',
  'securityLabel',
  'name',
  'description',
  'query',
  'detail',
]);
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const ID = /^[A-Za-z0-9\-.]{1,64}$/;

interface Loose {
  readonly [name: string]: unknown;
}
const isObject = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly Loose[] => (Array.isArray(value) ? value.filter(isObject) : []);

export function auditEventFaults(resource: unknown): string[] {
  if (!isObject(resource)) return ['not an object'];
  const faults = [...emptyValues(resource, ''), ...foreign(resource, ELEMENTS, '')];
  const need = (holds: boolean, fault: string) => {
    if (!holds) faults.push(fault);
  };
  need(resource.resourceType === 'AuditEvent', 'resourceType');
  need(typeof resource.id === 'string' && ID.test(resource.id), 'id');
  need(isCoding(resource.type), 'type');
  need(listOf(resource.subtype).every(isCoding), 'subtype');
  need(['C', 'R', 'U', 'D', 'E'].includes(String(resource.action)), 'action');
  need(['0', '4', '8', '12'].includes(String(resource.outcome)), 'outcome');
  need(typeof resource.recorded === 'string' && INSTANT.test(resource.recorded), 'recorded');
  const agents = listOf(resource.agent);
  need(agents.length > 0, 'agent');
  for (const agent of agents) {
    faults.push(...foreign(agent, AGENT, 'agent.'));
    need(typeof agent.requestor === 'boolean', 'agent.requestor');
    need(agent.name === undefined || typeof agent.name === 'string', 'agent.name');
  }
  need(isObject(resource.source) && isObject(resource.source.observer), 'source.observer');
  for (const entity of listOf(resource.entity)) {
    faults.push(...foreign(entity, ENTITY, 'entity.'));
    for (const detail of listOf(entity.detail))
      need(typeof detail.type === 'string' && typeof detail.valueString === 'string', 'entity.detail');
    // sev-1: either a name or a query, not both
    need(entity.name === undefined || entity.query === undefined, 'sev-1');
  }
  return faults;
}

const isCoding = (value: unknown): boolean =>
  isObject(value) &&
  typeof value.system === 'string' &&
  typeof value.code === 'string' &&
  /^\S+( \S+)*$/.test(value.code);

const foreign = (value: Loose, known: ReadonlySet<string>, path: string): string[] =>
  Object.keys(value).flatMap((name) => (known.has(name) ? [] : [`${path}${name} is unknown`]));

/** Nothing in FHIR's JSON is empty or null. */
function emptyValues(value: unknown, path: string): string[] {
  if (value === null || value === '') return [`${path} is empty`];
  if (typeof value !== 'object') return [];
  const inner = Object.entries(value);
  return inner.length === 0
    ? [`${path} is empty`]
    : inner.flatMap(([name, one]) => emptyValues(one, `${path}.${name}`));
}
