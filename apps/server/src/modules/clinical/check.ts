import type { FhirIssue } from '../../kernel/fhir/ports.ts';
import type { Sets } from './deps.ts';
import { type JsonObject, objectsIn, textOf, valueAt } from './model/json.ts';
import { setOf } from './model/profiles.ts';
import { BUNDLE_IDENTIFIER, INSTITUTION_EXTENSION } from './model/systems.ts';

/**
 * The two invariants of JP_Bundle_CLINS that know no prescriptions, R02142 and R02143, though code system and slices
 * allow them. @spec fhir-jp-core.md §4 [D]
 */
const BEFORE_PRESCRIPTIONS: ReadonlySet<string> = new Set([
  'bundle-meta-tag-resourceType-valid',
  'mustHaveOneMoreResources-with-designatedResourceType',
]);

/** What the set of the claimed profile and our own rules say. Errors mean that it is not taken. @spec fhir-jp-core.md §9.3 */
export async function check(sets: Sets, resource: JsonObject, facilityCode: string): Promise<FhirIssue[]> {
  const { validator } = await sets.get(setOf(resource));
  const prescriptions = objectsIn(valueAt(resource, 'meta.tag')).some(
    ({ code }) => code === 'MedicationRequest',
  );
  const issues = validator.validate(resource).map((issue): FhirIssue => {
    const { severity, code, rule, expression, message, source } = issue;
    const mild = prescriptions && BEFORE_PRESCRIPTIONS.has(source.constraint ?? '');
    return { severity: mild ? 'warning' : severity, code, rule, expression, message };
  });
  return [...ownInstitution(resource, facilityCode), ...issues];
}

const TEN_DIGITS = /^[0-9]{10}$/;

/** Institutions speak for themselves only. @spec fhir-jp-core.md §4, §2.3 */
function ownInstitution(resource: JsonObject, facilityCode: string): FhirIssue[] {
  const type = textOf(resource.resourceType) ?? '';
  const parts: readonly (readonly [JsonObject, string])[] =
    type === 'Bundle'
      ? objectsIn(resource.entry).flatMap(({ resource: inner }, at) =>
          objectsIn([inner]).map((one) => [one, `Bundle.entry[${at}].resource`] as const),
        )
      : [[resource, type]];
  const issues: FhirIssue[] = parts.flatMap(([part, place]) =>
    objectsIn(part.extension).flatMap(({ url, valueIdentifier }, at) =>
      url === INSTITUTION_EXTENSION
        ? institutionIssues(textOf(valueAt(valueIdentifier, 'value')), facilityCode, {
            expression: `${place}.extension[${at}]`,
          })
        : [],
    ),
  );
  const system = textOf(valueAt(resource, 'identifier.system'));
  const [prefix = ''] = (textOf(valueAt(resource, 'identifier.value')) ?? '').split('^');
  if (type === 'Bundle' && system === BUNDLE_IDENTIFIER)
    issues.push(...institutionIssues(prefix, facilityCode, { expression: 'Bundle.identifier' }));
  return issues;
}

function institutionIssues(
  number: string | null,
  facilityCode: string,
  { expression }: { readonly expression: string },
): FhirIssue[] {
  if (number === facilityCode) return [];
  const unreadable = number === null || !TEN_DIGITS.test(number);
  return [
    {
      severity: 'error',
      code: 'business-rule',
      rule: 'institution-not-own',
      expression,
      message: unreadable
        ? 'The number of the institution is not ten digits.'
        : 'The number of the institution is not the one that sends.',
    },
  ];
}

export const hasErrors = (issues: readonly FhirIssue[]): boolean =>
  issues.some(({ severity }) => severity === 'error');
